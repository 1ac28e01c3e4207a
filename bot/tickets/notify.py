"""Notify the people around a ticket, and record its history."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot.messages.content import Reply
from bot.messages.history import put_in_ticket
from bot.outbox import service as outbox
from bot.outbox.buttons import numbered, pressable
from bot.outbox.models import Priority
from bot.people.linking import contacts_of
from bot.people.models import Contact
from bot.tickets.models import Relay, Ticket, TicketEvent


def note_event(
    session: Session,
    ticket: Ticket,
    kind: str,
    *,
    now: datetime,
    person_id: int | None = None,
    note: str = "",
) -> None:
    """Append an entry to the ticket's history."""
    session.add(
        TicketEvent(ticket_id=ticket.id, kind=kind, person_id=person_id, note=note[:2000], at=now)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """The author of a relayed message, and the message.

    `person_id` is the team member's, or None for the resident.
    """

    person_id: int | None = None
    message_id: int | None = None
    again: bool = False  # the second time, as a file


def tell_resident(
    session: Session,
    ticket: Ticket,
    reply: Reply,
    *,
    now: datetime,
    relayed: Said | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Enqueue a reply to the ticket's resident. Returns False when they blocked us."""
    contact = session.get_one(Contact, ticket.contact_id)
    return _tell(
        session, contact, reply, ticket, Priority.REPLY, relayed, now=now, key=key, due_at=due_at
    )


def tell_member(
    session: Session,
    person_id: int,
    reply: Reply,
    ticket: Ticket | None = None,
    *,
    now: datetime,
    relayed: Said | None = None,
    key: str | None = None,
) -> bool:
    """Enqueue a reply to a member, in the chat they used last. Returns False without one."""
    contact = contacts_of(session, [person_id]).get(person_id)
    if contact is None:
        return False
    priority = Priority.REPLY if relayed else Priority.NOTICE
    return _tell(session, contact, reply, ticket, priority, relayed, now=now, key=key)


def tell_contact(session: Session, contact: Contact, reply: Reply, *, now: datetime) -> bool:
    """Enqueue a reply to one chat, outside any ticket. Returns False when it is unreachable."""
    return _tell(session, contact, reply, None, Priority.NOTICE, None, now=now)


def _tell(
    session: Session,
    contact: Contact,
    reply: Reply,
    ticket: Ticket | None,
    priority: Priority,
    relayed: Said | None,
    *,
    now: datetime,
    key: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    message_id = outbox.stage(
        session, contact, numbered(reply), now=now, priority=priority, key=key, due_at=due_at
    )
    if message_id is None:
        return False
    if ticket is not None:
        put_in_ticket(session, message_id, ticket.id)
        _note_relay(session, message_id, ticket, relayed)
    if reply.choices or relayed:
        _offer(session, contact, pressable(reply))
    return True


def _note_relay(session: Session, message_id: int, ticket: Ticket, said: Said | None) -> None:
    if said is not None:
        session.add(
            Relay(
                message_id=message_id,
                ticket_id=ticket.id,
                said_id=said.message_id,
                person_id=said.person_id,
                again=said.again,
            )
        )


def _offer(session: Session, contact: Contact, offered: list[dict[str, str]]) -> None:
    """Store the buttons a typed number presses; after a relayed message there are none.

    Skips contacts locked by an incoming message: its own reply sets the buttons, and two people who
    write to each other at the same moment cannot deadlock.
    """
    free = (
        select(Contact.id)
        .where(Contact.id == contact.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    if session.exec(free).first() is not None:
        contact.offered = offered
