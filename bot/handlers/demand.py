"""A class from demand, for officers: when, where, and it is open."""

from datetime import UTC, datetime

from bot import demand, texts
from bot.errors import UserError
from bot.handlers.faq import Shelf
from bot.handlers.menu import old_button
from bot.messages import Choice, Reply
from bot.reminders import own, proposals, wording
from bot.reminders.models import ClassProposal, ProposalState
from bot.reminders.rules import Rules
from bot.routing import SEPARATOR, Handler, Turn
from bot.units import Unit

LONGEST_PLACE = 200
GO = "dl:go"


def press(shelf: Shelf, rules: Rules) -> Handler:
    """A button: "dl:<verb>:<proposal>[:<minutes since 1970>]"."""

    def pressed(turn: Turn) -> Reply:
        verb, *numbers = turn.argument.split(SEPARATOR)
        if not numbers or not all(one.isdecimal() and len(one) < 9 for one in numbers):
            return old_button(turn)
        one = proposals.get_open(turn.session, turn.contact, int(numbers[0]))
        match verb:
            case "at" if len(numbers) == 2:
                unit = turn.session.get_one(Unit, one.unit_id)
                place = proposals.place_for(turn.session, unit)
                return _confirm(turn, one, int(numbers[1]), place, rules)
            case "go":
                return _open(turn, one, shelf, rules)
            case "later" | "no":
                state = ProposalState.LATER if verb == "later" else ProposalState.DECLINED
                proposals.decide(one, turn.contact, state, turn.now)
                own.answered(turn.session, turn.contact)
                return Reply(texts.DEMAND_LATER if verb == "later" else texts.DEMAND_DECLINED)
        return old_button(turn)

    return pressed


def _confirm(turn: Turn, one: ClassProposal, minutes: int, place: str, rules: Rules) -> Reply:
    own.ask(turn.session, turn.contact, "place", text=f"{one.id}:{minutes}:{place}", now=turn.now)
    when = wording.moment(_instant(minutes), now=turn.now, zone=rules.zone)
    return Reply(
        texts.DEMAND_PLACE.format(title=one.title, time=when, place=place),
        (
            Choice(texts.BUTTON_DEMAND_OPEN, f"{GO}:{one.id}"),
            Choice(texts.BUTTON_DEMAND_LATER, f"dl:later:{one.id}"),
        ),
    )


def names_place(turn: Turn) -> bool:
    """Words while the place is asked for."""
    asked = any(one["value"].startswith(f"{GO}:") for one in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.bare)


def take_place(rules: Rules) -> Handler:
    """Another place than the one we guessed: shown again before it opens."""

    def take(turn: Turn) -> Reply:
        number, minutes, _ = _asked(turn)
        place = " ".join(turn.text.split())
        if len(place) > LONGEST_PLACE:
            raise UserError(texts.DEMAND_PLACE_LONG.format(limit=LONGEST_PLACE))
        one = proposals.get_open(turn.session, turn.contact, number)
        return _confirm(turn, one, minutes, place, rules)

    return take


def _open(turn: Turn, one: ClassProposal, shelf: Shelf, rules: Rules) -> Reply:
    number, minutes, place = _asked(turn)
    if number != one.id:
        raise UserError(texts.BUTTON_OLD)
    since = one.proposed_at - demand.LOOK_BACK
    askers = demand.list_invited(turn.session, shelf(), one.unit_id, one.topic_id, since=since)
    opened, invited = proposals.open_class(
        turn.session,
        one,
        turn.contact,
        _instant(minutes),
        place,
        askers,
        now=turn.now,
        rules=rules,
    )
    own.answered(turn.session, turn.contact)
    what = wording.full(opened, now=turn.now, zone=rules.zone)
    return Reply(texts.DEMAND_OPENED.format(number=opened.id, what=what, count=invited))


def _asked(turn: Turn) -> tuple[int, int, str]:
    """Proposal, minutes, place of the question that is open."""
    asked = own.asked(turn.session, turn.contact, now=turn.now)
    if asked is None or asked.kind != "place":
        raise UserError(texts.BUTTON_OLD)
    number, minutes, place = asked.text.split(SEPARATOR, 2)
    return int(number), int(minutes), place


def _instant(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)
