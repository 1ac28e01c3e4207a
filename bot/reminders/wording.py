"""Sentences about classes and instants. Reads the rows it is given, queries nothing."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese.dates.calendar import lunar_days
from bot.vietnamese.dates.formatting import format_moment
from bot.vietnamese.dates.recurrence import Frequency, Recurrence

LEAP_AHEAD = timedelta(days=400)
_OWN_KIN = re.compile(
    rf"\b((?:{'|'.join(texts.KIN_NAMES)})(?: (?:{'|'.join(texts.KIN_BESIDE)}))?)"
    rf" (?:{'|'.join(texts.KIN_OWNERS)})(?!\w)",
    re.IGNORECASE,
)


def describe_moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant with weekday and date, and the year if it is another one."""
    return format_moment(at, now=now, zone=zone)


def echo_matter(matter: str) -> str:
    """Rephrase the matter in the second person: "mẹ tôi" becomes "mẹ bác"."""
    return _OWN_KIN.sub(lambda match: f"{match[1]} {texts.REMINDER_YOU}", matter)


def describe_leap_month(rule: Recurrence, now: datetime, zone: ZoneInfo) -> str:
    """Say which of a month and its leap month is meant if both are near; else ""."""
    if rule.every is not Frequency.LUNAR_YEAR:
        return ""
    day, month = rule.days[0]
    today = now.astimezone(zone).date()
    twin = next(lunar_days(day, month, today, leap=True), None)
    if twin is None or twin - today > LEAP_AHEAD:
        return ""
    return texts.REPEAT_LEAP.format(month=month)


def format_day_month(at: datetime, zone: ZoneInfo) -> str:
    """Format the local day of an instant: "24/11"."""
    local = at.astimezone(zone)
    return f"{local.day}/{local.month}"


def format_full_day(at: datetime, zone: ZoneInfo) -> str:
    """Format the local day of an instant with its year: "24/11/2026"."""
    return f"{format_day_month(at, zone)}/{at.astimezone(zone).year}"
