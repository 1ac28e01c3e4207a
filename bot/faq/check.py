"""Looks the knowledge over for what an officer must mend: links, basis, dates, gaps, collisions."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot import texts
from bot.faq.answers import FACTS, PLACEHOLDER
from bot.faq.golden import Golden, right
from bot.faq.index import Index
from bot.faq.store import Topic
from bot.links import official

SOON = timedelta(days=30)


def check(index: Index, *, today: date, questions: Iterable[Golden] = ()) -> list[str]:
    """Every fault, one line each, starting with the topic's id; golden `questions` last."""
    topics = index.knowledge.topics.values()
    found = [f"{topic.id}: {fault}" for topic in topics for fault in faults(topic, today)]
    wrong = (golden for golden in questions if not right(index, golden))
    return [
        *found,
        *(texts.FAULT_GOLDEN.format(topic=golden.topic, text=golden.text) for golden in wrong),
    ]


def _spoken(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def faults(topic: Topic, today: date, *, soon: timedelta = SOON) -> list[str]:
    """What is wrong with one topic; empty when it may be published.

    Who looks the knowledge over hears of what expires `soon`; a new answer may be meant for a week.
    """
    return list(_faults(topic, today, soon))


def _faults(topic: Topic, today: date, soon: timedelta) -> Iterator[str]:
    if not topic.basis:
        yield texts.FAULT_NO_BASIS
    if topic.checked_on is None:
        yield texts.FAULT_NOT_CHECKED
    elif topic.checked_on > today:
        yield texts.FAULT_CHECKED_LATER.format(day=_spoken(topic.checked_on))
    yield from _dates(topic, today, soon)
    yield from (texts.FAULT_LINK.format(link=link) for link in topic.links if not official(link))
    yield from _gaps(topic)


def _dates(topic: Topic, today: date, soon: timedelta) -> Iterator[str]:
    if topic.expires_on is None:
        yield texts.FAULT_NO_EXPIRY
    elif topic.expires_on < today:
        yield texts.FAULT_EXPIRED.format(day=_spoken(topic.expires_on))
    elif topic.expires_on < today + soon:
        yield texts.FAULT_EXPIRES_SOON.format(day=_spoken(topic.expires_on))


def _gaps(topic: Topic) -> Iterator[str]:
    for text in (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam):
        for gap in PLACEHOLDER.finditer(text):
            if gap["name"] not in FACTS:
                yield texts.FAULT_GAP_UNKNOWN.format(name=gap["name"])
            if not gap["fallback"]:
                yield texts.FAULT_GAP_BARE.format(name=gap["name"])
        if "{{" in PLACEHOLDER.sub("", text) or "}}" in PLACEHOLDER.sub("", text):
            yield texts.FAULT_GAP_OPEN
