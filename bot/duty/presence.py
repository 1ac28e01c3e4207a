"""Who is on duty when: shifts, absences, swaps and the weekly pattern, as intervals. Pure.

Presence is this roster, never the state of an app's connection. Everything is computed in the
commune's wall time and returned as instants (aware UTC). Weekly patterns pause on holidays; an
explicit shift or absence does not, and the latest one overrides the earlier.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.duty.calendar import Calendar
from bot.duty.hours import COMMUNE_ROSTER, DAYTIME, Absence, Roster, Shift, Span, WeeklyHours
from bot.vietnamese.dates.hour_spans import MINUTES_PER_DAY

HORIZON = 120  # days; beyond it nobody is promised anything
LAST_DAY = date.max.toordinal() - 4
SEARCH_DAYS = (3, 15, HORIZON)  # most questions end within three days, Tết within fifteen

Interval = tuple[datetime, datetime]
"""From when (included) until when (not included), in UTC."""
_WallInterval = tuple[int, int]  # the same in minutes of wall time since the calendar began
Point = TypeVar("Point", int, datetime)


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


def find_duty_ago(
    now: datetime, worked: timedelta, rosters: Collection[tuple[Calendar, Roster]]
) -> datetime:
    """Return the instant since which somebody was on duty for `worked` until now, at any time.

    Nights and holidays do not count unless somebody is on duty in them. When there was less within
    the last days that are looked at, it is the first of these days.
    """
    begin = now
    for days in SEARCH_DAYS[:2]:
        begin, left = now - timedelta(days=days), worked
        for start, end in reversed(_list_joint_intervals(now, days, rosters)):
            start, end = max(start, begin), min(end, now)
            if start < end and end - start >= left:
                return end - left
            left -= max(end - start, timedelta())
    return begin


def _list_joint_intervals(
    now: datetime, days: int, rosters: Collection[tuple[Calendar, Roster]]
) -> list[Interval]:
    """Return when at least one was on duty, in the last days."""
    intervals: list[Interval] = []
    for calendar, roster in set(rosters):
        first = _local_date(now, calendar) - timedelta(days=days)
        intervals += list_duty_intervals(calendar, roster, first, days + 1)
    return _union(intervals)


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
