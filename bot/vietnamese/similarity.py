"""Clustering of short texts by similarity, in one pass; good enough for a reader. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.vietnamese.letters import normalize_for_match

SIMILARITY_THRESHOLD = 72.0  # of 100: the same matter in other words, seldom another matter


def cluster_texts(texts: Iterable[str]) -> list[list[int]]:
    """Cluster texts by similarity to each cluster's first text. Returns indexes, in order."""
    groups: list[list[int]] = []
    heads: list[str] = []
    for place, text in enumerate(texts):
        said = normalize_for_match(text)
        best_match = process.extractOne(
            said, heads, scorer=fuzz.token_set_ratio, score_cutoff=SIMILARITY_THRESHOLD
        )
        if best_match is None:
            heads.append(said)
            groups.append([place])
        else:
            groups[best_match[2]].append(place)
    return groups
