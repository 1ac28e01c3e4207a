"""Match a question to an entry and decide how certain the match is.

`rank_entries` is pure and guarded by golden questions: a reported wrong answer is added there
before this file is changed. Surprisingly, certainty depends on the lead as much as on the share:
two neighbours that are both likely are offered as choices, however likely they are.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz, process

from bot.faq.detail_matching import SIMILARITY_UNIT as LIKENESS
from bot.faq.detail_matching import DetailSelection
from bot.faq.details import Detail
from bot.faq.features import Reading
from bot.faq.index import KnowledgeIndex, WeightedIndex
from bot.faq.knowledge_files import Entry, Outside, Smalltalk, Topic, Vague
from bot.faq.model_file import WEIGHT_STEP, make_entry_key
from bot.faq.packed_integers import unpack_signed
from bot.faq.query import Query, select_topic_details, select_whole_details

Outcome = Literal["answer", "choices", "none"]
EntryKind = Literal["covered", "outside", "smalltalk", "vague"]

# SURE and LEAD were chosen on practice questions nothing was learnt from: of 593 that a topic
# covers 530 are answered, 9 of them wrongly; what is only likely comes as choices with its points.
SURE = 0.4  # share of belief the best topic needs to be answered
LEAD = 3.0  # and how many times the share of the second
# Words that need so large a share: "chiều", "không có", "Bà Năm 78 tuổi" ask for nothing.
SHORT_TEXT_SHARES = {1: 0.9, 2: 0.9, 3: 0.7, 4: 0.7}
POSSIBLE = 0.06  # share a topic needs to be offered as a choice
DETAIL_CHOICE_SHARE = (
    0.15  # share from which a choice states its point: less would be a stray figure
)
RECOGNISED = 0.08  # share another entry needs to be named when no topic is possible
REJECTED = 0.15  # share an outside subject or small talk needs to be believed at once,
REJECTED_LEAD = 1.5  # and how many times the share of the best topic

RANKED_ENTRIES = 12  # entries that are looked at in the end
RERANKED_ENTRIES = 5  # entries at most whose phrasings are compared letter by letter
DETAIL_BONUS = 14.0  # what full likeness to a detail adds to its topic's score
NOUN_BONUS = 4.0  # what its noun adds to a subject; and how far behind the best it then is at most
RERANK_WINDOW = 1.5  # when they are this close to the best
PHRASING_BONUS = 3.0  # what full likeness to a phrasing adds to an entry's score
EXACT_BONUS = 8.0  # what being a phrasing word for word adds
# A question that nothing explains is vague, rather than outside, when it says next to nothing:
FEW_WORDS = 12  # short,
MAX_RARE_WORDS = 1  # with at most so many words
RARE_SHARE = 0.575  # as rare as this (1: in one phrasing only),
# and one of them, folded, shows that something is wanted or is going wrong.
_REQUESTS = (
    "lam giup chi hoi huong vuong bi can muon nho loi sao dau duoc mat quen doi nop xin dang cach"
    " mo vao sua ket hong cho xem lay tim gui biet the nao truoc tiep"
)
REQUEST_WORDS = frozenset(_REQUESTS.split())
NEGLIGIBLE_DISTANCE = 8.0  # scores this far behind the best do not count
MAX_CONTENDERS = 400  # nor do more than so many entries, however large the knowledge
AMOUNT_STEPS = 4095  # the amount of a feature is a whole number up to this
SCORE_UNIT = WEIGHT_STEP / AMOUNT_STEPS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may be meant; score 0..1."""

    topic: Topic
    score: float
    detail: Detail | None = None  # the point of it that is asked, when one is


@dataclass(frozen=True, slots=True)
class Match:
    """The result of matching a question.

    `topic` is the best guess, None when the outcome is "none" or the question is vague. `entry` is
    the recognised entry of any kind: for "none" possibly an Outside or a Smalltalk, for "choices"
    possibly a Vague that says what to ask back. Both are None when nothing was recognised.
    `selection` holds the details that were asked for, when the outcome is "answer".
    """

    outcome: Outcome
    kind: EntryKind | None
    entry: Entry | None
    topic: Topic | None
    candidates: tuple[Candidate, ...]
    selection: DetailSelection = field(default_factory=DetailSelection)


def match_question(index: KnowledgeIndex, question: str) -> Match:
    """Match a question and decide what to do. Never raises, whatever the text."""
    return index.recent.get("match", question, lambda: _match(index, question))


def _match(index: KnowledgeIndex, question: str) -> Match:
    query = Query.parse(index, question)
    if contact := _find_office_topic(index, query.reading):
        return Match("answer", "covered", contact, contact, (Candidate(contact, 1.0),))
    ranked = rank_entries(index, query)
    topics = [(entry, share) for entry, share in ranked if isinstance(entry, Topic)][:3]
    outcome, best = decide_outcome(ranked, vague=_is_underspecified(index, query.reading))
    word_count = len(query.reading.typed.split())
    if outcome == "answer" and ranked[0][1] < SHORT_TEXT_SHARES.get(word_count, SURE):
        outcome = "choices"
    guess = best if isinstance(best, Topic) else None
    candidates = tuple(
        _make_candidate(index, query, topic, share, with_detail=outcome == "choices")
        for topic, share in topics
    )
    if outcome == "choices" and best is None and candidates and ranked[0][1] >= POSSIBLE:
        guess = candidates[0].topic
    kind: EntryKind | None = kind_of(best) if best else ("vague" if outcome == "choices" else None)
    selection = (
        select_topic_details(index, query, guess)
        if guess is not None and outcome == "answer"
        else DetailSelection()
    )
    return Match(outcome, kind, best, guess, candidates, selection)


def _make_candidate(
    index: KnowledgeIndex, query: Query, topic: Topic, share: float, *, with_detail: bool
) -> Candidate:
    """Make a candidate; a choice carries its detail: "Lệ phí cấp đổi", "Lệ phí cấp lại"."""
    if not with_detail or share < DETAIL_CHOICE_SHARE:
        return Candidate(topic, share)
    selection = select_whole_details(index, query, topic)
    return Candidate(topic, share, selection.details[0] if selection.details else None)


def match_within_topic(index: KnowledgeIndex, question: str, topic: Topic) -> Match:
    """Match a question that is known to be about this topic: select the details it asks for."""
    selection = select_topic_details(index, Query.parse(index, question), topic)
    return Match("answer", "covered", topic, topic, (Candidate(topic, 1.0),), selection)


def _find_office_topic(index: KnowledgeIndex, reading: Reading) -> Topic | None:
    """Return the answer to a question for an office's phone, address or hours only, or None."""
    office = index.directory.find_office(reading.typed, reading.text)
    if office is None or isinstance(_find_exact_entry(index, reading), Topic):
        return None
    return index.knowledge.topics.get(office.topic) or office.to_topic()


def _find_exact_entry(index: KnowledgeIndex, reading: Reading) -> Entry | None:
    """Return the entry that has exactly this phrasing, or None."""
    number = index.exact_phrasings.get(reading.typed, -1)
    return index.entries[number] if number >= 0 else None


def has_words_of(index: KnowledgeIndex, text: str, topic: Topic) -> bool:
    """Return whether the topic's phrasings know all neighbouring words of a text."""
    words = index.reader.read(text).typed.split()
    pairs = [f" {first} {second} " for first, second in pairwise(words)]
    pairs = pairs or [f" {word} " for word in words]
    number = index.model.classes.index(make_entry_key(topic))
    phrasings = [f" {phrasing} " for phrasing in index.phrasings[number]]
    return all(any(pair in phrasing for phrasing in phrasings) for pair in pairs)


def decide_outcome(
    ranked: Sequence[tuple[Entry, float]], *, vague: bool
) -> tuple[Outcome, Entry | None]:
    """Return the outcome for a ranking and the entry it applies to.

    `vague` means that the text itself says little.
    """
    if not ranked:
        return ("choices" if vague else "none"), None
    (best, share), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    if isinstance(best, Topic):
        if share >= SURE and share >= LEAD * second:
            return "answer", best
        if share >= POSSIBLE:
            return "choices", best
    elif isinstance(best, Vague) and share >= RECOGNISED:
        return "choices", best
    else:
        topic, rival = next(((e, s) for e, s in ranked if isinstance(e, Topic)), (None, 0.0))
        if share >= REJECTED and share >= REJECTED_LEAD * rival:
            return "none", best
        if rival >= POSSIBLE:
            return "choices", topic
        if share >= RECOGNISED:
            return "none", best
    return ("choices" if vague else "none"), None


def _is_underspecified(index: KnowledgeIndex, reading: Reading) -> bool:
    """Return whether the text requests something without saying what, unlike small talk."""
    if not any(word.folded in REQUEST_WORDS for word in reading.words):
        return False
    rows, words = index.model.rows, {word.folded for word in reading.words}
    known = words & index.model.known_words.keys()
    if not known or len(reading.words) > FEW_WORDS:
        return False
    limit = RARE_SHARE * index.model.rarest
    rare = [word for word in words if word not in rows or rows[word][0] >= limit]
    return sum(word not in index.lexicon.filler for word in rare) <= MAX_RARE_WORDS


def kind_of(entry: Entry) -> EntryKind:
    """Return the kind of an entry, as in `Match.kind`."""
    match entry:
        case Topic():
            return "covered"
        case Outside():
            return "outside"
        case Smalltalk():
            return "smalltalk"
        case Vague():
            return "vague"


def rank_entries(index: KnowledgeIndex, query: Query) -> list[tuple[Entry, float]]:
    """Rank the best entries with their shares of probability (0..1), best first."""
    reading = query.reading
    contenders = _select_contenders(_sum_all_weights(index, query.feature_weights))
    _add_detail_scores(index, query, contenders)
    _add_noun_scores(index, query.reading, contenders)
    _rerank_by_phrasing(index, reading, contenders)
    if (number := index.exact_phrasings.get(reading.typed, -1)) >= 0:
        contenders[number] = max(contenders.values(), default=0.0) + EXACT_BONUS
    if not contenders:
        return []
    top = max(contenders.values())
    powers = {number: math.exp(value - top) for number, value in contenders.items()}
    total = sum(powers.values())
    ranked = nlargest(RANKED_ENTRIES, powers, key=powers.__getitem__)
    return [(e, powers[n] / total) for n in ranked if (e := index.entries[n]) is not None]


def _add_detail_scores(index: KnowledgeIndex, query: Query, contenders: dict[int, float]) -> None:
    """Add to each topic's score the similarity of its most similar detail."""
    by_entry, classes = index.detail_index.by_entry, index.model.classes
    for number in contenders:
        rows = by_entry.get(classes[number])
        if rows:
            nearest = (
                max(query.similarities[rows.start : rows.stop])
                if isinstance(rows, range)
                else max(query.similarities[row] for row in rows)
            )
            contenders[number] += DETAIL_BONUS * LIKENESS * nearest


def _add_noun_scores(index: KnowledgeIndex, reading: Reading, contenders: dict[int, float]) -> None:
    """Raise outside subjects whose noun occurs, so that words shared with a topic cannot win."""
    words = reading.text.split()
    for place, word in enumerate(words):
        for noun, number in index.nouns.get(word, ()):
            if noun == tuple(words[place : place + len(noun)]):
                least = max(contenders.values(), default=0.0) - NOUN_BONUS
                contenders[number] = max(contenders.get(number, least), least) + NOUN_BONUS
                break


def sum_weights(index: WeightedIndex, feature_weights: Mapping[str, float]) -> list[int]:
    """Sum the weights of the features by entry, in steps of `SCORE_UNIT`: the linear part."""
    vector = index.model.make_vector(feature_weights)
    if not vector:
        return []
    rows, packed = index.model.rows, index.packed
    total, short = 0, []
    for feature, value in vector:
        amount = round(value * AMOUNT_STEPS)
        if feature in packed:
            total += packed[feature] * amount
        else:
            short.append((rows[feature], amount))
    sums = unpack_signed(total, len(index.entries))
    for (_, numbers, weights), amount in short:
        for number, weight in zip(numbers, weights, strict=True):
            sums[number] += weight * amount
    return sums


def _sum_all_weights(index: KnowledgeIndex, feature_weights: Mapping[str, float]) -> list[int]:
    """Sum the weights of the features by entry, with what a unit's phrasings add to its topics."""
    sums = sum_weights(index, feature_weights)
    if index.unit_weights:
        for feature, value in index.model.make_vector(feature_weights):
            amount = round(value * AMOUNT_STEPS)
            for number, weight in index.unit_weights.get(feature, ()):
                sums[number] += weight * amount
    return sums


def _select_contenders(sums: list[int]) -> dict[int, float]:
    """Return the scores, by entry number, of the entries that are close enough to the best."""
    if not sums:
        return {}
    limit = max(sums) - NEGLIGIBLE_DISTANCE / SCORE_UNIT
    numbers = [number for number, value in enumerate(sums) if value > limit]
    if len(numbers) > MAX_CONTENDERS:
        numbers = nlargest(MAX_CONTENDERS, numbers, key=sums.__getitem__)
    return {number: sums[number] * SCORE_UNIT for number in numbers}


def _rerank_by_phrasing(
    index: KnowledgeIndex, reading: Reading, contenders: dict[int, float]
) -> None:
    """Re-rank the leading entries by their nearest phrasing, unless one is far ahead."""
    first = nlargest(RERANKED_ENTRIES, contenders, key=contenders.__getitem__)
    first = [n for n in first if contenders[n] > contenders[first[0]] - RERANK_WINDOW]
    if len(first) < 2:
        return
    similarities = {number: find_nearest_phrasing(index, reading, number)[1] for number in first}
    best = max(similarities.values())
    for number, similarity in similarities.items():
        contenders[number] -= PHRASING_BONUS * (best - similarity)


def find_nearest_phrasing(
    index: KnowledgeIndex, reading: Reading, number: int
) -> tuple[str, float]:
    """Return the entry's phrasing nearest to the typed text, and their similarity (0..1)."""
    phrasings = index.phrasings[number]
    closest = process.extractOne(reading.typed, phrasings, scorer=fuzz.token_set_ratio)
    return (closest[0], closest[1] / 100) if closest else ("", 0.0)
