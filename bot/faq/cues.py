"""What people ask of a matter, by the words that ask it: "hết mấy đồng" asks for a fee.

The cues are data (`data/lexicon/points.toml`), read folded, as whole words of a repaired reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import texts
from bot.faq.details import Point
from bot.faq.fields import Fields
from bot.faq.normalize import fold, tokens
from bot.tomls import read_toml

FILE = "points.toml"


@dataclass(frozen=True, slots=True)
class Cues:
    """Names of the kinds, and their cues by the first word: (words, kind), longest first."""

    names: Mapping[Point, str] = field(default_factory=dict)
    starting: Mapping[str, tuple[tuple[tuple[str, ...], Point], ...]] = field(default_factory=dict)

    def find_kinds(self, words: list[str]) -> list[Point]:
        """The kinds that folded words ask for, in order; a longer cue hides those within it."""
        kinds: list[Point] = []
        position = 0
        while position < len(words):
            for cue, kind in self.starting.get(words[position], ()):
                if cue == tuple(words[position : position + len(cue)]):
                    kinds.append(kind)
                    position += len(cue) - 1
                    break
            position += 1
        return kinds


def load_cues(data_dir: Path) -> Cues:
    """Read the file; a missing one is empty. DataError names the entry that is wrong."""
    path = data_dir / "lexicon" / FILE
    entries = read_toml(path).get("kind", []) if path.exists() else []
    names: dict[Point, str] = {}
    cues: dict[str, list[tuple[tuple[str, ...], Point]]] = {}
    for number, raw in enumerate(entries, start=1):
        fields = Fields(path, "kind", number, raw)
        fields.only("id", "name", "cues")
        kind = fields.text("id")
        if kind not in list(Point):
            raise fields.fault(texts.DETAIL_KIND.format(kind=kind, kinds=", ".join(Point)))
        names[Point(kind)] = fields.text("name")
        for cue in fields.texts("cues"):
            key = tuple(tokens(fold(cue)))
            cues.setdefault(key[0], []).append((key, Point(kind)))
    ordered = {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in cues.items()
    }
    return Cues(names, ordered)
