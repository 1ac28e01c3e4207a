"""Looks the knowledge over for what an officer must mend: links, basis, dates, gaps, collisions."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

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
    return [*found, *(f"{golden.topic}: does not answer {golden.text!r}" for golden in wrong)]


def faults(topic: Topic, today: date) -> list[str]:
    """What is wrong with one topic; empty when it may be published."""
    return list(_faults(topic, today))


def _faults(topic: Topic, today: date) -> Iterator[str]:
    if not topic.basis:
        yield "has no basis"
    if topic.checked_on is None:
        yield "has no date of the last check"
    elif topic.checked_on > today:
        yield f"was checked in the future ({topic.checked_on})"
    yield from _dates(topic, today)
    yield from (f"unofficial link {link}" for link in topic.links if not official(link))
    yield from _gaps(topic)


def _dates(topic: Topic, today: date) -> Iterator[str]:
    if topic.expires_on is None:
        yield "has no expiry date"
    elif topic.expires_on < today:
        yield f"expired on {topic.expires_on}"
    elif topic.expires_on < today + SOON:
        yield f"expires soon, on {topic.expires_on}"


def _gaps(topic: Topic) -> Iterator[str]:
    for text in (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam):
        for gap in PLACEHOLDER.finditer(text):
            if gap["name"] not in FACTS:
                yield f"unknown placeholder {gap['name']}"
            if not gap["fallback"]:
                yield f"placeholder {gap['name']} has no fallback sentence"
        if "{{" in PLACEHOLDER.sub("", text) or "}}" in PLACEHOLDER.sub("", text):
            yield "a placeholder is not closed"
