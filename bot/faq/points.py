"""Select the details of a topic that a question asks for, by weighted word vectors.

The similarity of a question and a detail is the cosine of their words, each weighted by rarity
among the details; a detail's words are its phrasings, answer and topic title. Nothing is trained,
so an officer's new detail works at once. Frequent words are added as packed rows (`packed_int`).
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate, chain

from bot.faq.cues import Cues, with_kin
from bot.faq.details import Detail, Point
from bot.faq.features import Reader, Reading, features
from bot.faq.lexicon import Lexicon
from bot.faq.model_file import key_of
from bot.faq.packed_integers import pack_natural, unpack_natural
from bot.faq.store import Entry, Topic

TOGETHER = 3  # phrasings without a point in one row; six or twelve found fewer topics
TITLE = 0.5  # weight of the words of the topic's title beside the detail's own
BASE_RARITY = 0.3  # weight that a word keeps which all details use
STEPS = 128  # a weight of 1 as a whole number,
AMOUNTS = 200  # and a word of a question: a lane of 16 bits holds a likeness of 2.5
UNIT = 1 / (STEPS * AMOUNTS)
ENOUGH = 1.7  # rarest words together from which a text says enough: 19 of 20 that ask a point do
LONG = 25.0  # the usual length of a detail's words
MOST_LIKE = 2.0  # likeness that no row can exceed: with what rounding adds it fits the lane
SPARSE = 40  # a word in more than one of so many rows is added in lanes


@dataclass(frozen=True, slots=True)
class Points:
    """All rows by number, a detail or a few phrasings that ask for none, and their words.

    Feature number i has rarity `rarity[i]` and is in the rows `numbers[starts[i]:starts[i + 1]]`
    with the weights at the same positions; long columns are packed.
    """

    details: Sequence[Detail | None] = ()  # None: phrasings of an entry that ask for no point
    by_entry: Mapping[str, range] = field(default_factory=dict)
    features: Mapping[str, int] = field(default_factory=dict)
    rarity: "array[float]" = field(default_factory=lambda: array("f"))
    starts: "array[int]" = field(default_factory=lambda: array("I", [0]))
    numbers: "array[int]" = field(default_factory=lambda: array("H"))
    weights: "array[int]" = field(default_factory=lambda: array("H"))
    packed: Mapping[int, int] = field(default_factory=dict)
    enough: float = 1.0  # length of a text that says enough to be like a row

    def weigh(self, words: Mapping[str, float]) -> "array[int]":
        """Return the similarity of a text to each row, by number, in steps of `SIMILARITY_UNIT`.

        It is between 0 and 1, and rarely above 0.8.
        """
        known = [
            (i, amount) for f, amount in words.items() if (i := self.features.get(f)) is not None
        ]
        weighed = [(i, amount * self.rarity[i]) for i, amount in known]
        length = math.sqrt(sum(value * value for _, value in weighed))
        # A word or two are like many rows: "chiều" alone was a passport that comes "buổi chiều".
        scale = AMOUNTS * min(1.0, length / self.enough) ** 2 / (length or 1.0)
        total, short = 0, []
        for i, value in weighed:
            amount = round(value * scale)
            if i in self.packed:
                total += self.packed[i] * amount
            else:
                short.append((self.starts[i], self.starts[i + 1], amount))
        sums = unpack_natural(total, len(self.details))
        for first, last, amount in short:
            for place in range(first, last):
                sums[self.numbers[place]] += self.weights[place] * amount
        return sums


class _Bags:
    """Collects the words of the rows while they are read, in compact arrays."""

    def __init__(self, reader: Reader, lexicon: Lexicon) -> None:
        self._reader, self._lexicon = reader, lexicon
        self.known: dict[str, int] = {}
        self.rows: list[tuple[array[int], array[float]]] = []

    def add(self, texts: Iterable[str], title: str = "") -> None:
        """Add one row with the largest weight of each feature; words of the title weigh less."""
        bag: dict[str, float] = {}
        for text, share in (*((text, 1.0) for text in texts), (title, TITLE)):
            for feature, amount in features(self._reader.read(text), self._lexicon).items():
                bag[feature] = max(bag.get(feature, 0.0), amount * share)
        numbers = [self.known.setdefault(feature, len(self.known)) for feature in bag]
        self.rows.append((array("I", numbers), array("f", bag.values())))


def build_points(entries: Iterable[Entry], reader: Reader, lexicon: Lexicon) -> Points:
    """Build the index over the details and phrasings of the entries."""
    details: list[Detail | None] = []
    by_entry: dict[str, range] = {}
    bags = _Bags(reader, lexicon)
    for entry in entries:
        first = len(details)
        if isinstance(entry, Topic):
            for detail in entry.details:
                bags.add((*detail.questions, detail.answer), entry.title)
                details.append(detail)
        for chunk in range(0, len(entry.questions), TOGETHER):
            bags.add(entry.questions[chunk : chunk + TOGETHER])
            details.append(None)
        by_entry[key_of(entry)] = range(first, len(details))
    return _lay_down(tuple(details), by_entry, bags)


def _lay_down(
    details: Sequence[Detail | None], by_entry: Mapping[str, range], bags: _Bags
) -> Points:
    used = Counter(number for numbers, _ in bags.rows for number in numbers)
    # A pair of words that one row alone has tells nothing that its two words do not: half of all.
    kept = [f for f, number in bags.known.items() if used[number] > 1 or " " not in f]
    place = {bags.known[feature]: i for i, feature in enumerate(kept)}
    count = len(bags.rows)
    rarity = [math.log((count + 1) / (used[bags.known[f]] + 1)) + BASE_RARITY for f in kept]
    columns = [(array("H"), array("H")) for _ in kept]
    for row, (numbers, amounts) in enumerate(bags.rows):
        both = zip(numbers, amounts, strict=True)
        weighed = [(i, amount * rarity[i]) for n, amount in both if (i := place.get(n)) is not None]
        # Half of the length's power: a long detail is not punished for having many phrasings.
        length = math.sqrt(sum(value * value for _, value in weighed))
        length = max(math.sqrt(length * LONG), length / MOST_LIKE)
        for i, value in weighed:
            columns[i][0].append(row)
            columns[i][1].append(round(value / length * STEPS))
    starts = array("I", accumulate((len(rows) for rows, _ in columns), initial=0))
    return Points(
        details,
        by_entry,
        {feature: i for i, feature in enumerate(kept)},
        array("f", rarity),
        starts,
        array("H", chain.from_iterable(rows for rows, _ in columns)),
        array("H", chain.from_iterable(weights for _, weights in columns)),
        {
            i: pack_natural(rows, weights, count)
            for i, (rows, weights) in enumerate(columns)
            if len(rows) > max(16, count // SPARSE)
        },
        ENOUGH * (math.log((count + 1) / 2) + BASE_RARITY) if count else 1.0,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The details of a topic to state, best first; `missing_kind` is a kind the topic lacks.

    `sure`: these details are certainly what was asked. `general`: the question is more like those
    that ask about the topic as a whole.
    """

    details: tuple[Detail, ...] = ()
    sure: bool = False
    general: bool = False
    missing: Point | None = None


# Chosen on the practice questions and exams of `make bench ARGS=details`, which changed little
# between half and twice these values.
STATED = 0.08  # likeness from which a detail is stated
SURE = 0.26  # likeness from which it is what was asked
NEAR = 0.6  # share of the best detail's likeness from which another is stated too
CUED = 0.02  # what the words of its kind add to a detail's likeness
PLAIN = 1.3  # times as near as a sure detail phrasings without a point are, for a general question
MOST = 2  # details stated; one more when two things are asked
LONG_STORY = 22  # words from which a message may ask two things without saying so
UNSURE = "ask"  # the trust of a detail that only says whom to ask
# Kinds whose lack is said; of several the first: "trễ hạn bị phạt mấy trăm" asks for the fine.
SPECIFIC = (Point.FINE, Point.FEE, Point.BENEFIT, Point.DURATION, Point.DEADLINE, Point.VALIDITY)


def choose_points(
    points: Points, likeness: Mapping[int, int], reading: Reading, cues: Cues
) -> Asked:
    """Select the details to state, from the question's similarity to all rows of one topic."""
    kinds = cues.find_kinds(reading.words)
    scores: dict[int, float] = {}
    general = 0.0
    for number, value in likeness.items():
        detail = points.details[number]
        if detail is None:
            general = max(general, value * UNIT)
        else:
            scores[number] = value * UNIT + (CUED if detail.kind in kinds else 0.0)
    ranked = sorted(scores, key=lambda number: -scores[number])
    best = scores[ranked[0]] if ranked else 0.0
    known = {detail.kind for n in ranked if (detail := points.details[n]) is not None}
    missing = None if best >= SURE else _find_missing(kinds, known)
    if best < STATED or missing is not None:
        return Asked(missing=missing)
    many = len(set(kinds)) > 1 or len(reading.words) > LONG_STORY
    near = [number for number in ranked if scores[number] >= NEAR * best][: MOST + many]
    details = [detail for number in near if (detail := points.details[number]) is not None]
    sure = best >= SURE
    if sure and details[0].trust == UNSURE:
        details = details[:1]  # "xin hỏi nhà trường": a neighbour's figure would seem the answer
    # Who asks "hết mấy đồng" reads the fee first, if it is among them.
    details.sort(key=lambda detail: detail.kind not in kinds)
    return Asked(tuple(details), sure, general=general > (PLAIN if sure else 1.0) * best)


def add_clauses(asked: Asked, of_clauses: Sequence[Detail]) -> Asked:
    """Put the details of several clauses first; a single clause adds nothing to the whole."""
    if len(of_clauses) < 2:
        return asked
    details = dict.fromkeys((*of_clauses, *asked.details))
    return Asked(tuple(details)[: MOST + 1], sure=asked.sure)


def _find_missing(kinds: Sequence[Point], known: Set[Point]) -> Point | None:
    """Return a kind that is asked for by name if the topic has no detail of a related kind."""
    asked = [kind for kind in SPECIFIC if kind in kinds]
    return asked[0] if asked and known.isdisjoint(with_kin(asked)) else None
