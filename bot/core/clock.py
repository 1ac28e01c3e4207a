"""Time: the `Clock` type, quiet hours and reminder leads. Code receives a clock as an argument."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot import texts

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which notices wait; the window may cross midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse "21:00-06:30". Raises ValueError for anything else, such as "25:99"."""
        start, dash, end = written.replace(" ", "").partition("-")
        if not dash:
            raise ValueError(texts.QUIET_HOURS_FORM)
        try:
            return cls(time.fromisoformat(start), time.fromisoformat(end))
        except ValueError:
            raise ValueError(texts.QUIET_HOURS_FORM) from None

    def covers(self, moment: time) -> bool:
        """Return whether a local time of day is in the window; an empty window covers nothing."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def defer(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return the instant, or the end of the quiet hours it falls into, as aware UTC."""
        local = now.astimezone(zone)
        if not self.covers(local.time()):
            return now
        ends = datetime.combine(local.date(), self.end, zone)
        return (ends if ends > local else ends + timedelta(days=1)).astimezone(UTC)


_LEAD = re.compile(r"(\d{1,4})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_leads(written: str) -> tuple[timedelta, ...]:
    """Parse "18h,1h" or "90s", longest first. Raises ValueError for anything else."""
    matches = [_LEAD.fullmatch(lead.strip().lower()) for lead in written.split(",")]
    leads = {timedelta(seconds=int(lead[1]) * _SECONDS[lead[2]]) for lead in matches if lead}
    if None in matches or not all(timedelta() < lead <= timedelta(days=30) for lead in leads):
        raise ValueError(texts.LEADS_FORM)
    return tuple(sorted(leads, reverse=True))
