"""Days as people name them: weekdays, ends of months, lunar days. Pure.

Lunar days are reckoned by `lunar-vn` for UTC+7, as the official Vietnamese calendar is.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

from bot.vietnamese.dates.weekdays import Misfit

FORESIGHT = timedelta(days=270)  # a date without a year that was is next year's only so near
FULL_MOON = 15
LUNAR_YEARS = 4  # looked ahead; a leap month of one number may be further off


@dataclass(frozen=True, slots=True)
class Days:
    """The day meant, or several to choose from; past when it was already (next year's is given)."""

    days: tuple[date, ...]
    past: bool = False
    misfit: Misfit | None = None  # a weekday was said that is not the date's


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


def lunar_days(
    day: int, month: int | None, since: date, *, leap: bool | None = False
) -> Iterator[date]:
    """The solar days of a lunar one from `since` on; without a month, every month's, also the leap
    ones'. `leap`: of the leap month of that number alone; None: of both.

    The 30th of a short month is its 29th when it is the year's last (New Year's Eve), else none.
    """
    year = convert_solar_to_lunar(since.day, since.month, since.year).year
    if month is None:
        leap = None
    for lunar_year in range(year, year + LUNAR_YEARS):
        for lunar_month in (month,) if month else range(1, 13):
            for leaping in (False, True) if leap is None else (leap,):
                found = _solar(day, lunar_month, lunar_year, leap=leaping)
                if found is not None and found >= since:
                    yield found


def lunar_month_end(eve: date) -> date:
    """The last day of the lunar month whose 29th is `eve`: the next day, or itself."""
    last = eve + timedelta(days=1)
    return last if convert_solar_to_lunar(last.day, last.month, last.year).day == 30 else eve


def _solar(day: int, month: int, year: int, *, leap: bool) -> date | None:
    try:
        found = convert_lunar_to_solar(day, month, year, int(leap))
    except ValueError:
        found = None
    if found is not None:
        # A year without that leap month gives the plain month's day: it is asked back.
        back = convert_solar_to_lunar(found.day, found.month, found.year)
        if (back.day, back.month, back.year, back.leap) == (day, month, year, leap):
            return found
    return _solar(29, month, year, leap=leap) if (day, month) == (30, 12) and not leap else None


def next_lunar(day: int, month: int | None, since: date, *, leap: bool = False) -> date:
    """The first such day; NoSuchDay when there is none."""
    if not 1 <= day <= 30 or not 1 <= (month or 1) <= 12:
        raise NoSuchDay(f"{day}/{month} lunar")
    found = next(lunar_days(day, month, since, leap=leap), None)
    if found is None:
        raise NoSuchDay(f"{day}/{month} lunar")
    return found


def next_lunar_days(day: int, month: int | None, since: date) -> tuple[date, ...]:
    """The first such day; of a month whose leap twin is still to come, both."""
    plain = next_lunar(day, month, since)
    if month is None:
        return (plain,)
    twin = next(lunar_days(day, month, since, leap=True), plain)
    return (twin, plain) if twin < plain else (plain,)


def coming_date(day: int, month: int, year: int | None, today: date) -> Days:
    """The date; without a year the coming one, past when it was not long ago. NoSuchDay."""
    if year is not None:
        named = day_in_year(year, month, day)
        return Days((named,), past=named < today)
    try:
        named = day_in_year(today.year, month, day)
    except NoSuchDay:
        return Days((day_in_year(today.year + 1, month, day),))
    if named >= today:
        return Days((named,))
    if (month, day) == (2, 29):
        raise NoSuchDay("29/2")
    again = day_in_year(today.year + 1, month, day)
    return Days((again,), past=again - today > FORESIGHT)


def of_month(day: int, today: date) -> date:
    """The coming such day of a month."""
    if not 1 <= day <= 31:
        raise NoSuchDay(str(day))
    for months in range(3):
        first = month_after(today, months)
        if day <= end_of_month(first.year, first.month).day and first.replace(day=day) >= today:
            return first.replace(day=day)
    raise NoSuchDay(str(day))
