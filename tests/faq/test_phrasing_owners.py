"""Two entries may not own one phrasing; what is only known to be unanswered gives way."""

from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq.knowledge_files import Knowledge, Outside, Topic, Vague, check_consistency
from bot.faq.phrasing_owners import find_taken_phrasing, release_phrasings

KNOWLEDGE = Knowledge(
    topics={"a": Topic("a", "c", "A", "…", ("quên mật khẩu",))},
    outside={"cho": Outside("cho", "chó", ("tiêm dại cho chó", "chó ốm"))},
    vague={"giay": Vague("giay", "Giấy gì ạ?", ("giấy tờ",))},
)


@pytest.mark.parametrize(
    ("phrasing", "owner"),
    [("quen mat khau", "a"), ("giấy tờ", "giay"), ("tiêm dại cho chó", None), ("mới", None)],
)
def test_who_owns_a_phrasing(phrasing: str, owner: str | None) -> None:
    taken = find_taken_phrasing(KNOWLEDGE, "b", ["khác hẳn", phrasing])
    assert (taken and taken[1].id) == owner


def test_a_topic_owns_its_phrasings() -> None:
    assert find_taken_phrasing(KNOWLEDGE, "a", ["quên mật khẩu"]) is None


def test_what_is_outside_gives_its_words_to_who_answers() -> None:
    topic = Topic("b", "c", "B", "…", ("tiem dai cho cho",))
    both = Knowledge({**KNOWLEDGE.topics, "b": topic}, KNOWLEDGE.outside)
    with pytest.raises(DataError):
        check_consistency(both, Path("edits"))
    released = release_phrasings(both, "b")
    check_consistency(released, Path("edits"))
    assert released.outside["cho"].questions == ("chó ốm",)
    assert release_phrasings(both, "nowhere") is both
