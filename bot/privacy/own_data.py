"""Everything that is stored about one person, table by table, as the inventory lists it.

It is read by reflection: a table or column that the inventory calls theirs is in the copy, and
nothing that belongs to somebody else. What members wrote to others, digests and the ids by which
rows refer to other people are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, LargeBinary, String, Table, or_, select
from sqlmodel import Session

from bot.people.models import Contact
from bot.people.units import Unit
from bot.privacy import erasure
from bot.privacy.data_rules import Columns, Effect, TableRules

MOST_ROWS = 5000  # of one table in a copy: the latest
# Kept columns that say something about the person; others are of the machine or of colleagues.
_OWN_REASONS = ("chosen from lists of ours", "an address or id of the platform")
# Keys of the machine, and ids of other people.
_HIDDEN: Mapping[str, tuple[str, ...]] = {
    "data_copy": ("files",),
    "delivery": ("key", "claimed_by", "earlier_ids", "replaces"),
    "enrolment": ("key", "holder"),
    "reminder": ("key",),
    "skill_observation": ("key", "holder"),
    "ticket": ("offered_to_ids", "named_person_ids"),
}
NOT_COPIED = {"visit_draft": "what a volunteer writes down at a door is about that household"}


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The rows of one table that are the person's; `words` are the columns with their words."""

    name: str
    words: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class OwnData:
    """What is stored about a person in one chat."""

    account: str
    contact_id: int
    unit_name: str
    tables: Sequence[OwnTable]


def collect_own_data(session: Session, contact: Contact) -> OwnData:
    """Return every row and column that is the person's, in this chat of theirs."""
    session.flush()
    tickets = erasure.list_ticket_ids(session, contact, running=False)
    tables = []
    for table, rules in sorted(erasure.list_owned_tables(), key=lambda pair: pair[0].name):
        if table.name in NOT_COPIED:
            continue
        columns = list_copied_columns(table, rules)
        rows = erasure.select_rows(table, rules, contact, tickets, running=False)
        if table.name == "message":
            rows = rows & _is_own_matter(table, tickets)
        key = erasure.row_id(table)
        query = select(*columns).where(rows).order_by(key.desc()).limit(MOST_ROWS)
        contents = [
            {name: _write_value(value) for name, value in row.items()}
            for row in reversed(session.execute(query).mappings().all())
        ]
        words = tuple(column.name for column in columns if column.name in _list_words(rules))
        tables.append(OwnTable(table.name, words, contents))
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    return OwnData(contact.account, contact.id, unit.name if unit else "", tables)


def list_copied_columns(table: Table, rules: TableRules) -> list[Column[Any]]:
    """Return the columns of a table that are in a person's copy."""
    shown = {name for group in rules.columns if _is_theirs(group) for name in group.column_names}
    return [column for column in table.columns if _is_copied(column, shown)]


def _is_copied(column: Column[Any], shown: set[str]) -> bool:
    if column.foreign_keys or isinstance(column.type, LargeBinary):
        return False
    if column.name in _HIDDEN.get(column.table.name, ()):
        return False
    if isinstance(column.type, String | JSON):
        return column.name in shown and not column.name.endswith("digest")
    return True


def _is_theirs(group: Columns) -> bool:
    if group.effect is not Effect.KEEP:
        return True
    return group.reason.startswith(_OWN_REASONS)


def _list_words(rules: TableRules) -> set[str]:
    return set(rules.list_columns(Effect.BLANK, Effect.UNLINK))


def _is_own_matter(message: Table, tickets: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a message is not about somebody else's ticket.

    A member's conversation holds what residents wrote to them: that is the residents'.
    """
    return or_(message.c.ticket_id.is_(None), message.c.ticket_id.in_(tickets))


def _write_value(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def list_copied_names() -> Iterator[str]:
    """Yield the name of every table that is in a copy."""
    return (table.name for table, _ in erasure.list_owned_tables() if table.name not in NOT_COPIED)
