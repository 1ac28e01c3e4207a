"""Officers' edits laid over the shipped files: override, hide, add (ADR-0009). Pure.

The files stay upgradable: an edit of a topic whose shipped text changed since is a conflict, listed
for an officer and never silently dropped; until they decide, their edit stands.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot.faq.store import Knowledge, Topic, topic_from


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
    """A topic as plain values, the way an edit keeps it."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(topic).items()
        if value not in ("", (), None)
    }


def read_content(content: Mapping[str, Any]) -> Topic:
    """The reverse of `as_content`; DataError names what is wrong."""
    values = dict(content)
    for name in ("checked_on", "expires_on"):
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    for name, value in values.items():
        if isinstance(value, tuple):
            values[name] = list(value)
    return topic_from(values, f"topic {values.get('id')!r}")


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
            topics[edit.topic_id] = read_content(edit.content)
    vague = {
        key: replace(one, topics=tuple(topic for topic in one.topics if topic in topics))
        for key, one in shipped.vague.items()
    }
    return replace(shipped, topics=topics, vague=vague)


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
