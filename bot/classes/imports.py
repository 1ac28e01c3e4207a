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
from bot.classes.plans import Plan
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents import sheets
from bot.documents.date_cells import read_count, read_day, read_minutes, read_time
from bot.documents.sheets import Column, Report, Row, Taken
from bot.people import units
from bot.people.units import Unit
from bot.vietnamese.dates.words import entry_words

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
    now: datetime,
    policy: Policy,
    moved: bool = False,
    new: bool = False,
) -> Report:
    """Open or update classes from a sheet and notify the learners of updated ones."""
    work = _Import(session, now, policy, moved=moved, new=new)
    sheet = sheets.read(path)
    sheets.take_rows(sheet, COLUMNS, work.claim, key=KEY)
    return sheets.take_rows(sheet, COLUMNS, work.take, key=KEY)


@dataclass
class _Import:
    """State of one import: classes that its rows mean, and classes already imported."""

    session: Session
    now: datetime
    policy: Policy
    moved: bool
    new: bool
    claimed: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)

    def claim(self, row: Row) -> str:
        """First pass: note which class the row means, so that no other row is matched with it."""
        unit, plan = self._read(row)
        if (meant := matching.find_meant(self.session, unit, plan)) is not None:
            self.claimed.add(meant.id)
        return "unchanged"

    def take(self, row: Row) -> Taken:
        """Open or update the class of the row. Raises UserError if rejected."""
        unit, plan = self._read(row)
        meant = matching.find_meant(self.session, unit, plan)
        if meant is None and not self.new:
            meant = self._alike(unit, plan)
        if meant is not None and meant.id in self.taken:
            raise UserError(texts.CLASS_ROW_TWICE.format(topic=meant.topic))
        lesson, status = service.put(
            self.session, unit, plan, meant=meant, now=self.now, policy=self.policy
        )
        self.taken.add(lesson.id)
        when = entry_words(lesson.starts_at, now=self.now, zone=self.policy.zone)
        return Taken(status, texts.CLASS_ROW_READ.format(time=when, topic=lesson.topic))

    def _alike(self, unit: Unit, plan: Plan) -> ClassSession | None:
        alike = matching.find_alike(
            self.session, unit, plan,
            besides=self.claimed | self.taken, now=self.now, zone=self.policy.zone,
        )  # fmt: skip
        if not alike:
            return None
        if self.moved and len(alike) == 1:
            return service.get(self.session, alike[0].id, lock=True)
        listed = "; ".join(
            texts.CLASS_ALIKE.format(
                topic=lesson.topic,
                time=entry_words(lesson.starts_at, now=self.now, zone=self.policy.zone),
                code=lesson.code,
            )
            for lesson in alike
        )
        words = texts.CLASS_LOOKS_MOVED if len(alike) == 1 else texts.CLASS_LOOKS_LIKE_SOME
        raise UserError(words.format(classes=listed))

    def _read(self, row: Row) -> tuple[Unit, Plan]:
        unit = units.find_unit(self.session, row["unit"])
        if unit is None:
            raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
        return unit, read_plan(row, now=self.now, policy=self.policy)


def read_plan(row: Row, *, now: datetime, policy: Policy) -> Plan:
    """Parse a row into a ClassPlan.

    Raises UserError naming the cell that is invalid or ambiguous.
    """
    today = policy.today(now)
    local = datetime.combine(read_day(row["day"], today), read_time(row["time"]), policy.zone)
    return Plan(
        topic=row["topic"],
        place=row["place"],
        starts_at=local.astimezone(UTC),
        teacher=row.get("teacher", ""),
        seats=read_count(row.get("seats", ""), default=SEATS, most=service.MOST_SEATS),
        minutes=read_minutes(row.get("minutes", ""), default=MINUTES),
        bring=row.get("bring", ""),
        map_url=row.get("map", ""),
        code=row.get("code", "")[:60],
    )
