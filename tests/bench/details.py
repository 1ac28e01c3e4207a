"""`make bench ARGS=details`: does the reply hold the very point that was asked?

A question of `tests/faq/details.jsonl` names groups of patterns: each group must be found in the
words of the reply (`must`), none of `never` may be. The labels of buttons hold no point; they count
only where the point is not known and a person must be offered (`expect`: "not_covered").
"""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.faq.index import KnowledgeIndex
from bot.faq.matcher import match_question
from bot.faq.question_parts import MAX_QUESTIONS_AT_ONCE, match_parts
from bot.handlers.residents.faq_replies import AnswerContext, render_answer
from bot.vietnamese.letters import nfc
from tests.faq.knowledge import shipped

FAQ = Path(__file__).parent.parent / "faq"
DETAILS, REAL, EXAMS = FAQ / "details.jsonl", FAQ / "real.jsonl", FAQ / "exams.jsonl"
NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class DetailQuestion:
    """One practice question and the patterns of its answer."""

    text: str
    topic: str
    kind: str
    style: str
    must: Sequence[Sequence[str]]
    never: Sequence[str] = ()
    halves: Sequence[int] = ()  # two questions in one: how many groups belong to each
    expect: str = ""
    until: str = "9999-12-31"  # the last day on which the expected fact stands
    also: Sequence[str] = ()  # topics that answer as well

    @property
    def sort(self) -> str:
        """One question, two in one message, or one whose point is not known."""
        return "unknown" if self.expect == NOT_COVERED else "two" if self.halves else "one"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a reply answers, and whether it was said as if sure about another topic."""

    right: bool
    forbidden: bool
    sure_and_wrong: bool


def load_details(path: Path = DETAILS) -> list[DetailQuestion]:
    """All practice questions, in order."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [DetailQuestion(**row) for row in rows]


def read_reply(index: KnowledgeIndex, text: str) -> tuple[str, str, Sequence[str]]:
    """What a resident reads in answer: words, labels; and the topics answered as if sure."""
    setting = AnswerContext(dict, str, lambda: ())
    parts = match_parts(index, text, match_question(index, text))[:MAX_QUESTIONS_AT_ONCE]
    replies = [render_answer(index, part, text, setting, question_id=0) for part in parts]
    words = "\n".join(reply.text for reply in replies)
    labels = "\n".join(choice.label for reply in replies for choice in reply.choices)
    sure = [part.topic.id for part in parts if part.topic and part.outcome == "answer"]
    return words, labels, sure


def judge(question: DetailQuestion, words: str, labels: str, sure: Sequence[str]) -> Verdict:
    """Hold a reply against its question's patterns."""
    unknown = question.sort == "unknown"
    text = " ".join(nfc(f"{words} {labels}" if unknown else words).split())

    def holds(patterns: Iterable[str]) -> bool:
        return any(re.search(nfc(pattern), text, re.IGNORECASE) for pattern in patterns)

    forbidden = holds(question.never)
    right = all(holds(group) for group in question.must) and not forbidden
    return Verdict(
        right,
        forbidden,
        not unknown and bool(sure) and {question.topic, *question.also}.isdisjoint(sure),
    )


def report(index: KnowledgeIndex, name: str, path: Path, *, show: bool) -> None:
    """Print shares by sort, kind and style, the wrong ones if asked, and what a question costs."""
    shares: dict[tuple[str, str], list[bool]] = defaultdict(list)
    counts: Counter[str] = Counter()
    seconds, lengths = [], []
    for question in load_details(path):
        start = time.thread_time()
        words, labels, sure = read_reply(index, question.text)
        seconds.append(time.thread_time() - start)
        lengths.append(len(words.split()))
        verdict = judge(question, words, labels, sure)
        counts.update(forbidden=verdict.forbidden, sure_and_wrong=verdict.sure_and_wrong)
        for key in ("sort", "style") if question.sort == "unknown" else ("sort", "kind", "style"):
            shares[key, getattr(question, key)].append(verdict.right)
        if show and not verdict.right:
            print(f"  - {question.topic} ({question.kind}): {question.text}")
    print(f"\n{name}: {len(seconds)} questions")
    for (key, value), rights in sorted(shares.items()):
        share = sum(rights) / len(rights)
        print(f"{key:6} {value:12} {sum(rights):4d} of {len(rights):4d} {share:6.1%}")
    print(f"forbidden words in {counts['forbidden']}, sure and wrong {counts['sure_and_wrong']}")
    print(f"a reply: {median(lengths):.0f} words, {median(seconds) * 1e3:.2f} ms")


def main() -> None:
    """The practice questions; what was really asked; and exams the phrasings were mended on."""
    index = shipped()
    report(index, "practice (not copied; kinds of its misses were mended)", DETAILS, show=True)
    report(index, "really asked (mended on since)", REAL, show=False)
    report(index, "exams (mended on since)", EXAMS, show=False)


if __name__ == "__main__":
    main()
