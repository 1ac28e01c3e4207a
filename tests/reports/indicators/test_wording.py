"""Numbers as officers type and read them; points and changes in whole sentences."""

from dataclasses import replace
from datetime import date

import pytest

from bot.reports.indicators.definitions import Direction, Scoring
from bot.reports.indicators.results import Gap, IndicatorResult, Measure
from bot.reports.indicators.spans import SpanKind, find_span
from bot.reports.indicators.wording import (
    describe_change,
    describe_target,
    explain_points,
    format_measure,
    format_value,
    read_amount,
)
from tests.reports.indicators.test_definitions import make_indicator

SPAN = find_span(SpanKind.MONTH, date(2026, 11, 23))


def measure(value: float | None, gap: Gap | None = None) -> Measure:
    """A value by itself."""
    return Measure(SPAN, SPAN.days, value, gap)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("85", 85), ("85,5", 85.5), ("85.5", 85.5), ("1.234", 1234), ("1.234,5", 1234.5),
        ("12.345.678", 12345678), ("85 %", 85), ("0", 0), ("1.2345", 1.2345), ("007", 7),
        ("", None), ("abc", None), ("-5", None), ("1,2,3", None), ("1e5", None), ("٣", None),
        ("nan", None), ("1.23.456", None), ("9" * 19, None), ("1'000", None),
    ],
)  # fmt: skip
def test_a_number_as_it_is_typed(written: str, value: float | None) -> None:
    assert read_amount(written) == value


def test_values_in_words() -> None:
    share, plan = make_indicator(), make_indicator(unit="có/không")
    assert format_value(share, 66.666) == "66,67%"
    assert format_value(make_indicator(unit="lượt"), 1234.0) == "1.234 lượt"
    assert [format_value(plan, value) for value in (1, 0, None)] == ["Có", "Không", ""]
    assert format_measure(share, measure(None, Gap.FEW)) == "dưới 5, không nêu"
    assert format_measure(share, measure(None, Gap.NOT_ENTERED)) == "chưa có số"
    assert format_measure(share, measure(0.0)) == "0%"


def test_points_in_a_sentence() -> None:
    assert explain_points(make_indicator()) == (
        "Đạt 80% thì được đủ 20 điểm; thấp hơn thì điểm giảm theo tỷ lệ."
    )
    fewer = make_indicator(direction=Direction.DOWN, unit="sự cố", target=2.0)
    assert explain_points(fewer).startswith("Từ 2 sự cố trở xuống thì được đủ 20 điểm")
    plan = make_indicator(unit="có/không", scoring=Scoring.YES_NO, target=1.0)
    assert explain_points(plan) == "Đạt Có thì được 20 điểm, không đạt thì không có điểm."
    steps = make_indicator(scoring=Scoring.STEPS, steps=((50.0, 5.0), (80.0, 20.0)))
    assert explain_points(steps) == (
        "Điểm theo mức: từ 50% trở lên được 5 điểm; từ 80% trở lên được 20 điểm."
    )
    assert "tham khảo" in explain_points(make_indicator(points=0.0))


def test_changes_and_targets_in_words() -> None:
    share = make_indicator()
    assert describe_change(share, measure(66.5), measure(60)) == "tăng 6,5 điểm %"
    assert describe_change(share, measure(60), measure(60)) == "không đổi"
    assert describe_change(share, measure(60), measure(None)) == ""
    result = IndicatorResult(share, measure(40), measure(None), measure(None))
    assert describe_target(result) == "Bằng 50% mục tiêu"
    assert describe_target(replace(result, current=measure(80))) == "Đạt"
    assert describe_target(replace(result, current=measure(None))) == ""
