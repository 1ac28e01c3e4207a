"""Select the details of a topic that a question asks for, by weighted word vectors.

The similarity of a question and a detail is the cosine of their words, each weighted by rarity
among the details; a detail's words are its phrasings, answer and topic title. Nothing is trained,
so an officer's new detail works at once. Frequent words are added as packed rows (`packed_int`).
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate, chain

from bot.faq.cues import Cues, include_related_kinds
from bot.faq.details import Detail, DetailKind
from bot.faq.features import Reader, Reading, extract_features
from bot.faq.knowledge_files import Entry, Topic
from bot.faq.lexicon import Lexicon
from bot.faq.model_file import make_entry_key
from bot.faq.packed_integers import pack_unsigned, unpack_unsigned

PHRASINGS_PER_ROW = 3  # phrasings without a point in one row; six or twelve found fewer topics
TITLE_WEIGHT = 0.5  # weight of the words of the topic's title beside the detail's own
BASE_RARITY = 0.3  # weight that a word keeps which all details use
WEIGHT_STEPS = 128  # a weight of 1 as a whole number,
AMOUNT_STEPS = 200  # and a word of a question: a lane of 16 bits holds a likeness of 2.5
SIMILARITY_UNIT = 1 / (WEIGHT_STEPS * AMOUNT_STEPS)
ENOUGH_RARITY = (
    1.7  # rarest words together from which a text says enough: 19 of 20 that ask a point do
)
USUAL_LENGTH = 25.0  # the usual length of a detail's words
MAX_SIMILARITY = 2.0  # likeness that no row can exceed: with what rounding adds it fits the lane
SPARSE = 40  # a word in more than one of so many rows is added in lanes


@dataclass(frozen=True, slots=True)
class DetailIndex:
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
    enough_length: float = 1.0  # length of a text that says enough to be like a row

    def weigh(self, feature_weights: Mapping[str, float]) -> "array[int]":
        """Return the similarity of a text to each row, by number, in steps of `SIMILARITY_UNIT`.

        It is between 0 and 1, and rarely above 0.8.
        """
        weighed = self._weigh_known(feature_weights)
        return self._sum_rows(weighed, self._compute_scale(value for _, value in weighed))

    def _weigh_known(self, feature_weights: Mapping[str, float]) -> list[tuple[int, float]]:
        known = ((self.features.get(f), amount) for f, amount in feature_weights.items())
        return [(i, amount * self.rarity[i]) for i, amount in known if i is not None]

    def _compute_scale(self, values: Iterable[float]) -> float:
        """Return the factor that makes whole amounts of the weights of a text."""
        length = math.sqrt(sum(value * value for value in values))
        # A word or two are like many rows: "chiều" alone was a passport that comes "buổi chiều".
        return AMOUNT_STEPS * min(1.0, length / self.enough_length) ** 2 / (length or 1.0)

    def _sum_rows(self, weighed: Iterable[tuple[int, float]], scale: float) -> "array[int]":
        total, short = 0, []
        for i, value in weighed:
            amount = round(value * scale)
            if i in self.packed:
                total += self.packed[i] * amount
            else:
                short.append((self.starts[i], self.starts[i + 1], amount))
        sums = unpack_unsigned(total, len(self.details))
        for first, last, amount in short:
            for place in range(first, last):
                sums[self.numbers[place]] += self.weights[place] * amount
        return sums


@dataclass(frozen=True, slots=True)
class UnitDetailIndex:
    """The rows of `base`, followed by those of a unit's topics; `base` itself stays as it is."""

    base: DetailIndex
    details: Sequence[Detail | None]  # of all rows
    by_entry: Mapping[str, Sequence[int]]
    rarity: Mapping[str, float]  # of the features that only the unit's rows have
    columns: "Mapping[str, array[int]]"  # a feature's rows, from 0, each followed by its weight

    def weigh(self, feature_weights: Mapping[str, float]) -> "array[int]":
        """Return the similarity of a text to each row, as `DetailIndex.weigh` does."""
        base = self.base
        weighed = base._weigh_known(feature_weights)
        rarities = ((f, self._get_rarity(f)) for f in feature_weights)
        values = {f: feature_weights[f] * rarity for f, rarity in rarities if rarity is not None}
        scale = base._compute_scale(values.values())
        sums = array("H", bytes(2 * (len(self.details) - len(base.details))))
        for feature, value in values.items():
            amount = round(value * scale)
            column = self.columns.get(feature, ())
            for place in range(0, len(column), 2):
                sums[column[place]] += column[place + 1] * amount
        return base._sum_rows(weighed, scale) + sums

    def _get_rarity(self, feature: str) -> float | None:
        number = self.base.features.get(feature)
        return self.rarity.get(feature) if number is None else self.base.rarity[number]


class _RowBuilder:
    """Collects the words of the rows while they are read, in compact arrays."""

    def __init__(self, reader: Reader, lexicon: Lexicon) -> None:
        self._reader, self._lexicon = reader, lexicon
        self.known: dict[str, int] = {}
        self.rows: list[tuple[array[int], array[float]]] = []

    def add(self, texts: Iterable[str], title: str = "") -> None:
        """Add one row with the largest weight of each feature; words of the title weigh less."""
        bag: dict[str, float] = {}
        for text, share in (*((text, 1.0) for text in texts), (title, TITLE_WEIGHT)):
            for feature, amount in extract_features(self._reader.read(text), self._lexicon).items():
                bag[feature] = max(bag.get(feature, 0.0), amount * share)
        numbers = [self.known.setdefault(feature, len(self.known)) for feature in bag]
        self.rows.append((array("I", numbers), array("f", bag.values())))


def build_detail_index(entries: Iterable[Entry], reader: Reader, lexicon: Lexicon) -> DetailIndex:
    """Build the index over the details and phrasings of the entries."""
    details: list[Detail | None] = []
    by_entry: dict[str, range] = {}
    builder = _RowBuilder(reader, lexicon)
    for entry in entries:
        first = len(details)
        for row in _list_rows(entry):
            builder.add(row.texts, row.title)
            details.append(row.detail)
        by_entry[make_entry_key(entry)] = range(first, len(details))
    return _assemble_index(tuple(details), by_entry, builder)


def build_unit_detail_index(
    base: DetailIndex,
    changed: Mapping[str, tuple[Entry | None, Entry | None]],
    reader: Reader,
    lexicon: Lexicon,
) -> UnitDetailIndex:
    """Build the index of a unit whose entries `changed` (by key: before, now) differ from `base`.

    None: there was none, or it is hidden. What an entry keeps it shares with `base`. Words are as
    rare as in `base`, so that what one unit writes is nothing to another.
    """
    details = list(base.details)
    by_entry: dict[str, Sequence[int]] = dict(base.by_entry)
    builder = _RowBuilder(reader, lexicon)
    for key, (before, now) in changed.items():
        by_entry.pop(key, None)
        if now is None:
            continue
        known = dict(zip(_list_rows(before), base.by_entry.get(key, ()), strict=False))
        numbers = []
        for row in _list_rows(now):
            if (number := known.get(row)) is None:
                number = len(details)
                details.append(row.detail)
                builder.add(row.texts, row.title)
            numbers.append(number)
        by_entry[key] = numbers
    return _assemble_unit_index(base, tuple(details), by_entry, builder)


def _assemble_unit_index(
    base: DetailIndex,
    details: Sequence[Detail | None],
    by_entry: Mapping[str, Sequence[int]],
    builder: _RowBuilder,
) -> UnitDetailIndex:
    used = Counter(number for numbers, _ in builder.rows for number in numbers)
    names = list(builder.known)
    fresh = (f for f in names if f not in base.features)
    newest = math.log((len(base.details) + 1) / 2) + BASE_RARITY
    rarity = {f: newest for f in fresh if used[builder.known[f]] > 1 or " " not in f}
    columns: dict[str, array[int]] = {}
    index = UnitDetailIndex(base, details, by_entry, rarity, columns)
    for row, (numbers, amounts) in enumerate(builder.rows):
        bag = {names[n]: amount for n, amount in zip(numbers, amounts, strict=True)}
        rarities = ((f, index._get_rarity(f)) for f in bag)
        weighed = {f: bag[f] * rare for f, rare in rarities if rare is not None}
        length = _row_length(weighed.values())
        for feature, value in weighed.items():
            column = columns.setdefault(feature, array("H"))
            column.extend((row, round(value / length * WEIGHT_STEPS)))
    return index


@dataclass(frozen=True, slots=True)
class _EntryRow:
    """What one row is made of."""

    detail: Detail | None
    texts: tuple[str, ...]
    title: str = ""


def _list_rows(entry: Entry | None) -> Iterator[_EntryRow]:
    """Yield the rows of an entry: its details, then a few phrasings each."""
    if isinstance(entry, Topic):
        for detail in entry.details:
            yield _EntryRow(detail, (*detail.questions, detail.answer), entry.title)
    questions = entry.questions if entry else ()
    for chunk in range(0, len(questions), PHRASINGS_PER_ROW):
        yield _EntryRow(None, questions[chunk : chunk + PHRASINGS_PER_ROW])


def _row_length(values: Iterable[float]) -> float:
    """Return what the weights of a row are divided by."""
    # Half of the length's power: a long detail is not punished for having many phrasings.
    length = math.sqrt(sum(value * value for value in values))
    return max(math.sqrt(length * USUAL_LENGTH), length / MAX_SIMILARITY)


def _assemble_index(
    details: Sequence[Detail | None], by_entry: Mapping[str, range], builder: _RowBuilder
) -> DetailIndex:
    used = Counter(number for numbers, _ in builder.rows for number in numbers)
    # A pair of words that one row alone has tells nothing that its two words do not: half of all.
    kept = [f for f, number in builder.known.items() if used[number] > 1 or " " not in f]
    place = {builder.known[feature]: i for i, feature in enumerate(kept)}
    count = len(builder.rows)
    rarity = [math.log((count + 1) / (used[builder.known[f]] + 1)) + BASE_RARITY for f in kept]
    columns = [(array("H"), array("H")) for _ in kept]
    for row, (numbers, amounts) in enumerate(builder.rows):
        both = zip(numbers, amounts, strict=True)
        weighed = [(i, amount * rarity[i]) for n, amount in both if (i := place.get(n)) is not None]
        length = _row_length(value for _, value in weighed)
        for i, value in weighed:
            columns[i][0].append(row)
            columns[i][1].append(round(value / length * WEIGHT_STEPS))
    starts = array("I", accumulate((len(rows) for rows, _ in columns), initial=0))
    return DetailIndex(
        details,
        by_entry,
        {feature: i for i, feature in enumerate(kept)},
        array("f", rarity),
        starts,
        array("H", chain.from_iterable(rows for rows, _ in columns)),
        array("H", chain.from_iterable(weights for _, weights in columns)),
        {
            i: pack_unsigned(rows, weights, count)
            for i, (rows, weights) in enumerate(columns)
            if len(rows) > max(16, count // SPARSE)
        },
        ENOUGH_RARITY * (math.log((count + 1) / 2) + BASE_RARITY) if count else 1.0,
    )


@dataclass(frozen=True, slots=True)
class DetailSelection:
    """The details of a topic to state, best first; `missing_kind` is a kind the topic lacks.

    `sure`: these details are certainly what was asked. `general`: the question is more like those
    that ask about the topic as a whole.
    """

    details: tuple[Detail, ...] = ()
    sure: bool = False
    general: bool = False
    missing_kind: DetailKind | None = None


# Chosen on the practice questions and exams of `make bench ARGS=details`, which changed little
# between half and twice these values.
MIN_STATED = 0.08  # likeness from which a detail is stated
SURE = 0.26  # likeness from which it is what was asked
NEAR_SHARE = 0.6  # share of the best detail's likeness from which another is stated too
CUE_BONUS = 0.02  # what the words of its kind add to a detail's likeness
GENERAL_RATIO = (
    1.3  # times as near as a sure detail phrasings without a point are, for a general question
)
MAX_DETAILS = 2  # details stated; one more when two things are asked
LONG_MESSAGE_WORDS = 22  # words from which a message may ask two things without saying so
UNSURE_TRUST = "ask"  # the trust of a detail that only says whom to ask
# Kinds whose lack is said; of several the first: "trễ hạn bị phạt mấy trăm" asks for the fine.
REPORTED_KINDS = (
    DetailKind.FINE,
    DetailKind.FEE,
    DetailKind.BENEFIT,
    DetailKind.DURATION,
    DetailKind.DEADLINE,
    DetailKind.VALIDITY,
)


def select_details(
    points: DetailIndex | UnitDetailIndex,
    similarities: Mapping[int, int],
    reading: Reading,
    cues: Cues,
) -> DetailSelection:
    """Select the details to state, from the question's similarity to all rows of one topic."""
    kinds = cues.list_kinds(reading.words)
    scores: dict[int, float] = {}
    general = 0.0
    for number, value in similarities.items():
        detail = points.details[number]
        if detail is None:
            general = max(general, value * SIMILARITY_UNIT)
        else:
            scores[number] = value * SIMILARITY_UNIT + (CUE_BONUS if detail.kind in kinds else 0.0)
    ranked = sorted(scores, key=lambda number: -scores[number])
    best = scores[ranked[0]] if ranked else 0.0
    known = {detail.kind for n in ranked if (detail := points.details[n]) is not None}
    missing_kind = None if best >= SURE else _find_missing_kind(kinds, known)
    if best < MIN_STATED or missing_kind is not None:
        return DetailSelection(missing_kind=missing_kind)
    many = len(set(kinds)) > 1 or len(reading.words) > LONG_MESSAGE_WORDS
    near = [number for number in ranked if scores[number] >= NEAR_SHARE * best][
        : MAX_DETAILS + many
    ]
    details = [detail for number in near if (detail := points.details[number]) is not None]
    sure = best >= SURE
    if sure and details[0].trust == UNSURE_TRUST:
        details = details[:1]  # "xin hỏi nhà trường": a neighbour's figure would seem the answer
    # Who asks "hết mấy đồng" reads the fee first, if it is among them.
    details.sort(key=lambda detail: detail.kind not in kinds)
    return DetailSelection(
        tuple(details), sure, general=general > (GENERAL_RATIO if sure else 1.0) * best
    )


def add_clause_details(
    selection: DetailSelection, clause_details: Sequence[Detail]
) -> DetailSelection:
    """Put the details of several clauses first; a single clause adds nothing to the whole."""
    if len(clause_details) < 2:
        return selection
    details = dict.fromkeys((*clause_details, *selection.details))
    return DetailSelection(tuple(details)[: MAX_DETAILS + 1], sure=selection.sure)


def _find_missing_kind(kinds: Sequence[DetailKind], known: Set[DetailKind]) -> DetailKind | None:
    """Return a kind that is asked for by name if the topic has no detail of a related kind."""
    asked = [kind for kind in REPORTED_KINDS if kind in kinds]
    return asked[0] if asked and known.isdisjoint(include_related_kinds(asked)) else None
