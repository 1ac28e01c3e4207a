"""A rule by which something comes again, and its next instant. Pure.

It is written as one short text, for storage: `day@08:00,20:00`, `week:0,3@07:00`, `month:5@08:00`,
`lunar:1,15@08:00`, `year:20/10@08:00`, `lunaryear:5/5@08:00`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.when.calendar import NoSuchDay, end_of_month, lunar_days, month_after

LOOKED_AHEAD = 800  # days of the calendar, or days of a lunar month


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LUNAR = "lunar"
    YEAR = "year"
    LUNAR_YEAR = "lunaryear"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule: `days` are weekdays (Monday is 0), days of the month, or (day, month) of a year."""

    every: Every
    days: tuple[tuple[int, ...], ...] = ()
    times: tuple[time, ...] = ()
    doubt: tuple[time, ...] = ()  # the one hour that was said may be either; not stored

    def __str__(self) -> str:
        """The rule as it is stored."""
        days = ",".join("/".join(map(str, day)) for day in self.days)
        times = ",".join(f"{at:%H:%M}" for at in self.times)
        return f"{self.every}{':' if days else ''}{days}@{times}"

    def next_after(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first instant of the rule after `after`, aware UTC."""
        local = after.astimezone(zone)
        for day in islice(self._days(local.date()), LOOKED_AHEAD):
            for at in sorted(self.times):
                moment = datetime.combine(day, at, zone).astimezone(UTC)
                if moment > after:
                    return moment
        raise NoSuchDay(str(self))

    def _days(self, since: date) -> Iterator[date]:
        """Its days from `since` on; a month that is too short has its last day."""
        numbers = [day[0] for day in self.days]
        match self.every:
            case Every.DAY:
                yield from (since + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD))
            case Every.WEEK:
                week = (since + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD))
                yield from (day for day in week if day.weekday() in numbers)
            case Every.MONTH:
                for ahead in range(LOOKED_AHEAD // 30):
                    first = month_after(since, ahead)
                    last = end_of_month(first.year, first.month)
                    days = {min(first + timedelta(days=day - 1), last) for day in numbers}
                    yield from (day for day in sorted(days) if day >= since)
            case Every.LUNAR:
                yield from sorted(
                    day
                    for number in numbers
                    for day in islice(lunar_days(number, None, since), LOOKED_AHEAD // 30)
                )
            case _:
                yield from self._yearly(since)

    def _yearly(self, since: date) -> Iterator[date]:
        day, month = self.days[0]
        if self.every is Every.LUNAR_YEAR:
            yield from lunar_days(day, month, since)
            return
        for year in range(since.year, since.year + 5):
            at = min(day, end_of_month(year, month).day)
            if (named := date(year, month, at)) >= since:
                yield named


def read_rule(written: str) -> Repeat:
    """A stored rule."""
    what, _, times = written.partition("@")
    every, _, days = what.partition(":")
    return Repeat(
        Every(every),
        tuple(tuple(map(int, day.split("/"))) for day in days.split(",") if day),
        tuple(map(time.fromisoformat, times.split(","))) if times else (),
    )
