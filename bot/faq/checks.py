"""Content checks for officers: basis, review dates, expiry, law, links, placeholders.

Versions that begin on a later day are checked as they will stand then. An approaching expiry is not
reported when a version that follows it is already written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from bot import texts
from bot.core.links import is_official
from bot.faq.answers import FACT_NAMES, PLACEHOLDER, format_date, is_expired
from bot.faq.details import Detail
from bot.faq.golden_questions import GoldenQuestion, is_understood
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.legal_documents import LegalDocument, LegalRegister
from bot.faq.validity import list_switch_days, topic_on

EXPIRY_HORIZON = timedelta(days=60)
DAY = timedelta(days=1)


class Fault(NamedTuple):
    """A fault and where it is: `detail` is "" for the topic's own text, else the detail's id."""

    detail: str
    message: str
    soon: bool = False  # not yet wrong: its end is near

    def place(self, topic_id: str) -> str:
        """Return "topic" or "topic/detail"."""
        return f"{topic_id}/{self.detail}" if self.detail else topic_id

    def line(self, topic_id: str) -> str:
        """Return the fault as one line, "topic/detail: …"."""
        return f"{self.place(topic_id)}: {self.message}"


def check_topics(knowledge: Knowledge, *, today: date) -> list[tuple[str, Fault]]:
    """Return (topic id, fault) for all topics and details, including their legal documents."""
    return [
        (topic.id, fault)
        for topic in knowledge.topics.values()
        for fault in list_topic_faults(topic, today, register=knowledge.register)
    ]


def check_golden_questions(index: KnowledgeIndex, questions: Iterable[GoldenQuestion]) -> list[str]:
    """Return a line for each golden question that is not understood."""
    wrong = (golden for golden in questions if not is_understood(index, golden))
    return [texts.FAULT_GOLDEN.format(topic=golden.topic, text=golden.text) for golden in wrong]


def list_topic_faults(
    topic: Topic,
    today: date,
    *,
    horizon: timedelta = EXPIRY_HORIZON,
    register: LegalRegister | None = None,
) -> list[Fault]:
    """List the faults of one topic; empty when it may be published.

    Expiry within `horizon` is reported. Drafts are checked with a horizon of zero, since an answer
    may be meant for a week. Without a register, documents are not checked: a commune's own basis is
    in none.
    """
    listed: dict[Fault, None] = {}
    for day in (today, *sorted({day for day in list_switch_days(topic) if day > today})):
        inspection = _Inspection(topic, today, day, horizon, register)
        for text in _list_texts_to_check(inspection):
            faults = (
                _check_topic(text, inspection)
                if isinstance(text, Topic)
                else _check_detail(text, inspection)
            )
            listed |= dict.fromkeys(faults)
    return list(listed)


@dataclass(frozen=True, slots=True)
class _Inspection:
    """A check of a topic as it stands on `day`, made on `today`."""

    topic: Topic
    today: date
    day: date
    horizon: timedelta
    register: LegalRegister | None

    def is_near(self, end: date) -> bool:
        """Return whether `end` is within the horizon; always False for a later version."""
        return self.day == self.today and self.today <= end < self.today + self.horizon

    def find_successor(self, text: Topic | Detail, end: date) -> Topic | Detail | None:
        """Return the version that replaces `text` on the day after `end`."""
        later = topic_on(self.topic, end + DAY)
        if isinstance(text, Topic):
            return later
        return next((detail for detail in later.details if detail.id == text.id), None)


def _list_texts_to_check(inspection: _Inspection) -> Iterator[Topic | Detail]:
    """Yield the texts in force today; for a later day only those that begin on it."""
    version = topic_on(inspection.topic, inspection.day)
    before = (
        topic_on(inspection.topic, inspection.day - DAY)
        if inspection.day > inspection.today
        else None
    )
    if before is None or replace(version, details=()) != replace(before, details=()):
        yield version
    for detail in version.details:
        if before is None or detail not in before.details:
            yield detail


def _check_topic(topic: Topic, inspection: _Inspection) -> Iterator[Fault]:
    written = (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam)
    links = (texts.FAULT_LINK.format(link=link) for link in topic.links if not is_official(link))
    for message in (*_check_source(topic, inspection), *links, *_check_placeholders(written)):
        yield Fault("", message)
    for message in _check_upcoming_expiry(topic, inspection):
        yield Fault("", message, soon=True)


def _check_detail(detail: Detail, inspection: _Inspection) -> Iterator[Fault]:
    for message in (*_check_source(detail, inspection), *_check_placeholders((detail.answer,))):
        yield Fault(detail.id, message)
    for message in _check_upcoming_expiry(detail, inspection):
        yield Fault(detail.id, message, soon=True)


def _check_source(text: Topic | Detail, inspection: _Inspection) -> Iterator[str]:
    if not text.basis:
        yield texts.FAULT_NO_BASIS
    if text.checked_on is None:
        yield texts.FAULT_NOT_CHECKED
    elif text.checked_on > inspection.today:
        yield texts.FAULT_CHECKED_LATER.format(day=format_date(text.checked_on))
    if text.expires_on is None:
        yield texts.FAULT_NO_EXPIRY
    elif is_expired(text, inspection.day):
        yield texts.FAULT_EXPIRED.format(day=format_date(text.expires_on))
    if inspection.register is not None:
        yield from _check_documents(text, inspection.day, inspection.register)


def _check_documents(text: Topic | Detail, day: date, register: LegalRegister) -> Iterator[str]:
    """Yield faults of the legal documents that a text cites."""
    documents = {cited: register.find_document(cited) for cited in text.basis}
    ended = [document for document in documents.values() if document and _has_ended(document, day)]
    if ended and len(ended) == len(documents):
        names = "; ".join(dict.fromkeys(_describe_end(document, register) for document in ended))
        yield texts.FAULT_ALL_ENDED.format(documents=names)
    else:
        for document in ended:
            yield texts.FAULT_ENDED.format(document=_describe_end(document, register))
    for cited, known in documents.items():
        if known is None:
            yield texts.FAULT_NOT_REGISTERED.format(basis=cited)


def _check_upcoming_expiry(text: Topic | Detail, inspection: _Inspection) -> Iterator[str]:
    """Yield what is valid now but expires within the horizon with no version to follow it."""
    end = text.expires_on
    if end is not None and inspection.is_near(end):
        successor = inspection.find_successor(text, end)
        if successor is not None and successor.expires_on == end:
            yield texts.FAULT_EXPIRES_SOON.format(day=format_date(end))
    if inspection.register is not None:
        yield from _check_upcoming_repeal(text, inspection, inspection.register)


def _check_upcoming_repeal(
    text: Topic | Detail, inspection: _Inspection, register: LegalRegister
) -> Iterator[str]:
    for cited in text.basis:
        document = register.find_document(cited)
        if document is not None and document.ends_on and inspection.is_near(document.ends_on):
            successor = inspection.find_successor(text, document.ends_on)
            if successor is not None and cited in successor.basis:
                yield texts.FAULT_ENDS_SOON.format(document=_describe_end(document, register))


def _has_ended(document: LegalDocument, day: date) -> bool:
    return document.ends_on is not None and document.ends_on < day


def _describe_end(document: LegalDocument, register: LegalRegister) -> str:
    """Describe a document that ends: its last day and its successor."""
    assert document.ends_on is not None
    description = texts.LEGAL_ENDING.format(
        number=document.number, day=format_date(document.ends_on)
    )
    successor = register.documents.get(document.replaced_by)
    return description + (texts.LEGAL_FOLLOWED.format(number=successor.number) if successor else "")


def _check_placeholders(written: Sequence[str]) -> Iterator[str]:
    for text in written:
        for placeholder in PLACEHOLDER.finditer(text):
            if placeholder["name"] not in FACT_NAMES:
                yield texts.FAULT_GAP_UNKNOWN.format(name=placeholder["name"])
            if not placeholder["fallback"]:
                yield texts.FAULT_GAP_BARE.format(name=placeholder["name"])
        if "{{" in PLACEHOLDER.sub("", text) or "}}" in PLACEHOLDER.sub("", text):
            yield texts.FAULT_GAP_OPEN
