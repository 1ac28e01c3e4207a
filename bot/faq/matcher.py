"""Which entry does a question mean, and how sure are we? One pure function beside tests/faq/golden.tsv."""

import math
from dataclasses import dataclass
from typing import Literal

from bot.faq.features import features
from bot.faq.index import Index
from bot.faq.store import Entry, Outside, Smalltalk, Topic, Vague

Outcome = Literal["answer", "choices", "none"]
Kind = Literal["covered", "outside", "smalltalk", "vague"]

SURE = 0.5  # share of the best entry needed to answer
POSSIBLE = 0.1  # share of a topic worth offering


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may be meant; score 0..1."""

    topic: Topic
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a question means.

    `topic` is the best guess (None when the outcome is "none" or the question is vague); `entry` is
    what was recognised, of whatever kind: for "none" it may be an Outside or a Smalltalk.
    """

    outcome: Outcome
    kind: Kind | None
    entry: Entry | None
    topic: Topic | None
    candidates: tuple[Candidate, ...]


def match(index: Index, question: str) -> Match:
    """The best entries for a question, and what to do. Never raises, whatever the text."""
    shares = score(index, question)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    candidates = tuple(
        Candidate(entry, share)
        for number, share in ranked
        if isinstance(entry := index.entries[number], Topic)
    )[:3]
    if not ranked:
        return Match("none", None, None, None, ())
    best = index.entries[ranked[0][0]]
    assert best is not None
    kind, share = kind_of(best), ranked[0][1]
    if kind == "covered" and share >= SURE:
        return Match("answer", kind, best, candidates[0].topic, candidates)
    if kind == "vague":
        return Match("choices", kind, best, None, candidates)
    if kind == "covered" and share >= POSSIBLE:
        return Match("choices", kind, best, candidates[0].topic, candidates)
    return Match("none", kind, best, None, candidates)


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


def score(index: Index, question: str) -> dict[int, float]:
    """Every entry that shares anything with the question → its share of belief, 0..1."""
    sums = [0.0] * len(index.entries)
    vector = index.model.vector(features(index.reader.read(question), index.lexicon))
    if not vector:
        return {}
    for feature, value in vector:
        _, numbers, weights = index.model.rows[feature]
        for number, weight in zip(numbers, weights, strict=True):
            sums[number] += weight * value
    top = max(sums)
    shares = {
        n: math.exp(value - top)
        for n, value in enumerate(sums)
        if value > top - 8 and index.entries[n] is not None
    }
    total = sum(shares.values())
    return {number: value / total for number, value in shares.items()}


def explain(index: Index, question: str) -> str:
    """Why: the repairs, the features that spoke for the best entries. For officers and developers."""
    ranked = sorted(score(index, question).items(), key=lambda item: -item[1])[:5]
    return "\n".join(f"{index.model.classes[n]}\t{share:.3f}" for n, share in ranked)
