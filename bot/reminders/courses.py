"""Parse the recurrence of a whole line: days, times of day, start and end. Pure.

A course of medicine is daily without saying so ("uống thuốc 10 ngày, sáng tối"). For anything else
an end alone means daily only if nothing else can be meant ("trong 7 ngày").
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.vietnamese.dates.days import cut_day, take_day
from bot.vietnamese.dates.doses import MOST_TIMES, USUAL, TooOften, count_times, names_times
from bot.vietnamese.dates.ends import Bounds, UnclearEnd, bound, is_medicine, take_bounds
from bot.vietnamese.dates.recurring import Every, Repeat
from bot.vietnamese.dates.repeats import take_repeat

_DAILY = "hang ngay  "


def read_rule_line(words: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, Repeat | None]:
    """Split a normalized line into the rest and its bounded recurrence.

    Returns the line unchanged and None if it does not recur. Raises what `extract_recurrence`
    raises, and UnclearEnd.
    """
    today = now.astimezone(zone).date()
    try:
        left, bounds = take_bounds(words, today)
    except UnclearEnd as error:
        if _repeats(error.rest, Bounds()):
            raise
        return words, None
    if not _repeats(left, bounds):
        return _read_one_day(words, today)
    unbounded = left
    left, rule = take_repeat(left)
    if rule is None:
        left, days = take_day(left, today)
        if days is not None and (days.past or len(days.days) > 1):
            return words, None
        bounds = replace(bounds, since=days.days[0]) if days else bounds
        left, rule = _take_daily(left)
    rule, bounds = _settle_count(rule, bounds, left)
    try:
        return left, bound(rule, bounds, now=now, zone=zone)
    except UnclearEnd as error:
        raise UnclearEnd(unbounded, past=error.past) from None


def _read_one_day(words: str, today: date) -> tuple[str, Repeat | None]:
    """Parse several times on one day, such as "mai sáng 7h tối 8h"."""
    if not names_times(words):
        return words, None
    left, rule = _take_daily(words)
    left, days = take_day(left, today)
    if days is None or days.past or len(days.days) > 1 or not rule.times:
        return words, None
    return left, replace(rule, since=days.days[0], until=days.days[0])


def _repeats(words: str, bounds: Bounds) -> bool:
    if take_repeat(words, timed=False)[1] is not None or bounds.sure:
        return True
    if not is_medicine(words):
        return False
    twice = count_times(words) > 1 and cut_day(words) == words
    return twice or bool(bounds.days or bounds.months or bounds.until)


def _take_daily(words: str) -> tuple[str, Repeat]:
    left, rule = take_repeat(_DAILY + words)
    assert rule is not None  # its first words say so
    return left[len(_DAILY) :], rule


def _settle_count(rule: Repeat, bounds: Bounds, left: str) -> tuple[Repeat, Bounds]:
    """Decide whether "3 lần" means three times a day or, with one hour given, three times in all.

    "Hằng ngày uống thuốc 3 lần" is three times a day.
    """
    if not bounds.loose or rule.every is not Every.DAY or rule.doubt:
        return rule, bounds
    if not rule.times and bounds.times > MOST_TIMES:
        raise TooOften(left)
    if not rule.times:
        rule = replace(rule, times=USUAL[bounds.times])
    return rule, replace(bounds, times=0) if len(rule.times) == bounds.times else bounds


def reads_rule(words: str, *, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether the line has bounds or several times a day, valid or not."""
    try:
        _, bounds = take_bounds(words, now.astimezone(zone).date())
    except ValueError:
        return True
    return bool(bounds) or count_times(words) > 1
