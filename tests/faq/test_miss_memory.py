"""Groups of misses are worked out once for one list, and anew for another."""

from datetime import UTC, datetime

import pytest

from bot.faq import miss_memory
from bot.faq.miss_memory import MAX_LISTS, GroupMemory
from bot.faq.misses import Miss, group_misses

ASKED = ("lịch tiêm phòng dại", "lich tiem phong dai", "làm hộ chiếu ở đâu")


def make_misses(*texts: str, first: int = 1) -> list[Miss]:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return [Miss(first + place, text, "ap-01", at) for place, text in enumerate(texts)]


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many misses were compared, each time that some were."""
    counts: list[int] = []

    def count(rows: list[Miss]) -> object:
        counts.append(len(rows))
        return group_misses(rows)

    monkeypatch.setattr(miss_memory, "group_misses", count)
    return counts


def test_a_list_is_grouped_once(worked_out: list[int]) -> None:
    memory = GroupMemory()
    first, again = memory.group(make_misses(*ASKED)), memory.group(make_misses(*ASKED))
    assert first == again == group_misses(make_misses(*ASKED))
    assert [len(group.misses) for group in first] == [2, 1] and worked_out == [3]


def test_what_decides_about_groups_makes_another_list(worked_out: list[int]) -> None:
    memory = GroupMemory()
    rows = make_misses(*ASKED)
    memory.group(rows)
    memory.group(rows[1:])
    memory.group([*rows, *make_misses("bao giờ họp thôn", first=9)])
    memory.group(make_misses("đã xóa", *ASKED[1:]))
    assert worked_out == [3, 2, 4, 3]


def test_it_keeps_few_lists_and_no_words(worked_out: list[int]) -> None:
    memory = GroupMemory()
    for number in range(MAX_LISTS + 1):
        memory.group(make_misses(*ASKED, first=number * 10))
    memory.group(make_misses(*ASKED, first=10))
    assert len(worked_out) == MAX_LISTS + 1, "the second list is still known"
    memory.group(make_misses(*ASKED, first=0))
    assert len(worked_out) == MAX_LISTS + 2, "the first had gone"
    assert "tiêm" not in repr(memory.__dict__) and "tiem" not in repr(memory.__dict__)
