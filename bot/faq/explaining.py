"""Explain a match for officers and developers: weights, phrasings, the deciding rule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.faq.index import Index
from bot.faq.matcher import (
    LEAD,
    POSSIBLE,
    SURE,
    Match,
    match,
    nearest,
    score,
)
from bot.faq.model_file import STEP, Row, key_of
from bot.faq.query import Query
from bot.faq.store import Entry


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry got its rank."""

    entry: Entry
    share: float
    features: tuple[tuple[str, float], ...]  # what spoke for (+) and against (-), strongest first
    phrasing: str  # the nearest one, folded
    likeness: float  # 0..1


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
            lines.append(f"     nearest ({reason.likeness:.0%}): {reason.phrasing}")
        return "\n".join(lines)


def explain(index: Index, question: str) -> str:
    """Return `build_explanation` as text."""
    return str(reasons_for(index, question))


def reasons_for(index: Index, question: str) -> Explanation:
    """Explain a match: repairs, weights, nearest phrasings and the rule that decided."""
    query = Query.read(index, question)
    reading = query.reading
    found = match(index, question)
    vector = index.model.vector(query.words)
    numbers = {key_of(e): n for n, e in enumerate(index.entries) if e is not None}
    reasons = []
    for entry, share in score(index, query)[:3]:
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
