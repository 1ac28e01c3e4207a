"""An officer opens a class that residents asked for: choose a time and a place, confirm."""

from datetime import UTC, datetime

from bot import texts
from bot.classes import proposals
from bot.classes import wording as class_wording
from bot.classes.models import ClassProposal, ProposalState
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people.units import Unit
from bot.reminders import personal, wording
from bot.usecases import class_from_demand

LONGEST_PLACE = 200
GO = "dl:go"


def press(shelf: Shelf, policy: Policy) -> Handler:
    """Handle a proposal button: "dl:<verb>:<proposal>[:<minutes since 1970>]"."""

    def pressed(turn: Turn) -> Reply:
        verb, *numbers = turn.argument.split(SEPARATOR)
        if not numbers or not all(one.isdecimal() and len(one) < 9 for one in numbers):
            return old_button(turn)
        one = proposals.get_open(turn.session, turn.contact, int(numbers[0]))
        match verb:
            case "at" if len(numbers) == 2:
                unit = turn.session.get_one(Unit, one.unit_id)
                place = proposals.place_for(turn.session, unit)
                return _confirm(turn, one, int(numbers[1]), place, policy)
            case "go":
                return _open(turn, one, shelf, policy)
            case "later" | "no":
                state = ProposalState.LATER if verb == "later" else ProposalState.DECLINED
                proposals.decide(one, turn.contact, state, turn.now)
                personal.answered(turn.session, turn.contact)
                return Reply(texts.DEMAND_LATER if verb == "later" else texts.DEMAND_DECLINED)
        return old_button(turn)

    return pressed


def _confirm(turn: Turn, one: ClassProposal, minutes: int, place: str, policy: Policy) -> Reply:
    personal.ask(
        turn.session, turn.contact, "place", text=f"{one.id}:{minutes}:{place}", now=turn.now
    )
    when = wording.moment(_instant(minutes), now=turn.now, zone=policy.zone)
    return Reply(
        texts.DEMAND_PLACE.format(title=one.title, time=when, place=place),
        (
            Choice(texts.BUTTON_DEMAND_OPEN, f"{GO}:{one.id}"),
            Choice(texts.BUTTON_DEMAND_LATER, f"dl:later:{one.id}"),
        ),
    )


def names_place(turn: Turn) -> bool:
    """Return whether the text answers the open question for the place."""
    asked = any(one["value"].startswith(f"{GO}:") for one in turn.contact.offered)
    return asked and not turn.choice and not turn.attachments and bool(turn.bare)


def take_place(policy: Policy) -> Handler:
    """Replace the suggested place and ask to confirm it before the class opens."""

    def take(turn: Turn) -> Reply:
        number, minutes, _ = _asked(turn)
        place = " ".join(turn.text.split())
        if len(place) > LONGEST_PLACE:
            raise UserError(texts.DEMAND_PLACE_LONG.format(limit=LONGEST_PLACE))
        one = proposals.get_open(turn.session, turn.contact, number)
        return _confirm(turn, one, minutes, place, policy)

    return take


def _open(turn: Turn, one: ClassProposal, shelf: Shelf, policy: Policy) -> Reply:
    number, minutes, place = _asked(turn)
    if number != one.id:
        raise UserError(texts.BUTTON_OLD)
    since = one.proposed_at - class_from_demand.LOOK_BACK
    askers = class_from_demand.list_invited(
        turn.session, shelf(), one.unit_id, one.topic_id, since=since
    )
    opened, invited = proposals.open_class(
        turn.session,
        one,
        turn.contact,
        _instant(minutes),
        place,
        askers,
        now=turn.now,
        policy=policy,
    )
    personal.answered(turn.session, turn.contact)
    what = class_wording.full(opened, now=turn.now, zone=policy.zone)
    return Reply(texts.DEMAND_OPENED.format(number=opened.id, what=what, count=invited))


def _asked(turn: Turn) -> tuple[int, int, str]:
    """Return proposal id, minutes and place of the open question. Raises UserError if none is open."""
    asked = personal.asked(turn.session, turn.contact, now=turn.now)
    if asked is None or asked.kind != "place":
        raise UserError(texts.BUTTON_OLD)
    number, minutes, place = asked.text.split(SEPARATOR, 2)
    return int(number), int(minutes), place


def _instant(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)
