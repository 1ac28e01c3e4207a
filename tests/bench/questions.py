"""The practice questions and what is counted on them, in one shape for ours and the baselines."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.faq.matcher import Match

PRACTICE = Path(__file__).parent.parent / "faq" / "practice.jsonl"
NEW = PRACTICE.with_name("practice_new.jsonl")  # of topics that came later
STYLES = ("formal", "casual", "khongdau", "teen", "long")
UNCOVERED = ("adjacent", "unrelated", "noise", "chitchat", "vague")
MUST_NOT_ANSWER = ("adjacent", "unrelated", "noise")


@dataclass(frozen=True, slots=True)
class Question:
    """One practice question; `right` is empty when no topic covers it."""

    text: str
    right: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a matcher says: topic ids best first, and whether it would answer as if sure."""

    topics: Sequence[str]
    outcome: str


@dataclass(slots=True)
class Score:
    """Counts over a set of questions; every rate is derived."""

    counts: Counter[str] = field(default_factory=Counter)

    def rate(self, name: str) -> float:
        return self.counts[name] / max(self.counts["asked"], 1)

    def row(self) -> str:
        names = ("top1", "top3", "answer", "choices", "none", "sure_wrong")
        return f"{self.counts['asked']:5d} " + " ".join(f"{self.rate(n):8.1%}" for n in names)


HEADER = f"{'asked':>5} " + " ".join(
    f"{name:>8}" for name in ("top-1", "top-3", "answer", "choices", "none", "sure+bad")
)


def load_questions(path: Path = PRACTICE) -> list[Question]:
    """All questions of the practice set, in its order."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Question(row["text"], (row["topic"], *row["also"]) if row["topic"] else (), row["style"])
        for row in rows
    ]


def judge(question: Question, verdict: Verdict) -> Counter[str]:
    """One question's counts. Sure and wrong: another topic answered, or anything if uncovered."""
    right = question.right
    top = list(verdict.topics[:3])
    sure = verdict.outcome == "answer"
    return Counter(
        {
            "asked": 1,
            "top1": int(bool(right) and bool(top) and top[0] in right),
            "top3": int(any(topic in right for topic in top)),
            verdict.outcome: 1,
            "sure_wrong": int(sure and not (top and top[0] in right)),
        }
    )


def score_all(
    questions: Iterable[Question], matcher: Callable[[str], Verdict]
) -> tuple[dict[str, Score], list[float]]:
    """Scores by style, «covered» and «uncovered» in sum, and the CPU seconds of each question."""
    scores: dict[str, Score] = {}
    seconds: list[float] = []
    for question in questions:
        start = time.thread_time()
        verdict = matcher(question.text)
        seconds.append(time.thread_time() - start)
        counts = judge(question, verdict)
        groups = [question.style, "covered" if question.right else "other"]
        if question.style in MUST_NOT_ANSWER:
            groups.append("uncovered")
        for group in groups:
            scores.setdefault(group, Score()).counts.update(counts)
    return scores, seconds


def verdict_of(match: Match) -> Verdict:
    """Our matcher's word in the shape of the table."""
    return Verdict([candidate.topic.id for candidate in match.candidates], match.outcome)
