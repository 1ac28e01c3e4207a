"""From a question to what the matcher weighs: words, pairs of words, toned words, synonym classes.

Two steps, both pure: `read` repairs spelling against a vocabulary and keeps a note of every repair;
`features` lists what is then weighed. The same two steps read phrasings and questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.faq.lexicon import Lexicon
from bot.faq.normalize import fold, is_syllable, tokens, toned, unteen, untelex

TYPO_LIKENESS = 0.7


@dataclass(frozen=True, slots=True)
class Word:
    """One word as weighed: folded, its toned form when it was typed with tones, how sure we are."""

    folded: str
    toned: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A question after repair, and the repairs made (typed, meant)."""

    words: tuple[Word, ...]
    repairs: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.folded for word in self.words if word.weight == 1.0)


class Reader:
    """Reads text with one lexicon and one vocabulary. Immutable but for a bounded memory of repairs."""

    def __init__(self, lexicon: Lexicon, vocabulary: Mapping[str, int]) -> None:
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._choices = [word for word in vocabulary if len(word) >= 3 and not word.isdigit()]
        self.repair = lru_cache(maxsize=20_000)(self._repair)

    def read(self, text: str) -> Reading:
        """Repair and expand. Never raises, whatever the text."""
        typed = tokens(text)
        words: list[Word] = []
        repairs: list[tuple[str, str]] = []
        position = 0
        while position < len(typed):
            length, meanings = self._meanings(typed, position)
            if meanings:
                raw = " ".join(typed[position : position + length])
                for alternative, meaning in enumerate(meanings):
                    weight = 1.0 if alternative == 0 else 0.5
                    words.extend(_word(token, weight) for token in meaning)
                repairs.append((raw, " / ".join(" ".join(m) for m in meanings)))
            else:
                raw = typed[position]
                repaired = self.repair(raw)
                if repaired != (raw,):
                    repairs.append((raw, " ".join(repaired)))
                words.extend(_word(token) for token in repaired)
            position += max(length, 1)
        return Reading(tuple(words), tuple(repairs))

    def _meanings(self, typed: list[str], position: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
        table = self._lexicon.meanings
        for length in range(min(self._lexicon.longest, len(typed) - position), 0, -1):
            if found := table.get(tuple(typed[position : position + length])):
                return length, found
        return 0, ()

    def _repair(self, raw: str) -> tuple[str, ...]:
        folded = fold(raw)
        if folded in self._vocabulary or not folded.isascii() or folded.isdigit():
            return (raw,)
        if is_syllable(folded) or len(folded) > 30:
            return (raw,)
        for candidate in (unteen(folded), untelex(folded)):
            if candidate in self._vocabulary:
                return (candidate,)
        if parts := self._unglue(raw, folded):
            return parts
        if len(folded) >= 4:
            found = process.extractOne(
                folded, self._choices, scorer=OSA.normalized_similarity, score_cutoff=TYPO_LIKENESS
            )
            if found:
                return (found[0],)
        return (raw,)

    def _unglue(self, raw: str, folded: str) -> tuple[str, ...]:
        """Cut a word without spaces into known words, the fewest and most used; () when impossible."""
        if len(raw) != len(folded) or len(folded) < 4:
            return ()
        best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())]
        for end in range(1, len(folded) + 1):
            options = []
            for start in range(max(0, end - 7), end):
                before = best[start]
                count = self._vocabulary.get(folded[start:end], 0)
                if before is not None and count and is_syllable(folded[start:end]):
                    options.append(
                        (before[0] + 1, before[1] - count, (*before[2], raw[start:end]))
                    )
            best.append(min(options) if options else None)
        last = best[-1]
        return last[2] if last and last[0] <= 5 else ()


def _word(token: str, weight: float = 1.0) -> Word:
    folded = fold(token)
    return Word(folded, "" if token == folded else toned(token), weight)


def features(reading: Reading, lexicon: Lexicon) -> dict[str, float]:
    """What is weighed, with how much of it there is."""
    found: dict[str, float] = {}

    def add(feature: str, weight: float) -> None:
        found[feature] = max(found.get(feature, 0.0), weight)

    words = [word for word in reading.words]
    for position, word in enumerate(words):
        weight = word.weight * (0.3 if word.folded in lexicon.filler else 1.0)
        add(word.folded, weight)
        if word.toned:
            add("'" + word.toned, weight)
        if position + 1 < len(words):
            after = words[position + 1]
            add(f"{word.folded} {after.folded}", min(word.weight, after.weight))
            if word.toned and after.toned:
                add(f"'{word.toned} {after.toned}", min(word.weight, after.weight))
        if position + 2 < len(words):
            after = words[position + 2]
            add(f"{word.folded}_{after.folded}", min(word.weight, after.weight))
    _add_classes(words, lexicon, add)
    return found


def _add_classes(words: list[Word], lexicon: Lexicon, add: object) -> None:
    folded = [word.folded for word in words]
    for start in range(len(folded)):
        for length in range(1, min(lexicon.longest, len(folded) - start) + 1):
            name = lexicon.classes.get(tuple(folded[start : start + length]))
            if name:
                add(f"#{name}", 1.0)  # type: ignore[operator]
