"""Working hours and the roster: what can be written, who is on when, promises for any of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.duty.calendar import Calendar, public_holidays
from bot.duty.hours import COMMUNE_ROSTER, Absence, Roster, Shift, Span, WeeklyHours
from bot.duty.presence import (
    HORIZON,
    find_next_duty,
    is_on_duty,
    list_duty_intervals,
    swap_duty,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = "T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30"
COMMUNE_HOURS = Calendar(HANOI, WeeklyHours.parse(OFFICE))


def at(written: str, zone: ZoneInfo = HANOI) -> datetime:
    """An instant from local time: "2026-11-23 8:00"."""
    day, _, clock = written.partition(" ")
    hour, minute = clock.split(":")
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), zone).replace(
        hour=int(hour), minute=int(minute)
    )


def h(start: float, end: float) -> Span:
    """A span in hours."""
    return Span(int(start * 60), int(end * 60))


# ── Writing hours ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        (OFFICE, OFFICE),
        ("thứ 2 đến thứ 6: 7h30–11h30, 13h30–17h; CN nghỉ", "T2-T6 7:30-11:30 13:30-17:00"),
        ("T2-6 8-11 và 14-17", "T2-T6 8:00-11:00 14:00-17:00"),
        ("hằng ngày 18h-21h", "T2-CN 18:00-21:00"),
        ("T6-T2 22:00-2:00", "T2 22:00-2:00; T6-CN 22:00-2:00"),
        ("cả tuần cả ngày", "T2-CN 0:00-24:00"),
        ("thứ tư 19 giờ 30 - 21 giờ", "T4 19:30-21:00"),
        ("hằng ngày 18h-20h 21h-22h", "T2-CN 18:00-20:00 21:00-22:00"),
        ("t3, t5 18g-20g30", "T3 18:00-20:30; T5 18:00-20:30"),
        ("T2 13:30-17:00 7:30-11:30", "T2 7:30-11:30 13:30-17:00"),
        ("T2 7:30-11:30 11:30-13:00", "T2 7:30-13:00"),
        ("T2 7-8; T2 9-10", "T2 7:00-8:00 9:00-10:00"),
        ("ngày thường 8-11\ncuối tuần 8-10", "T2-T6 8:00-11:00; T7-CN 8:00-10:00"),
        ("CN nghi", "Chưa đặt giờ"),
        ("T2-T6 7.30-11.30 13.30-17.00", "T2-T6 7:30-11:30 13:30-17:00"),
        ("T2 7h rưỡi - 11 giờ rưỡi", "T2 7:30-11:30"),
        ("T2 2:00-4:00", "T2 2:00-4:00"),
    ],
)
def test_hours_are_read_and_written(written: str, rendered: str) -> None:
    assert WeeklyHours.parse(written).render() == rendered


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "Chưa có giờ nào"),
        (" ; ", "Chưa có giờ nào"),
        ("7:30-11:30", "thiếu ngày"),
        ("T8 7:00-11:00", "thiếu ngày"),
        ("T2", "thiếu giờ"),
        ("T2 7:30", "thiếu giờ"),
        ("T2 25:99-26:00", "Giờ «25:99»"),
        ("T2 7:00-24:30", "Giờ «24:30»"),
        ("T2 7:60-8:00", "Giờ «7:60»"),
        ("T2 8:00-8:00", "giờ cuối phải sau giờ đầu"),
        ("T2 11:30-7:30", "giờ cuối phải sau giờ đầu"),
        ("T2 8:00-11:00 10:00-12:00", "8:00-11:00 và 10:00-12:00"),
        ("T2 8:00-11:00; T2-T3 9:00-10:00", "Ngày T2 có hai khoảng giờ"),
        ("T2 7:30-11:3O", "Giờ «11:3»"),
        ("T2 2h-4h", "«2h-4h» là sáng hay chiều"),
        ("T2 7h5-9h", "Giờ «7h5»"),
        ("T2 7.10-11.00", "thiếu giờ"),
        ("T2 8-11 trừ lễ", "không đọc được «tru le»"),
    ],
)
def test_wrong_hours_are_refused_with_a_sentence(written: str, complaint: str) -> None:
    with pytest.raises(UserError) as refused:
        WeeklyHours.parse(written)
    assert complaint in str(refused.value)


@given(st.text(alphabet="T234567CN 0:h-;,nghicadeu", max_size=40))
def test_reading_hours_raises_nothing_else(written: str) -> None:
    try:
        hours = WeeklyHours.parse(written)
    except UserError:
        return
    assert hours.days == ((),) * 7 or WeeklyHours.parse(hours.render()) == hours


# ── Who is on, and until when ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "on", "opens", "until"),
    [
        ("2026-11-23 7:29", False, "2026-11-23 7:30", None),
        ("2026-11-23 7:30", True, "2026-11-23 7:30", "2026-11-23 11:30"),
        ("2026-11-23 11:29", True, "2026-11-23 11:29", "2026-11-23 11:30"),
        ("2026-11-23 11:30", False, "2026-11-23 13:30", None),
        # The evening before Vietnam's Culture Day, 24/11, a holiday since 2026.
        ("2026-11-23 17:00", False, "2026-11-25 7:30", None),
        ("2026-11-28 12:00", False, "2026-11-30 7:30", None),
        # The working day before Tết Bính Ngọ, and the first after it.
        ("2026-02-14 11:30", False, "2026-02-21 7:30", None),
        # 31/8/2026 is bridged; Saturday 22/8 is worked for it, as a Monday.
        ("2026-08-22 14:00", True, "2026-08-22 14:00", "2026-08-22 17:00"),
        ("2026-08-31 8:00", False, "2026-09-03 7:30", None),
    ],
)
def test_the_commune_keeps_its_hours(now: str, on: bool, opens: str, until: str | None) -> None:
    assert is_on_duty(at(now), COMMUNE_HOURS) is on
    assert find_next_duty(at(now), COMMUNE_HOURS) == at(opens)
    ends = [end for _, end in list_duty_intervals(COMMUNE_HOURS, COMMUNE_ROSTER, at(now).date(), 1)]
    assert until is None or at(until) in ends


def test_the_communes_own_days() -> None:
    fair, tet = date(2026, 11, 25), date(2026, 2, 16)
    calendar = Calendar(HANOI, WeeklyHours.parse(OFFICE), frozenset({fair}), frozenset({tet}))
    assert not is_on_duty(at("2026-11-25 8:00"), calendar)
    assert is_on_duty(at("2026-02-16 8:00"), calendar)
    assert not is_on_duty(at("2026-02-17 8:00"), calendar)


def test_answers_are_in_utc() -> None:
    opens = find_next_duty(at("2026-11-25 6:00"), COMMUNE_HOURS)
    assert opens is not None and opens.tzinfo is UTC and opens.hour == 0


@pytest.mark.parametrize(
    ("year", "tet"), [(2024, "02-10"), (2025, "01-29"), (2026, "02-17"), (2027, "02-06")]
)
def test_tet_follows_the_moon(year: int, tet: str) -> None:
    assert public_holidays(year)[date.fromisoformat(f"{year}-{tet}")] == "Tết Nguyên Đán"


@pytest.mark.parametrize("year", [1, 1800, 2101, 2500, 9998, 9999])
def test_years_the_library_does_not_know_are_ordinary(year: int) -> None:
    now = datetime(year, 12, 28, 12, tzinfo=UTC) if year > 1 else datetime(1, 1, 9, tzinfo=UTC)
    is_on_duty(now, COMMUNE_HOURS)
    opens = find_next_duty(now, COMMUNE_HOURS)
    assert opens is None or opens >= now


ANY = WeeklyHours.parse("hằng ngày 18:00-21:00")
WED, THU, FRI, SAT = (date(2026, 11, day) for day in (25, 26, 27, 28))
ROSTERS: list[tuple[str, Roster, str, bool]] = [
    ("no pattern of one's own: the commune's", Roster(), "2026-11-25 8:00", True),
    ("one's own pattern instead of it", Roster(ANY), "2026-11-25 8:00", False),
    ("in the evening", Roster(ANY), "2026-11-25 18:00", True),
    ("a pattern rests on a holiday", Roster(ANY), "2026-11-24 18:00", False),
    (
        "a date said does not",
        Roster(ANY, (Shift(date(2026, 11, 24), date(2026, 11, 24), h(18, 21)),)),
        "2026-11-24 18:00",
        True,
    ),
    ("a shift adds", Roster(ANY, (Shift(WED, WED, h(8, 10)),)), "2026-11-25 9:00", True),
    ("and keeps the rest", Roster(ANY, (Shift(WED, WED, h(8, 10)),)), "2026-11-25 19:00", True),
    ("a day off", Roster(ANY, (Absence(WED, FRI),)), "2026-11-26 19:00", False),
    ("to its last day", Roster(ANY, (Absence(WED, FRI),)), "2026-11-27 20:59", False),
    ("and not beyond", Roster(ANY, (Absence(WED, FRI),)), "2026-11-28 19:00", True),
    ("half a day off", Roster(None, (Absence(WED, WED, h(0, 12)),)), "2026-11-25 8:00", False),
    ("the other half", Roster(None, (Absence(WED, WED, h(0, 12)),)), "2026-11-25 14:00", True),
    (
        "the last word wins: back on",
        Roster(ANY, (Absence(WED, FRI), Shift(THU, THU))),
        "2026-11-26 19:00",
        True,
    ),
    (
        "the last word wins: off again",
        Roster(ANY, (Shift(THU, THU, h(8, 12)), Absence(THU, THU, h(10, 11)))),
        "2026-11-26 10:30",
        False,
    ),
    (
        "an absence ends last night's duty at midnight",
        Roster(WeeklyHours.parse("hằng ngày 22:00-2:00"), (Absence(THU, THU),)),
        "2026-11-26 1:00",
        False,
    ),
    ("over midnight", Roster(WeeklyHours.parse("T4 22:00-2:00")), "2026-11-26 1:59", True),
    (
        "a shift without hours, none usual",
        Roster(ANY, (Shift(SAT, SAT),)),
        "2026-11-28 18:30",
        True,
    ),
    (
        "waking hours when there are none usual",
        Roster(WeeklyHours.parse("T2 18-21"), (Shift(SAT, SAT),)),
        "2026-11-28 7:00",
        True,
    ),
]


@pytest.mark.parametrize(
    ("roster", "now", "on"), [r[1:] for r in ROSTERS], ids=[r[0] for r in ROSTERS]
)
def test_a_member_is_on(roster: Roster, now: str, on: bool) -> None:
    assert is_on_duty(at(now), COMMUNE_HOURS, roster) is on


def test_the_day_after_may_cut_a_night_short() -> None:
    night = Roster(WeeklyHours.parse("hằng ngày 22:00-6:00"), (Absence(SAT, SAT),))
    assert list_duty_intervals(COMMUNE_HOURS, night, WED, 3)[-1][1] == at("2026-11-28 0:00")
    # The same where the first look ends, three days ahead.
    away = Roster(WeeklyHours.parse("T6 22:00-6:00"), (Absence(WED, SAT),))
    assert find_next_duty(at("2026-11-25 8:00"), COMMUNE_HOURS, away) == at("2026-12-04 22:00")


def test_until_when_sees_a_night_and_a_longer_evening() -> None:
    night = Roster(WeeklyHours.parse("hằng ngày 22:00-2:00"))
    assert at("2026-11-26 2:00") in [
        end for _, end in list_duty_intervals(COMMUNE_HOURS, night, WED, 1)
    ]
    longer = Roster(ANY, (Shift(WED, WED, h(21, 22)),))
    assert at("2026-11-25 22:00") in [
        end for _, end in list_duty_intervals(COMMUNE_HOURS, longer, WED, 1)
    ]


def test_never_on_and_always_on() -> None:
    now = at("2026-11-25 8:00")
    nobody, always = Roster(WeeklyHours()), Roster(WeeklyHours.parse("hằng ngày cả ngày"))
    assert find_next_duty(now, COMMUNE_HOURS, nobody) is None
    assert not is_on_duty(now, COMMUNE_HOURS, nobody)
    year = Calendar(
        HANOI, WeeklyHours(), days_worked=frozenset(WED + timedelta(n) for n in range(400))
    )
    [(_, ends)] = list_duty_intervals(year, always, WED, HORIZON)
    assert ends - now > timedelta(days=HORIZON - 1)


def test_a_long_absence_is_looked_over() -> None:
    away = Roster(ANY, (Absence(WED, WED + timedelta(days=60)),))
    assert find_next_duty(at("2026-11-25 8:00"), COMMUNE_HOURS, away) == at("2027-01-25 18:00")


@pytest.mark.parametrize(
    ("said", "span", "giver", "taker"),
    [
        ((), None, [], [h(18, 21)]),
        ((), h(18, 19), [h(19, 21)], [h(18, 19)]),
        ((), h(20, 23), [h(18, 20)], [h(20, 21)]),
        ((Absence(THU, THU),), h(18, 21), [], [h(18, 21)]),  # nothing to give: still a promise
        ((Shift(THU, THU, h(8, 9)),), None, [], [h(8, 9), h(18, 21)]),
    ],
)
def test_a_swap_moves_the_duty(
    said: tuple[Absence | Shift, ...], span: Span | None, giver: list[Span], taker: list[Span]
) -> None:
    nam, hoa = swap_duty(COMMUNE_HOURS, Roster(ANY, said), Roster(WeeklyHours()), THU, span)
    midnight = at("2026-11-26 0:00")

    def spans(roster: Roster) -> list[Span]:
        found = list_duty_intervals(COMMUNE_HOURS, roster, THU, 1)
        minutes = [(int((a - midnight).total_seconds() / 60), b) for a, b in found if a >= midnight]
        return [Span(a, int((b - midnight).total_seconds() / 60)) for a, b in minutes]

    assert (spans(nam), spans(hoa)) == (giver, taker)
    assert is_on_duty(at("2026-11-27 19:00"), COMMUNE_HOURS, nam)  # other days stay


# ── Promises for any roster, in any zone ─────────────────────────────────────────────────────────

ZONES = st.sampled_from(
    [
        "Asia/Ho_Chi_Minh",
        "UTC",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/Havana",
        "Asia/Kathmandu",
    ]
).map(ZoneInfo)
SPANS = st.builds(
    lambda start, length: Span(start * 15, start * 15 + length * 15),
    st.integers(0, 95),
    st.integers(1, 96),
)


def apart(spans: list[Span]) -> tuple[Span, ...]:
    """Those of the spans that do not overlap, sorted."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start > kept[-1].end:
            kept.append(span)
    return tuple(kept)


HOURS = st.tuples(*[st.lists(SPANS, max_size=3).map(apart)] * 7).map(WeeklyHours)
DAYS = st.dates(date(2026, 2, 1), date(2027, 3, 1))
LENGTHS = st.integers(0, 20).map(lambda days: timedelta(days=days))


def _said(kind: type[Shift] | type[Absence]) -> st.SearchStrategy[Shift | Absence]:
    return st.builds(
        lambda first, length, span: kind(first, first + length, span),
        st.dates(date(2026, 10, 20), date(2026, 11, 20)),
        LENGTHS,
        st.none() | SPANS,
    )


ROSTER = st.builds(
    Roster,
    st.none() | HOURS,
    st.lists(_said(Shift) | _said(Absence), max_size=4).map(tuple),
)
CALENDARS = st.builds(Calendar, ZONES, HOURS, st.frozensets(DAYS, max_size=3))
# Days when these zones change their clocks, and Tết. (The day Apia skipped in 2011 is not kept.)
NOWS = st.builds(
    lambda base, minutes: base + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2026, 11, 1, tzinfo=UTC),
            datetime(2026, 3, 8, tzinfo=UTC),
            datetime(2026, 10, 4, tzinfo=UTC),
            datetime(2026, 2, 16, tzinfo=UTC),
            datetime(2026, 11, 25, tzinfo=UTC),
        ]
    ),
    st.integers(-3 * 1440, 3 * 1440),
)


@given(NOWS, CALENDARS, ROSTER)
def test_next_open_is_not_before_now_and_is_open(
    now: datetime, calendar: Calendar, roster: Roster
) -> None:
    opens = find_next_duty(now, calendar, roster)
    if opens is None:
        assert not is_on_duty(now, calendar, roster)
        return
    assert opens >= now
    assert is_on_duty(opens, calendar, roster)
    assert (opens == now) == is_on_duty(now, calendar, roster)


@given(NOWS, CALENDARS, ROSTER, st.integers(1, 20))
def test_stretches_are_in_order_and_apart(
    now: datetime, calendar: Calendar, roster: Roster, days: int
) -> None:
    found = list_duty_intervals(calendar, roster, now.date(), days)
    assert all(start < end for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(CALENDARS, ROSTER, NOWS)
def test_an_absence_said_last_is_kept(calendar: Calendar, roster: Roster, now: datetime) -> None:
    today = now.astimezone(calendar.zone).date()
    assert not is_on_duty(now, calendar, roster.with_overrides(Absence(today, today)))


@given(NOWS, CALENDARS)
def test_nobodys_pattern_is_the_communes(now: datetime, calendar: Calendar) -> None:
    assert is_on_duty(now, calendar, Roster()) == is_on_duty(now, calendar, COMMUNE_ROSTER)
    closed = Calendar(calendar.zone, WeeklyHours(), calendar.days_off)
    assert not is_on_duty(now, closed)
    assert find_next_duty(now, closed) is None
