"""Parse the recurrence of a whole line: days, times of day, start and end. Pure.

A course of medicine is daily without saying so ("uống thuốc 10 ngày, sáng tối"). For anything else
an end alone means daily only if nothing else can be meant ("trong 7 ngày").
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.vietnamese.dates.bounds import (
    Bounds,
    UnclearEnd,
    apply_bounds,
    extract_bounds,
    is_medicine,
)
from bot.vietnamese.dates.daily_times import (
    DEFAULT_TIMES,
    MAX_TIMES_PER_DAY,
    TooManyTimes,
    count_times,
    lists_several_times,
)
from bot.vietnamese.dates.day_parsing import blank_day, extract_day
from bot.vietnamese.dates.recurrence import Frequency, Recurrence
from bot.vietnamese.dates.recurrence_parsing import extract_recurrence

_DAILY = "hang ngay  "


def parse_recurrence(line: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, Recurrence | None]:
    """Split a normalized line into the rest and its bounded recurrence.

    Returns the line unchanged and None if it does not recur. Raises what `extract_recurrence`
    raises, and UnclearEnd.
    """
    today = now.astimezone(zone).date()
    try:
        rest, bounds = extract_bounds(line, today)
    except UnclearEnd as error:
        if _is_recurring(error.rest, Bounds()):
            raise
        return line, None
    if not _is_recurring(rest, bounds):
        return _parse_single_day(line, today)
    unbounded_rest = rest
    rest, rule = extract_recurrence(rest)
    if rule is None:
        rest, days = extract_day(rest, today)
        if days is not None and (days.past or len(days.days) > 1):
            return line, None
        bounds = replace(bounds, since=days.days[0]) if days else bounds
        rest, rule = _parse_daily(rest)
    rule, bounds = _resolve_count(rule, bounds, rest)
    try:
        return rest, apply_bounds(rule, bounds, now=now, zone=zone)
    except UnclearEnd as error:
        raise UnclearEnd(unbounded_rest, past=error.past) from None


def _parse_single_day(line: str, today: date) -> tuple[str, Recurrence | None]:
    """Parse several times on one day, such as "mai sáng 7h tối 8h"."""
    if not lists_several_times(line):
        return line, None
    rest, rule = _parse_daily(line)
    rest, days = extract_day(rest, today)
    if days is None or days.past or len(days.days) > 1 or not rule.times:
        return line, None
    return rest, replace(rule, since=days.days[0], until=days.days[0])


def _is_recurring(line: str, bounds: Bounds) -> bool:
    if extract_recurrence(line, timed=False)[1] is not None or bounds.sure:
        return True
    if not is_medicine(line):
        return False
    twice = count_times(line) > 1 and blank_day(line) == line
    return twice or bool(bounds.days or bounds.months or bounds.until)


def _parse_daily(line: str) -> tuple[str, Recurrence]:
    rest, rule = extract_recurrence(_DAILY + line)
    assert rule is not None  # its first words say so
    return rest[len(_DAILY) :], rule


def _resolve_count(rule: Recurrence, bounds: Bounds, rest: str) -> tuple[Recurrence, Bounds]:
    """Decide whether "3 lần" means three times a day or, with one hour given, three times in all.

    "Hằng ngày uống thuốc 3 lần" is three times a day.
    """
    if not bounds.loose or rule.every is not Frequency.DAY or rule.doubt:
        return rule, bounds
    if not rule.times and bounds.times > MAX_TIMES_PER_DAY:
        raise TooManyTimes(rest)
    if not rule.times:
        rule = replace(rule, times=DEFAULT_TIMES[bounds.times])
    return rule, replace(bounds, times=0) if len(rule.times) == bounds.times else bounds


def mentions_bounds(line: str, *, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether the line has bounds or several times a day, valid or not."""
    try:
        _, bounds = extract_bounds(line, now.astimezone(zone).date())
    except ValueError:
        return True
    return bool(bounds) or count_times(line) > 1
