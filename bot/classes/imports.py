"""Import of lists of classes: each row opens or updates one, or is refused.

A row without a code that resembles a moved or renamed class is refused until the officer says
which it is: `moved` (that class) or `new` (another one).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from bot import texts
from bot.classes import matching, service
from bot.classes.models import ClassSession
from bot.classes.plans import ClassPlan
from bot.classes.row_places import find_class_unit
from bot.core.errors import UserError
from bot.core.events import rehearse
from bot.core.policy import Policy
from bot.documents.column_mapping import ColumnMapping
from bot.documents.columns import Column
from bot.documents.date_cells import (
    parse_count,
    parse_day_cell,
    parse_minutes,
    parse_moment_cell,
    parse_time_span,
)
from bot.documents.import_plans import (
    FieldChange,
    ImportPlan,
    RowOutcome,
    RowPlan,
    RowStatus,
    make_plan,
    reject_row,
)
from bot.documents.tables import FoundTables, Row, Table, TableRow, find_tables
from bot.documents.workbooks import RawWorkbook, read_workbook
from bot.people.actor import Actor
from bot.people.import_records import watch_changes
from bot.people.import_runs import run_import
from bot.people.list_places import PlaceReader, load_directory
from bot.people.units import Unit
from bot.vietnamese.dates.formatting import format_entry

COLUMNS = (
    Column("topic", texts.HEADINGS_TOPIC),
    Column("place", texts.HEADINGS_PLACE),
    Column("day", texts.HEADINGS_DAY, instead=("moment",)),
    Column("time", texts.HEADINGS_TIME, instead=("moment",)),
    Column("moment", texts.HEADINGS_MOMENT, required=False),
    Column("unit", texts.HEADINGS_UNIT, required=False, fills_down=True),
    Column("teacher", texts.HEADINGS_TEACHER, required=False),
    Column("seats", texts.HEADINGS_SEATS, required=False),
    Column("minutes", texts.HEADINGS_MINUTES, required=False),
    Column("bring", texts.HEADINGS_BRING, required=False),
    Column("map", texts.HEADINGS_MAP, required=False),
    Column("code", texts.HEADINGS_CLASS, required=False),
)
SEATS, MINUTES = 30, 90
_HEADINGS = {column.name: column.headings[0] for column in COLUMNS}
# What a list without the column leaves as it is stored.
_KEPT = {"teacher": "teacher", "seats": "seats", "bring": "bring", "map": "map_url"}
Value = TypeVar("Value")


def find_class_tables(book: RawWorkbook, mapping: ColumnMapping | None = None) -> FoundTables:
    """Return the lists of classes in a file. Raises UserError when there is none."""
    return find_tables(book, COLUMNS, mapping)


def plan_class_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    unit: Unit | None = None,
    moved: bool = False,
    new: bool = False,
) -> ImportPlan:
    """Return what an import of these lists would do.

    Everything is tried and undone, because rows meet each other (a teacher cannot be in two
    villages): it needs a transaction that may write, and leaves nothing. `unit` is the commune
    meant where two have a village of one name.
    """
    importer = _ClassImport(session, actor, now, policy, moved=moved, new=new)
    with rehearse(session):
        return importer.import_rows(found, unit)


def apply_class_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    unit: Unit | None = None,
    moved: bool = False,
    new: bool = False,
    shown: str | None = None,
) -> ImportPlan:
    """Do what the plan says; learners of changed classes are told.

    Raises UserError, which undoes it, when it is not what was `shown` (a fingerprint).
    """
    importer = _ClassImport(session, actor, now, policy, moved=moved, new=new)
    with watch_changes(session) as log:
        plan = importer.import_rows(found, unit)
    return run_import(session, plan, shown=shown, actor=actor, now=now, done=log)


def import_classes(
    session: Session,
    path: Path,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    unit: Unit | None = None,
    moved: bool = False,
    new: bool = False,
) -> ImportPlan:
    """Open or update classes from a file and notify the learners of updated ones."""
    found = find_class_tables(read_workbook(path))
    return apply_class_import(
        session, found, actor=actor, now=now, policy=policy, unit=unit, moved=moved, new=new
    )


@dataclass(slots=True)
class _Draft:
    """A row as understood so far."""

    table: Table
    row: TableRow
    unit: Unit | None = None
    plan: ClassPlan | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def attempt(self, read: Callable[[], Value]) -> Value | None:
        """Return what `read` returns; a refusal is one of the row's reasons."""
        try:
            return read()
        except UserError as error:
            self.reasons.append(str(error))
            return None


@dataclass
class _ClassImport:
    """State of one import: classes that its rows mean, and classes already imported."""

    session: Session
    actor: Actor
    now: datetime
    policy: Policy
    moved: bool
    new: bool
    claimed: set[int] = field(default_factory=set)
    imported: set[int] = field(default_factory=set)

    def import_rows(self, found: FoundTables, unit: Unit | None) -> ImportPlan:
        """Import every row and return what was done."""
        drafts = list(self.read_drafts(found, unit))
        for draft in drafts:
            self.claim_class(draft)
        return make_plan("classes", found, [self.import_row(draft) for draft in drafts])

    def read_drafts(self, found: FoundTables, unit: Unit | None) -> Iterator[_Draft]:
        """Yield every row as far as it can be understood by itself."""
        directory = load_directory(self.session, found, actor=self.actor, unit=unit)
        for table in found.tables:
            places = PlaceReader(directory, table, keeps_village=True)
            for row in table.rows:
                draft = _Draft(table, row)
                place = find_class_unit(directory, places, row)
                draft.unit = place.units[0] if place.units else None
                if place.reason:
                    draft.reasons.append(place.reason)
                draft.plan = parse_plan(draft, now=self.now, policy=self.policy)
                yield draft

    def claim_class(self, draft: _Draft) -> None:
        """First pass: note which class the row means, so that no other row is matched with it."""
        if draft.unit is None or draft.plan is None or draft.reasons:
            return
        unit, plan = draft.unit, draft.plan
        target = draft.attempt(lambda: matching.find_target(self.session, unit, plan))
        if target is not None:
            self.claimed.add(target.id)

    def import_row(self, draft: _Draft) -> RowPlan:
        """Open or update the class of a row, or refuse it."""
        if draft.unit is None or draft.plan is None or draft.reasons:
            return reject_row(draft.table, draft.row, draft.reasons, draft.row.values["topic"])
        try:
            return self._import_plan(draft, draft.unit, draft.plan)
        except UserError as error:
            reasons = [*draft.reasons, str(error)]
            return reject_row(draft.table, draft.row, reasons, self._describe(draft.plan))

    def _import_plan(self, draft: _Draft, unit: Unit, plan: ClassPlan) -> RowPlan:
        target = matching.find_target(self.session, unit, plan)
        if target is None and not self.new:
            target = self._find_moved(unit, plan)
        if target is not None and target.id in self.imported:
            raise UserError(texts.CLASS_ROW_TWICE.format(topic=target.topic))
        changes: tuple[FieldChange, ...] = ()
        if target is not None:
            plan = keep_stored(plan, target, draft.row.values)
            changes = self._describe_changes(target, plan)
            if any(
                getattr(target, name) != getattr(plan, name) for name in service.NOTIFIED_FIELDS
            ):
                count = service.count_recipients(self.session, target.id)
                if count:
                    draft.notes.append(texts.LIST_CLASS_TOLD.format(count=count))
        class_session, status = service.open_or_update_class(
            self.session,
            unit,
            plan,
            target=target,
            actor=self.actor,
            now=self.now,
            policy=self.policy,
        )
        self.imported.add(class_session.id)
        outcome = RowOutcome(
            draft.table.sheet, draft.row.number, RowStatus(status), self._describe(plan), changes,
            notes=tuple(draft.notes), cells=draft.row.cells,
        )  # fmt: skip
        return RowPlan(outcome)

    def _describe(self, plan: ClassPlan) -> str:
        when = format_entry(plan.starts_at, now=self.now, zone=self.policy.zone)
        return texts.CLASS_ROW_READ.format(time=when, topic=plan.topic)

    def _describe_changes(self, target: ClassSession, plan: ClassPlan) -> tuple[FieldChange, ...]:
        wanted = plan.column_values() | ({"code": plan.code} if plan.code else {})
        return tuple(
            FieldChange(
                texts.LIST_CLASS_FIELDS[name],
                self._show(getattr(target, name)),
                self._show(value),
            )
            for name, value in wanted.items()
            if getattr(target, name) != value
        )

    def _show(self, value: object) -> str:
        if isinstance(value, datetime):
            return format_entry(value, now=self.now, zone=self.policy.zone)
        return str(value)

    def _find_moved(self, unit: Unit, plan: ClassPlan) -> ClassSession | None:
        similar = matching.list_similar(
            self.session, unit, plan,
            excluded_ids=self.claimed | self.imported, now=self.now, policy=self.policy,
        )  # fmt: skip
        if not similar:
            return None
        if self.moved and len(similar) == 1:
            return service.get_class(self.session, similar[0].id, lock=True)
        listed = "; ".join(
            texts.CLASS_ALIKE.format(
                topic=class_session.topic,
                time=format_entry(class_session.starts_at, now=self.now, zone=self.policy.zone),
                code=class_session.code,
            )
            for class_session in similar
        )
        template = texts.CLASS_LOOKS_MOVED if len(similar) == 1 else texts.CLASS_LOOKS_LIKE_SOME
        raise UserError(template.format(classes=listed))


def keep_stored(plan: ClassPlan, target: ClassSession, row: Mapping[str, str]) -> ClassPlan:
    """Return the plan with what is stored for every column that the list does not have."""
    kept = {name: getattr(target, name) for column, name in _KEPT.items() if column not in row}
    if "minutes" not in row and plan.minutes == MINUTES:
        kept["minutes"] = target.minutes
    return replace(plan, **kept)


def parse_plan(draft: _Draft, *, now: datetime, policy: Policy) -> ClassPlan | None:
    """Parse a row; None, with every reason noted, when a cell is invalid or ambiguous."""
    row = draft.row.values
    for name in ("topic", "place"):
        if not row.get(name):
            draft.reasons.append(texts.IMPORT_EMPTY.format(column=_HEADINGS[name]))
    when = _parse_when(draft, row, policy.today(now))
    seats = draft.attempt(
        lambda: parse_count(row.get("seats", ""), default=SEATS, most=service.MOST_SEATS)
    )
    length = when[2] if when and when[2] else MINUTES
    minutes = draft.attempt(lambda: parse_minutes(row.get("minutes", ""), default=length))
    if draft.reasons or when is None or seats is None or minutes is None:
        return None
    local = datetime.combine(when[0], when[1], policy.zone)
    return ClassPlan(
        topic=row["topic"],
        place=row["place"],
        starts_at=local.astimezone(UTC),
        teacher=row.get("teacher", ""),
        seats=seats,
        minutes=minutes,
        bring=row.get("bring", ""),
        map_url=row.get("map", ""),
        code=row.get("code", "")[:60],
    )


def _parse_when(draft: _Draft, row: Row, today: date) -> tuple[date, time, int | None] | None:
    """Return the day, the start and the length of a class, from one cell or two."""
    moment = row.get("moment", "")
    if moment and not row.get("day"):
        return draft.attempt(lambda: parse_moment_cell(moment, today))
    hours = row.get("time", "") or moment
    for name, cell in (("day", row.get("day", "")), ("time", hours)):
        if not cell:
            draft.reasons.append(texts.IMPORT_EMPTY.format(column=_HEADINGS[name]))
    if not row.get("day") or not hours:
        return None
    day = draft.attempt(lambda: parse_day_cell(row["day"], today))
    span = draft.attempt(lambda: parse_time_span(hours))
    return (day, *span) if day is not None and span is not None else None
