"""Upcoming changes by day: documents that expire, answers that end or are replaced. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.faq.details import Detail
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.legal_documents import LegalDocument, LegalRegister
from bot.faq.validity import list_switch_days, topic_on


class UpcomingKind(StrEnum):
    """What happens to a text on a day."""

    ENDS = "ends"  # its last day
    CHANGES = "changes"  # another text stands from this day on
    BEGINS = "begins"  # there was none before


@dataclass(frozen=True, slots=True, order=True)
class UpcomingChange:
    """One upcoming change; `place` is "topic" or "topic/detail"."""

    day: date
    kind: UpcomingKind
    place: str


def list_expiring_documents(
    register: LegalRegister, first: date, last: date
) -> Sequence[LegalDocument]:
    """List documents whose last day is between two days, both inclusive, nearest first."""
    ending = (
        (document.ends_on, document.id, document)
        for document in register.documents.values()
        if document.ends_on is not None and first <= document.ends_on <= last
    )
    return [document for _, _, document in sorted(ending, key=lambda row: row[:2])]


def list_citing_topics(knowledge: Knowledge, document: LegalDocument, day: date) -> Sequence[str]:
    """List ids of topics that cite a document on a day, in their own text or in a detail."""
    places = list_citing_texts(knowledge, document, day)
    return list(dict.fromkeys(place.partition("/")[0] for place in places))


def list_citing_texts(knowledge: Knowledge, document: LegalDocument, day: date) -> Sequence[str]:
    """List texts that cite a document on a day, as "topic" or "topic/detail"."""
    return [
        place
        for topic in knowledge.topics.values()
        for place, text in _list_texts(topic, day)
        if any(knowledge.register.find_document(cited) is document for cited in text.basis)
    ]


def list_upcoming_changes(
    knowledge: Knowledge, first: date, last: date
) -> Sequence[UpcomingChange]:
    """List what ends, changes or begins between two days, both inclusive.

    `knowledge` must be the one that holds all days, not a selection of `knowledge_on`.
    """
    topics = knowledge.topics.values()
    return sorted(
        {
            change
            for topic in topics
            for change in _list_topic_changes(topic, first)
            if change.day <= last
        }
    )


def _list_topic_changes(topic: Topic, first: date) -> Iterator[UpcomingChange]:
    before: dict[str, Topic | Detail] = {}
    days = sorted({first, *(day for day in list_switch_days(topic) if day > first)})
    for day, next_day in zip(days, [*days[1:], date.max], strict=True):
        for place, text in _list_texts(topic, day):
            if day > first and before.get(place) != text:
                yield UpcomingChange(
                    day, UpcomingKind.CHANGES if place in before else UpcomingKind.BEGINS, place
                )
            before[place] = text
            if text.expires_on is not None and day <= text.expires_on < next_day:
                yield UpcomingChange(text.expires_on, UpcomingKind.ENDS, place)


def _list_texts(topic: Topic, day: date) -> Iterator[tuple[str, Topic | Detail]]:
    version = topic_on(topic, day)
    yield topic.id, replace(version, details=())
    yield from ((f"{topic.id}/{detail.id}", detail) for detail in version.details)
