"""Periods of reports: ISO weeks (from Monday), months, quarters, years, any range of days."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Step(StrEnum):
    """Into what a period is cut."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins on the first of a month and ends on the last of one."""
        return self.first.day == 1 and (self.last + DAY).day == 1

    @property
    def previous(self) -> "Period":
        """The period before, to compare with: as many months if it is whole months, else days."""
        last = self.first - DAY
        if not self.is_whole_months:
            return Period(self.first - timedelta(days=self.days), last)
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        return Period(_move_months(self.first, -months), last)

    @property
    def year_before(self) -> "Period":
        """The same days a year before; of whole months whole months, also of February."""
        last = move_year(self.last, -1)
        if self.is_whole_months:
            last = month_of(last.replace(day=1)).last
        return Period(move_year(self.first, -1), last)

    @property
    def step(self) -> Step:
        """The step in which its course is shown: months when there are more than 26 weeks."""
        return Step.WEEK if self.days <= 26 * 7 else Step.MONTH

    def list_steps(self, step: Step | None = None) -> list[date]:
        """Return the first day of each week (Monday) or month that it touches, in order."""
        if (step or self.step) is Step.WEEK:
            monday = self.first - timedelta(days=self.first.weekday())
            return [monday + timedelta(days=day) for day in range(0, self._days_from(monday), 7)]
        month, months = self.first.replace(day=1), []
        while month <= self.last:
            months.append(month)
            month = _move_months(month, 1)
        return months

    def _days_from(self, monday: date) -> int:
        return (self.last - monday).days + 1


def week_of(day: date) -> Period:
    """Return the ISO week of a day."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """Return the month of a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    """Return the quarter of a day: from January, April, July or October three months."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(first, _move_months(first, 3) - DAY)


def year_of(day: date) -> Period:
    """Return the calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


class Preset(StrEnum):
    """Periods that are asked for by a name."""

    THIS_WEEK = "week"
    LAST_WEEK = "last-week"
    THIS_MONTH = "month"
    LAST_MONTH = "last-month"
    THIS_QUARTER = "quarter"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "year"
    LAST_YEAR = "last-year"


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    """A period and the one it is compared with."""

    period: Period
    previous: Period


def resolve_preset(preset: Preset, today: date) -> ComparedPeriod:
    """Return the days a preset means today.

    One that is not over ends today and is compared with as many days from the beginning of the one
    before: on a Tuesday a whole week before would always be more.
    """
    match preset:
        case Preset.THIS_WEEK:
            begun = Period(week_of(today).first, today)
            return ComparedPeriod(begun, Period(begun.first - 7 * DAY, today - 7 * DAY))
        case Preset.LAST_WEEK:
            return compare_period(week_of(today - 7 * DAY))
        case Preset.LAST_MONTH:
            return compare_period(month_of(today.replace(day=1) - DAY))
        case Preset.LAST_QUARTER:
            return compare_period(quarter_of(quarter_of(today).first - DAY))
        case Preset.LAST_YEAR:
            return compare_period(year_of(date(today.year - 1, 1, 1)))
        case Preset.THIS_MONTH:
            return _compare_begun(today, month_of)
        case Preset.THIS_QUARTER:
            return _compare_begun(today, quarter_of)
    return _compare_begun(today, year_of)


def _compare_begun(today: date, period_of: Callable[[date], Period]) -> ComparedPeriod:
    """Return the days of a period up to today beside as many of the one before."""
    begun = Period(period_of(today).first, today)
    return ComparedPeriod(begun, _take_days(period_of(begun.first - DAY), begun.days))


def compare_period(period: Period) -> ComparedPeriod:
    """Return the period with the one before it."""
    return ComparedPeriod(period, period.previous)


def move_year(day: date, years: int) -> date:
    """Return the same day of another year; of 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _take_days(period: Period, days: int) -> Period:
    """Return the first days of a period, at most all of it."""
    return Period(period.first, min(period.last, period.first + (days - 1) * DAY))


def _move_months(first: date, months: int) -> date:
    """Return the first of the month so many months later."""
    count = 12 * first.year + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
