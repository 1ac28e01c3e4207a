"""Golden questions: regression set that no edit may break. Pure but for loading the file.

Each line of `data/faq/golden.tsv` is a question, a tab, and the id of its topic, or `-` if it must
not get a sure answer. A reported wrong answer becomes a line here before the matcher is changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import texts
from bot.core.errors import DataError
from bot.faq.index import KnowledgeIndex
from bot.faq.matcher import match_question
from bot.vietnamese.letters import nfc

NOT_SURE = "-"


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question and the id of the topic it means."""

    text: str
    topic: str


def load_golden_questions(data_dir: Path) -> tuple[GoldenQuestion, ...]:
    """Load the golden questions. Raises DataError naming the faulty line."""
    path = data_dir / "faq" / "golden.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(
        _parse_line(path, number, line) for number, line in enumerate(lines, 1) if line.strip()
    )


def _parse_line(path: Path, number: int, line: str) -> GoldenQuestion:
    text, topic = map(nfc, line.partition("\t")[::2])
    if not (text and topic):
        raise DataError(texts.GOLDEN_LINE.format(path=path, number=number))
    return GoldenQuestion(text, topic)


def is_understood(index: KnowledgeIndex, golden: GoldenQuestion) -> bool:
    """Return whether the index understands a golden question."""
    best_match = match_question(index, golden.text)
    if golden.topic == NOT_SURE:
        return best_match.outcome != "answer"
    return best_match.topic is not None and best_match.topic.id == golden.topic


def list_broken(
    before: KnowledgeIndex, after: KnowledgeIndex, questions: Iterable[GoldenQuestion]
) -> Sequence[GoldenQuestion]:
    """List golden questions that `before` understands and `after` does not."""
    wrong_now = (golden for golden in questions if not is_understood(after, golden))
    return [golden for golden in wrong_now if is_understood(before, golden)]
