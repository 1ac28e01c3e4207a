"""Import of classes from an officer's sheet: each row opens or updates one, or is rejected.

A row without a code that resembles a moved or renamed class is rejected until the officer says
which it is: `moved` (that class) or `new` (another one).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.classes import matching, service
from bot.classes.models import ClassSession
from bot.classes.plans import ClassPlan
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents import sheets
from bot.documents.date_cells import parse_count, parse_day_cell, parse_minutes, parse_time_cell
from bot.documents.sheets import Column, ImportedRow, ImportReport, Row
from bot.people import units
from bot.people.actor import Actor
from bot.people.units import Unit, is_within
from bot.vietnamese.dates.formatting import format_entry

COLUMNS = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("day", texts.HEADINGS_DAY),
    Column("time", texts.HEADINGS_TIME),
    Column("topic", texts.HEADINGS_TOPIC),
    Column("place", texts.HEADINGS_PLACE),
    Column("teacher", texts.HEADINGS_TEACHER, required=False),
    Column("seats", texts.HEADINGS_SEATS, required=False),
    Column("minutes", texts.HEADINGS_MINUTES, required=False),
    Column("bring", texts.HEADINGS_BRING, required=False),
    Column("map", texts.HEADINGS_MAP, required=False),
    Column("code", texts.HEADINGS_CLASS, required=False),
)
KEY = ("unit", "day", "time", "topic", "code")
SEATS, MINUTES = 30, 90


def import_classes(
    session: Session,
    path: Path,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    moved: bool = False,
    new: bool = False,
) -> ImportReport:
    """Open or update classes from a sheet and notify the learners of updated ones."""
    importer = _ClassImport(session, actor, now, policy, moved=moved, new=new)
    sheet = sheets.read_sheet(path)
    sheets.import_rows(sheet, COLUMNS, importer.claim_class, key=KEY)
    return sheets.import_rows(sheet, COLUMNS, importer.import_row, key=KEY)


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

    def claim_class(self, row: Row) -> str:
        """First pass: note which class the row means, so that no other row is matched with it."""
        unit, plan = self._parse_row(row)
        if (target := matching.find_target(self.session, unit, plan)) is not None:
            self.claimed.add(target.id)
        return "unchanged"

    def import_row(self, row: Row) -> ImportedRow:
        """Open or update the class of the row. Raises UserError if rejected."""
        unit, plan = self._parse_row(row)
        target = matching.find_target(self.session, unit, plan)
        if target is None and not self.new:
            target = self._find_moved(unit, plan)
        if target is not None and target.id in self.imported:
            raise UserError(texts.CLASS_ROW_TWICE.format(topic=target.topic))
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
        when = format_entry(class_session.starts_at, now=self.now, zone=self.policy.zone)
        return ImportedRow(
            status, texts.CLASS_ROW_READ.format(time=when, topic=class_session.topic)
        )

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

    def _parse_row(self, row: Row) -> tuple[Unit, ClassPlan]:
        unit = units.find_unit(self.session, row["unit"])
        if unit is None or not is_within(unit.path, self.actor.scope):
            raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
        return unit, parse_plan(row, now=self.now, policy=self.policy)


def parse_plan(row: Row, *, now: datetime, policy: Policy) -> ClassPlan:
    """Parse a row into a ClassPlan.

    Raises UserError naming the cell that is invalid or ambiguous.
    """
    today = policy.today(now)
    local = datetime.combine(
        parse_day_cell(row["day"], today), parse_time_cell(row["time"]), policy.zone
    )
    return ClassPlan(
        topic=row["topic"],
        place=row["place"],
        starts_at=local.astimezone(UTC),
        teacher=row.get("teacher", ""),
        seats=parse_count(row.get("seats", ""), default=SEATS, most=service.MOST_SEATS),
        minutes=parse_minutes(row.get("minutes", ""), default=MINUTES),
        bring=row.get("bring", ""),
        map_url=row.get("map", ""),
        code=row.get("code", "")[:60],
    )
