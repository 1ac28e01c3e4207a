"""Who is on duty when: working hours, shifts, absences, swaps, holidays.

Presence is this roster, never the state of an app's connection. Everything is computed in the
commune's wall time and returned as instants (aware UTC). Weekly patterns pause on holidays; an
explicit shift or absence does not, and the latest one overrides the earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.duty.weekly_hours import DAYTIME, Span, WeeklyHours
from bot.vietnamese.dates.hour_spans import (
    MINUTES_PER_DAY,
)

HORIZON = 120  # days; beyond it nobody is promised anything
LAST_DAY = date.max.toordinal() - 4
SEARCH_DAYS = (3, 15, HORIZON)  # most questions end within three days, Tết within fifteen

Interval = tuple[datetime, datetime]
"""From when (included) until when (not included), in UTC."""
_WallInterval = tuple[int, int]  # the same in minutes of wall time since the calendar began
Point = TypeVar("Point", int, datetime)


# ── The commune's calendar ───────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, str]:
    """Return Vietnam's days off in a year with their names; may be empty.

    Tết follows the lunar calendar.
    """
    from holidays import country_holidays  # it takes a second to load: only when needed

    return MappingProxyType(dict(country_holidays("VN", years=year, language="vi")))


@lru_cache(maxsize=64)
def _list_makeup_saturdays(year: int) -> frozenset[date]:
    """Return the Saturdays worked in place of a bridged weekday.

    The government decides them every year.
    """
    from holidays import country_holidays

    vietnam = country_holidays("VN", years=year)
    return frozenset(day for day in vietnam.weekend_workdays if day.year == year)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A commune's calendar: time zone, working hours, days off and the holidays it works."""

    zone: ZoneInfo
    hours: WeeklyHours
    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()  # stronger than a holiday and than a day off

    def is_off(self, day: date) -> bool:
        """Whether weekly patterns pause on this day."""
        if day in self.days_worked:
            return False
        return day in self.days_off or day in public_holidays(day.year)

    def usual_spans(self, day: date, weekly_hours: WeeklyHours | None = None) -> tuple[Span, ...]:
        """Return the spans of this day by the member's weekly pattern, or else by the commune's."""
        if self.is_off(day):
            return ()
        if weekly_hours is not None:
            return weekly_hours.days[day.weekday()]
        # A made-up Saturday is worked like a Monday; a volunteer's own pattern knows nothing of it.
        return self.hours.days[0 if day in _list_makeup_saturdays(day.year) else day.weekday()]


# ── What a member said ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shift:
    """On duty from the first to the last date, holidays included.

    Without a span it is in the usual hours.
    """

    first: date
    last: date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Off duty from the first to the last date: whole days, or the same part of each."""

    first: date
    last: date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A member's duty: a weekly pattern (None: the commune's hours) and overrides, the latest last.

    The commune itself is the empty roster.
    """

    weekly_hours: WeeklyHours | None = None
    overrides: tuple[Shift | Absence, ...] = ()

    def with_overrides(self, *overrides: Shift | Absence) -> "Roster":
        """Return a copy with more overrides, which take precedence over the earlier ones."""
        return replace(self, overrides=(*self.overrides, *overrides))


COMMUNE_ROSTER = Roster()
"""The commune's own duty: its working hours."""


def swap_duty(
    calendar: Calendar, giver: Roster, taker: Roster, day: date, span: Span | None = None
) -> tuple[Roster, Roster]:
    """Return both rosters after the giver's duty that begins on `day` has passed to the taker.

    With `span` only that part passes. When the giver has no duty then, the taker is on duty in that
    span all the same: they said they would be.
    """
    midnight = day.toordinal() * MINUTES_PER_DAY
    given_spans = [
        Span(
            max(start, midnight) - midnight,
            min(end, max(start, midnight) + MINUTES_PER_DAY) - midnight,
        )
        for start, end in _list_wall_intervals(calendar, giver, midnight // MINUTES_PER_DAY - 1, 3)
        if midnight <= start < midnight + MINUTES_PER_DAY
        or (start < midnight and end >= midnight + MINUTES_PER_DAY)
    ]
    if span is not None:
        given_spans = [
            Span(max(given_span.start, span.start), min(given_span.end, span.end))
            for given_span in given_spans
            if max(given_span.start, span.start) < min(given_span.end, span.end)
        ]
    taken_shifts = [Shift(day, day, given_span) for given_span in given_spans] or [
        Shift(day, day, span)
    ]
    return giver.with_overrides(
        *(Absence(day, day, given_span) for given_span in given_spans)
    ), taker.with_overrides(*taken_shifts)


# ── The questions ────────────────────────────────────────────────────────────────────────────────


def is_on_duty(now: datetime, calendar: Calendar, roster: Roster = COMMUNE_ROSTER) -> bool:
    """Whether the member (or, without a roster, the commune) is on duty at this instant."""
    today = _local_date(now, calendar)
    return any(start <= now < end for start, end in list_duty_intervals(calendar, roster, today, 1))


def find_next_duty(
    now: datetime, calendar: Calendar, roster: Roster = COMMUNE_ROSTER
) -> datetime | None:
    """Return the first instant on duty from `now` on, or None within the horizon.

    Returns `now` itself when on duty.
    """
    today = _local_date(now, calendar)
    for days in SEARCH_DAYS:
        for start, end in list_duty_intervals(calendar, roster, today, days):
            if now < end:
                return max(now, start).astimezone(UTC)
    return None


def find_duty_end(
    now: datetime, calendar: Calendar, roster: Roster = COMMUNE_ROSTER
) -> datetime | None:
    """Return when the current duty ends; None if off duty, the horizon if it never ends."""
    today = _local_date(now, calendar)
    ends: datetime | None = None
    for days in SEARCH_DAYS:
        covering = [
            end
            for start, end in list_duty_intervals(calendar, roster, today, days)
            if start <= now < end
        ]
        if not covering:
            return None
        ends = covering[0]
        searched_until = min(today.toordinal() + days, LAST_DAY)
        if ends < _to_utc(searched_until * MINUTES_PER_DAY, calendar.zone):
            break  # what follows is further off and cannot lengthen it
    return ends


def list_duty_intervals(
    calendar: Calendar, roster: Roster, first: date, days: int
) -> list[Interval]:
    """Return the duty intervals of `days` days from `first`, sorted and disjoint.

    The night duty of the evening before is included, so the first may begin on that evening.
    """
    intervals: list[Interval] = []
    for wall_interval in _list_wall_intervals(calendar, roster, first.toordinal() - 1, days + 1):
        start, end = (_to_utc(minute, calendar.zone) for minute in wall_interval)
        if start >= end:
            continue  # an hour the clocks skipped
        intervals.append((start, end))
    # A zone that skips or repeats an hour may put neighbours over each other.
    return _union(intervals)


def _local_date(now: datetime, calendar: Calendar) -> date:
    return now.astimezone(calendar.zone).date()


def _to_utc(minute: int, zone: ZoneInfo) -> datetime:
    day, minute = divmod(minute, MINUTES_PER_DAY)
    clock_time = time(minute // 60, minute % 60)
    return datetime.combine(date.fromordinal(day), clock_time, zone).astimezone(UTC)


def _list_wall_intervals(
    calendar: Calendar, roster: Roster, first: int, days: int
) -> list[_WallInterval]:
    """Return the duty that begins on `days` days from the ordinal `first`, in wall minutes."""
    # The day after comes too: a night reaches into it and may be lengthened or cut short there.
    # Some days of slack at both ends of the calendar: year 1 and year 9999 do not raise.
    ordinals = range(max(first, 3), min(first + days + 1, LAST_DAY))
    duty: list[_WallInterval] = []
    for ordinal in ordinals:
        usual = calendar.usual_spans(date.fromordinal(ordinal), roster.weekly_hours)
        duty += [
            (ordinal * MINUTES_PER_DAY + span.start, ordinal * MINUTES_PER_DAY + span.end)
            for span in usual
        ]
    duty = _union(duty)
    for override in roster.overrides:
        begins = max(ordinals.start, override.first.toordinal())
        for ordinal in range(begins, min(ordinals.stop, override.last.toordinal() + 1)):
            duty = _apply_override(calendar, roster.weekly_hours, duty, override, ordinal)
    end_minute = (first + days) * MINUTES_PER_DAY
    return [
        (start, min(end, end_minute + MINUTES_PER_DAY)) for start, end in duty if start < end_minute
    ]


def _apply_override(
    calendar: Calendar,
    weekly_hours: WeeklyHours | None,
    duty: list[_WallInterval],
    override: Shift | Absence,
    ordinal: int,
) -> list[_WallInterval]:
    """Apply one shift or absence to the duty of one day."""
    midnight = ordinal * MINUTES_PER_DAY
    if isinstance(override, Absence):
        span = override.span or Span(0, MINUTES_PER_DAY)
        return _subtract_interval(duty, (midnight + span.start, midnight + span.end))
    usual = (weekly_hours or calendar.hours).days[date.fromordinal(ordinal).weekday()]
    spans = (override.span,) if override.span else usual or (DAYTIME,)
    return _union(duty + [(midnight + span.start, midnight + span.end) for span in spans])


def _union(intervals: list[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """Sort intervals and join those that touch or overlap."""
    joined: list[tuple[Point, Point]] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _subtract_interval(intervals: list[_WallInterval], cut: _WallInterval) -> list[_WallInterval]:
    """Return the intervals less whatever lies within `cut`."""
    left = [(start, min(end, cut[0])) for start, end in intervals]
    right = [(max(start, cut[1]), end) for start, end in intervals]
    return sorted((start, end) for start, end in left + right if start < end)


OFFICE_HOURS = WeeklyHours.parse("T2-T6 7:30-11:30 13:30-17:00")
"""A commune's working hours until it says its own."""
