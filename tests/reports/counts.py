"""A province of two communes, and counters that are added as reactions do: months with the days."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from bot.people.actor import Actor, Hand
from bot.people.models import RoleKind
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.counters import add_count
from bot.reports.models import CountName

Row = tuple[str, date, CountName, str, int]
UNITS = (
    ("tinh", UnitKind.PROVINCE, ""),
    ("an-phu", UnitKind.COMMUNE, "tinh"),
    ("hoa-lac", UnitKind.COMMUNE, "tinh"),
    ("im-lang", UnitKind.COMMUNE, "tinh"),
    ("ap-02", UnitKind.VILLAGE, "an-phu"),
    ("ap-10", UnitKind.VILLAGE, "an-phu"),
    ("thon-1", UnitKind.VILLAGE, "hoa-lac"),
    ("thon-9", UnitKind.VILLAGE, "im-lang"),
)


def plant_units(session: Session) -> None:
    """Add the province; of one commune nothing will be counted."""
    for code, kind, parent in UNITS:
        above = get_unit(session, parent) if parent else None
        upsert_unit(session, code, f"Nơi {code}", kind, parent=above)


def add_counts(session: Session, rows: Iterable[Row]) -> None:
    """Add counters by the code of the unit."""
    for code, day, name, detail, amount in rows:
        unit_id = get_unit(session, code).id
        add_count(session, name, unit_id, day, detail=detail, amount=amount)


def act_in(unit: Unit, role: RoleKind = RoleKind.OFFICER) -> Actor:
    """Return an actor of a unit at the console."""
    return Actor(1, unit.path, role, Hand.CONSOLE)
