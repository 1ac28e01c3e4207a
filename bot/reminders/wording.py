"""Classes and instants in words. Pure but for the rows it is given."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.reminders.models import ClassSession


def clock_words(at: datetime) -> str:
    """ "19 giờ 30" of a local instant."""
    if at.minute:
        return texts.TIME_MINUTE.format(hour=at.hour, minute=f"{at.minute:02}")
    return texts.TIME_HOUR.format(hour=at.hour)


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """An instant with weekday and date, and the year when it is another."""
    local = at.astimezone(zone)
    other = local.year != now.astimezone(zone).year
    day = f"{local.day}/{local.month}/{local.year}" if other else f"{local.day}/{local.month}"
    weekday = texts.WEEKDAYS[local.weekday()]
    return texts.TIME_DAY.format(time=clock_words(local), weekday=weekday, day=day)


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
