"""Upcoming changes by day: documents that expire, answers that end or are replaced. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.faq.details import Detail
from bot.faq.legal import Document, Register
from bot.faq.store import Knowledge, Topic
from bot.faq.validity import switches, topic_on


class Kind(StrEnum):
    """What happens to a text on a day."""

    ENDS = "ends"  # its last day
    CHANGES = "changes"  # another text stands from this day on
    BEGINS = "begins"  # there was none before


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """One upcoming change; `place` is "topic" or "topic/detail"."""

    day: date
    kind: Kind
    place: str


def list_documents(register: Register, first: date, last: date) -> Sequence[Document]:
    """List documents whose last day is between two days, both inclusive, nearest first."""
    ending = (
        (document.ends_on, document.id, document)
        for document in register.documents.values()
        if document.ends_on is not None and first <= document.ends_on <= last
    )
    return [document for _, _, document in sorted(ending, key=lambda row: row[:2])]


def list_topics(knowledge: Knowledge, document: Document, day: date) -> Sequence[str]:
    """List ids of topics that cite a document on a day, in their own text or in a detail."""
    places = list_places(knowledge, document, day)
    return list(dict.fromkeys(place.partition("/")[0] for place in places))


def list_places(knowledge: Knowledge, document: Document, day: date) -> Sequence[str]:
    """List texts that cite a document on a day, as "topic" or "topic/detail"."""
    return [
        place
        for topic in knowledge.topics.values()
        for place, text in _texts_of(topic, day)
        if any(knowledge.register.find_document(cited) is document for cited in text.basis)
    ]


def list_coming(knowledge: Knowledge, first: date, last: date) -> Sequence[Coming]:
    """List what ends, changes or begins between two days, both inclusive.

    `knowledge` must be the one that holds all days, not a selection of `knowledge_on`.
    """
    topics = knowledge.topics.values()
    return sorted(
        {coming for topic in topics for coming in _of(topic, first) if coming.day <= last}
    )


def _of(topic: Topic, first: date) -> Iterator[Coming]:
    before: dict[str, Topic | Detail] = {}
    days = sorted({first, *(day for day in switches(topic) if day > first)})
    for day, next_day in zip(days, [*days[1:], date.max], strict=True):
        for place, text in _texts_of(topic, day):
            if day > first and before.get(place) != text:
                yield Coming(day, Kind.CHANGES if place in before else Kind.BEGINS, place)
            before[place] = text
            if text.expires_on is not None and day <= text.expires_on < next_day:
                yield Coming(text.expires_on, Kind.ENDS, place)


def _texts_of(topic: Topic, day: date) -> Iterator[tuple[str, Topic | Detail]]:
    version = topic_on(topic, day)
    yield topic.id, replace(version, details=())
    yield from ((f"{topic.id}/{detail.id}", detail) for detail in version.details)
