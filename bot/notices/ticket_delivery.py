"""Enqueue a message to the resident or a member of a ticket, within the ticket."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot.messages.content import Reply
from bot.messages.history import attach_to_ticket
from bot.outbox import service as outbox
from bot.outbox.buttons import list_pressable, number_buttons
from bot.outbox.models import Priority
from bot.people.linking import map_contacts
from bot.people.models import Contact
from bot.tickets.models import Relay, Ticket


@dataclass(frozen=True, slots=True)
class RelaySource:
    """The author of a relayed message, and the message.

    `person_id` is the team member's, or None for the resident.
    """

    person_id: int | None = None
    message_id: int | None = None
    is_retry: bool = False  # the second time, as a file


def notify_resident(
    session: Session,
    ticket: Ticket,
    reply: Reply,
    *,
    now: datetime,
    source: RelaySource | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Enqueue a reply to the ticket's resident. Returns False when they blocked us."""
    contact = session.get_one(Contact, ticket.contact_id)
    return _notify(
        session, contact, reply, ticket, Priority.REPLY, source, now=now, key=key, due_at=due_at
    )


def notify_member(
    session: Session,
    person_id: int,
    reply: Reply,
    ticket: Ticket | None = None,
    *,
    now: datetime,
    source: RelaySource | None = None,
    key: str | None = None,
) -> bool:
    """Enqueue a reply to a member, in the chat they used last. Returns False without one."""
    contact = map_contacts(session, [person_id]).get(person_id)
    if contact is None:
        return False
    priority = Priority.REPLY if source else Priority.NOTICE
    return _notify(session, contact, reply, ticket, priority, source, now=now, key=key)


def notify_contact(session: Session, contact: Contact, reply: Reply, *, now: datetime) -> bool:
    """Enqueue a reply to one chat, outside any ticket. Returns False when it is unreachable."""
    return _notify(session, contact, reply, None, Priority.NOTICE, None, now=now)


def _notify(
    session: Session,
    contact: Contact,
    reply: Reply,
    ticket: Ticket | None,
    priority: Priority,
    source: RelaySource | None,
    *,
    now: datetime,
    key: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    message_id = outbox.stage(
        session, contact, number_buttons(reply), now=now, priority=priority, key=key, due_at=due_at
    )
    if message_id is None:
        return False
    if ticket is not None:
        attach_to_ticket(session, message_id, ticket.id)
        _record_relay(session, message_id, ticket, source)
    if reply.choices or source:
        _set_buttons(session, contact, list_pressable(reply))
    return True


def _record_relay(
    session: Session, message_id: int, ticket: Ticket, source: RelaySource | None
) -> None:
    if source is not None:
        session.add(
            Relay(
                message_id=message_id,
                ticket_id=ticket.id,
                source_message_id=source.message_id,
                person_id=source.person_id,
                again=source.is_retry,
            )
        )


def _set_buttons(session: Session, contact: Contact, buttons: list[dict[str, str]]) -> None:
    """Store the buttons a typed number presses; after a relayed message there are none.

    Skips contacts locked by an incoming message: its own reply sets the buttons, and two people who
    write to each other at the same moment cannot deadlock.
    """
    unlocked = (
        select(Contact.id)
        .where(Contact.id == contact.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    if session.exec(unlocked).first() is not None:
        contact.offered = buttons
