"""Periods of indicators: a month, a quarter or a year, by a short key: 2026-11, 2026-q4, 2026."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot import texts
from bot.core.errors import UserError
from bot.reports.periods import DAY, Period

EARLIEST, LATEST = 2000, 2100
MAX_BACK = 5  # years that the list of periods goes back
_KEY = re.compile(r"(\d{4})(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


class SpanKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Its length in months."""
        return _MONTHS[self]


_MONTHS = {SpanKind.MONTH: 1, SpanKind.QUARTER: 3, SpanKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter or year; `number` counts within the year, from 1."""

    kind: SpanKind
    year: int
    number: int = 1

    @property
    def key(self) -> str:
        """How it is kept: "2026-11", "2026-q4", "2026"."""
        match self.kind:
            case SpanKind.MONTH:
                return f"{self.year}-{self.number:02}"
            case SpanKind.QUARTER:
                return f"{self.year}-q{self.number}"
        return str(self.year)

    @property
    def label(self) -> str:
        """What it is called: "Tháng 11/2026"."""
        number = texts.QUARTER_NUMBERS[self.number - 1] if self.kind is SpanKind.QUARTER else ""
        return texts.SPAN_LABELS[self.kind].format(year=self.year, number=number or self.number)

    @property
    def days(self) -> Period:
        """Its days."""
        first = date(self.year, (self.number - 1) * self.kind.months + 1, 1)
        last_month = self.number * self.kind.months
        last = date(self.year, last_month, monthrange(self.year, last_month)[1])
        return Period(first, last)

    @property
    def previous(self) -> "Span":
        """The period before."""
        return find_span(self.kind, self.days.first - DAY)

    @property
    def year_before(self) -> "Span":
        """The same period of the year before."""
        return Span(self.kind, self.year - 1, self.number)

    def enclose(self, kind: SpanKind) -> "Span":
        """Return the period of a longer kind that it lies in."""
        return find_span(kind, self.days.last)


def find_span(kind: SpanKind, day: date) -> Span:
    """Return the period of a kind that a day lies in."""
    return Span(kind, day.year, (day.month - 1) // kind.months + 1)


def read_span(kind: SpanKind, key: str, *, today: date) -> Span:
    """Return the period of a key; "" is the one of today.

    Raises UserError for a key of another kind, and for a period that has not begun.
    """
    if not key:
        return find_span(kind, today)
    match = _KEY.fullmatch(key.strip().lower())
    if match is None or not EARLIEST < int(match[1]) < LATEST:
        raise UserError(texts.SPAN_UNKNOWN.format(key=key, example=find_span(kind, today).key))
    written = match[2] or match[3] or "1"
    known = {SpanKind.QUARTER: match[2], SpanKind.MONTH: match[3]}
    span = Span(kind, int(match[1]), int(written))
    if span.key != key.strip().lower() or (kind in known and known[kind] is None):
        raise UserError(texts.SPAN_UNKNOWN.format(key=key, example=find_span(kind, today).key))
    if span.days.first > today:
        raise UserError(texts.SPAN_NOT_BEGUN.format(span=span.label))
    return span


def list_spans(kind: SpanKind, today: date) -> list[Span]:
    """Return the periods to choose from, the present one first: two years, of years five."""
    span, spans = find_span(kind, today), []
    count = MAX_BACK if kind is SpanKind.YEAR else 24 // kind.months
    for _ in range(count):
        spans.append(span)
        span = span.previous
    return spans


def cut_days(span: Span, passed: Period) -> Period:
    """Return as many first days of the period as another one has passed, at most all of it.

    A period that is not over is compared with as many days of the one before.
    """
    last = span.days.first + timedelta(days=passed.days - 1)
    return Period(span.days.first, min(span.days.last, last))


def count_passed(span: Span, today: date) -> Period:
    """Return the days of the period up to today; all of them when it is over."""
    return Period(span.days.first, min(span.days.last, max(today, span.days.first)))
