"""Weekly patterns in local time: "T3, T5 19:30". Pure.

Days are counted on the calendar and turned into instants one by one, so that a change of the
clock moves no class.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Self
from zoneinfo import ZoneInfo

from bot import texts
from bot.errors import UserError
from bot.vietnamese import fold

SHOWN = 5  # dates shown before a series is kept
LONGEST = 366  # days looked ahead

_DAY = r"(?:t|thu\s?)[2-7]|cn|chu nhat"
_RANGE = re.compile(rf"({_DAY})\s*-\s*({_DAY})")
_ONE = re.compile(rf"\b({_DAY})\b")
_TIME = re.compile(r"\b(\d{1,2})\s?(?:[:hg]|gio)\s?(\d{2})?\b")
_LEFT = re.compile(r"[\s,;.&]|va\b|luc\b|hang tuan\b")


@dataclass(frozen=True, slots=True)
class Weekly:
    """On these weekdays (Monday is 0), at this time of day."""

    weekdays: tuple[int, ...]
    at: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read "T3, T5 19:30" or "T2-T6 7h"; UserError when it is anything else."""
        rest = fold(written).strip()
        times = list(_TIME.finditer(rest))
        days: set[int] = set()
        if len(times) != 1:
            raise UserError(texts.SERIES_UNREADABLE.format(pattern=written))
        rest = _TIME.sub(" ", rest)
        for first, last in _RANGE.findall(rest):
            start, stop = _weekday(first), _weekday(last)
            days |= {(start + ahead) % 7 for ahead in range((stop - start) % 7 + 1)}
        rest = _RANGE.sub(" ", rest)
        days |= {_weekday(one) for one in _ONE.findall(rest)}
        hour, minute = int(times[0][1]), int(times[0][2] or 0)
        if not days or _LEFT.sub("", _ONE.sub(" ", rest)) or hour > 23 or minute > 59:
            raise UserError(texts.SERIES_UNREADABLE.format(pattern=written))
        return cls(tuple(sorted(days)), time(hour, minute))

    def __str__(self) -> str:
        days = ", ".join("CN" if day == 6 else f"T{day + 2}" for day in self.weekdays)
        return f"{days} {self.at:%H:%M}"

    def starts(self, first: date, last: date | None, zone: ZoneInfo) -> Iterator[datetime]:
        """Every meeting from `first` to `last`, as aware UTC instants, in order."""
        for ahead in range(LONGEST):
            day = first + timedelta(days=ahead)
            if last is not None and day > last:
                return
            if day.weekday() in self.weekdays:
                yield datetime.combine(day, self.at, zone).astimezone(UTC)

    def upcoming(
        self, now: datetime, first: date, last: date | None, zone: ZoneInfo, *, count: int = SHOWN
    ) -> list[datetime]:
        """The next meetings after `now`: what an officer sees before keeping it."""
        begin = max(first, now.astimezone(zone).date())
        return list(islice((at for at in self.starts(begin, last, zone) if at > now), count))


def _weekday(written: str) -> int:
    return 6 if written.startswith("c") else int(written[-1]) - 2
