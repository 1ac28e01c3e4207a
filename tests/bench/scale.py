"""A hundred times the shipped topics, to see what size costs when asking.

Nobody has written 15,000 topics, so each shipped entry is copied: in copy n about half of its
content words (those outside the 2 % most used) are exchanged for other words of the vocabulary,
chosen by a checksum of (n, word). Copies therefore share function words and half their content with
the original, as neighbouring topics do. Learning is copied with the words, not repeated: training
15,000 topics would be hours of work, asking is what is measured. Rows are cut to the strongest
`MOST` weights, as `bot.faq.model` would for a model of this size.
"""

import zlib
from array import array
from collections.abc import Callable
from dataclasses import replace

from bot.faq.features import Reader
from bot.faq.index import Index
from bot.faq.model import MOST, Row, strongest
from bot.faq.store import Entry, Topic


def enlarge(index: Index, copies: int) -> Index:
    """An index of `copies` times as many entries; the first copy is the original."""
    model = index.model
    size = sum(isinstance(entry, Topic) for entry in index.entries)  # topics come first
    others = len(index.entries) - size
    words = sorted(w for w in model.known if " " not in w and w.isalpha())
    common = set(sorted(words, key=lambda w: -model.known[w])[: len(words) // 50])
    rows: dict[str, tuple[float, array[int], array[int]]] = {}
    phrasings = []
    for copy in range(copies):
        change = _changer(copy, words, common)
        for feature, (rare, classes, weights) in model.rows.items():
            name = " ".join(map(change, feature.split(" "))) if copy else feature
            row = rows.setdefault(name, (rare, array("H"), array("b")))
            row[1].extend([number + copy * size for number in classes])
            row[2].extend(weights)
        for texts in index.phrasings:
            phrasings.append([" ".join(map(change, text.split(" "))) for text in texts])
    cut: dict[str, Row] = {name: strongest(row, MOST) for name, row in rows.items()}
    known = {**dict.fromkeys((f for f in cut if f.isalpha()), 2), **model.known}
    larger = replace(model, rows=cut, known=known, classes=model.classes * copies)
    return replace(
        index,
        model=larger,
        entries=[_copy(entry, n) for n in range(copies) for entry in index.entries],
        phrasings=phrasings,
        reader=Reader(index.lexicon, known),
    )


def _copy(entry: Entry | None, copy: int) -> Entry | None:
    if copy and isinstance(entry, Topic):
        return replace(entry, id=f"{entry.id}~{copy}")
    return entry


def _changer(copy: int, words: list[str], common: set[str]) -> Callable[[str], str]:
    memory: dict[str, str] = {}

    def change(word: str) -> str:
        if (found := memory.get(word)) is None:
            found = word
            if copy and word not in common and word.isalpha():
                number = zlib.crc32(f"{copy} {word}".encode())
                if number % 2:
                    found = words[number // 2 % len(words)]
            memory[word] = found
        return found

    return change
