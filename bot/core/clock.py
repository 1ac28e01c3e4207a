"""The time. Everything that needs it is given a `Clock`; nobody else asks the machine."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot import texts

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When people sleep, in local time; may cross midnight. Notices wait until it ends."""

    start: time
    end: time

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read "21:00-06:30"; ValueError when it is anything else, such as "25:99"."""
        start, dash, end = written.replace(" ", "").partition("-")
        if not dash:
            raise ValueError(texts.QUIET_HOURS_FORM)
        try:
            return cls(time.fromisoformat(start), time.fromisoformat(end))
        except ValueError:
            raise ValueError(texts.QUIET_HOURS_FORM) from None

    def cover(self, moment: time) -> bool:
        """Whether a local time of day is within; an empty window covers nothing."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def defer(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The instant itself, or the end of the quiet hours it falls into; aware UTC."""
        local = now.astimezone(zone)
        if not self.cover(local.time()):
            return now
        ends = datetime.combine(local.date(), self.end, zone)
        return (ends if ends > local else ends + timedelta(days=1)).astimezone(UTC)


_LEAD = re.compile(r"(\d{1,4})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_leads(written: str) -> tuple[timedelta, ...]:
    """Read "18h,1h" or "90s", the longest first; ValueError when it is anything else."""
    found = [_LEAD.fullmatch(one.strip().lower()) for one in written.split(",")]
    leads = {timedelta(seconds=int(one[1]) * _SECONDS[one[2]]) for one in found if one}
    if None in found or not all(timedelta() < one <= timedelta(days=30) for one in leads):
        raise ValueError(texts.LEADS_FORM)
    return tuple(sorted(leads, reverse=True))
