"""What each import changed, row by row, so that it can be seen and taken back.

The rows of the register that an import makes or changes are noted by the session itself, whichever
verb did it, with what stood in them before and after.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, event, inspect, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot import texts
from bot.core.db import Id, identity, reference
from bot.core.errors import NotFound
from bot.core.sealing import KeyedHash, SealedJson
from bot.documents.import_plans import ImportPlan
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.pending_imports import MAX_NAME
from bot.people.units import Unit, list_path_ids, within

TRACKED = ("unit", "household", "person", "role", "class_session")
"""The tables that lists are imported into, those that others refer to first."""
Values = dict[str, Any]


def get_model(name: str) -> type[Any]:
    """Return the class of a tracked table. Those of the features above are known by its name."""
    mappers = inspect(Unit).registry.mappers
    named = (mapper.class_ for mapper in mappers)
    return next(model for model in named if getattr(model, "__tablename__", "") == name)


class ChangeKind(StrEnum):
    """What an import did to a row of the register."""

    CREATED = "created"
    UPDATED = "updated"


class ImportRecord(SQLModel, table=True):
    """One import that was carried out. `unit_id` is the unit it is about, None for everything."""

    __tablename__ = "import_record"

    id: int = identity()
    kind: str = Field(max_length=12)
    file: str = Field(
        default="", max_length=MAX_NAME, sa_column_kwargs={"server_default": text("''")}
    )
    person_id: int | None = reference("person.id", nullable=True)  # None: the operator
    unit_id: int | None = reference("unit.id", nullable=True)
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    imported_at: datetime
    taken_back_at: datetime | None = None  # the last time, if it was


def _sealed_values() -> Column[Any]:
    return Column(SealedJson("import_change"), nullable=False)


class ImportChange(SQLModel, table=True):
    """A row that an import made or changed: the columns, before and after, as JSON holds them."""

    __tablename__ = "import_change"

    id: int = identity()
    record_id: int = reference("import_record.id")
    kind: str = Field(max_length=8)
    subject: str = Field(max_length=16)  # the table, a key of TRACKED
    row_id: int = Field(sa_type=Id)
    # Sealed, for phone numbers are among them.
    before: Values = Field(default_factory=dict, sa_column=_sealed_values())
    after: Values = Field(default_factory=dict, sa_column=_sealed_values())
    imported_at: datetime


def read_values(row: SQLModel) -> Values:
    """Return a row's columns but for its id and what is made of others, as JSON holds them."""
    names = [
        attribute.key
        for attribute in inspect(type(row)).column_attrs
        if attribute.key != "id" and not isinstance(attribute.columns[0].type, KeyedHash)
    ]
    return {name: to_json(getattr(row, name)) for name in names}


def to_json(value: Any) -> Any:
    """Return a value as JSON holds it: a day as its words."""
    return value.isoformat() if isinstance(value, date) else value


class ChangeLog:
    """What was made and changed while it listened."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], SQLModel] = {}
        self._before: dict[tuple[str, int], Values | None] = {}  # None: the row was made

    def note_flush(self, session: Any, _context: object) -> None:
        """Note what a flush has just written."""
        for row in session.new:
            if key := self._identify(row):
                self._rows[key], self._before[key] = row, None
        for row in session.dirty:
            if key := self._identify(row):
                self._rows[key] = row
                self._note_old(key, row)

    @staticmethod
    def _identify(row: Any) -> tuple[str, int] | None:
        name = str(getattr(type(row), "__tablename__", ""))
        return (name, row.id) if name in TRACKED else None

    def _note_old(self, key: tuple[str, int], row: Any) -> None:
        known = self._before.setdefault(key, {})
        if known is None:
            return
        for attribute in inspect(type(row)).column_attrs:
            history = inspect(row).attrs[attribute.key].history
            if history.deleted:
                known.setdefault(attribute.key, to_json(history.deleted[0]))

    def list_changes(self, record: ImportRecord) -> Iterator[ImportChange]:
        """Yield the changes: a row that ends as it was has none."""
        for key, row in self._rows.items():
            before, after = self._before[key], read_values(row)
            kind = ChangeKind.CREATED if before is None else ChangeKind.UPDATED
            if before is not None:
                before = {n: old for n, old in before.items() if n in after and after[n] != old}
                after = {name: after[name] for name in before}
            if before is None or before:
                yield ImportChange(
                    record_id=record.id,
                    kind=kind,
                    subject=key[0],
                    row_id=key[1],
                    before=before or {},
                    after=after,
                    imported_at=record.imported_at,
                )


@contextmanager
def watch_changes(session: Session) -> Iterator[ChangeLog]:
    """Note what is written to the register within."""
    log = ChangeLog()
    event.listen(session, "after_flush", log.note_flush)
    try:
        yield log
        session.flush()
    finally:
        event.remove(session, "after_flush", log.note_flush)


def keep_record(
    session: Session, plan: ImportPlan, log: ChangeLog, *, actor: Actor, now: datetime
) -> ImportRecord:
    """Store what an import did."""
    record = ImportRecord(
        kind=plan.kind,
        file=plan.file[:MAX_NAME],
        person_id=actor.person_id,
        counts=plan.as_json(),
        imported_at=now,
    )
    session.add(record)
    session.flush()
    changes = list(log.list_changes(record))
    record.unit_id = _find_place(session, changes, actor)
    session.add_all(changes)
    session.flush()
    return record


def _find_place(session: Session, changes: Sequence[ImportChange], actor: Actor) -> int | None:
    """Return the smallest unit that all of it lies in, or the actor's."""
    ids = {
        change.row_id if change.subject == "unit" else change.after.get("unit_id")
        for change in changes
    }
    query = select(Unit.path).where(col(Unit.id).in_([unit for unit in ids if unit is not None]))
    steps = [list_path_ids(path) for path in session.exec(query)] if ids - {None} else []
    common = list_path_ids(actor.scope)
    for level in zip(*steps, strict=False):
        if len(set(level)) > 1:
            break
        common = [*common, level[0]] if level[0] not in common else common
    return common[-1] if common else None


def list_records(
    session: Session, *, actor: Actor, before: int | None = None, limit: int = 50
) -> Sequence[tuple[ImportRecord, str]]:
    """Return the imports of the actor's units and who did each, the latest first.

    `before` is the id of the last one of the page before.
    """
    query = (
        select(ImportRecord, func.coalesce(Person.name, ""))
        .join(Unit, col(Unit.id) == ImportRecord.unit_id, isouter=True)
        .join(Person, col(Person.id) == ImportRecord.person_id, isouter=True)
        .order_by(col(ImportRecord.id).desc())
        .limit(limit)
    )
    if actor.scope:
        query = query.where(within(Unit.path, actor.scope))
    if before is not None:
        query = query.where(col(ImportRecord.id) < before)
    return session.exec(query).all()


def get_record(
    session: Session, record_id: int, *, actor: Actor, lock: bool = False
) -> ImportRecord:
    """Return an import of the actor's units. Raises NotFound."""
    record = session.get(ImportRecord, record_id, with_for_update=lock)
    unit = session.get(Unit, record.unit_id) if record and record.unit_id else None
    if record is None or (actor.scope and (unit is None or not unit.path.startswith(actor.scope))):
        raise NotFound(texts.IMPORT_RECORD_GONE)
    return record


def list_changes(session: Session, record_id: int) -> Sequence[ImportChange]:
    """Return what is left to be seen of an import's changes, in the order they were made."""
    query = select(ImportChange).where(ImportChange.record_id == record_id)
    return session.exec(query.order_by(col(ImportChange.id))).all()
