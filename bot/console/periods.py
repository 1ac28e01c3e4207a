"""Days in an address: from whatever page a figure leads to its rows."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.console.rendering import format_day

PERIOD_FIELDS = ("counted", "since", "until")
"""The fields that a figure adds to an address: what it counts, its first day, its last."""
YEARS = range(2000, 2100)


def read_days(query: Mapping[str, str], zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the instants from the first day's beginning to the last day's end; None for days that
    are missing or wrong.
    """
    first, last = (_read_day(query.get(name, "")) for name in ("since", "until"))
    if first is None or last is None or first > last:
        return None
    end = last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(end, time(), zone)


def _read_day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def describe_days(since: str, until: str) -> str:
    """Return two days of an address in words: "từ 01/11/2026 đến hết 30/11/2026"."""
    days = (format_day(date.fromisoformat(written)) for written in (since, until))
    return texts.CONSOLE_PERIOD.format(**dict(zip(("since", "until"), days, strict=True)))
