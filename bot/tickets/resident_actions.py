"""What residents do with their own tickets: reopen, cancel, rate, disclose their name or phone."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.assignment import Placement
from bot.tickets.call_times import parse_call_time
from bot.tickets.dispatch import assign_ticket, unassign_ticket
from bot.tickets.events import (
    CallTimeWished,
    IdentityRevealed,
    NameDisclosed,
    PhoneGiven,
    TicketCancelled,
    TicketRated,
    TicketReopened,
)
from bot.tickets.history import record_event
from bot.tickets.models import ANSWERED_OUTCOMES, Ticket, TicketEventKind, TicketOutcome
from bot.tickets.opening import append_message
from bot.tickets.queries import lock_ticket
from bot.tickets.service import close_ticket

REOPEN_WINDOW = timedelta(days=2)  # after the end "chưa được" is about that ticket


def lock_own_ticket(session: Session, ticket_id: int, contact: Contact) -> Ticket:
    """Lock and return the contact's own ticket. Raises UserError for anybody else's."""
    ticket = lock_ticket(session, ticket_id)
    if ticket.contact_id != contact.id:
        raise UserError(texts.BUTTON_OLD)
    return ticket


def reopen_ticket(
    session: Session,
    ticket_id: int,
    contact: Contact,
    text: str = "",
    *,
    now: datetime,
    policy: Policy,
    heading: str = texts.REOPENED_WORDS,
) -> Placement:
    """Reopen a closed ticket (*Chưa xong*), preferring the member who had it, if on duty.

    Returns where it is. The waiting time counts on from the first opening. `text` is what the
    resident wrote; it is appended to the card, under `heading`. Raises UserError while this ticket,
    or another of its area, is open.
    """
    ticket = lock_own_ticket(session, ticket_id, contact)
    if ticket.closed_at is None:
        raise UserError(texts.TICKET_STILL_OPEN.format(number=ticket.id))
    query = select(Ticket).where(
        Ticket.contact_id == contact.id,
        Ticket.area == ticket.area,
        col(Ticket.closed_at).is_(None),
    )
    if open_ticket := session.exec(query).first():
        raise UserError(texts.TICKET_STILL_OPEN.format(number=open_ticket.id))
    previous_member_id = ticket.member_id
    ticket.closed_at, ticket.outcome, ticket.offered_to_ids = None, "", []
    unassign_ticket(ticket)
    reopening_text = heading.format(text=text or texts.BUTTON_NOT_SOLVED)
    ticket.text = f"{ticket.text}\n{reopening_text}".strip()
    record_event(session, ticket, TicketEventKind.REOPENED, now=now)
    session.flush()
    emit(session, TicketReopened(ticket.id, at=now))
    return assign_ticket(
        session, ticket, policy=policy, now=now, previous_member_id=previous_member_id
    )


def cancel_ticket(session: Session, ticket_id: int, contact: Contact, *, now: datetime) -> None:
    """Close the resident's ticket (*Thôi không cần nữa*); the member it was given to is told.

    That includes one who was only asked to take it. Raises UserError when it is closed already.
    """
    ticket = lock_own_ticket(session, ticket_id, contact)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_JUST_CLOSED.format(number=ticket.id))
    member_id = ticket.member_id
    close_ticket(session, ticket, TicketOutcome.CANCELLED, now=now)
    if member_id is not None:
        emit(session, TicketCancelled(ticket.id, member_id, at=now))


def find_recently_closed(session: Session, contact_id: int, *, now: datetime) -> Ticket | None:
    """Return the ticket closed last within `REOPEN_WINDOW`, or None.

    It is the one "chưa được" refers to.
    """
    query = (
        select(Ticket)
        .where(
            Ticket.contact_id == contact_id,
            col(Ticket.closed_at) > now - REOPEN_WINDOW,
            col(Ticket.outcome).in_(ANSWERED_OUTCOMES),
        )
        .order_by(col(Ticket.closed_at).desc())
        .limit(1)
    )
    return session.exec(query).first()


def rate_ticket(
    session: Session, ticket_id: int, contact: Contact, stars: int, *, now: datetime
) -> None:
    """Store 1 to 5 stars for a closed ticket; a later rating replaces the earlier one."""
    ticket = lock_own_ticket(session, ticket_id, contact)
    if ticket.closed_at is None or not 1 <= stars <= 5:
        raise UserError(texts.BUTTON_OLD)
    emit(session, TicketRated(ticket.id, stars, at=now, replaced=ticket.rating))
    ticket.rating = stars
    record_event(session, ticket, TicketEventKind.RATED, note=str(stars), now=now)


def disclose_name(session: Session, ticket_id: int, contact: Contact, *, now: datetime) -> None:
    """Let the member who helps see the resident's name (*Cho biết tên*)."""
    ticket = lock_own_ticket(session, ticket_id, contact)
    ticket.anonymous = False
    record_event(session, ticket, TicketEventKind.NAMED, now=now)
    if ticket.member_id is not None and ticket.closed_at is None:
        emit(session, NameDisclosed(ticket.id, ticket.member_id, at=now))


def save_phone(
    session: Session,
    ticket_id: int,
    contact: Contact,
    phone: str,
    *,
    now: datetime,
    policy: Policy,
) -> str:
    """Store the phone number to call back; return the name of the helper who now has it.

    Returns "" while nobody has taken the ticket: only who has taken it gets the number. A member
    who is merely asked to take it reads that a call is wanted.
    """
    ticket = lock_own_ticket(session, ticket_id, contact)
    ticket.phone = phone
    record_event(session, ticket, TicketEventKind.PHONE_GIVEN, now=now)
    if ticket.accepted_at is None or ticket.member_id is None:
        append_message(session, ticket, texts.CARD_CALL_WISHED, now=now, policy=policy)
        return ""
    emit(session, PhoneGiven(ticket.id, ticket.member_id, at=now))
    return cards.member_name(session, ticket.member_id)


def reveal_identity(
    session: Session,
    ticket_id: int,
    *,
    actor: Actor,
    revealed_by: str,
    reason: str,
    now: datetime,
) -> Contact:
    """Return the contact behind an alias, for an officer with a reason.

    Who asked and why is recorded in the ticket's history and is never erased. Raises NotFound for a
    ticket of another commune.
    """
    ticket = lock_ticket(session, ticket_id, scope=actor.scope)
    note = f"{revealed_by}: {reason}"
    record_event(
        session, ticket, TicketEventKind.REVEALED, person_id=actor.person_id, note=note, now=now
    )
    emit(session, IdentityRevealed(ticket.id, actor, now, note))
    return session.get_one(Contact, ticket.contact_id)


def choose_call_time(
    session: Session,
    ticket_id: int,
    contact: Contact,
    option: str,
    *,
    now: datetime,
    policy: Policy,
) -> str:
    """Store the time at which the resident wants to be answered, chosen by a button.

    Returns the time in words, or "" when they want to say another one. Raises UserError for an
    unknown option and for a time that is over.
    """
    if option not in texts.CALL_TIMES:
        raise UserError(texts.BUTTON_OLD)
    if option == "other":
        return ""
    call_time = parse_call_time(texts.CALL_TIMES[option], now=now, policy=policy)
    if not call_time:
        raise UserError(texts.CALL_TIME_OVER)
    save_call_time(session, ticket_id, contact, call_time, now=now)
    return call_time


def save_call_time(
    session: Session, ticket_id: int, contact: Contact, call_time: str, *, now: datetime
) -> None:
    """Store the wished time, with its date, on the ticket; the member who has the card is told.

    Raises UserError when the ticket is closed.
    """
    ticket = lock_own_ticket(session, ticket_id, contact)
    if ticket.closed_at is not None:
        raise UserError(texts.BUTTON_OLD)
    ticket.call_at = call_time
    record_event(session, ticket, TicketEventKind.CALL_TIME_WISHED, note=call_time, now=now)
    if ticket.member_id is not None:
        emit(session, CallTimeWished(ticket.id, ticket.member_id, at=now))
