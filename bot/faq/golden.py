"""Golden questions: what must keep being understood, whatever is edited. Pure but for `load`.

`data/faq/golden.tsv` has one question a line, a tab, and the topic it means, or `-` when it must
not be answered as if sure. Every wrong answer reported becomes a line before anyone touches the
matcher.
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
    """One question and the topic it means."""

    text: str
    topic: str


def load(data_dir: Path) -> tuple[Golden, ...]:
    """Read the file; DataError names the line that is wrong."""
    path = data_dir / "faq" / "golden.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(_read(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _read(path: Path, number: int, line: str) -> Golden:
    text, topic = map(nfc, line.partition("\t")[::2])
    if not (text and topic):
        raise DataError(texts.GOLDEN_LINE.format(path=path, number=number))
    return Golden(text, topic)


def right(index: Index, golden: Golden) -> bool:
    """Whether the index understands one golden question."""
    found = match(index, golden.text)
    if golden.topic == NOT_SURE:
        return found.outcome != "answer"
    return found.topic is not None and found.topic.id == golden.topic


def broken(before: Index, after: Index, questions: Iterable[Golden]) -> Sequence[Golden]:
    """The golden questions an edit breaks: right before it, wrong after it."""
    wrong_now = (golden for golden in questions if not right(after, golden))
    return [golden for golden in wrong_now if right(before, golden)]
