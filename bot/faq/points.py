"""Which points of a topic a question asks for: every detail as one row of weighed words.

A question's likeness to a detail is the cosine between its words and the words of the detail's
phrasings, answer and topic title, each weighed by how few details use it. Nothing is learnt, so a
detail that an officer adds works at once; frequent words are added as packed rows (`lanes`).
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.faq.cues import Cues
from bot.faq.details import Detail, Point
from bot.faq.features import Reader, Reading, features
from bot.faq.lanes import pack, unpack
from bot.faq.lexicon import Lexicon
from bot.faq.model import key_of
from bot.faq.store import Entry, Topic

TOGETHER = 3
TITLE = 0.5  # weight of the words of the topic's title beside the detail's own
BASE_RARITY = 0.3  # weight that a word keeps which all details use
STEPS = 2_000  # a weight of 1 as a whole number
AMOUNTS = 4_095  # the same for the words of a question
UNIT = 1 / (STEPS * AMOUNTS)
LONG = 25.0  # the usual length of a detail's words
Row: TypeAlias = "tuple[array[int], array[int]]"  # numbers of details, and weights there


@dataclass(frozen=True, slots=True)
class Points:
    """All details of all topics, numbered, and their words as packed rows."""

    details: Sequence[Detail | None] = ()  # None: an entry that is no topic
    by_entry: Mapping[str, range] = field(default_factory=dict)
    rarity: Mapping[str, float] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    packed: Mapping[str, int] = field(default_factory=dict)  # the long ones, in lanes

    def weigh(self, words: Mapping[str, float]) -> list[float]:
        """The likeness (0..1, rarely above 0.8) of a text's features to each detail, by number."""
        weighed = {f: amount * self.rarity[f] for f, amount in words.items() if f in self.rarity}
        length = math.sqrt(sum(value * value for value in weighed.values()))
        if not length:
            return [0.0] * len(self.details)
        total, short = 0, []
        for feature, value in weighed.items():
            amount = round(value / length * AMOUNTS)
            if feature in self.packed:
                total += self.packed[feature] * amount
            else:
                short.append((self.rows[feature], amount))
        sums = unpack(total, len(self.details))
        for (numbers, weights), amount in short:
            for number, weight in zip(numbers, weights, strict=True):
                sums[number] += weight * amount
        return [value * UNIT for value in sums]


def build_points(entries: Iterable[Entry], reader: Reader, lexicon: Lexicon) -> Points:
    """Number the details of topics, and other entries as one detail each; pack their words."""
    details: list[Detail | None] = []
    by_entry: dict[str, range] = {}
    bags: list[dict[str, float]] = []

    def read(texts: Iterable[str], bag: dict[str, float], share: float = 1.0) -> dict[str, float]:
        for text in texts:
            for feature, amount in features(reader.read(text), lexicon).items():
                bag[feature] = max(bag.get(feature, 0.0), amount * share)
        return bag

    for entry in entries:
        first = len(bags)
        if isinstance(entry, Topic):
            for detail in entry.details:
                title = read([entry.title], {}, TITLE)
                bags.append(read((*detail.questions, detail.answer), title))
                details.append(detail)
        for chunk in range(0, len(entry.questions), TOGETHER):
            bags.append(read(entry.questions[chunk : chunk + TOGETHER], {}))
            details.append(None)
        by_entry[key_of(entry)] = range(first, len(bags))
    used = Counter(feature for bag in bags for feature in bag)
    rarity = {
        feature: math.log((len(bags) + 1) / (count + 1)) + BASE_RARITY
        for feature, count in used.items()
    }
    rows = _rows(bags, rarity)
    long = max(16, len(bags) // 60)
    packed = {
        feature: pack(numbers, weights, len(bags))
        for feature, (numbers, weights) in rows.items()
        if len(numbers) > long
    }
    return Points(tuple(details), by_entry, rarity, rows, packed)


def _rows(bags: Sequence[Mapping[str, float]], rarity: Mapping[str, float]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for number, bag in enumerate(bags):
        weighed = {feature: amount * rarity[feature] for feature, amount in bag.items()}
        # Half of the length's power: a long detail is not punished for having many phrasings.
        length = math.sqrt(math.sqrt(sum(value * value for value in weighed.values())) * LONG)
        for feature, value in weighed.items():
            numbers, weights = rows.setdefault(feature, (array("H"), array("H")))
            numbers.append(number)
            weights.append(round(value / length * STEPS))
    return rows


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a topic is asked: its details, best first; `missing`, a kind it says nothing of.

    `sure`: the details are what was asked, without doubt. `general`: the question is more like
    those that ask about the matter as a whole.
    """

    details: tuple[Detail, ...] = ()
    sure: bool = False
    general: bool = False
    missing: Point | None = None


# Chosen on details' phrasings that were held out: see `make bench ARGS=details`.
STATED = 0.12  # likeness from which a detail is stated
SURE = 0.26  # likeness from which it is what was asked
NEAR = 0.6  # share of the best detail's likeness from which another is stated too
CUED = 0.02  # what the words of its kind add to a detail's likeness
MOST = 2  # details stated; one more when two things are asked
LONG_STORY = 22  # words from which a message may ask two things without saying so
# Kinds whose lack is said; of several the first: "trễ hạn bị phạt mấy trăm" asks for the fine.
SPECIFIC = (Point.FINE, Point.FEE, Point.BENEFIT, Point.DURATION, Point.DEADLINE, Point.VALIDITY)


def choose_points(
    points: Points, likeness: Mapping[int, float], reading: Reading, cues: Cues
) -> Asked:
    """The details to state for a question, from its likeness to all rows of one topic."""
    kinds = cues.find_kinds(reading.words)
    scores: dict[int, float] = {}
    general = 0.0
    for number, value in likeness.items():
        detail = points.details[number]
        if detail is None:
            general = max(general, value)
        else:
            scores[number] = value + (CUED if detail.kind in kinds else 0.0)
    ranked = sorted(scores, key=lambda number: -scores[number])
    best = scores[ranked[0]] if ranked else 0.0
    stated = [points.details[number] for number in ranked]
    known = {detail.kind for detail in stated if detail is not None}
    missing = None if best >= SURE else _find_missing(kinds, known)
    if best < STATED or missing is not None:
        return Asked(missing=missing)
    many = len(set(kinds)) > 1 or len(reading.words) > LONG_STORY
    near = [number for number in ranked if scores[number] >= NEAR * best][: MOST + many]
    details = tuple(d for number in near if (d := points.details[number]) is not None)
    return Asked(details, sure=best >= SURE, general=general > best)


def _find_missing(kinds: Sequence[Point], known: Set[Point]) -> Point | None:
    """A kind that is asked by name, where the topic says nothing of any kind that is."""
    asked = [kind for kind in SPECIFIC if kind in kinds]
    return asked[0] if asked and known.isdisjoint(asked) else None
