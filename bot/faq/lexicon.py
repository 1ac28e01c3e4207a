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
from bot.faq.normalization import strip_tones, tokenize

T = TypeVar("T")

WordTuple = tuple[str, ...]
Meanings = tuple[
    tuple[WordTuple, tuple[WordTuple, ...]], ...
]  # (key, its meanings, likelier first)
SynonymNames = tuple[tuple[WordTuple, str], ...]  # (folded key, name of its synonym class)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists indexed by first word, longest key first. Immutable."""

    meanings: Mapping[str, Meanings] = field(default_factory=dict)
    synonym_classes: Mapping[str, SynonymNames] = field(default_factory=dict)
    filler: frozenset[str] = frozenset()  # folded single words

    def meanings_starting_with(self, word: str) -> Meanings:
        """Return abbreviations and regional phrases that begin with this word as typed."""
        return self.meanings.get(word, ())

    def synonyms_starting_with(self, folded: str) -> SynonymNames:
        """Return synonyms that begin with this folded word."""
        return self.synonym_classes.get(folded, ())


def load_lexicon(data_dir: Path) -> Lexicon:
    """Read `data_dir/lexicon/*.toml`. Raises DataError naming file and word."""
    folder = data_dir / "lexicon"
    meanings: dict[WordTuple, tuple[WordTuple, ...]] = {}
    for name in ("abbreviations.toml", "regional.toml"):
        path = folder / name
        for word, value in _read_table(path, "words").items():
            meant = [value] if isinstance(value, str) else value
            if not isinstance(meant, list) or not all(isinstance(m, str) and m for m in meant):
                raise _make_error(path, texts.DATA_TEXT_OR_TEXTS, f"«{word}»")
            if key := tuple(tokenize(word)):
                meanings.setdefault(key, tuple(tuple(tokenize(m)) for m in meant))
    names: dict[WordTuple, str] = {}
    path = folder / "synonyms.toml"
    for number, group in enumerate(_read_list(path, "group"), start=1):
        words = group.get("words") if isinstance(group, dict) else None
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            raise _make_error(path, texts.DATA_TEXTS, texts.DATA_GROUP.format(number=number))
        for word in words:
            if key := tuple(tokenize(strip_tones(word))):
                names.setdefault(key, f"#{strip_tones(words[0])}")
    path = folder / "filler.toml"
    filler = _read_list(path, "words")
    if not all(isinstance(word, str) for word in filler):
        raise _make_error(path, texts.DATA_TEXTS)
    return Lexicon(
        _group_by_first_word(meanings.items()),
        _group_by_first_word(names.items()),
        frozenset(strip_tones(word) for word in filler if len(tokenize(word)) == 1),
    )


def _make_error(path: Path, reason: str, name: str = "") -> DataError:
    if name:
        return DataError(texts.DATA_ENTRY_FAULT.format(path=path, name=name, reason=reason))
    return DataError(texts.DATA_FAULT.format(path=path, reason=reason))


def _group_by_first_word(
    items: Iterable[tuple[WordTuple, T]],
) -> dict[str, tuple[tuple[WordTuple, T], ...]]:
    table: dict[str, list[tuple[WordTuple, T]]] = {}
    for key, value in items:
        table.setdefault(key[0], []).append((key, value))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def _read_table(path: Path, key: str) -> Mapping[str, Any]:
    value = read_toml(path).get(key, {}) if path.exists() else {}
    if not isinstance(value, dict):
        raise _make_error(path, texts.DATA_TABLE.format(key=key))
    return value


def _read_list(path: Path, key: str) -> list[Any]:
    value = read_toml(path).get(key, []) if path.exists() else []
    if not isinstance(value, list):
        raise _make_error(path, texts.DATA_LIST.format(key=key))
    return value
