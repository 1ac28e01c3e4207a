"""Weekly patterns: what officers write, in any zone, also when clocks change."""

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.clock import parse_leads
from bot.core.errors import UserError
from tests.reminders.scene import ZONE, local


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("T3, T5 19:30", "T3, T5 19:30"),
        ("thứ 3, thứ 5 lúc 19h30", "T3, T5 19:30"),
        ("T2-T6 7h", "T2, T3, T4, T5, T6 07:00"),
        ("CN 8 giờ", "CN 08:00"),
        ("chủ nhật 8:00 hằng tuần", "CN 08:00"),
        ("T7-CN 14g", "T7, CN 14:00"),
        ("T3, T5 19.30", "T3, T5 19:30"),
        ("T3 7h tối", "T3 19:00"),
        ("thứ hai, thứ tư 7 rưỡi tối", "T2, T4 19:30"),
        ("thứ 2 đến thứ 6 14h", "T2, T3, T4, T5, T6 14:00"),
        ("T3 06:00", "T3 06:00"),
    ],
)
def test_a_pattern_is_read(written: str, read: str) -> None:
    assert str(WeeklyPattern.parse(written)) == read
    assert WeeklyPattern.parse(read) == WeeklyPattern.parse(written)


@pytest.mark.parametrize(
    "written",
    ["", "T3", "19:30", "T8 19:30", "T3 25:00", "T3 7h 8h", "mai 7h", "T3 19h3", "T3 7.5"],
)
def test_what_is_no_pattern_is_refused(written: str) -> None:
    with pytest.raises(UserError, match="Không đọc được lịch"):
        WeeklyPattern.parse(written)


def test_an_hour_that_may_be_the_afternoon_s_is_asked_about() -> None:
    with pytest.raises(UserError, match="3 giờ sáng hay 15 giờ"):
        WeeklyPattern.parse("T3, T5 3h")


def test_a_start_that_is_none_of_the_days_makes_no_class_on_it() -> None:
    found = WeeklyPattern.parse("T3, T5 19:30").list_upcoming(
        local(23, 8), date(2026, 11, 23), None, ZONE
    )
    shown = [f"{one.astimezone(ZONE):%a %d/%m}" for one in found]
    assert shown == ["Tue 24/11", "Thu 26/11", "Tue 01/12", "Thu 03/12", "Tue 08/12"]


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.times().map(lambda one: time(one.hour, one.minute)),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York"]),
)
def test_meetings_keep_their_weekday_and_hour(
    days: set[int], at: time, first: date, name: str
) -> None:
    zone = ZoneInfo(name)
    pattern = WeeklyPattern(tuple(sorted(days)), at)
    found = list(pattern.iterate_starts(first, None, zone))
    assert len(found) >= 50 * len(days)
    assert all(one < other for one, other in pairwise(found))
    assert {datetime.weekday(one.astimezone(zone)) for one in found} == days
    gaps = [one for one in found if one.astimezone(zone).time() != at]
    assert len(gaps) <= 2  # an hour that the change of the clock leaves out
    later = pattern.list_upcoming(found[0], first, None, zone)
    assert later == found[1:6]
    assert all(one.tzinfo is UTC for one in later)


@pytest.mark.parametrize("written", ["", "1", "h", "0s", "1h,,2h", "1w", "-1h", "31d", "1.5h"])
def test_leads_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="viết như"):
        parse_leads(written)


def test_leads_are_the_longest_first_and_each_once() -> None:
    assert [duration.total_seconds() for duration in parse_leads("90s, 1h,60m,18H")] == [
        64800,
        3600,
        90,
    ]
