"""Lexicon of how residents write: abbreviations, regional words, synonyms, filler words.

Read from `data/lexicon/*.toml`. A missing file counts as empty; matching is then less accurate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.normalize import fold, tokens

T = TypeVar("T")

Words = tuple[str, ...]
Meanings = tuple[tuple[Words, tuple[Words, ...]], ...]  # (key, its meanings, likelier first)
Names = tuple[tuple[Words, str], ...]  # (folded key, name of its synonym class)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists indexed by first word, longest key first. Immutable."""

    meanings: Mapping[str, Meanings] = field(default_factory=dict)
    classes: Mapping[str, Names] = field(default_factory=dict)
    filler: frozenset[str] = frozenset()  # folded single words

    def starting(self, word: str) -> Meanings:
        """Return abbreviations and regional phrases that begin with this word as typed."""
        return self.meanings.get(word, ())

    def naming(self, folded: str) -> Names:
        """Return synonyms that begin with this folded word."""
        return self.classes.get(folded, ())


def load_lexicon(data_dir: Path) -> Lexicon:
    """Read `data_dir/lexicon/*.toml`. Raises DataError naming file and word."""
    folder = data_dir / "lexicon"
    meanings: dict[Words, tuple[Words, ...]] = {}
    for name in ("abbreviations.toml", "regional.toml"):
        path = folder / name
        for word, value in _table(path, "words").items():
            meant = [value] if isinstance(value, str) else value
            if not isinstance(meant, list) or not all(isinstance(m, str) and m for m in meant):
                raise _fault(path, texts.DATA_TEXT_OR_TEXTS, f"«{word}»")
            if key := tuple(tokens(word)):
                meanings.setdefault(key, tuple(tuple(tokens(m)) for m in meant))
    names: dict[Words, str] = {}
    path = folder / "synonyms.toml"
    for number, group in enumerate(_list(path, "group"), start=1):
        words = group.get("words") if isinstance(group, dict) else None
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            raise _fault(path, texts.DATA_TEXTS, texts.DATA_GROUP.format(number=number))
        for word in words:
            if key := tuple(tokens(fold(word))):
                names.setdefault(key, f"#{fold(words[0])}")
    path = folder / "filler.toml"
    filler = _list(path, "words")
    if not all(isinstance(word, str) for word in filler):
        raise _fault(path, texts.DATA_TEXTS)
    return Lexicon(
        _by_first_word(meanings.items()),
        _by_first_word(names.items()),
        frozenset(fold(word) for word in filler if len(tokens(word)) == 1),
    )


def _fault(path: Path, reason: str, name: str = "") -> DataError:
    if name:
        return DataError(texts.DATA_ENTRY_FAULT.format(path=path, name=name, reason=reason))
    return DataError(texts.DATA_FAULT.format(path=path, reason=reason))


def _by_first_word(items: Iterable[tuple[Words, T]]) -> dict[str, tuple[tuple[Words, T], ...]]:
    table: dict[str, list[tuple[Words, T]]] = {}
    for key, value in items:
        table.setdefault(key[0], []).append((key, value))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def _table(path: Path, key: str) -> Mapping[str, Any]:
    value = read_toml(path).get(key, {}) if path.exists() else {}
    if not isinstance(value, dict):
        raise _fault(path, texts.DATA_TABLE.format(key=key))
    return value


def _list(path: Path, key: str) -> list[Any]:
    value = read_toml(path).get(key, []) if path.exists() else []
    if not isinstance(value, list):
        raise _fault(path, texts.DATA_LIST.format(key=key))
    return value
