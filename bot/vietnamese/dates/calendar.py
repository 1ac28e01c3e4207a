"""Calendar arithmetic: weekdays, ends of months, lunar days. Pure.

Lunar days are computed by `lunar-vn` for UTC+7, as in the official Vietnamese calendar.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

from bot.vietnamese.dates.weekdays import WeekdayMismatch

NEXT_YEAR_WITHIN = timedelta(days=270)  # a date without a year that was is next year's only so near
FULL_MOON = 15
LUNAR_YEARS_AHEAD = 4  # looked ahead; a leap month of one number may be further off


@dataclass(frozen=True, slots=True)
class DayCandidates:
    """The day meant, or several to choose from.

    `past` is set if the day named is over; for a date without a year `days` then holds next year's.
    """

    days: tuple[date, ...]
    past: bool = False
    mismatch: WeekdayMismatch | None = None  # a weekday was said that is not the date's


class NoSuchDay(ValueError):
    """A day that does not exist in the calendar."""


def end_of_month(year: int, month: int) -> date:
    """Return the last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def start_of_later_month(day: date, months: int = 1) -> date:
    """Return the first day of the month `months` later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    first = start_of_later_month(day, months)
    return min(first + timedelta(days=day.day - 1), end_of_month(first.year, first.month))


def weekday_on_or_after(start: date, weekday: int) -> date:
    """Return the first such weekday on or after `start`."""
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def make_date(year: int, month: int, day: int) -> date:
    """Return the date. Raises NoSuchDay, for 31/2 for example."""
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(f"{day}/{month}/{year}") from None


def lunar_days(
    day: int, month: int | None, since: date, *, leap: bool | None = False
) -> Iterator[date]:
    """Yield the solar dates of a lunar day from `since` on; without a month, of every month.

    `leap` True selects the leap month of that number, False the regular one, None both; without a
    month, both. The 30th of a short month is its 29th if it is the year's last (New Year's Eve),
    else skipped.
    """
    year = convert_solar_to_lunar(since.day, since.month, since.year).year
    if month is None:
        leap = None
    for lunar_year in range(year, year + LUNAR_YEARS_AHEAD):
        for lunar_month in (month,) if month else range(1, 13):
            for is_leap in (False, True) if leap is None else (leap,):
                solar_day = _to_solar(day, lunar_month, lunar_year, leap=is_leap)
                if solar_day is not None and solar_day >= since:
                    yield solar_day


def lunar_month_end(day_29: date) -> date:
    """Return the last day of the lunar month whose 29th is `day_29`: the next day, or itself."""
    last = day_29 + timedelta(days=1)
    return last if convert_solar_to_lunar(last.day, last.month, last.year).day == 30 else day_29


def _to_solar(day: int, month: int, year: int, *, leap: bool) -> date | None:
    try:
        solar_day = convert_lunar_to_solar(day, month, year, int(leap))
    except ValueError:
        solar_day = None
    if solar_day is not None:
        # A year without that leap month gives the plain month's day: it is asked back.
        back = convert_solar_to_lunar(solar_day.day, solar_day.month, solar_day.year)
        if (back.day, back.month, back.year, back.leap) == (day, month, year, leap):
            return solar_day
    return _to_solar(29, month, year, leap=leap) if (day, month) == (30, 12) and not leap else None


def next_lunar_day(day: int, month: int | None, since: date, *, leap: bool = False) -> date:
    """Return the first such day. Raises NoSuchDay."""
    if not 1 <= day <= 30 or not 1 <= (month or 1) <= 12:
        raise NoSuchDay(f"{day}/{month} lunar")
    solar_day = next(lunar_days(day, month, since, leap=leap), None)
    if solar_day is None:
        raise NoSuchDay(f"{day}/{month} lunar")
    return solar_day


def list_next_lunar_days(day: int, month: int | None, since: date) -> tuple[date, ...]:
    """Return the first such day, and the leap month's before it if that is still to come."""
    plain = next_lunar_day(day, month, since)
    if month is None:
        return (plain,)
    twin = next(lunar_days(day, month, since, leap=True), plain)
    return (twin, plain) if twin < plain else (plain,)


def resolve_date(day: int, month: int, year: int | None, today: date) -> DayCandidates:
    """Return the date; without a year the next one, past if it was recently. Raises NoSuchDay."""
    if year is not None:
        named = make_date(year, month, day)
        return DayCandidates((named,), past=named < today)
    try:
        named = make_date(today.year, month, day)
    except NoSuchDay:
        return DayCandidates((make_date(today.year + 1, month, day),))
    if named >= today:
        return DayCandidates((named,))
    if (month, day) == (2, 29):
        raise NoSuchDay("29/2")
    again = make_date(today.year + 1, month, day)
    return DayCandidates((again,), past=again - today > NEXT_YEAR_WITHIN)


def next_day_of_month(day: int, today: date) -> date:
    """Return the next date with this day of the month. Raises NoSuchDay."""
    if not 1 <= day <= 31:
        raise NoSuchDay(str(day))
    for months in range(3):
        first = start_of_later_month(today, months)
        if day <= end_of_month(first.year, first.month).day and first.replace(day=day) >= today:
            return first.replace(day=day)
    raise NoSuchDay(str(day))
