"""An officer's sheet of classes. Excel keeps days and hours as numbers, people as text: both pass,
also mixed in one column."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from bot import sheets, texts, units
from bot.errors import UserError
from bot.reminders import classes
from bot.reminders.classes import Plan
from bot.reminders.hours import take_hour
from bot.reminders.plain import plain
from bot.reminders.rules import Rules
from bot.sheets import Column, Report, Row

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
EXCEL_BEGINS = date(1899, 12, 30)
SERIALS = range(36_526, 73_051)  # the years 2000 to 2099
SEATS, MINUTES = 30, 90

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_WRITTEN = re.compile(r"(?:\D*\s)?(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d[T ])?(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")


def import_classes(session: Session, path: Path, *, now: datetime, rules: Rules) -> Report:
    """Open or change classes from a sheet; learners of a changed one are told."""
    return sheets.take_rows(
        sheets.read(path),
        COLUMNS,
        lambda row: _take(session, row, now=now, rules=rules),
        key=("unit", "day", "time", "topic"),
    )


def _take(session: Session, row: Row, *, now: datetime, rules: Rules) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    local = datetime.combine(read_day(row["day"]), read_time(row["time"]), rules.zone)
    plan = Plan(
        topic=row["topic"],
        place=row["place"],
        starts_at=local.astimezone(UTC),
        teacher=row.get("teacher", ""),
        seats=_number(row.get("seats", ""), SEATS),
        minutes=_number(row.get("minutes", ""), MINUTES),
        bring=row.get("bring", ""),
        map_url=row.get("map", ""),
        code=row.get("code", "")[:60],
    )
    return classes.put(session, unit, plan, now=now, rules=rules)[1]


def read_day(cell: str) -> date:
    """A day as Excel or a person writes it; day before month. UserError for 31/2."""
    try:
        if cell.replace(".", "", 1).isdigit() and int(float(cell)) in SERIALS:
            return EXCEL_BEGINS + timedelta(days=int(float(cell)))
        if found := _ISO.fullmatch(cell):
            return date(*map(int, found.groups()))
        if found := _WRITTEN.fullmatch(cell):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise UserError(texts.IMPORT_BAD_DAY.format(day=cell))


def read_time(cell: str) -> time:
    """A time of day: 0.8125, "19:30:00", "19h30", "7 gio toi". UserError when it is not sure."""
    try:
        if re.fullmatch(r"\d*\.\d+", cell):
            minutes = round(float(cell) % 1 * 24 * 60)
            return time(minutes // 60 % 24, minutes % 60)
        if found := _CLOCK.fullmatch(cell):
            return time(int(found[1]), int(found[2]))
        left, hour = take_hour(plain(cell))
        if hour is not None and hour.hour is not None and not left.strip(" ,.;-"):
            # A sheet says 7h for the morning; an evening is 19h or has its word.
            return hour.times()[0] if hour.part else time(hour.hour, hour.minute)
    except ValueError:
        pass
    raise UserError(texts.IMPORT_BAD_TIME.format(time=cell))


def _number(cell: str, default: int) -> int:
    if not cell:
        return default
    if not cell.isdecimal() or not 1 <= int(cell) <= 1000:
        raise UserError(texts.IMPORT_BAD_NUMBER.format(number=cell))
    return int(cell)
