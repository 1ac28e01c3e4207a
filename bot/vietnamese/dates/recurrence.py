"""A recurrence rule and its next instant. Pure.

Stored as one short text: `day@08:00,20:00`, `week:0,3@07:00`, `month:5@08:00`, `lunar:1,15@08:00`,
`parity:0@08:00` (even days), `year:20/10@08:00`, `lunaryear:5/5@08:00`; with its first day, its
last and perhaps the last hour: `day@08:00;2026-12-01..2026-12-05T08:00`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.vietnamese.dates.calendar import (
    NoSuchDay,
    end_of_month,
    lunar_days,
    lunar_month_end,
    start_of_later_month,
)

MAX_DAYS_AHEAD = 800  # days of the calendar, or days of a lunar month
LONGEST_LUNAR_MONTH = 30  # days of a lunar month; a short one has one less


class Frequency(StrEnum):
    """Frequency of a recurrence."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LUNAR = "lunar"
    PARITY = "parity"
    YEAR = "year"
    LUNAR_YEAR = "lunaryear"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence rule. It runs from `since` to `until`, on that day up to `until_at`.

    `days` are weekdays (Monday is 0), days of the month, (day, month) of a year, or 0 for even and
    1 for odd days.
    """

    every: Frequency
    days: tuple[tuple[int, ...], ...] = ()
    times: tuple[time, ...] = ()
    since: date | None = None
    until: date | None = None
    until_at: time | None = None  # None: the whole last day
    doubt: tuple[time, ...] = ()  # the one hour that was said may be either; not stored
    per_day: int = field(default=0, compare=False)  # how often a day, as it was said; not stored

    def __str__(self) -> str:
        """Return the stored form."""
        days = ",".join("/".join(map(str, day)) for day in self.days)
        times = ",".join(f"{at:%H:%M}" for at in self.times)
        return f"{self.every}{':' if days else ''}{days}@{times}{self._format_bounds()}"

    def _format_bounds(self) -> str:
        if self.since is None and self.until is None:
            return ""
        first = self.since.isoformat() if self.since else ""
        last = self.until.isoformat() if self.until else ""
        return f";{first}..{last}{f'T{self.until_at:%H:%M}' if self.until_at else ''}"

    def get_next(self, after: datetime, zone: ZoneInfo) -> datetime:
        """Return the first instant after `after`, aware UTC. Raises NoSuchDay if there is none."""
        moment = self.find_next(after, zone)
        if moment is None:
            raise NoSuchDay(str(self))
        return moment

    def find_next(self, after: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first instant after `after`, aware UTC; None if there is none."""
        today = after.astimezone(zone).date()
        for day in islice(self._iterate_days(max(today, self.since or today)), MAX_DAYS_AHEAD):
            if self.until is not None and day > self.until:
                return None
            for at in sorted(self.times):
                moment = datetime.combine(day, at, zone).astimezone(UTC)
                if moment > after and not self._is_over(day, at):
                    return moment
        return None

    def _is_over(self, day: date, at: time) -> bool:
        return day == self.until and self.until_at is not None and at > self.until_at

    def _iterate_days(self, since: date) -> Iterator[date]:
        """Yield its days from `since` on; in a month that is too short, the last day."""
        numbers = [day[0] for day in self.days]
        match self.every:
            case Frequency.DAY:
                yield from (since + timedelta(days=ahead) for ahead in range(MAX_DAYS_AHEAD))
            case Frequency.WEEK:
                week = (since + timedelta(days=ahead) for ahead in range(MAX_DAYS_AHEAD))
                yield from (day for day in week if day.weekday() in numbers)
            case Frequency.PARITY:
                month = (since + timedelta(days=ahead) for ahead in range(MAX_DAYS_AHEAD))
                yield from (day for day in month if day.day % 2 in numbers)
            case Frequency.MONTH:
                for ahead in range(MAX_DAYS_AHEAD // 30):
                    first = start_of_later_month(since, ahead)
                    last = end_of_month(first.year, first.month)
                    days = {min(first + timedelta(days=day - 1), last) for day in numbers}
                    yield from (day for day in sorted(days) if day >= since)
            case Frequency.LUNAR:
                yield from sorted(
                    {
                        day
                        for number in numbers
                        for day in islice(
                            _iterate_anniversaries(number, None, since), MAX_DAYS_AHEAD // 30
                        )
                    }
                )
            case _:
                yield from self._iterate_yearly(since)

    def _iterate_yearly(self, since: date) -> Iterator[date]:
        day, month = self.days[0]
        if self.every is Frequency.LUNAR_YEAR:
            yield from _iterate_anniversaries(day, month, since)
            return
        for year in range(since.year, since.year + 5):
            at = min(day, end_of_month(year, month).day)
            if (named := date(year, month, at)) >= since:
                yield named


def _iterate_anniversaries(day: int, month: int | None, since: date) -> Iterator[date]:
    """Yield the solar dates of a lunar day; in a month without a 30th, its 29th.

    An anniversary is not skipped for a year because its month is short.
    """
    if day < LONGEST_LUNAR_MONTH:
        yield from lunar_days(day, month, since)
        return
    for eve in lunar_days(day - 1, month, since - timedelta(days=1)):
        last = lunar_month_end(eve)
        if last >= since:
            yield last


def parse_stored_rule(written: str) -> Recurrence:
    """Parse a stored rule."""
    written, _, bounds = written.partition(";")
    schedule, _, times = written.partition("@")
    every, _, days = schedule.partition(":")
    since, _, last = bounds.partition("..")
    until, _, until_at = last.partition("T")
    return Recurrence(
        Frequency(every),
        tuple(tuple(map(int, day.split("/"))) for day in days.split(",") if day),
        tuple(map(time.fromisoformat, times.split(","))) if times else (),
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
        time.fromisoformat(until_at) if until_at else None,
    )
