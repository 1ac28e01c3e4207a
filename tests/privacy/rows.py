"""One row in every table about one person, made by reflection, with a marker in every column that
the inventory says is theirs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    insert,
    select,
)
from sqlmodel import AutoString, Session, SQLModel

import bot.tables
from bot.core.sealing import SealedJson
from bot.messages.content import cached_file_name
from bot.privacy.data_rules import Effect
from bot.privacy.inventory import INVENTORY

assert bot.tables
TABLES = SQLModel.metadata.tables
# The sets of states and ways that the code looks for.
VALUES: dict[str, Any] = {
    "message.direction": "in",
    "unit.kind": "village",
    "role.kind": "member",
    "ballot.proof": "chat",
    "delivery.status": "sent",
}
# What ends by itself has ended.
ENDED = ("reminder", "reminder_rule", "notice_question")


@dataclass
class Life:
    """One person's rows: `marker` is in each word of theirs, `ids` of the row of each table."""

    marker: str
    number: int
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Under which the person is known."""
        return f"{self.marker.capitalize()} Tư"

    @property
    def photo(self) -> dict[str, Any]:
        """A photo of theirs that a platform keeps."""
        return {"kind": "photo", "ref": f"{self.marker}-photo", "name": self.marker}

    @property
    def file(self) -> str:
        """The name of the photo's file."""
        return cached_file_name(f"fake{self.number}", f"{self.marker}-photo")


def fill(session: Session, life: Life) -> Life:
    """Insert a row into every table; what refers to another row refers to the same person's."""
    for table in SQLModel.metadata.sorted_tables:
        values = {
            column.name: value(life, table, column)
            for column in table.columns
            if not (column.primary_key and isinstance(column.type, Integer)) or column.foreign_keys
        }
        key = next(iter(table.primary_key.columns))
        life.ids[table.name] = session.execute(
            insert(table).values(**values).returning(key)
        ).scalar_one()
        if table.name == "unit":
            session.execute(
                table.update().where(key == life.ids["unit"]).values(path=f"/{life.ids['unit']}/")
            )
    return life


def value(life: Life, table: Table, column: Column[Any]) -> Any:
    """What to put into a column."""
    name = f"{table.name}.{column.name}"
    for known in (life.given, VALUES, special(life)):
        if name in known:
            return known[name]
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return None if key.column.table is table else life.ids[key.column.table.name]
    if isinstance(column.type, JSON | SealedJson):
        return words(life, table, column)
    if isinstance(column.type, AutoString):
        if column.name in INVENTORY[table.name].list_columns(Effect.BLANK, Effect.UNLINK):
            return f"{life.marker}{table.name[:4]}"[: column.type.length or 40]
        if table.name in ENDED and column.name == "state":
            return "dropped"
        return f"k{life.number}"
    if isinstance(column.type, LargeBinary):
        return life.marker.encode()
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Date):
        return date(2026, 11, 23)
    if isinstance(column.type, Integer | Float):
        return 1
    return life.at


def special(life: Life) -> dict[str, Any]:
    """Values that others depend on."""
    account = f"fake{life.number}"
    return {
        "contact.account": account,
        "contact.address": f"tu{life.number}",
        "contact.name": life.name,
        "message.account": account,
        "support_log.words": f"hộ {life.name}",
        "certificate.holder": f"{life.marker}holder",
        "skill_observation.holder": f"{life.marker}holder",
        "queued_event.body": {
            "account": account,
            "address": f"tu{life.number}",
            "text": life.marker,
        },
        "message.payload": {"text": life.marker, "attachments": [life.photo]},
    }


def words(life: Life, table: Table, column: Column[Any]) -> Any:
    """A list or object; with the marker if the person's words stand in it."""
    rules = INVENTORY[table.name]
    if column.name == rules.attachments_column:
        kept = column.name in rules.list_columns(Effect.KEEP)
        return [{"kind": "photo", "ref": f"roll-{life.number}"} if kept else life.photo]
    if column.name in rules.list_columns(Effect.BLANK):
        return {"0": life.marker} if column.name == "answers" else [{"text": life.marker}]
    return []


def places(session: Session, marker: str) -> set[str]:
    """Every column of every table in which the marker stands."""
    return {
        f"{table.name}.{column.name}"
        for table, column in text_columns()
        for stored in session.execute(select(column)).scalars()
        if marker in repr(stored).casefold()
    }


def text_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table in which words can stand."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON | AutoString | SealedJson):
                yield table, column


def declared(*effects: Effect) -> set[str]:
    """The columns for which the inventory has one of these effects."""
    return {
        f"{name}.{column}"
        for name, rules in INVENTORY.items()
        for column in rules.list_columns(*effects)
    }
