"""Clustering of short texts by similarity, in one pass; good enough for a reader. Pure.

A text is compared only with those that share words with it. Comparing each with every other takes
seconds for two thousand; which words are worth looking up is the prefix filter of set-similarity
joins (Chaudhuri, Ganti, Kaushik, 2006): whoever shares a third of the letters shares one of the
rarer words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.vietnamese.letters import normalize_for_match

SIMILARITY_THRESHOLD = 72.0  # of 100: the same matter in other words, seldom another matter
LEAST_SHARED = 1 / 3  # of the letters of the shorter text that are in words of both


class _Heads:
    """The first texts of the clusters, by their words."""

    def __init__(self, frequency: Counter[str]) -> None:
        self._frequency = frequency
        self._texts: list[str] = []
        self._letters: list[int] = []  # of each text: how many its different words have
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_rare_word: dict[str, list[int]] = defaultdict(list)

    def add(self, text: str) -> None:
        number, words = len(self._texts), frozenset(text.split())
        self._texts.append(text)
        self._letters.append(sum(map(len, words)))
        for word in words:
            self._by_word[word].append(number)
        for word in self._list_rare(words):
            self._by_rare_word[word].append(number)

    def find(self, text: str) -> int | None:
        """Return the number of the most similar one, or None when none is similar enough."""
        numbers = self._list_near(frozenset(text.split()))
        best = process.extractOne(
            text,
            [self._texts[number] for number in numbers],
            scorer=fuzz.token_set_ratio,
            score_cutoff=SIMILARITY_THRESHOLD,
        )
        return None if best is None else numbers[best[2]]

    def _list_near(self, words: frozenset[str]) -> list[int]:
        """Return the numbers of those that share enough letters, in order."""
        # Of a shorter head a rare word of its own must be here; of a longer one, one of ours.
        candidates = {number for word in words for number in self._by_rare_word.get(word, ())}
        for word in self._list_rare(words):
            candidates.update(self._by_word.get(word, ()))
        shared = dict.fromkeys(candidates, 0)
        # Letters are added up word by word: to intersect the words of each pair took three times
        # as long.
        for word in words:
            length = len(word)
            for number in candidates.intersection(self._by_word.get(word, ())):
                shared[number] += length
        letters = sum(map(len, words))
        return sorted(
            number
            for number, count in shared.items()
            if count >= LEAST_SHARED * min(letters, self._letters[number])
        )

    def _list_rare(self, words: Iterable[str]) -> list[str]:
        """Return the rarest words: all but those that together are too few letters to share."""
        ordered = sorted(words, key=lambda word: (self._frequency[word], word))
        left = LEAST_SHARED * sum(map(len, ordered))
        while ordered and (left := left - len(ordered[-1])) > 0:
            ordered.pop()
        return ordered


def cluster_texts(texts: Iterable[str]) -> list[list[int]]:
    """Cluster texts by similarity to each cluster's first text. Returns indexes, in order."""
    written = list(texts)
    normalized = {text: normalize_for_match(text) for text in set(written)}
    said = [normalized[text] for text in written]
    heads = _Heads(Counter(word for text in set(said) for word in set(text.split())))
    groups: list[list[int]] = []
    places: dict[str, int] = {}  # of a text that came before, word for word
    for number, text in enumerate(said):
        place = places[text] if text in places else heads.find(text)
        if place is None:
            heads.add(text)
            groups.append([])
            place = len(groups) - 1
        places[text] = place
        groups[place].append(number)
    return groups
