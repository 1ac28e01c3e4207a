"""Distinct button labels: of labels that would read the same, each gets a distinguishing detail."""

from collections import Counter
from collections.abc import Sequence

from bot.messages.labels import MAX_LABEL_LENGTH, shorten_label
from bot.vietnamese.letters import normalize_for_match


def disambiguate_labels(labels: Sequence[str], details: Sequence[str]) -> list[str]:
    """Return the labels shortened to fit a button; of those that read alike, each with its detail.

    >>> disambiguate_labels(["Uống thuốc", "uong thuoc", "Đi họp"], ["8 giờ", "20 giờ", "9 giờ"])
    ['Uống thuốc (8 giờ)', 'uong thuoc (20 giờ)', 'Đi họp']
    """
    counts = Counter(normalize_for_match(shorten_label(label)) for label in labels)
    return [
        shorten_label(label)
        if counts[normalize_for_match(shorten_label(label))] == 1
        else _append_detail(label, detail)
        for label, detail in zip(labels, details, strict=True)
    ]


def _append_detail(label: str, detail: str) -> str:
    space = MAX_LABEL_LENGTH - len(detail) - 3
    if len(label) > space:
        label = f"{label[: max(space - 1, 1)].rstrip()}…"
    return f"{label} ({detail})"
