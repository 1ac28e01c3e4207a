"""By when requests about personal data must be done."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.privacy.models import RequestKind
from bot.privacy.request_clock import add_working_days, count_days_left, end_of_day, get_period

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("kind", "days"),
    [("see", 10), ("correct", 10), ("withdraw", 15), ("erase", 20), ("export", 7)],
)
def test_a_kind_has_its_period_and_a_copy_the_operators(kind: str, days: int) -> None:
    assert get_period(RequestKind(kind), 7) == timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "second"),
    [
        (date(2026, 11, 16), date(2026, 11, 18)),  # Monday
        (date(2026, 11, 23), date(2026, 11, 26)),  # over 24/11, a holiday since 2026
        (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday: over the weekend
        (date(2026, 11, 28), date(2026, 12, 1)),  # Saturday
        (date(2026, 12, 31), date(2027, 1, 5)),  # over New Year, a Friday, and the weekend
    ],
)
def test_weekends_and_holidays_are_no_working_days(day: date, second: date) -> None:
    assert add_working_days(day, 2) == second


def test_the_last_day_counts_to_its_end() -> None:
    due = end_of_day(date(2026, 11, 30), ZONE)
    assert due == datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)
    for now, left in (
        (datetime(2026, 11, 27, 1, tzinfo=UTC), 3),
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), -1),
    ):
        assert count_days_left(due, now, ZONE) == left
