"""Content checks for officers: basis, review dates, expiry, law, links, placeholders.

Versions that begin on a later day are checked as they will stand then. An approaching expiry is not
reported when a version that follows it is already written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from bot import texts
from bot.core.links import official
from bot.faq.answers import FACTS, PLACEHOLDER, is_expired, spoken_date
from bot.faq.details import Detail
from bot.faq.golden import Golden, right
from bot.faq.index import Index
from bot.faq.legal import Document, Register
from bot.faq.store import Knowledge, Topic
from bot.faq.validity import switches, topic_on

SOON = timedelta(days=60)
DAY = timedelta(days=1)


class Fault(NamedTuple):
    """A fault and where it is: `detail` is "" for the topic's own text, else the detail's id."""

    detail: str
    words: str
    soon: bool = False  # not yet wrong: its end is near

    def place(self, topic_id: str) -> str:
        """Return "topic" or "topic/detail"."""
        return f"{topic_id}/{self.detail}" if self.detail else topic_id

    def line(self, topic_id: str) -> str:
        """Return the fault as one line, "topic/detail: …"."""
        return f"{self.place(topic_id)}: {self.words}"


def check_topics(knowledge: Knowledge, *, today: date) -> list[tuple[str, Fault]]:
    """Return (topic id, fault) for all topics and details, including their legal documents."""
    return [
        (topic.id, fault)
        for topic in knowledge.topics.values()
        for fault in list_faults(topic, today, register=knowledge.register)
    ]


def check_golden(index: Index, questions: Iterable[Golden]) -> list[str]:
    """Return a line for each golden question that is not understood."""
    wrong = (golden for golden in questions if not right(index, golden))
    return [texts.FAULT_GOLDEN.format(topic=golden.topic, text=golden.text) for golden in wrong]


def list_faults(
    topic: Topic, today: date, *, soon: timedelta = SOON, register: Register | None = None
) -> list[Fault]:
    """List the faults of one topic; empty when it may be published.

    Expiry within `horizon` is reported. Drafts are checked with a horizon of zero, since an answer
    may be meant for a week. Without a register, documents are not checked: a commune's own basis is
    in none.
    """
    listed: dict[Fault, None] = {}
    for day in (today, *sorted({day for day in switches(topic) if day > today})):
        look = _Look(topic, today, day, soon, register)
        for text in _beginning(look):
            faults = (
                _topic_faults(text, look) if isinstance(text, Topic) else _detail_faults(text, look)
            )
            listed |= dict.fromkeys(faults)
    return list(listed)


@dataclass(frozen=True, slots=True)
class _Look:
    """A check of a topic as it stands on `day`, made on `today`."""

    topic: Topic
    today: date
    day: date
    soon: timedelta
    register: Register | None

    def nears(self, end: date) -> bool:
        """Return whether `end` is within the horizon; always False for a later version."""
        return self.day == self.today and self.today <= end < self.today + self.soon

    def after(self, text: Topic | Detail, end: date) -> Topic | Detail | None:
        """Return the version that replaces `text` on the day after `end`."""
        later = topic_on(self.topic, end + DAY)
        if isinstance(text, Topic):
            return later
        return next((detail for detail in later.details if detail.id == text.id), None)


def _beginning(look: _Look) -> Iterator[Topic | Detail]:
    """Yield the texts in force today; for a later day only those that begin on it."""
    version = topic_on(look.topic, look.day)
    before = topic_on(look.topic, look.day - DAY) if look.day > look.today else None
    if before is None or replace(version, details=()) != replace(before, details=()):
        yield version
    for detail in version.details:
        if before is None or detail not in before.details:
            yield detail


def _topic_faults(topic: Topic, look: _Look) -> Iterator[Fault]:
    written = (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam)
    links = (texts.FAULT_LINK.format(link=link) for link in topic.links if not official(link))
    for words in (*_common(topic, look), *links, *_gaps(written)):
        yield Fault("", words)
    for words in _nearing(topic, look):
        yield Fault("", words, soon=True)


def _detail_faults(detail: Detail, look: _Look) -> Iterator[Fault]:
    for words in (*_common(detail, look), *_gaps((detail.answer,))):
        yield Fault(detail.id, words)
    for words in _nearing(detail, look):
        yield Fault(detail.id, words, soon=True)


def _common(text: Topic | Detail, look: _Look) -> Iterator[str]:
    if not text.basis:
        yield texts.FAULT_NO_BASIS
    if text.checked_on is None:
        yield texts.FAULT_NOT_CHECKED
    elif text.checked_on > look.today:
        yield texts.FAULT_CHECKED_LATER.format(day=spoken_date(text.checked_on))
    if text.expires_on is None:
        yield texts.FAULT_NO_EXPIRY
    elif is_expired(text, look.day):
        yield texts.FAULT_EXPIRED.format(day=spoken_date(text.expires_on))
    if look.register is not None:
        yield from _law(text, look.day, look.register)


def _law(text: Topic | Detail, day: date, register: Register) -> Iterator[str]:
    """Yield faults of the legal documents that a text cites."""
    documents = {cited: register.find_document(cited) for cited in text.basis}
    ended = [document for document in documents.values() if document and _has_ended(document, day)]
    if ended and len(ended) == len(documents):
        names = "; ".join(dict.fromkeys(_ending(document, register) for document in ended))
        yield texts.FAULT_ALL_ENDED.format(documents=names)
    else:
        for document in ended:
            yield texts.FAULT_ENDED.format(document=_ending(document, register))
    for cited, known in documents.items():
        if known is None:
            yield texts.FAULT_NOT_REGISTERED.format(basis=cited)


def _nearing(text: Topic | Detail, look: _Look) -> Iterator[str]:
    """Yield what is valid now but expires within the horizon with no version to follow it."""
    end = text.expires_on
    if end is not None and look.nears(end):
        later = look.after(text, end)
        if later is not None and later.expires_on == end:
            yield texts.FAULT_EXPIRES_SOON.format(day=spoken_date(end))
    if look.register is not None:
        yield from _law_nearing(text, look, look.register)


def _law_nearing(text: Topic | Detail, look: _Look, register: Register) -> Iterator[str]:
    for cited in text.basis:
        document = register.find_document(cited)
        if document is not None and document.ends_on and look.nears(document.ends_on):
            later = look.after(text, document.ends_on)
            if later is not None and cited in later.basis:
                yield texts.FAULT_ENDS_SOON.format(document=_ending(document, register))


def _has_ended(document: Document, day: date) -> bool:
    return document.ends_on is not None and document.ends_on < day


def _ending(document: Document, register: Register) -> str:
    """Describe a document that ends: its last day and its successor."""
    assert document.ends_on is not None
    words = texts.LEGAL_ENDING.format(number=document.number, day=spoken_date(document.ends_on))
    follower = register.documents.get(document.replaced_by)
    return words + (texts.LEGAL_FOLLOWED.format(number=follower.number) if follower else "")


def _gaps(written: Sequence[str]) -> Iterator[str]:
    for text in written:
        for gap in PLACEHOLDER.finditer(text):
            if gap["name"] not in FACTS:
                yield texts.FAULT_GAP_UNKNOWN.format(name=gap["name"])
            if not gap["fallback"]:
                yield texts.FAULT_GAP_BARE.format(name=gap["name"])
        if "{{" in PLACEHOLDER.sub("", text) or "}}" in PLACEHOLDER.sub("", text):
            yield texts.FAULT_GAP_OPEN
