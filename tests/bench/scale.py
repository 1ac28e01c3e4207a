"""A hundred times the shipped topics, to see what size costs when asking.

Nobody has written 15,000 topics, so each shipped topic is copied: in copy n about half of its
content words (those outside the 2 % most used) are exchanged for other words of the vocabulary,
chosen by a checksum of (n, word). Copies therefore share function words and half their content with
the original, as neighbouring topics do. Learning is copied with the words, not repeated: training
15,000 topics would be hours of work, asking is what is measured. Rows are cut to the strongest
`MOST` weights, as `bot.faq.model_file` would for a model of this size.
"""

import zlib
from array import array
from collections.abc import Callable
from dataclasses import replace

from bot.faq.compact_tables import Row
from bot.faq.features import Reader
from bot.faq.index import KnowledgeIndex, pack_rows
from bot.faq.knowledge_files import Topic
from bot.faq.model_file import MAX_ROW_WEIGHTS, keep_strongest


def enlarge(index: KnowledgeIndex, copies: int) -> KnowledgeIndex:
    """An index of `copies` times as many topics; the first copy is the original, with the rest."""
    model = index.model
    topics = [entry for entry in index.entries if isinstance(entry, Topic)]
    size = len(topics)
    words = sorted(word for word in model.known_words if word.isalpha())
    common = set(sorted(words, key=lambda word: -model.known_words[word])[: len(words) // 50])
    rows: dict[str, Row] = {f: (r, c[:], w[:]) for f, (r, c, w) in model.rows.items()}
    entries, phrasings = list(index.entries), list(index.phrasings)
    for copy in range(1, copies):
        change = _changer(copy, words, common)
        shift = len(entries)
        for feature, (rare, classes, weights) in model.rows.items():
            name = " ".join(map(change, feature.split(" ")))
            row = rows.setdefault(name, (rare, array("H"), array("b")))
            row[1].extend([number + shift for number in classes if number < size])
            row[2].extend([w for c, w in zip(classes, weights, strict=True) if c < size])
        entries.extend(replace(topic, id=f"{topic.id}~{copy}") for topic in topics)
        for texts in index.phrasings[:size]:
            phrasings.append([" ".join(map(change, text.split(" "))) for text in texts])
    rows = {name: keep_strongest(row, MAX_ROW_WEIGHTS) for name, row in rows.items()}
    known = {**{feature: 2 for feature in rows if feature.isalpha()}, **model.known_words}
    names = tuple(f"{number}" for number in range(len(entries)))
    larger = replace(model, rows=rows, known_words=known, classes=names)
    return replace(
        index,
        model=larger,
        entries=entries,
        phrasings=phrasings,
        reader=Reader(index.lexicon, known),
        packed=pack_rows(larger),
    )


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
