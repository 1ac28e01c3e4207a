"""What members do with tickets: take, decline, pass, ask for a phone number, note, complete.

Each function locks the ticket first, so a button pressed twice, or by two members at once, takes
effect once.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.tickets import cards, permissions
from bot.tickets.dispatch import (
    AssignmentResult,
    lock_team,
    lock_ticket,
    reassign_ticket,
    unassign_ticket,
)
from bot.tickets.models import Ticket
from bot.tickets.notify import RelaySource, notify_member, notify_resident, record_event
from bot.tickets.opening import append_recent_questions
from bot.tickets.service import close_ticket
from bot.tickets.swaps import get_colleague
from bot.vietnamese.letters import normalize_for_match


def list_taken_tickets(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member has taken, the longest held first."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_not(None),
        )
        .order_by(col(Ticket.accepted_at), col(Ticket.id))
    )
    return list(session.exec(query))


def list_offered_tickets(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member was asked to take and has not."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_(None),
        )
        .order_by(col(Ticket.offered_at), col(Ticket.id))
    )
    return list(session.exec(query))


def lock_allowed_ticket(session: Session, ticket_id: int, person_id: int) -> Ticket:
    """Lock and return a ticket the person may act on. Raises NotAllowed otherwise.

    See `permissions`.
    """
    ticket = lock_ticket(session, ticket_id)
    permissions.require_access(session, ticket, person_id)
    return ticket


def take_ticket(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Give the ticket to the first member who takes it (*Nhận*); others learn who has it.

    Raises UserError when it is closed or taken by somebody else.
    """
    ticket = lock_allowed_ticket(session, ticket_id, person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.accepted_at is not None and ticket.member_id != person_id:
        member = cards.member_name(session, ticket.member_id)
        raise UserError(texts.TICKET_TAKEN.format(number=ticket.id, member=member))
    if ticket.accepted_at is None and not _assign_to_taker(
        session, ticket, person_id, now=now, policy=policy
    ):
        return close_unreachable(session, ticket, person_id, now=now)
    headline = texts.TICKET_YOURS.format(number=ticket.id)
    return cards.member_card(session, ticket, headline)


def _assign_to_taker(
    session: Session, ticket: Ticket, person_id: int, *, now: datetime, policy: Policy
) -> bool:
    offered_to_id = ticket.member_id
    ticket.member_id, ticket.accepted_at = person_id, now
    ticket.offered_at = ticket.offered_at or now
    ticket.respond_due_at, ticket.awaiting_member = now + policy.answer_within, True
    if person_id not in ticket.offered_to_ids:
        ticket.offered_to_ids = [*ticket.offered_to_ids, person_id]
    append_recent_questions(session, ticket)
    record_event(session, ticket, "accepted", person_id=person_id, now=now)
    session.flush()
    member = cards.member_name(session, person_id)
    if offered_to_id is not None and offered_to_id != person_id:
        notice = texts.TICKET_TAKEN.format(number=ticket.id, member=member)
        notify_member(session, offered_to_id, Reply(notice), now=now)
    template = texts.TICKET_ACCEPTED.format(
        member=member, team=cards.team_name(session, person_id), number=ticket.id
    )
    name_button = Choice(texts.BUTTON_NAME_ME, f"my:{ticket.id}:name")
    contact = session.get_one(Contact, ticket.contact_id)
    choices = (name_button,) if ticket.anonymous and contact.name else ()
    return notify_resident(session, ticket, Reply(template, choices), now=now)


def close_unreachable(session: Session, ticket: Ticket, person_id: int, *, now: datetime) -> Reply:
    """Close the ticket because the resident blocked us; return what the member is told."""
    close_ticket(session, ticket, "unreachable", now=now, person_id=person_id)
    return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket.id))


def decline_ticket(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Decline the ticket (*Bận*): the next member is asked and the resident is told whom."""
    return _release_ticket(session, ticket_id, person_id, "busy", policy=policy, now=now)


def pass_ticket(
    session: Session,
    ticket_id: int,
    person_id: int,
    target: str = "",
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply:
    """Pass the ticket (*Chuyển*) to the next member, to a colleague by name, or to the commune."""
    return _release_ticket(
        session, ticket_id, person_id, "passed", target=target, policy=policy, now=now
    )


def _release_ticket(
    session: Session,
    ticket_id: int,
    person_id: int,
    kind: str,
    *,
    target: str = "",
    policy: Policy,
    now: datetime,
) -> Reply:
    ticket = lock_allowed_ticket(session, ticket_id, person_id)
    may_give = bool(target) and permissions.is_ticket_leader(session, ticket, person_id)
    if ticket.closed_at is not None or (ticket.member_id != person_id and not may_give):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    was_taken, holder_id = ticket.accepted_at is not None, ticket.member_id
    record_event(session, ticket, kind, person_id=person_id, note=target, now=now)
    unassign_ticket(ticket)
    holder_name = cards.member_name(session, holder_id)
    template = (
        (texts.TICKET_LEFT if was_taken else texts.TICKET_BUSY) if holder_id is not None else ""
    )
    escalate = bool(target) and normalize_for_match(target).endswith("xa")
    offered_to_ids = ticket.offered_to_ids
    if target and not escalate:
        _restrict_to_colleague(session, ticket, target, person_id, policy=policy, now=now)
    result = reassign_ticket(
        session,
        ticket,
        template.format(member=holder_name),
        policy=policy,
        now=now,
        escalate=escalate,
    )
    if target and result.person_id is not None:
        ticket.offered_to_ids = [*offered_to_ids, result.person_id]
    if holder_id is not None and holder_id not in (person_id, result.person_id):
        notice = Reply(texts.TICKET_GIVEN_ON.format(number=ticket.id))
        notify_member(session, holder_id, notice, now=now)
    return _render_released(session, ticket, result)


def _restrict_to_colleague(
    session: Session, ticket: Ticket, name: str, person_id: int, *, policy: Policy, now: datetime
) -> None:
    """Mark everybody but the named colleague as asked. Raises UserError if they cannot take it."""
    team = lock_team(session, ticket, policy=policy, now=now)
    target_helper = get_colleague(team, name, person_id)
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


def _render_released(session: Session, ticket: Ticket, result: AssignmentResult) -> Reply:
    if result.person_id is None:
        return Reply(texts.TICKET_PASSED_TO_LINE.format(number=ticket.id))
    member = cards.member_name(session, result.person_id)
    return Reply(texts.TICKET_PASSED.format(number=ticket.id, member=member))


def request_phone(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Ask the resident for a phone number to call (*Gọi lại*); only they may give it."""
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    ticket.respond_due_at, ticket.last_member_at, ticket.awaiting_member = None, now, False
    record_event(session, ticket, "call", person_id=person_id, now=now)
    member = cards.member_name(session, person_id)
    question = Reply(texts.CALL_WANTED.format(member=member))
    if not notify_resident(session, ticket, question, now=now, source=RelaySource(person_id)):
        return close_unreachable(session, ticket, person_id, now=now)
    return Reply(texts.CALL_ASKED.format(number=ticket.id))


def lock_taken_ticket(session: Session, ticket_id: int, person_id: int) -> Ticket:
    """Lock and return a ticket the member has taken. Raises UserError when it is not theirs."""
    ticket = lock_allowed_ticket(session, ticket_id, person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.member_id != person_id or ticket.accepted_at is None:
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    return ticket


def add_note(
    session: Session, ticket_id: int, person_id: int, text: str, *, now: datetime
) -> Reply:
    """Store a note for colleagues only; it stands on the card of whoever takes the ticket next."""
    ticket = lock_allowed_ticket(session, ticket_id, person_id)
    was_offered = permissions.was_offered(session, ticket, person_id)
    if not was_offered and not permissions.is_ticket_leader(session, ticket, person_id):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    record_event(session, ticket, "note", person_id=person_id, note=text, now=now)
    return Reply(texts.NOTE_KEPT.format(number=ticket.id))


def complete_ticket(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, answer: str = ""
) -> Reply:
    """Close the ticket (*Xong*) and ask the resident whether the matter is solved."""
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    close_ticket(session, ticket, "done", now=now, answer=answer, person_id=person_id)
    question = Reply(
        texts.TICKET_DONE_ASK,
        (
            Choice(texts.BUTTON_SOLVED, f"my:{ticket.id}:solved"),
            Choice(texts.BUTTON_NOT_SOLVED, f"my:{ticket.id}:notyet"),
        ),
    )
    notify_resident(session, ticket, question, now=now)
    return Reply(texts.TICKET_CLOSED.format(number=ticket.id))
