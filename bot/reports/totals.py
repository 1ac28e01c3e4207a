"""Sums of a unit and everything under it: whole months are read from the months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all
from sqlmodel import Session, SQLModel

from bot.people.units import Unit, UnitKind, find_ancestor, within
from bot.reports.figures import Figures
from bot.reports.models import DETAILED, DailyCount, MonthlyCount
from bot.reports.periods import DAY, Period, month_of

COUNT = SQLModel.metadata.tables[str(DailyCount.__tablename__)].c
MONTH = SQLModel.metadata.tables[str(MonthlyCount.__tablename__)].c
UNIT = SQLModel.metadata.tables[str(Unit.__tablename__)].c


@dataclass(frozen=True, slots=True)
class Part:
    """Days of a period that are read from one table, by its columns; `day` is a month's first."""

    table: Any
    day: Any
    period: Period

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition that a row is of these days."""
        return during_days(self.day, self.period)


def list_parts(period: Period) -> list[Part]:
    """Return the parts of a period: its whole months from the months, the rest from the days."""
    first = period.first if period.first.day == 1 else month_of(period.first).last + DAY
    last = period.last if (period.last + DAY).day == 1 else period.last.replace(day=1) - DAY
    if first > last:
        return [Part(COUNT, COUNT.day, period)]
    edges = (Period(period.first, first - DAY), Period(last + DAY, period.last))
    return [
        Part(MONTH, MONTH.month, Period(first, last)),
        *(Part(COUNT, COUNT.day, edge) for edge in edges if edge.first <= edge.last),
    ]


def during_days(day: ColumnElement[date], period: Period) -> ColumnElement[bool]:
    """Return the condition that a day, or the first day of a month, lies in the period."""
    return (day >= period.first) & (day <= period.last)


def keep_details(table: Any) -> ColumnElement[str]:
    """Return the detail where a report keeps it apart, else ""."""
    kept = table.name.in_([str(name) for name in DETAILED])
    return case((kept, table.detail), else_=literal(""))


def load_totals(session: Session, period: Period, scope: str) -> Figures:
    """Return the sums of the subtree of a path in a period."""
    query = union_all(*(_select_totals(part, scope) for part in list_parts(period)))
    return sum_rows(session.connection().execute(query))


def _select_totals(part: Part, scope: str) -> Select[Any]:
    table = part.table
    detail = keep_details(table).label("kept_detail")
    # By the units' numbers, which begin the index: joined to their paths, SQLite goes through all.
    inside = select(UNIT.id).where(within(UNIT.path, scope))
    return (
        select(table.name, detail, func.sum(table["count"]))
        .where(table.unit_id.in_(inside), part.condition)
        .group_by(table.name, "kept_detail")
    )


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
