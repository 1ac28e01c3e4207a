"""Distinct button labels: of labels that would read the same, each gets a distinguishing detail."""

from collections import Counter
from collections.abc import Sequence

from bot.handlers.residents.answering import LABEL, short
from bot.vietnamese.letters import bare


def told_apart(labels: Sequence[str], details: Sequence[str]) -> list[str]:
    """Return the labels shortened to fit a button; of those that read alike, each with its detail.

    >>> disambiguate_labels(["Uống thuốc", "uong thuoc", "Đi họp"], ["8 giờ", "20 giờ", "9 giờ"])
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
