"""Sums of a unit and everything under it: of whole months from the months, else from the days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlmodel import Session, SQLModel

from bot.people.units import Unit, UnitKind, find_ancestor, within
from bot.reports.figures import Figures
from bot.reports.models import DETAILED, DailyCount, MonthlyCount
from bot.reports.periods import Period

COUNT = SQLModel.metadata.tables[str(DailyCount.__tablename__)].c
MONTH = SQLModel.metadata.tables[str(MonthlyCount.__tablename__)].c
UNIT = SQLModel.metadata.tables[str(Unit.__tablename__)].c


def choose_counts(period: Period) -> tuple[Any, Any]:
    """Return the columns of the table that is read for a period, and the column of its day."""
    return (MONTH, MONTH.month) if period.is_whole_months else (COUNT, COUNT.day)


def during_days(day: ColumnElement[date], period: Period) -> ColumnElement[bool]:
    """Return the condition that a day, or the first day of a month, lies in the period."""
    return (day >= period.first) & (day <= period.last)


def keep_details(table: Any) -> ColumnElement[str]:
    """Return the detail where a report keeps it apart, else ""."""
    kept = table.name.in_([str(name) for name in DETAILED])
    return case((kept, table.detail), else_=literal(""))


def load_totals(session: Session, period: Period, scope: str) -> Figures:
    """Return the sums of the subtree of a path in a period."""
    table, day = choose_counts(period)
    detail = keep_details(table).label("kept_detail")
    query = (
        select(table.name, detail, func.sum(table["count"]))
        .join_from(table.unit_id.table, UNIT.id.table, UNIT.id == table.unit_id)
        .where(within(UNIT.path, scope), during_days(day, period))
        .group_by(table.name, "kept_detail")
    )
    return sum_rows(session.connection().execute(query))


def sum_rows(rows: Iterable[Any]) -> Figures:
    """Return figures out of rows of name, detail and count."""
    counts: dict[str, int] = {}
    details: dict[tuple[str, str], int] = {}
    for name, detail, count in rows:
        counts[name] = counts.get(name, 0) + int(count)
        if detail:
            details[name, detail] = details.get((name, detail), 0) + int(count)
    return Figures(counts, details)


def find_first_day(session: Session, scope: str) -> date | None:
    """Return the first day on which anything was counted in the subtree, or None.

    One look-up in an index for each unit.
    """
    first = select(func.min(COUNT.day)).where(COUNT.unit_id == UNIT.id).scalar_subquery()
    firsts = select(first.label("first")).where(within(UNIT.path, scope)).subquery()
    return session.connection().execute(select(func.min(firsts.c.first))).scalar()


def find_counting_since(session: Session, unit: Unit | None, scope: str) -> date | None:
    """Return since when a unit is counted: of a village since its commune is.

    What was before is not known; 0 would be a lie.
    """
    commune = find_ancestor(session, unit, UnitKind.COMMUNE) if unit else None
    return find_first_day(session, commune.path if commune else scope)
