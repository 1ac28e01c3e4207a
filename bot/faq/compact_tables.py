"""Tables of the index in flat arrays: what never changes needs no object for each of its values.

A model of 33,000 features took 12 MB as tuples of small arrays, and takes 3; 23,000 checksums took
2.8 MB as a set, and take 0.2.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TypeAlias

# Rarity of a feature, the classes it speaks for or against, and how much, in steps.
Row: TypeAlias = "tuple[float, array[int], array[int]]"


class CompactRows(Mapping[str, Row]):
    """The rows of a model by feature, in four arrays. A row is cut out when it is asked for."""

    __slots__ = ("_classes", "_numbers", "_rarity", "_starts", "_weights")

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._numbers = {feature: number for number, feature in enumerate(rows)}
        self._rarity = array("d")
        self._starts = array("I", [0])
        self._classes, self._weights = array("H"), array("b")
        for rarity, classes, weights in rows.values():
            self._rarity.append(rarity)
            self._classes.extend(classes)
            self._weights.extend(weights)
            self._starts.append(len(self._classes))

    def __getitem__(self, feature: str) -> Row:
        number = self._numbers[feature]
        first, end = self._starts[number], self._starts[number + 1]
        return self._rarity[number], self._classes[first:end], self._weights[first:end]

    def __contains__(self, feature: object) -> bool:
        return feature in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class CompactIntegers(Set[int]):
    """A set of integers of at most 64 bits, sorted in one array."""

    __slots__ = ("_sorted",)

    def __init__(self, numbers: Iterable[int]) -> None:
        self._sorted = array("Q", sorted(set(numbers)))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        place = bisect_left(self._sorted, number)
        return place < len(self._sorted) and self._sorted[place] == number

    def __iter__(self) -> Iterator[int]:
        return iter(self._sorted)

    def __len__(self) -> int:
        return len(self._sorted)


class CompactTexts:
    """A set of texts that can only be asked whether it has one, by digests of 64 bits.

    Of 23,000 texts, another one is taken for one of them once in 10**15.
    """

    __slots__ = ("_digests",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._digests = CompactIntegers(map(_digest, texts))

    def __contains__(self, text: str) -> bool:
        return _digest(text) in self._digests

    def __len__(self) -> int:
        return len(self._digests)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
