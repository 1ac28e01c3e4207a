"""What members do with tickets: take, decline, pass, ask for a phone number, note, complete.

Each function locks the ticket first, so a button pressed twice, or by two members at once, takes
effect once.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.duty.swaps import get_colleague
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.tickets import cards, permissions
from bot.tickets.assignment import Placement
from bot.tickets.dispatch import lock_team, reassign_ticket
from bot.tickets.events import PhoneRequested, TicketCompleted, TicketGivenOn, TicketTaken
from bot.tickets.history import record_event
from bot.tickets.models import Ticket, TicketEventKind, TicketOutcome
from bot.tickets.opening import append_recent_questions
from bot.tickets.queries import lock_allowed_ticket, lock_taken_ticket
from bot.tickets.reachability import is_resident_reachable
from bot.tickets.service import close_ticket, close_unreachable
from bot.vietnamese.letters import normalize_for_match


def take_ticket(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, policy: Policy
) -> Ticket:
    """Give the ticket to the first member who takes it (*Nhận*); return it.

    It is closed when the resident turns out to have blocked us. Raises UserError when it is closed
    or taken by somebody else.
    """
    ticket = lock_allowed_ticket(session, ticket_id, actor.person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.accepted_at is not None and ticket.member_id != actor.person_id:
        member = cards.member_name(session, ticket.member_id)
        raise UserError(texts.TICKET_TAKEN.format(number=ticket.id, member=member))
    if ticket.accepted_at is None:
        assign_to_taker(session, ticket, _get_person_id(actor), now=now, policy=policy)
        _close_if_unreachable(session, ticket, actor.person_id, now=now)
    return ticket


def assign_to_taker(
    session: Session, ticket: Ticket, person_id: int, *, now: datetime, policy: Policy
) -> None:
    """Give the ticket to this person; whoever had it or was asked is told, and the resident."""
    offered_to_id = ticket.member_id
    ticket.member_id, ticket.accepted_at = person_id, now
    ticket.offered_at = ticket.offered_at or now
    ticket.respond_due_at = now + policy.for_unit(ticket.unit_id).answer_within
    ticket.awaiting_member = True
    if person_id not in ticket.offered_to_ids:
        ticket.offered_to_ids = [*ticket.offered_to_ids, person_id]
    append_recent_questions(session, ticket)
    record_event(session, ticket, TicketEventKind.ACCEPTED, person_id=person_id, now=now)
    session.flush()
    emit(session, TicketTaken(ticket.id, person_id, offered_to_id, at=now))


def _get_person_id(actor: Actor) -> int:
    """Return who acts; `lock_allowed_ticket` refused whoever is nobody."""
    assert actor.person_id is not None
    return actor.person_id


def _close_if_unreachable(
    session: Session, ticket: Ticket, person_id: int | None, *, now: datetime
) -> None:
    if not is_resident_reachable(session, ticket):
        close_unreachable(session, ticket, person_id, now=now)


def decline_ticket(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, policy: Policy
) -> Placement:
    """Decline the ticket (*Bận*); return where it is now."""
    return _release_ticket(session, ticket_id, actor, TicketEventKind.BUSY, policy=policy, now=now)


def pass_ticket(
    session: Session,
    ticket_id: int,
    target: str = "",
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> Placement:
    """Pass the ticket (*Chuyển*) to the next member, to a colleague by name, or to the commune.

    Returns where it is now.
    """
    return _release_ticket(
        session, ticket_id, actor, TicketEventKind.PASSED, target=target, policy=policy, now=now
    )


def _release_ticket(
    session: Session,
    ticket_id: int,
    actor: Actor,
    kind: TicketEventKind,
    *,
    target: str = "",
    policy: Policy,
    now: datetime,
) -> Placement:
    ticket, person_id = _lock_releasable(session, ticket_id, actor, target), _get_person_id(actor)
    holder_id, offered_to_ids = ticket.member_id, ticket.offered_to_ids
    record_event(session, ticket, kind, person_id=person_id, note=target, now=now)
    escalate = bool(target) and normalize_for_match(target).endswith("xa")
    if target and not escalate:
        _restrict_to_colleague(session, ticket, target, person_id, policy=policy, now=now)
    placement = reassign_ticket(session, ticket, policy=policy, now=now, escalate=escalate)
    if target and placement.member_id is not None:
        ticket.offered_to_ids = [*offered_to_ids, placement.member_id]
    if holder_id is not None and holder_id not in (person_id, placement.member_id):
        emit(session, TicketGivenOn(ticket.id, holder_id, at=now))
    return placement


def _lock_releasable(session: Session, ticket_id: int, actor: Actor, target: str) -> Ticket:
    """Lock a ticket its member may release; who leads may give it to a `target`."""
    ticket = lock_allowed_ticket(session, ticket_id, actor.person_id)
    is_holder = ticket.member_id == actor.person_id
    may_give = bool(target) and permissions.is_ticket_leader(session, ticket, _get_person_id(actor))
    if ticket.closed_at is not None or not (is_holder or may_give):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    return ticket


def _restrict_to_colleague(
    session: Session, ticket: Ticket, name: str, person_id: int, *, policy: Policy, now: datetime
) -> None:
    """Mark everybody but the named colleague as asked. Raises UserError if they cannot take it."""
    team = lock_team(session, ticket, policy=policy, now=now)
    target_helper = get_colleague(team.helpers, name, person_id)
    resident_id = session.get_one(Contact, ticket.contact_id).person_id
    may = permissions.may_read(ticket, target_helper.person.id, target_helper.role.kind)
    if not may or target_helper.person.id == resident_id:
        raise UserError(
            texts.COLLEAGUE_NOT_THIS.format(name=target_helper.person.name, number=ticket.id)
        )
    if not target_helper.is_on_duty(now):
        raise UserError(texts.COLLEAGUE_OFF.format(name=target_helper.person.name))
    ticket.offered_to_ids = sorted(
        {helper.person.id for helper in team.helpers} - {target_helper.person.id}
    )


def request_phone(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, policy: Policy
) -> Ticket:
    """Ask the resident for a phone number to call (*Gọi lại*); only they may give it.

    Returns the ticket, which is closed when the resident turns out to have blocked us.
    """
    person_id = _get_person_id(actor)
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    ticket.respond_due_at, ticket.last_member_at, ticket.awaiting_member = None, now, False
    record_event(session, ticket, TicketEventKind.PHONE_REQUESTED, person_id=person_id, now=now)
    emit(session, PhoneRequested(ticket.id, person_id, at=now))
    _close_if_unreachable(session, ticket, person_id, now=now)
    return ticket


def add_note(session: Session, ticket_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """Store a note for colleagues only; it stands on the card of whoever takes the ticket next."""
    ticket = lock_allowed_ticket(session, ticket_id, actor.person_id)
    person_id = _get_person_id(actor)
    was_offered = permissions.was_offered(session, ticket, person_id)
    if not was_offered and not permissions.is_ticket_leader(session, ticket, person_id):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    record_event(session, ticket, TicketEventKind.NOTE, person_id=person_id, note=text, now=now)


def complete_ticket(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, answer: str = ""
) -> None:
    """Close the ticket (*Xong*); the resident is asked whether the matter is solved."""
    person_id = _get_person_id(actor)
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    close_ticket(session, ticket, TicketOutcome.DONE, now=now, answer=answer, person_id=person_id)
    emit(session, TicketCompleted(ticket.id, person_id, at=now))
