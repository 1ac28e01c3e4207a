"""All values of a unit with everything that makes them checkable: for files and evidence packs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotFound
from bot.documents.cells import Cell, ListTable
from bot.messages.content import StoredFile
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.reports.indicators.definitions import Group, IndicatorSet, IndicatorSets
from bot.reports.indicators.results import (
    Gap,
    GroupResult,
    IndicatorResult,
    SetResult,
    load_set_result,
)
from bot.reports.indicators.spans import Span, find_span
from bot.reports.indicators.wording import (
    describe_gap,
    describe_sources,
    explain_formula,
    format_amount,
    format_measure,
)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of a unit and period, on its own: definition, value, how it came about."""

    indicator_set: IndicatorSet
    group: Group
    code: str
    name: str
    definition: str
    unit: str
    span: Span
    first: date
    last: date  # today at the most
    formula: str  # as it stands in the file; "" of an entered value
    formula_words: str
    value: float | None
    gap: Gap | None
    gap_words: str  # "" when there is a value
    numerator: float | None
    denominator: float | None
    sources: tuple[str, ...]  # whose number it is and of which day, in words
    target: float | None
    points: float | None
    most_points: float
    self_score: float | None
    note: str
    person_id: int | None
    entered_at: datetime | None
    evidence: StoredFile | None
    evidence_label: str
    evidence_digest: str  # SHA-256 of the file as it is kept, in hexadecimal


def list_lines(result: SetResult) -> list[IndicatorLine]:
    """Return the lines of a set, in its order."""
    return [
        _make_line(result, group, measured) for group in result.groups for measured in group.results
    ]


def list_all_lines(
    session: Session,
    sets: IndicatorSets,
    unit: Unit,
    *,
    last: date,
    actor: Actor,
    today: date,
) -> list[IndicatorLine]:
    """Return the lines of all sets in the periods that the day `last` lies in.

    For the evidence pack of a month ask with its last day: the sets of a year and of a quarter are
    measured up to `today`. Raises NotFound for a unit that is not the actor's.
    """
    lines: list[IndicatorLine] = []
    for indicator_set in sets.values():
        span = find_span(indicator_set.period, last)
        result = load_set_result(session, indicator_set, unit, span, actor=actor, today=today)
        lines += list_lines(result)
    return lines


def _make_line(result: SetResult, group: GroupResult, measured: IndicatorResult) -> IndicatorLine:
    indicator, current = measured.indicator, measured.current
    entry = current.entry
    return IndicatorLine(
        indicator_set=result.indicator_set,
        group=group.group,
        code=indicator.code,
        name=indicator.name,
        definition=indicator.definition,
        unit=indicator.unit,
        span=current.span,
        first=current.days.first,
        last=current.days.last,
        formula=indicator.formula_text,
        formula_words=explain_formula(result.indicator_set, indicator),
        value=current.value,
        gap=current.gap,
        gap_words=describe_gap(current),
        numerator=current.numerator,
        denominator=current.denominator,
        sources=tuple(describe_sources(current)),
        target=indicator.target,
        points=measured.points,
        most_points=indicator.points,
        self_score=current.self_score,
        note=entry.note if entry else "",
        person_id=entry.person_id if entry else None,
        entered_at=entry.entered_at if entry else None,
        evidence=StoredFile(entry.evidence) if entry and entry.evidence else None,
        evidence_label=entry.evidence_label if entry else "",
        evidence_digest=entry.evidence_digest if entry else "",
    )


def get_set(sets: IndicatorSets, key: str) -> IndicatorSet:
    """Return a set, the first of them for "". Raises NotFound naming those there are."""
    if not sets:
        raise NotFound(texts.INDICATOR_NO_SETS)
    if not key:
        return next(iter(sets.values()))
    if key not in sets:
        raise NotFound(texts.INDICATOR_NO_SET.format(key=key, known=", ".join(sets)))
    return sets[key]


def make_list(result: SetResult) -> ListTable:
    """Return the whole set as a list for a file: numbers are numbers."""
    rows = [
        _make_list_row(group.group, measured)
        for group in result.groups
        for measured in group.results
    ]
    title = f"{result.indicator_set.name}: {result.unit.name}, {result.span.label}"
    note = texts.INDICATORS_FILE_NOTE.format(
        basis=result.indicator_set.basis,
        points=format_amount(result.points),
        most=format_amount(result.indicator_set.total),
        first=result.days.first,
        last=result.days.last,
    )
    return ListTable(title, texts.INDICATORS_FILE_HEADINGS, rows, note=note)


def _make_list_row(group: Group, measured: IndicatorResult) -> tuple[Cell, ...]:
    indicator, current = measured.indicator, measured.current
    return (
        group.name,
        indicator.code,
        indicator.name,
        indicator.unit,
        _round(current.value),
        indicator.target,
        measured.points,
        indicator.points,
        current.self_score,
        _round(measured.previous.value),
        _round(measured.year_before.value),
        format_measure(indicator, current) if current.value is None else "",
        "; ".join(describe_sources(current)),
        current.entry.evidence_label if current.entry else "",
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
