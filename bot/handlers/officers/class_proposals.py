"""An officer opens a class that residents asked for: choose a time and a place, confirm."""

from datetime import UTC, datetime

from bot import texts
from bot.classes import proposals
from bot.classes.models import ClassProposal, ProposalState
from bot.core.errors import NotAllowed, UserError
from bot.core.policy import Policy
from bot.faq.index import GetIndex
from bot.handlers.officers.words import classes as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn
from bot.messages.content import Reply
from bot.people.actor import Actor, find_actor
from bot.people.models import RoleKind
from bot.people.units import Unit
from bot.reminders import personal
from bot.reminders.models import QuestionKind
from bot.usecases import class_from_demand

MAX_PLACE_LENGTH = 200


def press_proposal_button(get_index: GetIndex, policy: Policy) -> Handler:
    """Handle a proposal button: "dl:<verb>:<proposal>[:<minutes since 1970>]"."""

    def pressed(turn: Turn) -> Reply:
        verb, *numbers = turn.argument.split(SEPARATOR)
        if not numbers or not all(number.isdecimal() and len(number) < 9 for number in numbers):
            return reject_old_button(turn)
        class_proposal = proposals.get_open_proposal(
            turn.session, int(numbers[0]), actor=_get_officer(turn)
        )
        match verb:
            case "at" if len(numbers) == 2:
                unit = turn.session.get_one(Unit, class_proposal.unit_id)
                place = proposals.suggest_place(turn.session, unit)
                return _confirm_proposal(turn, class_proposal, int(numbers[1]), place, policy)
            case "go":
                return _open_class(turn, class_proposal, get_index, policy)
            case "later" | "no":
                state = ProposalState.LATER if verb == "later" else ProposalState.DECLINED
                return _put_off(turn, class_proposal, state)
        return reject_old_button(turn)

    return pressed


def _get_officer(turn: Turn) -> Actor:
    officer = find_actor(turn.session, turn.contact.person_id, roles=(RoleKind.OFFICER,))
    if officer is None:
        raise NotAllowed(texts.DEMAND_NOT_YOURS)
    return officer


def _put_off(turn: Turn, proposal: ClassProposal, state: ProposalState) -> Reply:
    proposals.record_decision(turn.session, proposal, state, actor=_get_officer(turn), now=turn.now)
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_postponed(state)


def _confirm_proposal(
    turn: Turn, proposal: ClassProposal, minutes: int, place: str, policy: Policy
) -> Reply:
    personal.set_pending_question(
        turn.session,
        turn.contact,
        QuestionKind.CLASS_PLACE,
        text=f"{proposal.id}:{minutes}:{place}",
        now=turn.now,
    )
    starts_at = _instant_of_minutes(minutes)
    return words.render_place_question(proposal, starts_at, place, now=turn.now, policy=policy)


def names_class_place(turn: Turn) -> bool:
    """Return whether the text answers the open question for the place."""
    asked = any(
        button["value"].startswith(f"{words.OPEN_CLASS}:") for button in turn.contact.offered
    )
    return asked and not turn.choice and not turn.attachments and bool(turn.normalized_text)


def take_class_place(policy: Policy) -> Handler:
    """Replace the suggested place and ask to confirm it before the class opens."""

    def take(turn: Turn) -> Reply:
        number, minutes, _ = _get_pending_place(turn)
        place = " ".join(turn.text.split())
        if len(place) > MAX_PLACE_LENGTH:
            raise UserError(texts.DEMAND_PLACE_LONG.format(limit=MAX_PLACE_LENGTH))
        proposal = proposals.get_open_proposal(turn.session, number, actor=_get_officer(turn))
        return _confirm_proposal(turn, proposal, minutes, place, policy)

    return take


def _open_class(turn: Turn, proposal: ClassProposal, get_index: GetIndex, policy: Policy) -> Reply:
    number, minutes, place = _get_pending_place(turn)
    if number != proposal.id:
        raise UserError(texts.BUTTON_OLD)
    since = proposal.proposed_at - class_from_demand.LOOK_BACK
    askers = class_from_demand.list_invited(
        turn.session, get_index(), proposal.unit_id, proposal.topic_id, since=since
    )
    opened, invited = proposals.open_class(
        turn.session,
        proposal,
        _instant_of_minutes(minutes),
        place,
        askers,
        actor=_get_officer(turn),
        now=turn.now,
        policy=policy,
    )
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_opened(opened, invited, now=turn.now, policy=policy)


def _get_pending_place(turn: Turn) -> tuple[int, int, str]:
    """Return proposal id, minutes and place of the open question. Raises UserError if none is
    open."""
    pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
    if pending is None or pending.kind != QuestionKind.CLASS_PLACE:
        raise UserError(texts.BUTTON_OLD)
    number, minutes, place = pending.text.split(SEPARATOR, 2)
    return int(number), int(minutes), place


def _instant_of_minutes(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)
