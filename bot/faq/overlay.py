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

from bot.faq.legal import Register
from bot.faq.store import Knowledge, Topic, topic_from

_DAYS = ("checked_on", "expires_on", "valid_from")


@dataclass(frozen=True, slots=True)
class Edit:
    """A published revision: the whole topic, or None to hide the shipped one."""

    revision_id: int
    topic_id: str
    content: Mapping[str, Any] | None
    base: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the revision is in force on a day; both ends inclusive."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def as_content(topic: Topic) -> dict[str, Any]:
    """Convert a topic to the JSON values a revision stores, keyed as in the files."""
    values = asdict(topic)
    values["detail"] = [_full(detail) for detail in values.pop("details")]
    # What a change writes empty it takes away; only what it does not write falls away here.
    values["change"] = [
        {key: _plain(value) for key, value in change.items() if value is not None}
        for change in values.pop("changes")
    ]
    return _full(values)


def _full(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in values.items() if value not in ("", (), [], None)}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple():
            return list(value)
    return value


def read_content(content: Mapping[str, Any], register: Register | None = None) -> Topic:
    """Convert stored content to a topic; the reverse of `topic_to_content`. Raises DataError.

    A basis may cite a document of the register, as in the files, or be free text of the commune.
    """
    values = _with_days(content)
    for name in ("detail", "change"):
        if isinstance(nested := values.get(name), list):
            values[name] = [
                _with_days(table) if isinstance(table, Mapping) else table for table in nested
            ]
    return topic_from(values, f"topic {values.get('id')!r}", register)


def _with_days(content: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        key: list(value) if isinstance(value, tuple) else value for key, value in content.items()
    }
    for name in _DAYS:
        if isinstance(written := values.get(name), str):
            # What is no day is left as it is: the reader says so, and where.
            with suppress(ValueError):
                values[name] = date.fromisoformat(written)
    return values


def keep_as_edit(content: Mapping[str, Any], shipped: Knowledge) -> dict[str, Any]:
    """Return a proposed topic's content, without its details if they equal the shipped ones.

    Unchanged details are not copied, so an upgrade of the files still reaches them. Raises
    DataError.
    """
    topic = read_content(content, shipped.register)
    kept = as_content(topic)
    if "detail" not in content:
        return kept
    original = shipped.topics.get(topic.id)
    kept.pop("detail", None)
    if original is None or topic.details != original.details:
        kept["detail"] = as_content(topic).get("detail", [])
    return kept


def fingerprint(topic: Topic | None) -> str:
    """Return a hash of a topic's content; "" for None."""
    if topic is None:
        return ""
    plain = json.dumps(as_content(topic), ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(plain.encode()).hexdigest()


def apply(shipped: Knowledge, edits: Iterable[Edit], *, today: date) -> Knowledge:
    """Apply the revisions in force today; of several for one topic the last wins."""
    topics = dict(shipped.topics)
    for edit in sorted(edits, key=lambda edit: edit.revision_id):
        if not edit.holds_on(today):
            continue
        if edit.content is None:
            topics.pop(edit.topic_id, None)
        else:
            topics[edit.topic_id] = _edited(edit, edit.content, shipped)
    vague = {
        key: replace(one, topics=tuple(topic for topic in one.topics if topic in topics))
        for key, one in shipped.vague.items()
    }
    return replace(shipped, topics=topics, vague=vague)


def _edited(edit: Edit, content: Mapping[str, Any], shipped: Knowledge) -> Topic:
    """Return the revision's topic; without details of its own it keeps the shipped ones.

    Dated changes of the shipped text do not apply to the officer's text.
    """
    topic = read_content(content, shipped.register)
    original = shipped.topics.get(edit.topic_id)
    if original is None or "detail" in content:
        return topic
    return replace(topic, details=original.details)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A revision whose shipped topic is no longer the one it was based on."""

    revision_id: int
    topic_id: str
    kind: str  # changed, removed, appeared


def conflicts(shipped: Knowledge, edits: Iterable[Edit]) -> list[Conflict]:
    """List revisions whose shipped topic has changed since."""
    found = []
    for edit in edits:
        now = shipped.topics.get(edit.topic_id)
        if fingerprint(now) != edit.base:
            kind = "removed" if now is None else "changed" if edit.base else "appeared"
            found.append(Conflict(edit.revision_id, edit.topic_id, kind))
    return found
