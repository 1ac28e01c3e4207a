"""What is stored about a person, as the inventory lists it, for them to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from bot.messages.history import count_messages
from bot.people.models import Contact
from bot.people.units import Unit
from bot.privacy import erasure
from bot.privacy.data_rules import Effect, Eraser
from bot.privacy.inventory import INVENTORY

PROFILE_COLUMNS = tuple(
    name
    for group in INVENTORY["contact"].columns
    if group.effect is Effect.BLANK and group.eraser is Eraser.PROFILE
    for name in group.column_names
)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The profile by column, and how many rows of each other table are the person's."""

    profile: Mapping[str, str]
    unit_name: str
    consented_at: datetime | None
    message_count: int
    counts: Mapping[str, int]


def collect_data(session: Session, contact: Contact) -> PersonalData:
    """Return what is stored about a contact.

    Rows whose words were erased or have expired are figures, and not counted.
    """
    session.flush()
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    return PersonalData(
        {name: getattr(contact, name) for name in PROFILE_COLUMNS},
        unit.name if unit else "",
        contact.consented_at,
        count_messages(session, contact.id),
        _count_rows(session, contact),
    )


def _count_rows(session: Session, contact: Contact) -> dict[str, int]:
    """Count the person's rows of every table that is shown, in one query."""
    tickets = erasure.list_ticket_ids(session, contact, running=False)
    counts = []
    for table, rules in erasure.list_owned_tables():
        if rules.shown:
            rows = erasure.select_rows(table, rules, contact, tickets, running=False)
            query = select(func.count()).select_from(table).where(rows)
            if rules.blanked:
                query = query.where(erasure.has_content(table, rules.blanked))
            counts.append(query.scalar_subquery().label(table.name))
    row = session.execute(select(*counts)).mappings().one()
    return {name: count or 0 for name, count in row.items()}
