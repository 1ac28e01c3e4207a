"""Sentences about classes and instants. Reads the rows it is given, queries nothing."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese.dates.calendar import lunar_days
from bot.vietnamese.dates.recurring import Every, Repeat
from bot.vietnamese.dates.words import moment_words

LEAP_AHEAD = timedelta(days=400)
_MINE = re.compile(
    rf"\b((?:{'|'.join(texts.KIN_NAMES)})(?: (?:{'|'.join(texts.KIN_BESIDE)}))?)"
    rf" (?:{'|'.join(texts.KIN_OWNERS)})(?!\w)",
    re.IGNORECASE,
)


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant with weekday and date, and the year if it is another one."""
    return moment_words(at, now=now, zone=zone)


def matter_words(matter: str) -> str:
    """Rephrase the matter in the second person: "mẹ tôi" becomes "mẹ bác"."""
    return _MINE.sub(lambda found: f"{found[1]} {texts.REMINDER_YOU}", matter)


def leap_words(rule: Repeat, now: datetime, zone: ZoneInfo) -> str:
    """Say which of a month and its leap month is meant if both are near; else ""."""
    if rule.every is not Every.LUNAR_YEAR:
        return ""
    day, month = rule.days[0]
    today = now.astimezone(zone).date()
    twin = next(lunar_days(day, month, today, leap=True), None)
    if twin is None or twin - today > LEAP_AHEAD:
        return ""
    return texts.REPEAT_LEAP.format(month=month)


def day(at: datetime, zone: ZoneInfo) -> str:
    """Format the local day of an instant: "24/11"."""
    local = at.astimezone(zone)
    return f"{local.day}/{local.month}"


def full_day(at: datetime, zone: ZoneInfo) -> str:
    """Format the local day of an instant with its year: "24/11/2026"."""
    return f"{day(at, zone)}/{at.astimezone(zone).year}"
