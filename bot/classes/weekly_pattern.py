"""Weekly patterns in local time, such as "T3, T5 19:30". Pure.

Days are counted on the calendar and converted to instants one by one, so that a change of the clock
(daylight saving time) moves no class.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Self
from zoneinfo import ZoneInfo

from bot import texts
from bot.core.errors import UserError
from bot.documents.date_cells import require_single_time
from bot.vietnamese.dates.hour_parsing import extract_hour
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.dates.weekdays import WEEKDAY, parse_weekday

PREVIEW_COUNT = 5  # dates shown before a series is kept
MAX_DAYS_AHEAD = 366  # days looked ahead

_RANGE = re.compile(rf"\b({WEEKDAY})\s*(?:-|den)\s*({WEEKDAY})\b")
_SINGLE = re.compile(rf"\b({WEEKDAY})\b")
_FILLERS = re.compile(r"[\s,;.&]|va\b|luc\b|hang tuan\b|moi tuan\b|cac\b|ngay\b")


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """Weekdays (Monday is 0) and one local time of day."""

    weekdays: tuple[int, ...]
    at: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse "T3, T5 19:30" or "T2-T6 7h". Raises UserError for anything else."""
        try:
            rest, hour = extract_hour(normalize_line(written))
        except ValueError:
            rest, hour = "", None
        days: set[int] = set()
        for first, last in _RANGE.findall(rest):
            start, stop = parse_weekday(first), parse_weekday(last)
            days |= {(start + ahead) % 7 for ahead in range((stop - start) % 7 + 1)}
        rest = _RANGE.sub(" ", rest)
        days |= {parse_weekday(name) for name in _SINGLE.findall(rest)}
        if (
            hour is None
            or hour.hour is None
            or not days
            or _FILLERS.sub("", _SINGLE.sub(" ", rest))
        ):
            raise UserError(texts.SERIES_UNREADABLE.format(pattern=written))
        return cls(tuple(sorted(days)), require_single_time(hour, written))

    def __str__(self) -> str:
        days = ", ".join("CN" if day == 6 else f"T{day + 2}" for day in self.weekdays)
        return f"{days} {self.at:%H:%M}"

    def iterate_starts(self, first: date, last: date | None, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield the starts from `first` to `last` as aware UTC instants, in order."""
        for ahead in range(MAX_DAYS_AHEAD):
            day = first + timedelta(days=ahead)
            if last is not None and day > last:
                return
            if day.weekday() in self.weekdays:
                yield datetime.combine(day, self.at, zone).astimezone(UTC)

    def list_upcoming(
        self,
        now: datetime,
        first: date,
        last: date | None,
        zone: ZoneInfo,
        *,
        count: int = PREVIEW_COUNT,
    ) -> list[datetime]:
        """Return the next starts after `now`, as a preview before the series is stored."""
        begin = max(first, now.astimezone(zone).date())
        return list(
            islice((at for at in self.iterate_starts(begin, last, zone) if at > now), count)
        )
