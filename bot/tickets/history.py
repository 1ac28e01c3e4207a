"""The history of a ticket: what happened, by whom, when."""

from datetime import datetime

from sqlmodel import Session

from bot.core.events import emit_once
from bot.tickets.events import TicketWordsChanged
from bot.tickets.models import Ticket, TicketEvent, TicketEventKind


def record_event(
    session: Session,
    ticket: Ticket,
    kind: TicketEventKind,
    *,
    now: datetime,
    person_id: int | None = None,
    note: str = "",
) -> None:
    """Append an entry to the ticket's history; whatever happens may bring words to find it by."""
    session.add(
        TicketEvent(ticket_id=ticket.id, kind=kind, person_id=person_id, note=note[:2000], at=now)
    )
    emit_once(session, TicketWordsChanged(ticket.id))
