"""Days as people name them: weekdays, ends of months, lunar days. Pure.

Lunar days are reckoned by `lunar-vn` for UTC+7, as the official Vietnamese calendar is.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

FULL_MOON = 15


class NoSuchDay(ValueError):
    """The calendar has no such day."""


def end_of_month(year: int, month: int) -> date:
    """The month's last day."""
    return date(year, month, calendar.monthrange(year, month)[1])


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def same_day_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    first = month_after(day, months)
    return min(first + timedelta(days=day.day - 1), end_of_month(first.year, first.month))


def next_weekday(after: date, weekday: int) -> date:
    """The coming such weekday, `after` itself included."""
    return after + timedelta(days=(weekday - after.weekday()) % 7)


def day_in_year(year: int, month: int, day: int) -> date:
    """The date; NoSuchDay for the likes of 31/2."""
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(f"{day}/{month}/{year}") from None


def lunar_days(day: int, month: int | None, since: date) -> Iterator[date]:
    """The solar days of a lunar one from `since` on; without a month, every month's.

    The 30th of a short month is its 29th when it is the year's last (New Year's Eve), else none.
    """
    year = convert_solar_to_lunar(since.day, since.month, since.year).year
    for lunar_year in range(year, year + 4):
        for lunar_month in (month,) if month else range(1, 13):
            found = _solar(day, lunar_month, lunar_year)
            if found is not None and found >= since:
                yield found


def _solar(day: int, month: int, year: int) -> date | None:
    try:
        found = convert_lunar_to_solar(day, month, year)
    except ValueError:
        found = None
    if found is not None:
        back = convert_solar_to_lunar(found.day, found.month, found.year)
        if (back.day, back.month, back.year) == (day, month, year):
            return found
    return _solar(29, month, year) if (day, month) == (30, 12) else None


def next_lunar(day: int, month: int | None, since: date) -> date:
    """The first such day; NoSuchDay when there is none."""
    if not 1 <= day <= 30 or not 1 <= (month or 1) <= 12:
        raise NoSuchDay(f"{day}/{month} lunar")
    found = next(lunar_days(day, month, since), None)
    if found is None:
        raise NoSuchDay(f"{day}/{month} lunar")
    return found
