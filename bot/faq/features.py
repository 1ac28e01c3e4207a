"""Extract features from text: words, word pairs, toned words, synonym classes.

Two pure steps: `Reader.read` repairs spelling and records each repair; `extract_features` lists the
weighted features. Phrasings and questions go through the same steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.faq.lexicon import Lexicon, WordTuple
from bot.faq.normalization import (
    is_syllable,
    normalize_tones,
    respell_teen_slang,
    strip_tones,
    tokenize,
    undo_telex,
)

TYPO_SIMILARITY = 0.74  # of the letters of an unknown word must stand, to be read as a known one
ALTERNATIVE_WEIGHT = 0.5  # weight of a reading that its neighbours do not favour
FILLER_WEIGHT = 0.3  # weight of a word that carries no subject
PAIR_WEIGHT = 0.7
TONED_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """One word: folded, and its canonical toned form («'mat5») if it was typed with tones."""

    folded: str
    toned: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text after spelling repair, its alternative readings, and the repairs (typed, meant)."""

    words: tuple[Word, ...]
    alternatives: tuple[tuple[Word, ...], ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    typed: str = ""  # the words before repair, folded

    @property
    def text(self) -> str:
        """The repaired text, folded."""
        return " ".join(word.folded for word in self.words)


class Reader:
    """Spelling repair with a lexicon and a table of known words and pairs. Repairs are cached."""

    def __init__(self, lexicon: Lexicon, known: Mapping[str, int]) -> None:
        self.lexicon = lexicon
        self._known = known  # "mat" and "mat khau" → in how many phrasings
        self._choices = [word for word in known if len(word) >= 3 and word.isalpha()]
        self.repair = lru_cache(maxsize=20_000)(self._repair)

    def __reduce__(self) -> tuple[type["Reader"], tuple[Lexicon, Mapping[str, int]]]:
        # A copy on disk has no repairs: they are cached as they are made.
        return Reader, (self.lexicon, self._known)

    def read(self, text: str) -> Reading:
        """Repair spelling and expand abbreviations. Never raises, whatever the text."""
        typed = tokenize(text)
        words: list[Word] = []
        others: list[tuple[Word, ...]] = []
        repairs: list[tuple[str, str]] = []
        position = 0
        while position < len(typed):
            length, meanings = self._find_meanings(typed, position)
            if length:
                readings = [tuple(map(make_word, meaning)) for meaning in meanings]
                after = typed[position + length] if position + length < len(typed) else ""
                if len(readings) > 1:
                    before = words[-1].folded if words else ""
                    readings.sort(key=lambda r: -self._count_support(before, r, strip_tones(after)))
                words.extend(readings[0])
                others.extend(readings[1:3])
                raw = " ".join(typed[position : position + length])
                repairs.append((raw, " ".join(word.folded for word in readings[0])))
                position += length
                continue
            raw = typed[position]
            repaired = self.repair(raw)
            if repaired != (raw,):
                repairs.append((raw, " ".join(repaired)))
            words.extend(map(make_word, repaired))
            position += 1
        folded = " ".join(map(strip_tones, typed))
        return Reading(tuple(words), tuple(others), tuple(repairs), folded)

    def _find_meanings(self, typed: list[str], position: int) -> tuple[int, tuple[WordTuple, ...]]:
        for key, meanings in self.lexicon.meanings_starting_with(typed[position]):
            if key == tuple(typed[position : position + len(key)]):
                return len(key), meanings
        return 0, ()

    def _count_support(self, before: str, reading: tuple[Word, ...], after: str) -> int:
        """Count how often the phrasings have this reading next to these neighbours."""
        if not reading:
            return 0
        left = self._known.get(f"{before} {reading[0].folded}", 0)
        return left + self._known.get(f"{reading[-1].folded} {after}", 0)

    def _repair(self, raw: str) -> WordTuple:
        folded = strip_tones(raw)
        if folded in self._known or not folded.isascii() or folded.isdigit():
            return (raw,)
        if is_syllable(folded) or len(folded) > 30:
            return (raw,)
        for candidate in (respell_teen_slang(folded), undo_telex(folded)):
            if candidate in self._known:
                return (candidate,)
        if parts := self._split_joined_word(raw, folded):
            return parts
        if len(folded) >= 4:
            closest = process.extractOne(
                folded,
                self._choices,
                scorer=OSA.normalized_similarity,
                score_cutoff=TYPO_SIMILARITY,
            )
            if closest:
                return (closest[0],)
        return (raw,)

    def _split_joined_word(self, raw: str, folded: str) -> WordTuple:
        """Split a word typed without spaces into few, frequent syllables; () if impossible."""
        if len(raw) != len(folded) or len(folded) < 4:
            return ()
        best: list[tuple[int, int, WordTuple] | None] = [(0, 0, ())]
        for end in range(1, len(folded) + 1):
            options = []
            for start in range(max(0, end - 7), end):
                before = best[start]
                count = self._known.get(folded[start:end], 0)
                if before is not None and count and is_syllable(folded[start:end]):
                    parts = (*before[2], raw[start:end])
                    options.append((before[0] + 1, before[1] - count, parts))
            best.append(min(options) if options else None)
        last = best[-1]
        return last[2] if last and last[0] <= 5 else ()


@lru_cache(maxsize=20_000)
def make_word(token: str) -> Word:
    """Make the `Word` of a token."""
    folded = strip_tones(token)
    return Word(folded, "" if token == folded else "'" + normalize_tones(token))


def extract_features(reading: Reading, lexicon: Lexicon) -> dict[str, float]:
    """Return the features of a reading and their weights.

    Features are `mat`, `'mat5` (toned), `mat khau` (a pair) and `#can cuoc` (a synonym class).
    """
    feature_weights: dict[str, float] = {}
    before = ""
    for word in reading.words:
        folded = word.folded
        amount = FILLER_WEIGHT if folded in lexicon.filler else 1.0
        feature_weights[folded] = amount
        if word.toned:
            feature_weights[word.toned] = amount * TONED_WEIGHT
        if before:
            feature_weights[f"{before} {folded}"] = PAIR_WEIGHT
        before = folded
    for other in reading.alternatives:
        before = ""
        for word in other:
            feature_weights.setdefault(word.folded, ALTERNATIVE_WEIGHT)
            if before:
                feature_weights.setdefault(
                    f"{before} {word.folded}", ALTERNATIVE_WEIGHT * PAIR_WEIGHT
                )
            before = word.folded
    for name in _list_synonym_classes([word.folded for word in reading.words], lexicon):
        feature_weights[name] = 1.0
    return feature_weights


def _list_synonym_classes(folded: list[str], lexicon: Lexicon) -> Iterator[str]:
    for start, word in enumerate(folded):
        for key, name in lexicon.synonyms_starting_with(word):
            if key == tuple(folded[start : start + len(key)]):
                yield name
                break
