"""Officers' edits laid over the shipped files: override, hide, add (ADR-0009). Pure.

The files stay upgradable: an edit of a topic whose shipped text changed since is a conflict, listed
for an officer and never silently dropped; until they decide, their edit stands.
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
    """A published edit: the whole topic, or None to hide the shipped one."""

    revision_id: int
    topic_id: str
    content: Mapping[str, Any] | None
    base: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the edit is in force on a day; both ends count."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def as_content(topic: Topic) -> dict[str, Any]:
    """A topic as plain values, the way an edit keeps it: as in the files, days written out."""
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
    """The reverse of `as_content`; DataError names what is wrong.

    A basis may name a document of the register, as in the files, or be words of the commune's own.
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
    """What of a proposed topic an edit keeps: all that differs from the files in its details.

    Details nobody touched are not copied: an upgrade of the files then still reaches them.
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
    """What tells one text of a topic from another; "" for no topic."""
    if topic is None:
        return ""
    plain = json.dumps(as_content(topic), ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(plain.encode()).hexdigest()


def apply(shipped: Knowledge, edits: Iterable[Edit], *, today: date) -> Knowledge:
    """The knowledge residents meet today: the last edit of a topic that is in force wins."""
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
    """An edit that says nothing of details keeps the shipped ones; days of the shipped text do not
    reach into the officer's own."""
    topic = read_content(content, shipped.register)
    original = shipped.topics.get(edit.topic_id)
    if original is None or "detail" in content:
        return topic
    return replace(topic, details=original.details)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An officer's edit of a topic whose shipped text is no longer the one they saw."""

    revision_id: int
    topic_id: str
    kind: str  # changed, removed, appeared


def conflicts(shipped: Knowledge, edits: Iterable[Edit]) -> list[Conflict]:
    """Edits that an upgrade of the files has overtaken."""
    found = []
    for edit in edits:
        now = shipped.topics.get(edit.topic_id)
        if fingerprint(now) != edit.base:
            kind = "removed" if now is None else "changed" if edit.base else "appeared"
            found.append(Conflict(edit.revision_id, edit.topic_id, kind))
    return found
