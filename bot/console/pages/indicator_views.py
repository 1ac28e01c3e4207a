"""What the pages of indicators show: results as rows and lines of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import texts
from bot.console.context import ConsoleRequest
from bot.people.units import Unit
from bot.reports.indicators.definitions import Indicator
from bot.reports.indicators.formulas import Count, name_part
from bot.reports.indicators.models import IndicatorRank, IndicatorValue
from bot.reports.indicators.results import (
    GroupResult,
    IndicatorResult,
    Measure,
    Meter,
)
from bot.reports.indicators.wording import (
    describe_change,
    describe_sources,
    describe_target,
    format_amount,
    format_measure,
    format_value,
)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator as a row of the table."""

    code: str
    name: str
    address: str
    value: str
    target: str
    reached: int | None  # per cent of the target for the bar, 0 to 100
    standing: str  # the same in words: colour and length never stand alone
    points: str
    self_score: str
    previous: str
    year_before: str
    source: str
    is_missing: bool


def make_row(result: IndicatorResult, address: str) -> IndicatorRow:
    """Return an indicator as a row."""
    indicator, current = result.indicator, result.current
    points = format_amount(result.points)
    return IndicatorRow(
        indicator.code,
        indicator.name,
        address,
        format_measure(indicator, current),
        format_value(indicator, indicator.target),
        _compute_reached(result),
        describe_target(result),
        f"{points}/{format_amount(indicator.points)}" if points and indicator.points else points,
        format_amount(current.self_score),
        _describe_before(indicator, current, result.previous),
        _describe_before(indicator, current, result.year_before),
        "; ".join(describe_sources(current)),
        result.is_missing,
    )


def _compute_reached(result: IndicatorResult) -> int | None:
    indicator, value = result.indicator, result.current.value
    if indicator.target is None or value is None:
        return None
    if indicator.reaches(value, indicator.target):
        return 100
    better, whole = sorted((value, indicator.target))
    return int(100 * better / whole) if whole else 0


def _describe_before(indicator: Indicator, current: Measure, before: Measure) -> str:
    """Say what a value was before and how it changed: "80% (tăng 5 điểm %)"."""
    if before.value is None:
        return texts.INDICATOR_NO_FIGURE
    change = describe_change(indicator, current, before)
    value = format_value(indicator, before.value)
    return f"{value} ({change})" if change and not indicator.is_yes_no else value


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its sums in words and its rows."""

    code: str
    name: str
    summary: Sequence[str]
    rows: Sequence[IndicatorRow]


def make_group_view(group: GroupResult, rows: Sequence[IndicatorRow]) -> GroupView:
    """Return a group as the page shows it."""
    most = format_amount(group.group.points)
    summary = [texts.GROUP_POINTS.format(points=format_amount(group.points), most=most)]
    if group.missing_points:
        summary.append(texts.GROUP_MISSING.format(points=format_amount(group.missing_points)))
    if group.self_score is not None:
        summary.append(texts.GROUP_SELF.format(points=format_amount(group.self_score)))
    if group.rank is not None:
        summary.append(describe_rank(group.rank))
    return GroupView(group.group.code, group.group.name, summary, rows)


def describe_rank(rank: IndicatorRank) -> str:
    """Return a rank in words: "hạng 10/126 (Báo cáo 45)"."""
    words = texts.RANK.format(place=rank.place, places=rank.places, source=rank.source)
    if rank.points is None:
        return words
    return texts.RANK_POINTS.format(rank=words, points=format_amount(rank.points))


def list_parts(measure: Measure, link: Any) -> list[tuple[str, str, str]]:
    """Return the numbers behind a computed value: what, how many, the address of the rows."""
    parts = [
        (name_part(count), format_amount(value), link(count)) for count, value in measure.counts
    ]
    for base in measure.bases:
        known = format_amount(base.value) or texts.INDICATOR_NO_FIGURE
        parts.append((texts.INDICATOR_BASES[base.name], known, ""))
    return parts


def list_unit_rows(
    meter: Meter, indicator: Indicator, units: Sequence[Unit]
) -> list[Mapping[str, str]]:
    """Return a computed value by the units right below, then what is of none of them."""
    if not units:
        return []
    measures = [(unit.name, meter.measure(indicator, unit).current) for unit in units]
    rest = meter.measure_rest(indicator)
    if any(amount for _, amount in rest.counts):
        name = texts.REPORT_NO_VILLAGE.format(unit=meter.unit.name)
        measures.append((name, rest))
    return [
        {
            "name": name,
            "numerator": format_amount(measure.numerator),
            "denominator": format_amount(measure.denominator),
            "value": format_measure(indicator, measure),
        }
        for name, measure in measures
    ]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A value that was ever entered."""

    row: IndicatorValue
    value: str
    self_score: str
    entered_by: str
    ended: str  # "" while it counts


def make_history(
    request: ConsoleRequest,
    indicator: Indicator,
    rows: Sequence[IndicatorValue],
    names: Mapping[int, str],
) -> list[HistoryLine]:
    """Return the history of a value in words."""

    def name(person_id: int | None) -> str:
        return (
            texts.AUDIT_OPERATOR
            if person_id is None
            else names.get(person_id, texts.VALUE_SOMEBODY)
        )

    def end(row: IndicatorValue) -> str:
        if row.ended_at is None:
            return ""
        return texts.VALUE_ENDINGS[row.ended_as].format(
            at=request.renderer.format_moment(row.ended_at),
            person=name(row.ended_by_id),
            reason=row.end_reason,
        )

    return [
        HistoryLine(
            row,
            format_value(indicator, row.value),
            format_amount(row.self_score),
            name(row.person_id),
            end(row),
        )
        for row in rows
    ]


def link_count(request: ConsoleRequest, unit: Unit, measure: Measure) -> Any:
    """Return a function from a counter to the page of its figures in those days."""

    def link(_count: Count) -> str:
        return request.url(
            "reports.show", unit=unit.code, since=measure.days.first, until=measure.days.last
        )

    return link
