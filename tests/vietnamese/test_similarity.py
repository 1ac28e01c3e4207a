"""Clusters of short texts: the same matter together, other matters apart, whoever was first."""

import pytest
from rapidfuzz import fuzz

from bot.vietnamese.letters import normalize_for_match
from bot.vietnamese.similarity import SIMILARITY_THRESHOLD, cluster_texts

ASKED = (
    "Quên mật khẩu VNeID thì làm sao?",
    "quen mat khau vneid lam sao",
    "VNeID",
    "Bao giờ tiêm phòng dại cho chó?",
    "bao giờ tiêm phòng dại cho chó mèo ở thôn",
    "Đường vào đồng bao giờ đổ bê tông",
    "duong vao dong bao gio do be tong",
    "Đường vào đồng bao giờ đổ bê tông",
    "vay vốn chính sách xã hội",
    "???",
)


def test_same_matter_is_one_cluster() -> None:
    assert cluster_texts(ASKED) == [[0, 1, 2], [3, 4], [5, 6, 7], [8], [9]]


def test_nothing_has_no_clusters() -> None:
    assert cluster_texts([]) == []


@pytest.mark.parametrize("place", range(len(ASKED)))
def test_who_is_compared_with_all_joins_the_same_cluster(place: int) -> None:
    """Looking up by words leaves out nobody who is similar and shares words."""
    clusters = cluster_texts(ASKED)
    mine = next(cluster for cluster in clusters if place in cluster)
    said = [normalize_for_match(text) for text in ASKED]
    for head in (cluster[0] for cluster in clusters if cluster[0] < place):
        is_alike = fuzz.token_set_ratio(said[place], said[head]) >= SIMILARITY_THRESHOLD
        assert is_alike == (mine[0] == head)
