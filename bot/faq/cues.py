"""Recognise the kind of detail a question asks for by cue words: "hết mấy đồng" asks for a fee.

Cues are data (`data/lexicon/points.toml`), compared as whole words after spelling repair. Typed
tones must agree ("trẻ" is not "trễ"); toneless words are compared by letters alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import texts
from bot.core.toml_files import read_toml
from bot.faq.details import DetailKind
from bot.faq.features import Word, make_word
from bot.faq.fields import Fields
from bot.faq.normalization import tokenize

FILE = "points.toml"
# Kinds that are asked by the same words.
_RELATED_KINDS = (
    frozenset((DetailKind.FEE, DetailKind.BENEFIT)),
    frozenset((DetailKind.DURATION, DetailKind.DEADLINE, DetailKind.VALIDITY)),
)
Cue = tuple[tuple[Word, ...], DetailKind]


@dataclass(frozen=True, slots=True)
class Cues:
    """Names of the detail kinds, and cues indexed by folded first word, longest first."""

    names: Mapping[DetailKind, str] = field(default_factory=dict)
    by_first_word: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)

    def list_kinds(self, words: Sequence[Word]) -> list[DetailKind]:
        """List the kinds that the words ask for, in order; longer cues hide those within."""
        kinds: list[DetailKind] = []
        position = 0
        while position < len(words):
            for cue, kind in self.by_first_word.get(words[position].folded, ()):
                said = words[position : position + len(cue)]
                if len(said) == len(cue) and all(map(_matches_cue, said, cue)):
                    kinds.append(kind)
                    position += len(cue) - 1
                    break
            position += 1
        return kinds


def include_related_kinds(kinds: Iterable[DetailKind]) -> set[DetailKind]:
    """Add the kinds that are asked with the same words: "mấy ngày" may be a deadline."""
    asked = set(kinds)
    return asked.union(*(group for group in _RELATED_KINDS if not group.isdisjoint(asked)))


def _matches_cue(said: Word, cue: Word) -> bool:
    return said.folded == cue.folded and (not said.toned or said.toned == cue.toned)


def load_cues(data_dir: Path) -> Cues:
    """Load the cue file; empty when it is missing. Raises DataError naming the faulty entry."""
    path = data_dir / "lexicon" / FILE
    entries = read_toml(path).get("kind", []) if path.exists() else []
    names: dict[DetailKind, str] = {}
    cues: dict[str, list[Cue]] = {}
    for number, raw in enumerate(entries, start=1):
        fields = Fields(path, "kind", number, raw)
        fields.reject_unknown_keys("id", "name", "cues")
        kind = fields.text("id")
        if kind not in list(DetailKind):
            raise fields.error(texts.DETAIL_KIND.format(kind=kind, kinds=", ".join(DetailKind)))
        names[DetailKind(kind)] = fields.text("name")
        for phrase in fields.texts("cues"):
            cue = tuple(map(make_word, tokenize(phrase)))
            cues.setdefault(cue[0].folded, []).append((cue, DetailKind(kind)))
    longest_first = {
        word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in cues.items()
    }
    return Cues(names, longest_first)
