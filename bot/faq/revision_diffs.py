"""What differs between two texts of a topic, field by field and word by word. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from bot.faq.answers import format_date
from bot.faq.details import Detail
from bot.faq.knowledge_files import Topic

_TOPIC_FIELDS = (
    "title", "answer", "steps", "no_phone", "in_person", "scam", "links", "basis", "checked_on",
    "expires_on", "trust", "questions",
)  # fmt: skip
_DETAIL_FIELDS = (
    "kind", "answer", "basis", "checked_on", "expires_on", "valid_from", "trust", "questions",
)  # fmt: skip
_LINES = frozenset({"questions", "links", "basis"})  # compared line by line
ALIKE = 0.6  # texts less alike are shown whole: words of both between each other can not be read
_PIECE = re.compile(r"\s+|\S+")


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; `detail` is the id of a detail, "" for the topic's own text."""

    name: str
    detail: str
    pieces: tuple[Piece, ...]


def list_field_changes(before: Topic | None, after: Topic | None) -> list[FieldChange]:
    """List the fields that differ; None is a topic that is not answered."""
    changes = list(_compare(_read_fields(before), _read_fields(after), ""))
    old, new = _map_details(before), _map_details(after)
    for key in dict.fromkeys((*new, *old)):
        changes += _compare(old.get(key, {}), new.get(key, {}), key)
    return changes


def _read_fields(topic: Topic | None) -> Mapping[str, str]:
    if topic is None:
        return {}
    values = {name: _write(getattr(topic, name)) for name in _TOPIC_FIELDS}
    # What begins later is told by its days alone: the words are in the files.
    return values | {"changes": "\n".join(_write(change.valid_from) for change in topic.changes)}


def _map_details(topic: Topic | None) -> dict[str, Mapping[str, str]]:
    details: tuple[Detail, ...] = topic.details if topic else ()
    return {
        f"{detail.id} {_write(detail.valid_from)}".strip(): {
            name: _write(getattr(detail, name)) for name in _DETAIL_FIELDS
        }
        for detail in details
    }


def _write(value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return format_date(value)
        case tuple():
            return "\n".join(value)
    return str(value).strip()


def _compare(
    before: Mapping[str, str], after: Mapping[str, str], detail: str
) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            by_line = name in _LINES
            yield FieldChange(name, detail, tuple(_list_pieces(old, new, by_line=by_line)))


def _list_pieces(old: str, new: str, *, by_line: bool) -> Iterator[Piece]:
    """Yield the pieces; of long lists only what was added or removed."""
    left = old.splitlines() if by_line else _PIECE.findall(old)
    right = new.splitlines() if by_line else _PIECE.findall(new)
    joint = "\n" if by_line else ""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if not by_line and matcher.ratio() < ALIKE:
        yield from (Piece(PieceKind.REMOVED, old),) if old else ()
        yield from (Piece(PieceKind.ADDED, new),) if new else ()
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal" and not by_line:
            yield Piece(PieceKind.SAME, joint.join(left[a:b]))
        if tag in ("delete", "replace"):
            yield Piece(PieceKind.REMOVED, joint.join(left[a:b]))
        if tag in ("insert", "replace"):
            yield Piece(PieceKind.ADDED, joint.join(right[c:d]))
