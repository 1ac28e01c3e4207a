"""Classes and instants in words. Pure but for the rows it is given."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import texts
from bot.reminders.models import ClassSession
from bot.when.calendar import lunar_days
from bot.when.recurring import Every, Repeat
from bot.when.words import moment_words

LEAP_AHEAD = timedelta(days=400)
_MINE = re.compile(
    rf"\b((?:{'|'.join(texts.KIN_NAMES)})(?: (?:{'|'.join(texts.KIN_BESIDE)}))?)"
    rf" (?:{'|'.join(texts.KIN_OWNERS)})(?!\w)",
    re.IGNORECASE,
)


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """An instant with weekday and date, and the year when it is another."""
    return moment_words(at, now=now, zone=zone)


def matter_words(matter: str) -> str:
    """What somebody wants to be reminded of, said back to them: "mẹ tôi" is "mẹ bác", as the bot
    has no mother."""
    return _MINE.sub(lambda found: f"{found[1]} {texts.REMINDER_YOU}", matter)


def leap_words(rule: Repeat, now: datetime, zone: ZoneInfo) -> str:
    """Which of two months of one number is meant, when the coming year has both; else ""."""
    if rule.every is not Every.LUNAR_YEAR:
        return ""
    day, month = rule.days[0]
    today = now.astimezone(zone).date()
    twin = next(lunar_days(day, month, today, leap=True), None)
    if twin is None or twin - today > LEAP_AHEAD:
        return ""
    return texts.REPEAT_LEAP.format(month=month)


def full(one: ClassSession, *, now: datetime, zone: ZoneInfo) -> str:
    """Everything a learner must know, a line each."""
    lines = [
        texts.CLASS_TITLE.format(topic=one.topic),
        texts.CLASS_TIME.format(time=moment(one.starts_at, now=now, zone=zone)),
        texts.CLASS_PLACE.format(place=one.place),
    ]
    if one.teacher:
        lines.append(texts.CLASS_TEACHER.format(teacher=one.teacher))
    if one.bring:
        lines.append(texts.CLASS_BRING.format(bring=one.bring))
    return "\n".join(lines)


def was(
    before: Mapping[str, Any], different: Collection[str], *, now: datetime, zone: ZoneInfo
) -> str:
    """What a changed class was, of what a learner would miss: its title, hour and place."""
    parts = []
    if "topic" in different:
        parts.append(texts.CLASS_WAS_TITLE.format(topic=before["topic"]))
    if "starts_at" in different:
        parts.append(moment(before["starts_at"], now=now, zone=zone))
    if "place" in different:
        parts.append(before["place"])
    return texts.CLASS_WAS.format(was=", ".join(parts)) if parts else ""


def names(learners: Sequence[str]) -> str:
    """Who learns: "" is the reader."""
    return ", ".join(learner or texts.CLASS_YOURSELF for learner in learners)


def day(at: datetime, zone: ZoneInfo) -> str:
    """The day of an instant, as said afterwards: "24/11"."""
    local = at.astimezone(zone)
    return f"{local.day}/{local.month}"


def full_day(at: datetime, zone: ZoneInfo) -> str:
    """The day of an instant with its year: "24/11/2026"."""
    return f"{day(at, zone)}/{at.astimezone(zone).year}"
