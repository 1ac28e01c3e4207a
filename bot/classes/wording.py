"""Classes and learners in words. Pure but for the rows it is given."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.classes.events import PreviousClass
from bot.classes.models import ClassSession
from bot.reminders.wording import describe_moment


def describe_class(class_session: ClassSession, *, now: datetime, zone: ZoneInfo) -> str:
    """Describe a class on several lines: title, time, place, teacher, what to bring."""
    lines = [
        texts.CLASS_TITLE.format(topic=class_session.topic),
        texts.CLASS_TIME.format(time=describe_moment(class_session.starts_at, now=now, zone=zone)),
        texts.CLASS_PLACE.format(place=class_session.place),
    ]
    if class_session.teacher:
        lines.append(texts.CLASS_TEACHER.format(teacher=class_session.teacher))
    if class_session.bring:
        lines.append(texts.CLASS_BRING.format(bring=class_session.bring))
    return "\n".join(lines)


def describe_previous(previous: PreviousClass, *, now: datetime, zone: ZoneInfo) -> str:
    """Describe the old title, time and place of a changed class, as far as these changed."""
    parts = []
    if previous.topic:
        parts.append(texts.CLASS_WAS_TITLE.format(topic=previous.topic))
    if previous.starts_at is not None:
        parts.append(describe_moment(previous.starts_at, now=now, zone=zone))
    if previous.place:
        parts.append(previous.place)
    return texts.CLASS_WAS.format(was=", ".join(parts)) if parts else ""


def join_learner_names(learners: Sequence[str]) -> str:
    """Join the learners' names; "" stands for the reader."""
    return ", ".join(learner or texts.CLASS_YOURSELF for learner in learners)
