"""By when a request about personal data must be done. Pure.

Decree 356/2025/ND-CP (from 1/1/2026): a request is acknowledged within 2 working days; to see or
correct takes at most 10 days, to withdraw a consent 15, to erase 20; each can be extended once. To
give a copy has no period of its own there: the operator sets it, by default that of seeing.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.duty.calendar import public_holidays
from bot.privacy.models import RequestKind

PERIODS: Mapping[RequestKind, timedelta] = {
    RequestKind.SEE: timedelta(days=10),
    RequestKind.CORRECT: timedelta(days=10),
    RequestKind.WITHDRAW: timedelta(days=15),
    RequestKind.ERASE: timedelta(days=20),
}
ACKNOWLEDGE_WITHIN = 2  # working days
REMIND_BEFORE = timedelta(days=3)


def get_period(kind: RequestKind, export_days: int) -> timedelta:
    """Return how long a request of a kind may take; `export_days` is the operator's."""
    return PERIODS.get(kind, timedelta(days=export_days))


def add_working_days(day: date, count: int) -> date:
    """Return the day so many working days after a day: no weekend, no public holiday."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in public_holidays(day.year):
            count -= 1
    return day


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of a local day."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return (midnight - timedelta(seconds=1)).astimezone(ZoneInfo("UTC"))


def count_days_left(due_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Return how many local days are left; 0 on the last day, less when it is over."""
    return (due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
