"""Columns of a list: our name for each, the headings officers write, and how well a heading fits.

Headings are compared without tones and case, so "Mã đơn vị", "ma don vi" and "MA_DON_VI" are one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot import texts
from bot.vietnamese.letters import normalize_for_match

# Columns taken as they stand: phones, codes, days, hours and numbers. Every other one is words, in
# which secrets are covered.
_UNMASKED = (
    "unit code kind parent role job phone skills day days time moment seats minutes map year"
    " households persons"
)
UNMASKED_COLUMNS = frozenset(_UNMASKED.split())

EXACT, WEAK, PREFIX = 100, 90, 60  # how surely a heading means a column
PART = 5  # less sure: only a part of it, between slashes
_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: our name for it, and the headings officers write (the first is shown to them).

    `weak` headings mean it unless another column fits better. `instead` names columns that make it
    unnecessary. `is_prefix` allows longer headings that begin with one of these. `fills_down`: an
    empty cell repeats the one above where most are empty, as merged cells are when saved as text.
    """

    name: str
    headings: tuple[str, ...]
    required: bool = True
    weak: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    is_prefix: bool = True
    fills_down: bool = False

    def score(self, label: str) -> int:
        """Return how surely a heading means this column; 0 for not at all."""
        variants = _list_variants(label)
        whole, parts = set(variants[:2]), set(variants)
        strong = {_key(heading) for heading in self.headings} | {_key(self.name)}
        weak = {_key(heading) for heading in self.weak}
        for known, score in ((strong, EXACT), (weak, WEAK)):
            if known & whole:
                return score
            if known & parts:
                return score - PART
        if not self.is_prefix or _is_ignored(variants):
            return 0
        longest = max(
            (len(heading) for heading in strong | weak if _begins(variants[0], heading)), default=0
        )
        return min(PREFIX + longest, WEAK - PART - 1) if longest else 0


def _begins(key: str, heading: str) -> bool:
    """Whether a longer heading begins with a known one of two words or more."""
    return " " in heading and key.startswith(f"{heading} ")


@lru_cache(maxsize=4096)
def _key(heading: str) -> str:
    return normalize_for_match(heading.replace("_", " "))


@lru_cache(maxsize=4096)
def _list_variants(label: str) -> tuple[str, ...]:
    """Return the readings of a heading: whole, without parentheses, and its parts by slashes."""
    bare = _PARENTHESES.sub(" ", label)
    parts = [_key(part) for part in re.split(r"[/\n]", bare)]
    return _key(label), _key(bare) or _key(label), *filter(None, parts)


_IGNORED = frozenset(map(_key, (*texts.HEADINGS_NUMBER, *texts.HEADINGS_IGNORED)))
_NUMBERS = frozenset(map(_key, texts.HEADINGS_NUMBER))


def _is_ignored(variants: Sequence[str]) -> bool:
    return variants[0] in _IGNORED or variants[1] in _IGNORED


def is_known_heading(label: str) -> bool:
    """Whether lists have such a heading and it is not imported: STT, Ghi chú, Ngày sinh."""
    return _is_ignored(_list_variants(label))


def is_number_heading(label: str) -> bool:
    """Whether a heading is that of the running number."""
    return _list_variants(label)[0] in _NUMBERS


def match_columns(
    labels: Sequence[str], columns: Sequence[Column]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the place of each column and how sure it is: the surest pair is taken first."""
    pairs = sorted(
        (
            (-score, order, at, column.name)
            for at, label in enumerate(labels)
            if label
            for order, column in enumerate(columns)
            if (score := column.score(label))
        ),
    )
    places: dict[str, int] = {}
    scores: dict[str, int] = {}
    for negative, _, at, name in pairs:
        if name not in places and at not in places.values():
            places[name], scores[name] = at, -negative
    return places, scores


def find_twins(labels: Sequence[str], places: Mapping[str, int]) -> dict[str, int]:
    """Return the second place of each column that is split by sex: «Năm sinh Nam | Nữ».

    The value of a row stands in one of the two.
    """
    keys = [_key(label) for label in labels]
    sexes = {_key(sex) for sex in texts.HEADINGS_SEXES}
    twins: dict[str, int] = {}
    for name, at in places.items():
        stem, _, sex = keys[at].rpartition(" ") if at < len(keys) else ("", "", "")
        wanted = [f"{stem} {other}" for other in sexes - {sex}] if stem and sex in sexes else []
        twin = next((place for place, key in enumerate(keys) if key in wanted), None)
        if twin is not None and twin not in places.values():
            twins[name] = twin
    return twins


def list_missing(places: Mapping[str, int], columns: Sequence[Column]) -> list[Column]:
    """Return the required columns that are not there, nor any that makes them unnecessary."""
    return [
        column
        for column in columns
        if column.required
        and column.name not in places
        and not any(name in places for name in column.instead)
    ]
