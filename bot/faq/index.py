"""The knowledge made searchable: what each feature says about each entry. Immutable; replaced whole."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.faq.features import Reader, features
from bot.faq.lexicon import Lexicon
from bot.faq.normalize import fold, tokens
from bot.faq.store import Entry, Knowledge


@dataclass(frozen=True, slots=True)
class Index:
    """Built by `build`, never changed. `entries[i]` is what the number i in a posting means."""

    knowledge: Knowledge
    lexicon: Lexicon
    reader: Reader
    entries: tuple[Entry, ...]
    phrasings: tuple[tuple[str, ...], ...]  # as repaired and folded, per entry
    postings: Mapping[str, tuple[tuple[int, float], ...]]

    @classmethod
    def build(cls, knowledge: Knowledge, lexicon: Lexicon) -> Self:
        """Learn from the phrasings; about a second for the shipped knowledge."""
        entries = tuple(knowledge.entries())
        vocabulary = Counter(
            token
            for entry in entries
            for question in entry.questions
            for token in map(fold, tokens(question))
        )
        reader = Reader(lexicon, vocabulary)
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        phrasings: list[tuple[str, ...]] = []
        for number, entry in enumerate(entries):
            texts = []
            title = getattr(entry, "title", "") or getattr(entry, "subject", "")
            for question in (*entry.questions, *([title] if title else [])):
                reading = reader.read(question)
                texts.append(reading.text)
                found = features(reading, lexicon)
                norm = math.sqrt(sum(w * w for w in found.values())) or 1.0
                for feature, weight in found.items():
                    counts[feature][number] += weight / norm
            phrasings.append(tuple(texts))
        return cls(
            knowledge, lexicon, reader, entries, tuple(phrasings), _weigh(counts, len(entries))
        )


def _weigh(
    counts: Mapping[str, Mapping[int, float]], classes: int
) -> dict[str, tuple[tuple[int, float], ...]]:
    smooth = 0.1
    totals: dict[int, float] = defaultdict(float)
    for per_class in counts.values():
        for number, count in per_class.items():
            totals[number] += count
    everything = sum(totals.values())
    size = len(counts)
    postings = {}
    for feature, per_class in counts.items():
        overall = sum(per_class.values())
        row = []
        for number, count in per_class.items():
            inside = (count + smooth) / (totals[number] + smooth * size)
            outside = (overall - count + smooth) / (everything - totals[number] + smooth * size)
            if (weight := math.log(inside / outside)) > 0:
                row.append((number, weight))
        postings[feature] = tuple(row)
    return postings
