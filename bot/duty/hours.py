"""Working hours as people write them ("T2-T6 7:30-11:30"), and what members said instead. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.duty.weekly_hours import Span, WeeklyHours

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


OFFICE_HOURS = WeeklyHours.parse("T2-T6 7:30-11:30 13:30-17:00")
"""A commune's working hours until it says its own."""
