"""Weeks from Monday, months, and the period before."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.periods import (
    Period,
    Preset,
    Step,
    month_of,
    quarter_of,
    resolve_preset,
    week_of,
    year_of,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_a_week_begins_on_monday_also_over_new_year() -> None:
    assert week_of(date(2027, 1, 1)) == Period(date(2026, 12, 28), date(2027, 1, 3))
    assert week_of(date(2027, 1, 1)).previous == Period(date(2026, 12, 21), date(2026, 12, 27))


def test_a_month_is_compared_with_the_month_before_and_a_year_with_a_year() -> None:
    assert month_of(date(2027, 3, 9)).previous == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert month_of(date(2027, 1, 9)).previous == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert year_of(date(2026, 5, 1)).previous == year_of(date(2025, 5, 1))
    quarter = Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter.previous == Period(date(2026, 7, 1), date(2026, 9, 30))
    days = Period(date(2026, 11, 10), date(2026, 11, 19))
    assert days.previous == Period(date(2026, 10, 31), date(2026, 11, 9))


def test_steps_cover_the_period() -> None:
    assert month_of(date(2026, 11, 5)).list_steps() == [
        date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9),
        date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30),
    ]  # fmt: skip
    year = year_of(date(2026, 11, 5))
    assert year.step is Step.MONTH
    assert year.list_steps() == [date(2026, month, 1) for month in range(1, 13)]


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_the_day_before(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    period = Period(first, last)
    assert period.previous.last.toordinal() == first.toordinal() - 1
    assert period.previous.first <= period.previous.last
    for step in Step:
        steps = period.list_steps(step)
        assert steps == sorted(set(steps))
        assert steps[0] <= first and steps[-1] <= last
        span = week_of if step is Step.WEEK else month_of
        assert span(steps[-1]).last >= last


@pytest.mark.parametrize(
    ("preset", "period", "previous"),
    [
        (Preset.THIS_WEEK, ("2026-11-30", "2026-12-02"), ("2026-11-23", "2026-11-25")),
        (Preset.LAST_WEEK, ("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")),
        (Preset.THIS_MONTH, ("2026-12-01", "2026-12-02"), ("2026-11-01", "2026-11-02")),
        (Preset.LAST_MONTH, ("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-31")),
        (Preset.THIS_YEAR, ("2026-01-01", "2026-12-02"), ("2025-01-01", "2025-12-02")),
    ],
)
def test_what_is_not_over_is_compared_with_as_many_days(
    preset: Preset, period: tuple[str, str], previous: tuple[str, str]
) -> None:
    compared = resolve_preset(preset, date(2026, 12, 2))
    for days, expected in ((compared.period, period), (compared.previous, previous)):
        assert (days.first.isoformat(), days.last.isoformat()) == expected


def test_a_longer_month_is_compared_with_all_of_a_shorter_one() -> None:
    compared = resolve_preset(Preset.THIS_MONTH, date(2026, 3, 31))
    assert compared.previous == Period(date(2026, 2, 1), date(2026, 2, 28))


def test_a_quarter_begins_in_january_april_july_or_october() -> None:
    assert quarter_of(date(2026, 11, 30)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_of(date(2026, 1, 1)) == Period(date(2026, 1, 1), date(2026, 3, 31))
    today = date(2026, 11, 3)
    last = resolve_preset(Preset.LAST_QUARTER, today)
    assert last.period == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert last.previous == Period(date(2026, 4, 1), date(2026, 6, 30))
    begun = resolve_preset(Preset.THIS_QUARTER, today)
    assert begun.period == Period(date(2026, 10, 1), today)
    assert begun.previous == Period(date(2026, 7, 1), date(2026, 8, 3))
    assert resolve_preset(Preset.LAST_YEAR, today).period == year_of(date(2025, 5, 5))


def test_the_same_days_of_last_year_mind_february() -> None:
    assert month_of(date(2025, 2, 3)).year_before == month_of(date(2024, 2, 1))
    assert month_of(date(2024, 2, 29)).year_before == month_of(date(2023, 2, 1))
    leap_day = date(2024, 2, 29)
    assert Period(leap_day, leap_day).year_before == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert week_of(date(2026, 11, 25)).year_before == Period(date(2025, 11, 23), date(2025, 11, 29))
