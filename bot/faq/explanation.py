"""Explain a match for officers and developers: weights, phrasings, the deciding rule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.faq.compact_tables import Row
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Entry
from bot.faq.matcher import (
    LEAD,
    POSSIBLE,
    SURE,
    Match,
    find_nearest_phrasing,
    match_question,
    rank_entries,
)
from bot.faq.model_file import WEIGHT_STEP, make_entry_key
from bot.faq.query import Query


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry got its rank."""

    entry: Entry
    share: float
    features: tuple[tuple[str, float], ...]  # what spoke for (+) and against (-), strongest first
    phrasing: str  # the nearest one, folded
    similarity: float  # 0..1


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that led to a match."""

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
            lines.append(f"     nearest ({reason.similarity:.0%}): {reason.phrasing}")
        return "\n".join(lines)


def explain_match(index: KnowledgeIndex, question: str) -> str:
    """Return `build_explanation` as text."""
    return str(build_explanation(index, question))


def build_explanation(index: KnowledgeIndex, question: str) -> Explanation:
    """Explain a match: repairs, weights, nearest phrasings and the rule that decided."""
    query = Query.parse(index, question)
    reading = query.reading
    best_match = match_question(index, question)
    vector = index.model.make_vector(query.feature_weights)
    numbers = {make_entry_key(e): n for n, e in enumerate(index.entries) if e is not None}
    reasons = []
    for entry, share in rank_entries(index, query)[:3]:
        number = numbers[make_entry_key(entry)]
        contributions = [
            (f, value * WEIGHT_STEP * _get_weight(index.model.rows[f], number))
            for f, value in vector
        ]
        contributions = sorted((p for p in contributions if p[1]), key=lambda part: -abs(part[1]))[
            :12
        ]
        reasons.append(
            Reason(
                entry, share, tuple(contributions), *find_nearest_phrasing(index, reading, number)
            )
        )
    words = dict.fromkeys(word.folded for word in reading.words)
    unknown = tuple(word for word in words if word not in index.model.rows)
    return Explanation(
        best_match, reading.repairs, unknown, tuple(reasons), _describe_rule(best_match, reasons)
    )


def _get_weight(row: Row, number: int) -> int:
    _, numbers, weights = row
    return next((w for n, w in zip(numbers, weights, strict=True) if n == number), 0)


def _describe_rule(best_match: Match, reasons: Sequence[Reason]) -> str:
    shares = [reason.share for reason in reasons] or [0.0]
    lead = shares[0] / shares[1] if len(shares) > 1 else math.inf
    return (
        f"{best_match.outcome}: best share {shares[0]:.2f} (sure from {SURE}), "
        f"lead {lead:.1f} (sure from {LEAD}), offered from {POSSIBLE}"
    )
