"""Verbs of tickets: open, list, answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from bot import texts
from bot.errors import NotFound, UserError
from bot.handoff.models import Ticket
from bot.history import Direction, Message
from bot.messages import Reply
from bot.outbox import service as outbox
from bot.people.models import Contact
from bot.units import Unit

# Routes that heard a free question: any time, as the very first words, where a village was asked.
ASKING = ("answer", "greeted", "typed_or")


def open_ticket(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    text: str = "",
    topic_id: str = "",
    step: int | None = None,
    attachments: Sequence[dict[str, Any]] = (),
) -> tuple[Ticket, bool]:
    """The resident's open ticket, and whether it is new; asking again adds to the first one.

    Without `text` the ticket shows what they asked last.
    """
    ticket = find_open(session, contact.id)
    fresh = ticket is None
    if ticket is None:
        ticket = Ticket(
            contact_id=contact.id, unit_id=contact.unit_id, opened_at=now, waiting_since=now
        )
        session.add(ticket)
    ticket.text = text or ticket.text or _last_words(session, contact.id)
    ticket.topic_id = topic_id or ticket.topic_id
    ticket.step = step if step is not None else ticket.step
    ticket.attachments = [*ticket.attachments, *attachments]
    session.flush()
    return ticket, fresh


def find_open(session: Session, contact_id: int) -> Ticket | None:
    """The contact's ticket that nobody has answered yet."""
    return session.exec(
        select(Ticket).where(Ticket.contact_id == contact_id, col(Ticket.closed_at).is_(None))
    ).first()


def _last_words(session: Session, contact_id: int) -> str:
    """What the resident wrote last, besides the wish itself."""
    rows = session.exec(
        select(Message.text)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.IN,
            Message.text != "",
            or_(*(col(Message.route).startswith(route) for route in ASKING)),
        )
        .order_by(col(Message.id).desc())
        .limit(1)
    ).first()
    return rows or ""


def forget(session: Session, contact_id: int) -> None:
    """The resident asked to be forgotten: tickets stay as counts, without words or photos."""
    session.execute(
        update(Ticket)
        .where(col(Ticket.contact_id) == contact_id)
        .values(text="", answer="", attachments=[])
    )


def list_open(session: Session, unit: Unit | None = None) -> Sequence[tuple[Ticket, Contact]]:
    """Tickets nobody answered, longest waiting first; of one unit's subtree, or all."""
    query = (
        select(Ticket, Contact)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(col(Ticket.closed_at).is_(None))
        .order_by(col(Ticket.opened_at), col(Ticket.id))
    )
    if unit is not None:
        query = query.join(Unit, col(Unit.id) == Ticket.unit_id).where(
            col(Unit.path).startswith(unit.path)
        )
    return session.exec(query).all()


def answer_ticket(session: Session, ticket_id: int, text: str, *, now: datetime) -> None:
    """An officer's words go to the resident, and the ticket is closed.

    UserError when the resident blocked us: the ticket stays open, for a call or a visit.
    """
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or ticket.closed_at is not None:
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    ticket.answer = text
    ticket.closed_at = now
    contact = session.get_one(Contact, ticket.contact_id)
    words = texts.PERSON_ANSWERED.format(number=ticket.id, text=text)
    if outbox.stage(session, contact, Reply(words), now=now) is None:
        raise UserError(texts.FAILED_BLOCKED)
