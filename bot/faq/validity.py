"""The knowledge as of a day: what begins later is left out, what was replaced is gone. Pure.

The files hold all days together. Changes of one topic add up: the text of 1/1 stands under that of
1/3, which may write other keys. Versions of a detail share their phrasings, so that what was learnt
of one is never said of none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from bot.faq.changes import Change
from bot.faq.details import Detail
from bot.faq.store import Knowledge, Topic

_REPLACED = tuple(column.name for column in fields(Change) if column.name != "valid_from")


def as_of(knowledge: Knowledge, day: date) -> Knowledge:
    """What residents are answered from on a day."""
    topics = {key: topic_on(topic, day) for key, topic in knowledge.topics.items()}
    return replace(knowledge, topics=topics, day=day)


def topic_on(topic: Topic, day: date) -> Topic:
    """One topic as it stands on a day; itself when nothing of it has a day."""
    details = _details_on(topic.details, day)
    if not topic.changes and details == topic.details:
        return topic
    written: dict[str, Any] = {}
    for change in sorted(topic.changes, key=lambda change: change.valid_from):
        if change.valid_from <= day:
            values = {name: getattr(change, name) for name in _REPLACED}
            written |= {name: value for name, value in values.items() if value is not None}
    return replace(topic, **written, details=details, changes=())


def _details_on(details: Sequence[Detail], day: date) -> tuple[Detail, ...]:
    versions: dict[str, list[Detail]] = {}
    for detail in details:
        versions.setdefault(detail.id, []).append(detail)
    standing = (_standing(alike, day) for alike in versions.values())
    return tuple(detail for detail in standing if detail is not None)


def _standing(versions: Sequence[Detail], day: date) -> Detail | None:
    """Of the versions of one detail the last that has begun."""
    begun = [detail for detail in versions if _begins(detail) <= day]
    if not begun:
        return None
    last = max(begun, key=_begins)
    questions = tuple(
        dict.fromkeys(text for version in (last, *versions) for text in version.questions)
    )
    return last if questions == last.questions else replace(last, questions=questions)


def _begins(detail: Detail) -> date:
    return detail.valid_from or date.min


def next_switch(knowledge: Knowledge, day: date) -> date | None:
    """The next day after this one on which a text gives way to another; None when there is none.

    Asked of all days together; the knowledge of one day has forgotten what comes.
    """
    topics = knowledge.topics.values()
    return min(
        (switch for topic in topics for switch in switches(topic) if switch > day), default=None
    )


def switches(topic: Topic) -> Iterator[date]:
    """The days on which something of a topic begins."""
    yield from (change.valid_from for change in topic.changes)
    yield from (detail.valid_from for detail in topic.details if detail.valid_from)
