"""Results of a set: each indicator's value, what it is made of, points, and what it is beside.

Computed values are computed when they are looked at, from counters that do not change once their
day is over; so a period that is over stays comparable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, is_within
from bot.reports.indicators.definitions import Group, Indicator, IndicatorSet, list_kinds
from bot.reports.indicators.formulas import (
    BaseName,
    Count,
    Formula,
    compute_formula,
    list_bases,
    list_counts,
    list_divisors,
)
from bot.reports.indicators.models import IndicatorRank, IndicatorValue
from bot.reports.indicators.sources import (
    Bases,
    BaseValue,
    Counts,
    Entries,
    list_needed_counts,
    list_needed_spans,
    load_bases,
    load_counts,
    load_entries,
)
from bot.reports.indicators.spans import Span, count_passed, cut_days
from bot.reports.periods import Period
from bot.reports.queries import FEWEST


class Gap(StrEnum):
    """Why there is no value. A value that is missing is never told as 0."""

    NOT_ENTERED = "not_entered"
    NOTHING_COUNTED = "nothing_counted"
    NO_BASE = "no_base"
    NO_DENOMINATOR = "no_denominator"
    NO_OTHER = "no_other"
    FEW = "few"  # of so few people that somebody could be known by it


@dataclass(frozen=True, slots=True)
class Measure:
    """A value of an indicator in a period, with what it is made of."""

    span: Span
    days: Period
    value: float | None
    gap: Gap | None = None
    numerator: float | None = None
    denominator: float | None = None
    counts: tuple[tuple[Count, float], ...] = ()
    bases: tuple[BaseValue, ...] = ()
    entry: IndicatorValue | None = None

    @property
    def self_score(self) -> float | None:
        """The score that the commune gives itself, if it entered one."""
        return self.entry.self_score if self.entry else None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator in a period beside the period before and the one a year before."""

    indicator: Indicator
    current: Measure
    previous: Measure
    year_before: Measure

    @property
    def points(self) -> float | None:
        """The points its value gives, None without a value."""
        return self.indicator.compute_points(self.current.value)

    @property
    def is_missing(self) -> bool:
        """Whether there is neither a value nor a score that somebody entered."""
        return self.current.value is None and self.current.self_score is None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The results of a group with its rank, if one was entered."""

    group: Group
    results: Sequence[IndicatorResult]
    rank: IndicatorRank | None = None

    @property
    def points(self) -> float:
        """The sum of the points of the values that are known."""
        return round(sum(result.points or 0 for result in self.results), 2)

    @property
    def self_score(self) -> float | None:
        """The sum of the scores that were entered, None when none was."""
        scores = [result.current.self_score for result in self.results]
        known = [score for score in scores if score is not None]
        return round(sum(known), 2) if known else None

    @property
    def missing(self) -> list[IndicatorResult]:
        """The indicators of which nothing is known."""
        return [result for result in self.results if result.is_missing]

    @property
    def missing_points(self) -> float:
        """The points of the indicators that have no value: they are in no sum."""
        return round(
            sum(result.indicator.points for result in self.results if result.points is None), 2
        )


@dataclass(frozen=True, slots=True)
class SetResult:
    """The results of a set in a unit and period."""

    indicator_set: IndicatorSet
    unit: Unit
    span: Span
    days: Period  # up to today while it is not over
    groups: Sequence[GroupResult]
    rank: IndicatorRank | None

    @property
    def is_over(self) -> bool:
        """Whether the period is over."""
        return self.days == self.span.days

    @property
    def points(self) -> float:
        """The sum of the groups' points."""
        return round(sum(group.points for group in self.groups), 2)

    @property
    def self_score(self) -> float | None:
        """The sum of the groups' entered scores, None when none was."""
        known = [group.self_score for group in self.groups if group.self_score is not None]
        return round(sum(known), 2) if known else None

    @property
    def missing_points(self) -> float:
        """The points of the indicators that have no value."""
        return round(sum(group.missing_points for group in self.groups), 2)

    @property
    def missing(self) -> list[IndicatorResult]:
        """The indicators of which nothing is known, in the order of the set."""
        return [result for group in self.groups for result in group.missing]

    def find(self, code: str) -> IndicatorResult | None:
        """Return the result of an indicator, or None."""
        results = (result for group in self.groups for result in group.results)
        return next((result for result in results if result.indicator.code == code), None)


def load_set_result(
    session: Session,
    indicator_set: IndicatorSet,
    unit: Unit,
    span: Span,
    *,
    actor: Actor,
    today: date,
) -> SetResult:
    """Return the results of a set. Raises NotFound for a unit that is not the actor's."""
    meter = load_meter(session, indicator_set, unit, span, actor=actor, today=today)
    ranks = _load_ranks(session, indicator_set, unit, span)
    groups = [
        GroupResult(
            group,
            [meter.measure(indicator) for indicator in group.indicators],
            ranks.get(group.code),
        )
        for group in indicator_set.groups
    ]
    days = count_passed(span, today)
    return SetResult(indicator_set, unit, span, days, groups, ranks.get(""))


def load_meter(
    session: Session,
    indicator_set: IndicatorSet,
    unit: Unit,
    span: Span,
    *,
    actor: Actor,
    today: date,
    by_unit: bool = False,
) -> "Meter":
    """Return what a set is measured with. Raises NotFound for a unit that is not the actor's."""
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    spans = list_needed_spans(span, list_kinds(indicator_set))
    periods = [period for wanted in spans[::3] for period in _list_days(wanted, today)]
    counts = load_counts(session, unit, list_needed_counts(indicator_set), periods, by_unit=by_unit)
    entries = load_entries(session, unit, indicator_set, spans)
    return Meter(indicator_set, unit, span, today, counts, load_bases(session, unit), entries)


def _list_days(span: Span, today: date) -> tuple[Period, Period, Period]:
    """Return the days of a period up to today, and as many of the two it is compared with."""
    passed = count_passed(span, today)
    if passed == span.days:
        return passed, span.previous.days, span.year_before.days
    return passed, cut_days(span.previous, passed), cut_days(span.year_before, passed)


def _load_ranks(
    session: Session, indicator_set: IndicatorSet, unit: Unit, span: Span
) -> dict[str, IndicatorRank]:
    query = select(IndicatorRank).where(
        IndicatorRank.unit_id == unit.id,
        IndicatorRank.set_key == indicator_set.key,
        IndicatorRank.period == span.key,
        col(IndicatorRank.ended_at).is_(None),
    )
    return {row.group_code: row for row in session.exec(query)}


@dataclass(frozen=True, slots=True)
class Meter:
    """Measures the indicators of a set in a unit from what was loaded."""

    indicator_set: IndicatorSet
    unit: Unit
    span: Span
    today: date
    counts: Counts
    bases: Bases
    entries: Entries

    def measure(self, indicator: Indicator, unit: Unit | None = None) -> IndicatorResult:
        """Return the result of an indicator, in the unit or in one below it."""
        span = self.span.enclose(indicator.period)
        days = _list_days(span, self.today)
        spans = span, span.previous, span.year_before
        current, previous, year_before = (
            self.measure_in(indicator, at, period, unit)
            for at, period in zip(spans, days, strict=True)
        )
        return IndicatorResult(indicator, current, previous, year_before)

    def measure_in(
        self, indicator: Indicator, span: Span, days: Period, unit: Unit | None = None
    ) -> Measure:
        """Return the value of an indicator in one period."""
        # What is entered is of the whole unit: of a part of it nothing is known.
        entry = self.entries.get((indicator.code, span.key)) if unit is None else None
        if indicator.formula is None:
            value = entry.value if entry else None
            gap = Gap.NOT_ENTERED if value is None else None
            return Measure(span, days, value, gap, entry=entry)
        computing = _Computing(self, unit or self.unit, span, days, is_part=unit is not None)
        return computing.run(indicator, entry)

    def measure_rest(self, indicator: Indicator) -> Measure:
        """Return what is counted in the unit itself: of those whose village is not known."""
        span = self.span.enclose(indicator.period)
        days = _list_days(span, self.today)[0]
        computing = _Computing(self, self.unit, span, days, is_part=True, is_rest=True)
        return computing.run(indicator, None)


@dataclass(slots=True)
class _Computing:
    """Computes one formula; remembers why it could not."""

    meter: Meter
    unit: Unit
    span: Span
    days: Period
    is_part: bool
    is_rest: bool = False
    gaps: list[Gap] = field(default_factory=list)

    def get_count(self, count: Count) -> float | None:
        path = self.unit.path if self.is_part else ""
        value = self.meter.counts.get(count, self.days, path, exactly=self.is_rest)
        if value is None:
            self.gaps.append(Gap.NOTHING_COUNTED)
        return value

    def get_base(self, name: BaseName) -> float | None:
        value = None if self.is_rest else self.meter.bases.get(name, self.unit).value
        if value is None:
            self.gaps.append(Gap.NO_BASE)
        return value

    def get_other(self, code: str) -> float | None:
        other = self.meter.indicator_set.indicators[code]
        part = self.unit if self.is_part else None
        measured = self.meter.measure_in(other, self.span, self.days, part)
        if measured.value is None:
            self.gaps.append(Gap.NO_OTHER)
            return None
        return measured.value / 100 if other.is_percent else measured.value

    def run(self, indicator: Indicator, entry: IndicatorValue | None) -> Measure:
        """Compute the formula of an indicator that has one."""
        formula = indicator.formula
        assert formula is not None
        value = compute_formula(formula, self)
        numerator = denominator = None
        if division := indicator.division:
            numerator = compute_formula(division.left, self)
            denominator = compute_formula(division.right, self)
        gap = None
        if value is None:
            gap = self.gaps[0] if self.gaps else Gap.NO_DENOMINATOR
        elif self._is_few(formula):
            value, numerator, denominator, gap = None, None, None, Gap.FEW
        return Measure(
            self.span,
            self.days,
            value * 100 if value is not None and indicator.is_percent else value,
            gap,
            numerator,
            denominator,
            self._list_parts(list_counts(formula)) if gap is not Gap.FEW else (),
            tuple(self.meter.bases.get(name, self.unit) for name in list_bases(formula)),
            entry,
        )

    def _is_few(self, formula: Formula) -> bool:
        """Return whether a village's value is a share of so few that somebody is known by it."""
        if self.unit.kind != UnitKind.VILLAGE:
            return False
        divisors = (compute_formula(part, self) for part in list_divisors(formula))
        return any(divisor is not None and divisor < FEWEST for divisor in divisors)

    def _list_parts(self, counts: Sequence[Count]) -> tuple[tuple[Count, float], ...]:
        parts = ((count, self.get_count(count)) for count in counts)
        return tuple((count, value) for count, value in parts if value is not None)
