"""Golden questions: regression set that no edit may break. Pure but for loading the file.

Each line of `data/faq/golden.tsv` is a question, a tab, and the id of its topic, or `-` if it must
not get a sure answer. A reported wrong answer becomes a line here before the matcher is changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import texts
from bot.core.errors import DataError
from bot.faq.index import Index
from bot.faq.matcher import match
from bot.vietnamese.letters import nfc

NOT_SURE = "-"


@dataclass(frozen=True, slots=True)
class Golden:
    """A question and the id of the topic it means."""

    text: str
    topic: str


def load(data_dir: Path) -> tuple[Golden, ...]:
    """Load the golden questions. Raises DataError naming the faulty line."""
    path = data_dir / "faq" / "golden.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(_read(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _read(path: Path, number: int, line: str) -> Golden:
    text, topic = map(nfc, line.partition("\t")[::2])
    if not (text and topic):
        raise DataError(texts.GOLDEN_LINE.format(path=path, number=number))
    return Golden(text, topic)


def right(index: Index, golden: Golden) -> bool:
    """Return whether the index understands a golden question."""
    found = match(index, golden.text)
    if golden.topic == NOT_SURE:
        return found.outcome != "answer"
    return found.topic is not None and found.topic.id == golden.topic


def broken(before: Index, after: Index, questions: Iterable[Golden]) -> Sequence[Golden]:
    """List golden questions that `before` understands and `after` does not."""
    wrong_now = (golden for golden in questions if not right(after, golden))
    return [golden for golden in wrong_now if right(before, golden)]
