"""Select the knowledge in force on a day: drop what begins later or was replaced. Pure.

The files hold all days together. Changes of a topic add up: the text of 1/1 remains under that of
1/3 where that writes other keys. Versions of a detail share their phrasings, so that training done
for one version still applies to the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from bot.faq.changes import Change
from bot.faq.details import Detail
from bot.faq.knowledge_files import Knowledge, Topic

_REPLACEABLE = tuple(column.name for column in fields(Change) if column.name != "valid_from")


def knowledge_on(knowledge: Knowledge, day: date) -> Knowledge:
    """Return the knowledge that is in force on a day."""
    topics = {key: topic_on(topic, day) for key, topic in knowledge.topics.items()}
    return replace(knowledge, topics=topics, day=day)


def topic_on(topic: Topic, day: date) -> Topic:
    """Return the topic as in force on a day; the same object when nothing of it is dated."""
    details = _details_on(topic.details, day)
    if not topic.changes and details == topic.details:
        return topic
    written: dict[str, Any] = {}
    for change in sorted(topic.changes, key=lambda change: change.valid_from):
        if change.valid_from <= day:
            values = {name: getattr(change, name) for name in _REPLACEABLE}
            written |= {name: value for name, value in values.items() if value is not None}
    return replace(topic, **written, details=details, changes=())


def _details_on(details: Sequence[Detail], day: date) -> tuple[Detail, ...]:
    versions: dict[str, list[Detail]] = {}
    for detail in details:
        versions.setdefault(detail.id, []).append(detail)
    standing = (_current_version(alike, day) for alike in versions.values())
    return tuple(detail for detail in standing if detail is not None)


def _current_version(versions: Sequence[Detail], day: date) -> Detail | None:
    """Return the latest version of a detail that has begun, or None."""
    begun = [detail for detail in versions if _start_date(detail) <= day]
    if not begun:
        return None
    last = max(begun, key=_start_date)
    questions = tuple(
        dict.fromkeys(text for version in (last, *versions) for text in version.questions)
    )
    return last if questions == last.questions else replace(last, questions=questions)


def _start_date(detail: Detail) -> date:
    return detail.valid_from or date.min


def find_next_switch(knowledge: Knowledge, day: date) -> date | None:
    """Return the next day after `day` on which a text is replaced, or None.

    `knowledge` must hold all days; a selection of one day no longer knows what follows.
    """
    topics = knowledge.topics.values()
    return min(
        (switch for topic in topics for switch in list_switch_days(topic) if switch > day),
        default=None,
    )


def list_switch_days(topic: Topic) -> Iterator[date]:
    """Yield the days on which a change or a dated detail begins."""
    yield from (change.valid_from for change in topic.changes)
    yield from (detail.valid_from for detail in topic.details if detail.valid_from)
