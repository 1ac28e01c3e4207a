"""Apply officers' revisions to the shipped files: override, hide, add (ADR-0009). Pure.

Files stay upgradable: a revision whose shipped topic changed since is a conflict. Conflicts are
listed for an officer; until one decides, the revision stays in force.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bot.faq.knowledge_files import Knowledge, Topic, Vague, parse_topic
from bot.faq.legal_documents import LegalRegister

_DATE_KEYS = ("checked_on", "expires_on", "valid_from")


@dataclass(frozen=True, slots=True)
class PublishedRevision:
    """A published revision: the whole topic, or None to hide the shipped one."""

    revision_id: int
    topic_id: str
    content: Mapping[str, Any] | None
    base: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    unit_path: str = ""  # of the unit whose residents read it; "": everywhere

    @property
    def rank(self) -> tuple[int, int]:
        """Its place among revisions of one topic: nearer units come later, then newer ones."""
        return self.unit_path.count("/"), self.revision_id

    def is_valid_on(self, day: date) -> bool:
        """Return whether the revision is in force on a day; both ends inclusive."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def topic_to_content(topic: Topic) -> dict[str, Any]:
    """Convert a topic to the JSON values a revision stores, keyed as in the files."""
    values = asdict(topic)
    values["detail"] = [_drop_empty_values(detail) for detail in values.pop("details")]
    # What a change writes empty it takes away; only what it does not write falls away here.
    values["change"] = [
        {key: _to_plain_value(value) for key, value in change.items() if value is not None}
        for change in values.pop("changes")
    ]
    return _drop_empty_values(values)


def _drop_empty_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _to_plain_value(value)
        for key, value in values.items()
        if value not in ("", (), [], None)
    }


def _to_plain_value(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple():
            return list(value)
    return value


def topic_from_content(content: Mapping[str, Any], register: LegalRegister | None = None) -> Topic:
    """Convert stored content to a topic; the reverse of `topic_to_content`. Raises DataError.

    A basis may cite a document of the register, as in the files, or be free text of the commune.
    """
    values = _parse_dates(content)
    for name in ("detail", "change"):
        if isinstance(nested := values.get(name), list):
            values[name] = [
                _parse_dates(table) if isinstance(table, Mapping) else table for table in nested
            ]
    return parse_topic(values, f"topic {values.get('id')!r}", register)


def _parse_dates(content: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        key: list(value) if isinstance(value, tuple) else value for key, value in content.items()
    }
    for name in _DATE_KEYS:
        if isinstance(written := values.get(name), str):
            # What is no day is left as it is: the reader says so, and where.
            with suppress(ValueError):
                values[name] = date.fromisoformat(written)
    return values


def strip_unchanged_details(content: Mapping[str, Any], shipped: Knowledge) -> dict[str, Any]:
    """Return a proposed topic's content, without its details if they equal the shipped ones.

    Unchanged details are not copied, so an upgrade of the files still reaches them. Raises
    DataError.
    """
    topic = topic_from_content(content, shipped.register)
    kept = topic_to_content(topic)
    if "detail" not in content:
        return kept
    original = shipped.topics.get(topic.id)
    kept.pop("detail", None)
    if original is None or topic.details != original.details:
        kept["detail"] = topic_to_content(topic).get("detail", [])
    return kept


def fingerprint_topic(topic: Topic | None) -> str:
    """Return a hash of a topic's content; "" for None."""
    if topic is None:
        return ""
    plain = json.dumps(topic_to_content(topic), ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(plain.encode()).hexdigest()


def apply_revisions(
    shipped: Knowledge, revisions: Iterable[PublishedRevision], *, today: date
) -> Knowledge:
    """Apply the revisions in force today; of several for one topic that of the nearest unit wins,
    and of one unit the last.

    They must all concern one resident (`list_revisions_for`). Raises DataError.
    """
    topics = dict(shipped.topics)
    for revision in list_in_force(revisions, today=today):
        if (topic := read_revised_topic(revision, shipped)) is None:
            topics.pop(revision.topic_id, None)
        else:
            topics[revision.topic_id] = topic
    return replace(shipped, topics=topics, vague=offer_known_topics(shipped.vague, topics))


def list_revisions_for(
    revisions: Iterable[PublishedRevision], unit_path: str
) -> list[PublishedRevision]:
    """List the revisions that a resident of a unit reads: of the unit, above it, and everywhere.

    For the path "" only those that hold everywhere.
    """
    return [revision for revision in revisions if unit_path.startswith(revision.unit_path)]


def list_in_force(
    revisions: Iterable[PublishedRevision], *, today: date
) -> list[PublishedRevision]:
    """List the revisions that are in force on a day; whichever wins comes later."""
    return sorted(
        (revision for revision in revisions if revision.is_valid_on(today)),
        key=lambda revision: revision.rank,
    )


def offer_known_topics(vague: Mapping[str, Vague], topics: Mapping[str, Topic]) -> dict[str, Vague]:
    """Return the vague entries without the topics that do not exist, to offer what does."""
    return {
        key: replace(entry, topics=tuple(topic for topic in entry.topics if topic in topics))
        for key, entry in vague.items()
    }


def read_revised_topic(revision: PublishedRevision, shipped: Knowledge) -> Topic | None:
    """Return the revision's topic, or None if it hides the topic. Raises DataError.

    Without details of its own it keeps the shipped ones. Dated changes of the shipped text do not
    apply to the officer's text.
    """
    if revision.content is None:
        return None
    topic = topic_from_content(revision.content, shipped.register)
    original = shipped.topics.get(revision.topic_id)
    if original is None or "detail" in revision.content:
        return topic
    return replace(topic, details=original.details)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A revision whose shipped topic is no longer the one it was based on."""

    revision_id: int
    topic_id: str
    kind: str  # changed, removed, appeared
    unit_path: str = ""  # of the revision's unit; "": everywhere


def list_conflicts(shipped: Knowledge, revisions: Iterable[PublishedRevision]) -> list[Conflict]:
    """List revisions whose shipped topic has changed since."""
    overtaken = []
    for revision in revisions:
        current = shipped.topics.get(revision.topic_id)
        if fingerprint_topic(current) != revision.base:
            kind = "removed" if current is None else "changed" if revision.base else "appeared"
            overtaken.append(
                Conflict(revision.revision_id, revision.topic_id, kind, revision.unit_path)
            )
    return overtaken
