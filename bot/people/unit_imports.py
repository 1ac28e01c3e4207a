"""Import of lists of units: provinces, communes and villages, with or without codes.

A list of villages needs their names only: codes are made, the commune is the actor's or the one
named. The same list imported again changes nothing.
"""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.documents.column_mapping import ColumnMapping
from bot.documents.columns import Column
from bot.documents.import_plans import ImportPlan
from bot.documents.tables import FoundTables, find_tables
from bot.documents.workbooks import RawWorkbook, read_workbook
from bot.people.actor import Actor
from bot.people.import_runs import run_import
from bot.people.unit_planning import UnitPlanner
from bot.people.units import Unit

UNIT_COLUMNS = (
    Column("name", texts.HEADINGS_UNIT_NAME, weak=texts.HEADINGS_VILLAGE),
    Column("code", (*texts.HEADINGS_CODE, *texts.HEADINGS_VILLAGE_CODE), required=False),
    Column("kind", texts.HEADINGS_KIND, required=False, is_prefix=False),
    Column("parent", texts.HEADINGS_PARENT, required=False, weak=texts.HEADINGS_PARENT_WEAK),
    Column("aliases", texts.HEADINGS_ALIASES, required=False),
    Column("households", texts.HEADINGS_HOUSEHOLDS, required=False, is_prefix=False),
    Column("persons", texts.HEADINGS_PERSONS, required=False, is_prefix=False),
)


def find_unit_tables(book: RawWorkbook, mapping: ColumnMapping | None = None) -> FoundTables:
    """Return the lists of units in a file. Raises UserError when there is none."""
    return find_tables(book, UNIT_COLUMNS, mapping)


def plan_units_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
) -> ImportPlan:
    """Return what an import of these lists would do; writes nothing.

    `unit` is the commune of villages whose rows name none; else it is the only one of the actor's
    scope, or the one the file names.
    """
    return UnitPlanner(session, found, actor, now, unit).plan()


def apply_units_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    shown: str | None = None,
) -> ImportPlan:
    """Plan again and do it. Raises UserError when it is not what was `shown` (a fingerprint)."""
    plan = plan_units_import(session, found, actor=actor, now=now, unit=unit)
    return run_import(session, plan, shown=shown, actor=actor, now=now)


def import_units(
    session: Session, path: Path, *, actor: Actor, now: datetime, unit: Unit | None = None
) -> ImportPlan:
    """Create or update units from a file; parents may stand above or below their children."""
    found = find_unit_tables(read_workbook(path))
    return apply_units_import(session, found, actor=actor, now=now, unit=unit)
