"""Which entry does a question mean, and how sure are we? `score` is one pure function, kept honest
by golden questions: a wrong answer that is reported becomes a line there before this file changes.

The surprising thing: "sure" is about the lead as much as about the share. Two neighbours that are
both likely are offered as choices, however likely they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Literal

from rapidfuzz import fuzz, process

from bot.faq.features import Reading, features
from bot.faq.index import Index, Weighing
from bot.faq.lanes import unpack
from bot.faq.model import STEP, Row, key_of
from bot.faq.store import Entry, Outside, Smalltalk, Topic, Vague

Outcome = Literal["answer", "choices", "none"]
Kind = Literal["covered", "outside", "smalltalk", "vague"]

# SURE and LEAD were chosen by cross-validation, phrasings and whole outside subjects held out:
# 3 % of those phrasings and 4 % of questions on subjects never seen are then answered wrongly.
SURE = 0.25  # share of belief the best topic needs to be answered
LEAD = 1.5  # and how many times the share of the second
POSSIBLE = 0.06  # share a topic needs to be offered as a choice
RECOGNISED = 0.08  # share another entry needs to be named when no topic is possible
REJECTED = 0.15  # share an outside subject or small talk needs to be believed at once

RANKED = 12  # entries that are looked at in the end
RERANKED = 5  # entries at most whose phrasings are compared letter by letter
CLOSE = 1.5  # when they are this close to the best
NEARNESS = 3.0  # what full likeness to a phrasing adds to an entry's score
EXACT = 8.0  # what being a phrasing word for word adds
# A question that nothing explains is vague, rather than outside, when it says next to nothing:
FEW_WORDS = 12  # short,
FEW_TELLING = 1  # with at most so many words
TELLING = 0.575  # as rare as this (1: in one phrasing only),
# and one of them, folded, shows that something is wanted or is going wrong.
_WANTING = (
    "lam giup chi hoi huong vuong bi can muon nho loi sao dau duoc mat quen doi nop xin dang cach"
    " mo vao sua ket hong cho xem lay tim gui biet the nao truoc tiep"
)
WANTING = frozenset(_WANTING.split())
NEGLIGIBLE = 8.0  # scores this far behind the best do not count
CONTENDERS = 400  # nor do more than so many entries, however large the knowledge
FINENESS = 4095  # the amount of a feature is a whole number up to this
UNIT = STEP / FINENESS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may be meant; score 0..1."""

    topic: Topic
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a question means.

    `topic` is the best guess, None when the outcome is "none" or the question is vague. `entry` is
    what was recognised, of whatever kind: for "none" it may be an Outside or a Smalltalk, for
    "choices" a Vague that says what to ask back. Both are None when nothing was recognised.
    """

    outcome: Outcome
    kind: Kind | None
    entry: Entry | None
    topic: Topic | None
    candidates: tuple[Candidate, ...]


def match(index: Index, question: str) -> Match:
    """The best entries for a question, and what to do. Never raises, whatever the text."""
    reading = index.reader.read(question)
    if contact := _contact(index, reading):
        return Match("answer", "covered", contact, contact, (Candidate(contact, 1.0),))
    ranked = score(index, reading)
    topics = [(entry, share) for entry, share in ranked if isinstance(entry, Topic)]
    candidates = tuple(Candidate(topic, share) for topic, share in topics[:3])
    outcome, best = decide(ranked, vague=_says_little(index, reading))
    guess = best if isinstance(best, Topic) else None
    if outcome == "choices" and best is None and candidates and ranked[0][1] >= POSSIBLE:
        guess = candidates[0].topic
    kind: Kind | None = kind_of(best) if best else ("vague" if outcome == "choices" else None)
    return Match(outcome, kind, best, guess, candidates)


def _contact(index: Index, reading: Reading) -> Topic | None:
    """The answer to a question that asks for an office's number, place or hours, and no more."""
    office = index.directory.asked(reading.typed, reading.text)
    if office is None or isinstance(_written(index, reading), Topic):
        return None
    return index.knowledge.topics.get(office.topic) or office.as_topic()


def _written(index: Index, reading: Reading) -> Entry | None:
    """The entry that has this very phrasing."""
    number = index.exact.get(reading.typed, -1)
    return index.entries[number] if number >= 0 else None


def decide(ranked: Sequence[tuple[Entry, float]], *, vague: bool) -> tuple[Outcome, Entry | None]:
    """What to do with a ranking, and the entry it is done for; `vague`: the text says little."""
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
        if share >= REJECTED and share >= LEAD * rival:
            return "none", best
        if rival >= POSSIBLE:
            return "choices", topic
        if share >= RECOGNISED:
            return "none", best
    return ("choices" if vague else "none"), None


def _says_little(index: Index, reading: Reading) -> bool:
    """Whether somebody wants something and does not say what; small talk wants nothing."""
    if not any(word.folded in WANTING for word in reading.words):
        return False
    rows, words = index.model.rows, {word.folded for word in reading.words}
    known = words & index.model.known.keys()
    if not known or len(reading.words) > FEW_WORDS:
        return False
    limit = TELLING * index.model.rarest
    rare = [word for word in words if word not in rows or rows[word][0] >= limit]
    return sum(word not in index.lexicon.filler for word in rare) <= FEW_TELLING


def kind_of(entry: Entry) -> Kind:
    """The kind of an entry, in the words of `Match.kind`."""
    match entry:
        case Topic():
            return "covered"
        case Outside():
            return "outside"
        case Smalltalk():
            return "smalltalk"
        case Vague():
            return "vague"


def score(index: Index, reading: Reading) -> list[tuple[Entry, float]]:
    """The best few entries with their share of belief (0..1), best first."""
    contenders = _contenders(weigh(index, reading))
    _rerank(index, reading, contenders)
    if (number := index.exact.get(reading.typed, -1)) >= 0:
        contenders[number] = max(contenders.values(), default=0.0) + EXACT
    if not contenders:
        return []
    top = max(contenders.values())
    powers = {number: math.exp(value - top) for number, value in contenders.items()}
    total = sum(powers.values())
    ranked = nlargest(RANKED, powers, key=powers.__getitem__)
    return [(e, powers[n] / total) for n in ranked if (e := index.entries[n]) is not None]


def weigh(index: Weighing, reading: Reading) -> list[int]:
    """The linear part: by entry, the sum of the weights of the reading's features, in `UNIT`s."""
    vector = index.model.vector(features(reading, index.lexicon))
    if not vector:
        return []
    rows, packed = index.model.rows, index.packed
    total, short = 0, []
    for feature, value in vector:
        amount = round(value * FINENESS)
        if feature in packed:
            total += packed[feature] * amount
        else:
            short.append((rows[feature], amount))
    sums = unpack(total, len(index.entries))
    for (_, numbers, weights), amount in short:
        for number, weight in zip(numbers, weights, strict=True):
            sums[number] += weight * amount
    return sums


def _contenders(sums: list[int]) -> dict[int, float]:
    """The entries that are not hopelessly behind the best, by number, with their score."""
    if not sums:
        return {}
    limit = max(sums) - NEGLIGIBLE / UNIT
    numbers = [number for number, value in enumerate(sums) if value > limit]
    if len(numbers) > CONTENDERS:
        numbers = nlargest(CONTENDERS, numbers, key=sums.__getitem__)
    return {number: sums[number] * UNIT for number in numbers}


def _rerank(index: Index, reading: Reading, contenders: dict[int, float]) -> None:
    """Let likeness to the nearest phrasing decide among the first few, unless one is far ahead."""
    first = nlargest(RERANKED, contenders, key=contenders.__getitem__)
    first = [n for n in first if contenders[n] > contenders[first[0]] - CLOSE]
    if len(first) < 2:
        return
    likenesses = {number: nearest(index, reading, number)[1] for number in first}
    best = max(likenesses.values())
    for number, likeness in likenesses.items():
        contenders[number] -= NEARNESS * (best - likeness)


def nearest(index: Index, reading: Reading, number: int) -> tuple[str, float]:
    """The phrasing of an entry that is most like what was typed, and how like (0..1)."""
    phrasings = index.phrasings[number]
    found = process.extractOne(reading.typed, phrasings, scorer=fuzz.token_set_ratio)
    return (found[0], found[1] / 100) if found else ("", 0.0)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one entry was ranked where it was."""

    entry: Entry
    share: float
    features: tuple[tuple[str, float], ...]  # what spoke for (+) and against (-), strongest first
    phrasing: str  # the nearest one, folded
    likeness: float  # 0..1


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that led to a match, for officers and developers."""

    match: Match
    repairs: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]  # words that no phrasing uses
    reasons: tuple[Reason, ...]
    rule: str

    def __str__(self) -> str:
        lines = [self.rule]
        if self.repairs:
            lines.append("read: " + ", ".join(f"{a} → {b}" for a, b in self.repairs))
        if self.unknown:
            lines.append("unknown: " + ", ".join(self.unknown))
        for reason in self.reasons:
            weights = ", ".join(f"{feature} {weight:+.2f}" for feature, weight in reason.features)
            lines.append(f"{reason.share:.2f} {reason.entry.id}: {weights}")
            lines.append(f"     nearest ({reason.likeness:.0%}): {reason.phrasing}")
        return "\n".join(lines)


def explain(index: Index, question: str) -> str:
    """`reasons_for` as lines to read."""
    return str(reasons_for(index, question))


def reasons_for(index: Index, question: str) -> Explanation:
    """Why `match` says what it says: repairs, weights, nearest phrasings, the rule that decided."""
    reading = index.reader.read(question)
    found = match(index, question)
    vector = index.model.vector(features(reading, index.lexicon))
    numbers = {key_of(e): n for n, e in enumerate(index.entries) if e is not None}
    reasons = []
    for entry, share in score(index, reading)[:3]:
        number = numbers[key_of(entry)]
        parts = [(f, value * STEP * _weight(index.model.rows[f], number)) for f, value in vector]
        parts = sorted((p for p in parts if p[1]), key=lambda part: -abs(part[1]))[:12]
        reasons.append(Reason(entry, share, tuple(parts), *nearest(index, reading, number)))
    words = dict.fromkeys(word.folded for word in reading.words)
    unknown = tuple(word for word in words if word not in index.model.rows)
    return Explanation(found, reading.repairs, unknown, tuple(reasons), _rule(found, reasons))


def _weight(row: Row, number: int) -> int:
    _, numbers, weights = row
    return next((w for n, w in zip(numbers, weights, strict=True) if n == number), 0)


def _rule(found: Match, reasons: Sequence[Reason]) -> str:
    shares = [reason.share for reason in reasons] or [0.0]
    lead = shares[0] / shares[1] if len(shares) > 1 else math.inf
    return (
        f"{found.outcome}: best share {shares[0]:.2f} (sure from {SURE}), "
        f"lead {lead:.1f} (sure from {LEAD}), offered from {POSSIBLE}"
    )
