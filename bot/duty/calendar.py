"""A commune's calendar: its working hours, public holidays, days off and days worked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.duty.hours import Span, WeeklyHours


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
