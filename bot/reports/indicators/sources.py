"""What formulas are computed from: counters of several periods in one query, bases, entered values.

Everything is of one unit and what is under it, and scoped by the actor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, String, case, exists, func, literal, select, union_all
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from bot import texts
from bot.people.units import Unit, UnitKind, is_within, list_subtree, within
from bot.reports.indicators.definitions import IndicatorSet
from bot.reports.indicators.formulas import BaseName, Count, Formula, list_bases, list_counts
from bot.reports.indicators.models import IndicatorValue
from bot.reports.indicators.spans import Span, SpanKind
from bot.reports.models import DailyCount
from bot.reports.periods import Period

COUNT = SQLModel.metadata.tables[str(DailyCount.__tablename__)].c
UNIT = SQLModel.metadata.tables[str(Unit.__tablename__)].c


@dataclass(frozen=True, slots=True)
class Cell:
    """One sum of the query: of a counter in a period; `path` "" when summed up."""

    period: Period
    path: str
    name: str
    detail: str
    amount: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums of counters in some periods."""

    cells: Sequence[Cell]
    counted: frozenset[Period]  # the periods in which anything at all was counted there

    def get(
        self, count: Count, period: Period, under: str = "", *, exactly: bool = False
    ) -> float | None:
        """Return the sum of a counter; None where nothing of any kind was counted.

        `under` is the path of a unit, when the cells are kept by unit; `exactly` leaves out the
        units below it: what is counted in the commune itself, of whom no village is known.
        """
        if period not in self.counted:
            return None
        return float(
            sum(
                cell.amount
                for cell in self.cells
                if cell.period == period
                and cell.name == count.name
                and count.covers(cell.detail)
                and (cell.path == under if exactly else is_within(cell.path, under))
            )
        )


def load_counts(
    session: Session,
    unit: Unit,
    counts: Sequence[Count],
    periods: Sequence[Period],
    *,
    by_unit: bool = False,
) -> Counts:
    """Return the sums of these counters in the unit and under it: two queries, however many."""
    distinct = tuple(dict.fromkeys(periods))
    if not counts or not distinct:
        return Counts((), frozenset())
    return Counts(
        _load_cells(session, unit, counts, distinct, by_unit=by_unit),
        _list_counted(session, unit, distinct),
    )


def _load_cells(
    session: Session,
    unit: Unit,
    counts: Sequence[Count],
    periods: Sequence[Period],
    *,
    by_unit: bool,
) -> list[Cell]:
    detailed = sorted({str(count.name) for count in counts if count.detail})
    names = sorted({str(count.name) for count in counts})
    path: ColumnElement[str] = UNIT.path if by_unit else literal("", String)
    kept = case((COUNT.name.in_(detailed), COUNT.detail), else_=literal("", String))
    # A part a period: each reads its own days only, by the index.
    parts = [
        select(
            literal(place).label("period"),
            path.label("place"),
            COUNT.name.label("name"),
            kept.label("kept"),
            func.sum(COUNT.count).label("amount"),
        )
        .join_from(COUNT.count.table, UNIT.id.table, UNIT.id == COUNT.unit_id)
        .where(within(UNIT.path, unit.path), COUNT.name.in_(names), _during(period))
        .group_by("place", COUNT.name, "kept")
        for place, period in enumerate(periods)
    ]
    return [
        Cell(periods[number], place, name, detail, int(amount))
        for number, place, name, detail, amount in session.connection().execute(union_all(*parts))
    ]


def _list_counted(session: Session, unit: Unit, periods: Sequence[Period]) -> frozenset[Period]:
    """Return the periods in which anything was counted: there, 0 is a figure and no gap."""
    anything = [
        exists()
        .where(COUNT.unit_id == UNIT.id, within(UNIT.path, unit.path), _during(period))
        .select()
        .scalar_subquery()
        for period in periods
    ]
    answers = session.connection().execute(select(*anything)).one()
    return frozenset(
        period for period, is_counted in zip(periods, answers, strict=True) if is_counted
    )


def _during(period: Period) -> ColumnElement[bool]:
    return (COUNT.day >= period.first) & (COUNT.day <= period.last)


@dataclass(frozen=True, slots=True)
class BaseValue:
    """A base of a unit: its number, whose it is and of which day; what is missing to it."""

    name: BaseName
    value: float | None
    source: str
    counted_on: date | None
    missing: tuple[str, ...] = ()  # villages of which the number is not known


def load_bases(session: Session, unit: Unit) -> "Bases":
    """Return the bases of the unit and of every unit below it."""
    return Bases(list_subtree(session, unit))


@dataclass(frozen=True, slots=True)
class Bases:
    """The registers of a unit and everything under it."""

    units: Sequence[Unit]

    def get(self, name: BaseName, unit: Unit) -> BaseValue:
        """Return a base: what the unit's list says, else the sum of the villages'."""
        villages = [
            below
            for below in self.units
            if below.kind == UnitKind.VILLAGE and is_within(below.path, unit.path)
        ]
        if name is BaseName.VILLAGES:
            count = float(len(villages)) if villages else None
            return BaseValue(name, count, texts.BASE_FROM_TREE, None)
        numbers = {below.id: _read_number(below, name) for below in (unit, *villages)}
        if numbers[unit.id] is not None:
            return BaseValue(name, numbers[unit.id], texts.BASE_FROM_LIST, unit.counted_on)
        missing = tuple(below.name for below in villages if numbers[below.id] is None)
        if missing or not villages:
            return BaseValue(name, None, texts.BASE_FROM_VILLAGES, None, missing)
        days = [below.counted_on for below in villages if below.counted_on is not None]
        total = sum(numbers[below.id] or 0 for below in villages)
        source = texts.BASE_FROM_VILLAGES
        return BaseValue(name, total, source, min(days, default=None))


def _read_number(unit: Unit, name: BaseName) -> float | None:
    count = unit.households_count if name is BaseName.HOUSEHOLDS else unit.persons_count
    return float(count) if count else None


def _list_formulas(indicator_set: IndicatorSet) -> list[Formula]:
    indicators = indicator_set.indicators.values()
    return [indicator.formula for indicator in indicators if indicator.formula is not None]


def list_needed_counts(indicator_set: IndicatorSet) -> list[Count]:
    """Return the counters that the formulas of a set need, without doubles."""
    formulas = _list_formulas(indicator_set)
    return list(dict.fromkeys(count for formula in formulas for count in list_counts(formula)))


def list_needed_bases(indicator_set: IndicatorSet) -> list[BaseName]:
    """Return the bases that the formulas of a set need, without doubles."""
    formulas = _list_formulas(indicator_set)
    return list(dict.fromkeys(name for formula in formulas for name in list_bases(formula)))


Entries = Mapping[tuple[str, str], IndicatorValue]
"""The values that count, by code and period."""


def load_entries(
    session: Session, unit: Unit, indicator_set: IndicatorSet, spans: Sequence[Span]
) -> Entries:
    """Return the entered values that count in these periods."""
    query = select_rows(IndicatorValue).where(
        IndicatorValue.unit_id == unit.id,
        IndicatorValue.set_key == indicator_set.key,
        col(IndicatorValue.period).in_(sorted({span.key for span in spans})),
        col(IndicatorValue.ended_at).is_(None),
    )
    return {(row.code, row.period): row for row in session.exec(query)}


def list_needed_spans(span: Span, kinds: Sequence[SpanKind]) -> list[Span]:
    """Return the periods that are looked at: each kind's, the one before, the one a year before."""
    enclosing = [span.enclose(kind) for kind in kinds]
    return [wanted for at in enclosing for wanted in (at, at.previous, at.year_before)]
