"""Classes and learners in words. Pure but for the rows it is given."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import texts
from bot.classes.models import ClassSession
from bot.reminders.wording import moment


def full(one: ClassSession, *, now: datetime, zone: ZoneInfo) -> str:
    """Describe a class on several lines: title, time, place, teacher, what to bring."""
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
    """Describe the old title, time and place of a changed class, as far as these changed."""
    parts = []
    if "topic" in different:
        parts.append(texts.CLASS_WAS_TITLE.format(topic=before["topic"]))
    if "starts_at" in different:
        parts.append(moment(before["starts_at"], now=now, zone=zone))
    if "place" in different:
        parts.append(before["place"])
    return texts.CLASS_WAS.format(was=", ".join(parts)) if parts else ""


def names(learners: Sequence[str]) -> str:
    """Join the learners' names; "" stands for the reader."""
    return ", ".join(learner or texts.CLASS_YOURSELF for learner in learners)
