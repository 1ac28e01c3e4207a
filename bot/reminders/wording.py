"""Classes and instants in words. Pure but for the rows it is given."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import texts
from bot.reminders.models import ClassSession
from bot.when.words import moment_words


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """An instant with weekday and date, and the year when it is another."""
    return moment_words(at, now=now, zone=zone)


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
