"""Periods of indicators: keys, neighbours, and what they are compared with."""

from datetime import date

import pytest

from bot.core.errors import UserError
from bot.reports.indicators.spans import (
    Span,
    SpanKind,
    count_passed,
    cut_days,
    find_span,
    list_spans,
    read_span,
)
from bot.reports.periods import Period

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "key", "label", "first", "last", "before"),
    [
        ("month", "2026-02", "Tháng 2/2026", date(2026, 2, 1), date(2026, 2, 28), "2026-01"),
        ("month", "2026-01", "Tháng 1/2026", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
        ("quarter", "2026-q1", "Quý I/2026", date(2026, 1, 1), date(2026, 3, 31), "2025-q4"),
        ("quarter", "2026-q4", "Quý IV/2026", date(2026, 10, 1), date(2026, 12, 31), "2026-q3"),
        ("year", "2026", "Năm 2026", date(2026, 1, 1), date(2026, 12, 31), "2025"),
    ],
)
def test_a_key_is_read(
    kind: str, key: str, label: str, first: date, last: date, before: str
) -> None:
    span = read_span(SpanKind(kind), key, today=TODAY)
    assert (span.key, span.label, span.days) == (key, label, Period(first, last))
    assert span.previous.key == before
    assert span.year_before.days.first == first.replace(year=first.year - 1)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("month", "2026"), ("month", "2026-13"), ("month", "2026-q1"), ("quarter", "2026-q5"),
        ("quarter", "2026-1"), ("year", "2026-01"), ("year", "26"), ("year", "0000"),
        ("month", "../../x"), ("month", "٢٠٢٦-٠١"), ("year", "2026\n2027"),
    ],
)  # fmt: skip
def test_another_key_is_refused(kind: str, key: str) -> None:
    with pytest.raises(UserError, match="Không rõ kỳ"):
        read_span(SpanKind(kind), key, today=TODAY)


def test_a_period_to_come_has_no_figures() -> None:
    with pytest.raises(UserError, match="chưa bắt đầu"):
        read_span(SpanKind.MONTH, "2026-12", today=TODAY)
    assert read_span(SpanKind.MONTH, "", today=TODAY).key == "2026-11"


def test_a_month_lies_in_a_quarter_and_a_year() -> None:
    month = find_span(SpanKind.MONTH, TODAY)
    assert month.enclose(SpanKind.QUARTER).key == "2026-q4"
    assert month.enclose(SpanKind.YEAR).key == "2026"
    assert month.enclose(SpanKind.MONTH) == month


def test_a_period_that_runs_is_compared_with_as_many_days() -> None:
    month = Span(SpanKind.MONTH, 2026, 3)
    passed = count_passed(month, date(2026, 3, 30))
    assert passed == Period(date(2026, 3, 1), date(2026, 3, 30))
    assert cut_days(month.previous, passed) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert count_passed(month, TODAY) == month.days


def test_the_list_of_periods_begins_today() -> None:
    assert [span.key for span in list_spans(SpanKind.YEAR, TODAY)][:2] == ["2026", "2025"]
    assert len(list_spans(SpanKind.MONTH, TODAY)) == 24
    assert list_spans(SpanKind.QUARTER, TODAY)[-1].key == "2025-q1"
