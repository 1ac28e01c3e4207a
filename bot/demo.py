"""Loads the demo communes into an empty database: invented places, people and classes."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from bot import sheets, texts
from bot.people import imports
from bot.reminders import classes
from bot.reminders.plans import Plan
from bot.reminders.rules import Rules
from bot.sheets import Column, Row
from bot.units import Unit, UnitKind, get_unit, list_units
from bot.when.cells import read_time

CLASSES = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("days", texts.HEADINGS_DAYS_AHEAD),
    Column("time", texts.HEADINGS_TIME),
    Column("topic", texts.HEADINGS_TOPIC),
    Column("place", texts.HEADINGS_PLACE),
    Column("teacher", texts.HEADINGS_TEACHER),
    Column("seats", texts.HEADINGS_SEATS),
    Column("bring", texts.HEADINGS_BRING, required=False),
)


def load_demo(session: Session, folder: Path) -> bool:
    """Load `folder`/units.csv and team.csv unless there are units already; whether it did."""
    if session.exec(select(Unit.id).limit(1)).first() is not None:
        return False
    imports.import_units(session, folder / "units.csv")
    imports.import_team(session, folder / "team.csv")
    return True


def go_live(session: Session, *, now: datetime) -> None:
    """Residents of the demo hear announcements at once: it is there to be tried."""
    for unit in list_units(session, UnitKind.PROVINCE):
        unit.live_since = now


def load_classes(session: Session, folder: Path, *, rules: Rules, now: datetime) -> int:
    """Open the classes of `folder`/classes.csv, so many days from now; how many."""

    def take(row: Row) -> str:
        day = rules.today(now) + timedelta(days=int(row["days"]))
        starts_at = datetime.combine(day, read_time(row["time"]), rules.zone)
        plan = Plan(
            topic=row["topic"],
            place=row["place"],
            starts_at=starts_at.astimezone(now.tzinfo),
            teacher=row["teacher"],
            seats=int(row["seats"]),
            bring=row.get("bring", ""),
        )
        return classes.put(session, get_unit(session, row["unit"]), plan, now=now, rules=rules)[1]

    sheet = sheets.read(folder / "classes.csv")
    return sheets.take_rows(sheet, CLASSES, take, key=("unit", "days", "time")).counts["created"]
