"""What residents do with their own tickets: reopen, cancel, rate, disclose their name or phone."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Reply
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.call_requests import read_wish
from bot.tickets.dispatch import assign, hold, set_free
from bot.tickets.models import Ticket
from bot.tickets.notify import note_event, tell_member
from bot.tickets.opening import add_words
from bot.tickets.phones import dial
from bot.tickets.service import end

STILL_MEANT = timedelta(days=2)  # after the end "chưa được" is about that ticket


def own(session: Session, ticket_id: int, contact: Contact) -> Ticket:
    """Lock and return the contact's own ticket. Raises UserError for anybody else's."""
    ticket = hold(session, ticket_id)
    if ticket.contact_id != contact.id:
        raise UserError(texts.BUTTON_OLD)
    return ticket


def reopen(
    session: Session,
    ticket_id: int,
    contact: Contact,
    words: str = "",
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply:
    """Reopen a closed ticket (*Chưa xong*), preferring the member who had it, if on duty.

    The waiting time counts on from the first opening. `text` is what the resident wrote; it is
    appended to the card. Raises UserError while this ticket, or another of its area, is open.
    """
    ticket = own(session, ticket_id, contact)
    if ticket.closed_at is None:
        raise UserError(texts.TICKET_STILL_OPEN.format(number=ticket.id))
    twin = select(Ticket).where(
        Ticket.contact_id == contact.id,
        Ticket.area == ticket.area,
        col(Ticket.closed_at).is_(None),
    )
    if other := session.exec(twin).first():
        raise UserError(texts.TICKET_STILL_OPEN.format(number=other.id))
    last = ticket.member_id
    ticket.closed_at, ticket.outcome, ticket.tried = None, "", []
    set_free(ticket)
    said = texts.REOPENED_WORDS.format(text=words or texts.BUTTON_NOT_SOLVED)
    ticket.text = f"{ticket.text}\n{said}".strip()
    note_event(session, ticket, "reopened", now=now)
    session.flush()
    return assign(session, ticket, policy=policy, now=now, last=last).told


def cancel(session: Session, ticket_id: int, contact: Contact, *, now: datetime) -> Reply:
    """Close the resident's ticket (*Thôi không cần nữa*) and notify the member it was given to.

    That includes one who was only asked to take it. Raises UserError when it is closed already.
    """
    ticket = own(session, ticket_id, contact)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_JUST_CLOSED.format(number=ticket.id))
    member_id = ticket.member_id
    end(session, ticket, "cancelled", now=now)
    if member_id is not None:
        words = texts.TICKET_CANCELLED_MEMBER.format(number=ticket.id)
        tell_member(session, member_id, Reply(words), ticket, now=now)
    return Reply(texts.TICKET_CANCELLED.format(number=ticket.id))


def find_just_closed(session: Session, contact_id: int, *, now: datetime) -> Ticket | None:
    """Return the ticket closed last within `REOPEN_WINDOW`, or None.

    It is the one "chưa được" refers to.
    """
    query = (
        select(Ticket)
        .where(
            Ticket.contact_id == contact_id,
            col(Ticket.closed_at) > now - STILL_MEANT,
            col(Ticket.outcome).in_(("done", "answered", "quiet")),
        )
        .order_by(col(Ticket.closed_at).desc())
        .limit(1)
    )
    return session.exec(query).first()


def rate(session: Session, ticket_id: int, contact: Contact, stars: int, *, now: datetime) -> Reply:
    """Store 1 to 5 stars for a closed ticket; a later rating replaces the earlier one."""
    ticket = own(session, ticket_id, contact)
    if ticket.closed_at is None or not 1 <= stars <= 5:
        raise UserError(texts.BUTTON_OLD)
    ticket.rating = stars
    note_event(session, ticket, "rated", note=str(stars), now=now)
    return Reply(texts.RATED)


def tell_name(session: Session, ticket_id: int, contact: Contact, *, now: datetime) -> Reply:
    """Let the member who helps see the resident's name (*Cho biết tên*)."""
    ticket = own(session, ticket_id, contact)
    ticket.anonymous = False
    note_event(session, ticket, "named", now=now)
    if ticket.member_id is not None and ticket.closed_at is None:
        words = texts.NAME_TOLD.format(number=ticket.id, name=contact.name)
        tell_member(session, ticket.member_id, Reply(words), ticket, now=now)
    return Reply(texts.NAME_KNOWN)


def keep_phone(
    session: Session, ticket_id: int, contact: Contact, phone: str, *, now: datetime
) -> str:
    """Store the phone number to call back; return the name of the helper who now has it.

    Returns "" while nobody has taken the ticket: only who has taken it gets the number. A member
    who is merely asked to take it reads that a call is wanted.
    """
    ticket = own(session, ticket_id, contact)
    ticket.phone = phone
    note_event(session, ticket, "phone", now=now)
    if ticket.accepted_at is None or ticket.member_id is None:
        add_words(session, ticket, texts.CARD_CALL_WISHED, now=now)
        return ""
    words = texts.PHONE_GIVEN.format(number=ticket.id, phone=dial(phone))
    tell_member(session, ticket.member_id, Reply(words), ticket, now=now)
    return cards.member_name(session, ticket.member_id)


def reveal(session: Session, ticket_id: int, *, by: str, reason: str, now: datetime) -> Contact:
    """Return the contact behind an alias, for an officer with a reason.

    Who asked and why is recorded in the ticket's history and is never erased.
    """
    ticket = hold(session, ticket_id)
    note_event(session, ticket, "revealed", note=f"{by}: {reason}", now=now)
    return session.get_one(Contact, ticket.contact_id)


def wish_time(
    session: Session,
    ticket_id: int,
    contact: Contact,
    wish: str,
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply:
    """Store the time at which the resident wants to be answered, chosen by a button.

    Raises UserError for an unknown option and for a time that is over.
    """
    if wish not in texts.CALL_TIMES:
        raise UserError(texts.BUTTON_OLD)
    if wish == "other":
        return Reply(texts.CALL_TIME_ASK)
    dated = read_wish(texts.CALL_TIMES[wish], now=now, policy=policy)
    if not dated:
        raise UserError(texts.CALL_TIME_OVER)
    return keep_wish(session, ticket_id, contact, dated, now=now)


def keep_wish(
    session: Session, ticket_id: int, contact: Contact, dated: str, *, now: datetime
) -> Reply:
    """Store the wished time, with its date, on the ticket and notify the member who has the card.

    Raises UserError when the ticket is closed.
    """
    ticket = own(session, ticket_id, contact)
    if ticket.closed_at is not None:
        raise UserError(texts.BUTTON_OLD)
    ticket.call_at = dated
    note_event(session, ticket, "wish", note=dated, now=now)
    if ticket.member_id is not None:
        words = texts.CARD_ADDED.format(number=ticket.id, text=texts.CARD_WANTED.format(time=dated))
        tell_member(session, ticket.member_id, Reply(words), ticket, now=now)
    return Reply(texts.CALL_TIME_SET.format(time=dated))
