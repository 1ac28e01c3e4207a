"""The rows behind a figure of the reports: what happened to tickets in a period, an entry each.

They are found by the same rules as the daily counters (`bot.reports.ticket_counting`): residents'
tickets only, each entry on its own day.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.resident_chats import is_resident_chat
from bot.people.units import Unit
from bot.tickets.models import RESOLVED_OUTCOMES, Ticket, TicketEvent, TicketEventKind
from bot.tickets.permissions import visible_to


class CountedDeed(StrEnum):
    """What a figure counts."""

    OPENED = "opened"
    TAKEN = "taken"
    RESOLVED = "resolved"


KINDS = {
    CountedDeed.OPENED: TicketEventKind.OPENED,
    CountedDeed.TAKEN: TicketEventKind.ACCEPTED,
    CountedDeed.RESOLVED: TicketEventKind.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A deed and the instants between which it was done, the last not included."""

    deed: CountedDeed
    since: datetime
    until: datetime

    def condition(self) -> ColumnElement[bool]:
        """Return the condition of an entry, its ticket's contact joined, that was counted."""
        happened = col(TicketEvent.at)
        condition = and_(
            col(TicketEvent.kind) == KINDS[self.deed],
            happened >= self.since,
            happened < self.until,
            is_resident_chat(),
        )
        if self.deed is CountedDeed.RESOLVED:
            return and_(condition, col(TicketEvent.note).in_(RESOLVED_OUTCOMES))
        return condition


def join_counted(query: Any, counted: Counted) -> Any:
    """Return a query of tickets and contacts, a row for each entry that was counted."""
    entries = query.join(TicketEvent, col(TicketEvent.ticket_id) == Ticket.id)
    return entries.where(counted.condition())


def count_counted(
    session: Session, counted: Counted, *, actor: Actor, village_id: int | None = None
) -> int:
    """Count the entries of a period that the actor may see, of one village or all."""
    query = (
        select(func.count(col(TicketEvent.id)))
        .select_from(Ticket)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(visible_to(actor))
    )
    if village_id is not None:
        query = query.where(Ticket.unit_id == village_id)
    return int(session.exec(join_counted(query, counted)).one())
