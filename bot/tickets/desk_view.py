"""One ticket as a leader or an officer sees it: its conversation, its history, its resident."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound
from bot.messages.content import Attachment
from bot.messages.history import Direction, Message
from bot.outbox.models import Delivery
from bot.people.actor import Actor
from bot.people.models import Contact, Person
from bot.people.units import Unit
from bot.tickets.desk_list import name_resident
from bot.tickets.models import Appointment, Ticket, TicketEvent, TicketEventKind
from bot.tickets.permissions import visible_to
from bot.tickets.relayed_content import annotate_text

MAX_MESSAGES = 200  # the latest
MAX_EVENTS = 300
MAX_OTHERS = 5
OPENING = 0  # stands for a message's id: what came with the ticket itself
UNTOLD_EVENTS = (TicketEventKind.RELAYED_IN, TicketEventKind.RELAYED_OUT)
"""Entries that the messages themselves tell."""


class EntryKind(StrEnum):
    """What stands in a conversation."""

    RESIDENT = "resident"
    OURS = "ours"  # what the resident was sent
    EVENT = "event"
    NOTE = "note"  # for colleagues, never sent


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the conversation."""

    at: datetime
    kind: EntryKind
    text: str
    message_id: int = OPENING
    attachments: tuple[Attachment, ...] = ()
    author: str = ""  # of a note or an event
    event: str = ""  # a TicketEventKind
    status: str = ""  # a DeliveryStatus of what was sent


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with whom and what belongs to it."""

    ticket: Ticket
    contact: Contact
    who: str
    unit: Unit | None
    village: str
    member: str  # who has it or is asked
    entries: Sequence[Entry]
    visits: Sequence[Appointment]
    others: Sequence[Ticket]  # of the same resident, the latest first

    @property
    def stamp(self) -> str:
        """Changes whenever something is to be seen that was not."""
        seen = [(entry.message_id, entry.at, entry.status, entry.text) for entry in self.entries]
        state = (self.ticket.member_id, self.ticket.accepted_at, self.ticket.closed_at)
        return hashlib.sha256(repr((seen, state)).encode()).hexdigest()[:16]


def get_ticket_view(session: Session, ticket_id: int, *, actor: Actor) -> TicketView:
    """Return a ticket with everything about it.

    Raises NotFound for one that the actor may not see.
    """
    ticket, contact, unit, member = _get_row(session, ticket_id, actor)
    visits = session.exec(
        select(Appointment)
        .where(Appointment.ticket_id == ticket.id)
        .order_by(col(Appointment.starts_at))
    ).all()
    others = session.exec(
        select(Ticket)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(Ticket.contact_id == contact.id, Ticket.id != ticket.id, visible_to(actor))
        .order_by(col(Ticket.id).desc())
        .limit(MAX_OTHERS)
    ).all()
    return TicketView(
        ticket,
        contact,
        name_resident(ticket, contact),
        unit,
        unit.name if unit else texts.VILLAGE_NOT_SAID,
        member or "",
        _list_entries(session, ticket),
        visits,
        others,
    )


def _get_row(
    session: Session, ticket_id: int, actor: Actor
) -> tuple[Ticket, Contact, Unit | None, str | None]:
    query = (
        select(Ticket, Contact, Unit, Person.name)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .join(Person, col(Person.id) == Ticket.member_id, isouter=True)
        .where(Ticket.id == ticket_id, visible_to(actor))
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound(texts.DESK_NO_TICKET)
    ticket, contact, unit, member = row
    return ticket, contact, unit, member


def get_visible_ticket(
    session: Session, ticket_id: int, *, actor: Actor
) -> tuple[Ticket, Unit | None]:
    """Return a ticket and its unit. Raises NotFound for one that the actor may not see."""
    ticket, _, unit, _ = _get_row(session, ticket_id, actor)
    return ticket, unit


def _list_entries(session: Session, ticket: Ticket) -> list[Entry]:
    opening = Entry(
        ticket.opened_at,
        EntryKind.RESIDENT,
        ticket.text,
        attachments=tuple(Attachment.from_json(stored) for stored in ticket.attachments),
    )
    said = [*_list_messages(session, ticket), *_list_events(session, ticket)]
    said.sort(key=lambda entry: (entry.at, entry.message_id))
    return [opening, *said] if opening.text or opening.attachments else said


def _list_messages(session: Session, ticket: Ticket) -> list[Entry]:
    """Return what went between us and the resident, not the copies in members' chats."""
    latest = session.exec(
        select(Message, Delivery.status)
        .join(Delivery, col(Delivery.message_id) == Message.id, isouter=True)
        .where(Message.ticket_id == ticket.id, Message.contact_id == ticket.contact_id)
        .order_by(col(Message.id).desc())
        .limit(MAX_MESSAGES)
    ).all()
    return [
        Entry(
            message.said_at,
            EntryKind.RESIDENT if message.direction == Direction.IN else EntryKind.OURS,
            annotate_text(message),
            message.id,
            _list_attachments(message),
            status=status or "",
        )
        for message, status in reversed(latest)
        if message.text or message.payload.get("attachments")
    ]


def _list_attachments(message: Message) -> tuple[Attachment, ...]:
    """Return a message's attachments, each with the account whose handle it has."""
    received = (Attachment.from_json(stored) for stored in message.payload.get("attachments", ()))
    return tuple(
        attachment if attachment.account else replace(attachment, account=message.account)
        for attachment in received
    )


def _list_events(session: Session, ticket: Ticket) -> list[Entry]:
    rows = session.exec(
        select(TicketEvent, Person.name)
        .join(Person, col(Person.id) == TicketEvent.person_id, isouter=True)
        .where(TicketEvent.ticket_id == ticket.id, col(TicketEvent.kind).not_in(UNTOLD_EVENTS))
        .order_by(col(TicketEvent.id).desc())
        .limit(MAX_EVENTS)
    ).all()
    return [
        Entry(
            event.at,
            EntryKind.NOTE if event.kind == TicketEventKind.NOTE else EntryKind.EVENT,
            event.note,
            author=name or "",
            event=event.kind,
        )
        for event, name in reversed(rows)
    ]


def get_attachment(
    session: Session, ticket_id: int, message_id: int, index: int, *, actor: Actor
) -> Attachment:
    """Return an attachment of the ticket (message `OPENING`) or of a message within it.

    Raises NotFound for what the actor may not see.
    """
    ticket, contact, _, _ = _get_row(session, ticket_id, actor)
    attachments: tuple[Attachment, ...] = ()
    if message_id == OPENING:
        stored = (Attachment.from_json(values) for values in ticket.attachments)
        attachments = tuple(
            attachment if attachment.account else replace(attachment, account=contact.account)
            for attachment in stored
        )
    else:
        message = session.get(Message, message_id)
        is_of_ticket = message is not None and message.ticket_id == ticket.id
        if message is not None and is_of_ticket and message.contact_id == ticket.contact_id:
            attachments = _list_attachments(message)
    if index >= len(attachments):
        raise NotFound(texts.DESK_NO_FILE)
    return attachments[index]


def find_last_ids(session: Session, ticket_id: int) -> tuple[int, int]:
    """Return the ids of the ticket's last message and last entry: they tell that it has changed."""
    message = session.exec(select(func.max(Message.id)).where(Message.ticket_id == ticket_id)).one()
    event = session.exec(
        select(func.max(TicketEvent.id)).where(TicketEvent.ticket_id == ticket_id)
    ).one()
    return message or 0, event or 0
