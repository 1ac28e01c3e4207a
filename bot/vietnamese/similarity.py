"""Clustering of short texts by similarity, in one pass; good enough for a reader. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.vietnamese.letters import bare

ALIKE = 72.0  # of 100: the same matter in other words, seldom another matter


def group(texts: Iterable[str]) -> list[list[int]]:
    """Cluster texts by similarity to each cluster's first text. Returns indexes, in order."""
    groups: list[list[int]] = []
    heads: list[str] = []
    for place, text in enumerate(texts):
        said = bare(text)
        found = process.extractOne(said, heads, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
        if found is None:
            heads.append(said)
            groups.append([place])
        else:
            groups[found[2]].append(place)
    return groups
