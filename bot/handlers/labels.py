"""Buttons of one message never read the same: where two would, each says what tells it apart."""

from collections import Counter
from collections.abc import Sequence

from bot.handlers.residents.answering import LABEL, short
from bot.vietnamese.letters import bare


def told_apart(labels: Sequence[str], details: Sequence[str]) -> list[str]:
    """The labels as they fit a button; of those that read alike, each with its detail.

    >>> told_apart(["Uống thuốc", "uong thuoc", "Đi họp"], ["8 giờ", "20 giờ", "9 giờ"])
    ['Uống thuốc (8 giờ)', 'uong thuoc (20 giờ)', 'Đi họp']
    """
    counts = Counter(bare(short(label)) for label in labels)
    return [
        short(label) if counts[bare(short(label))] == 1 else _with(label, detail)
        for label, detail in zip(labels, details, strict=True)
    ]


def _with(label: str, detail: str) -> str:
    room = LABEL - len(detail) - 3
    if len(label) > room:
        label = f"{label[: max(room - 1, 1)].rstrip()}…"
    return f"{label} ({detail})"
