"""Several short messages read as one."""

import pytest

from bot.faq.joined_messages import is_opening, join_pieces
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.matcher import match_question


@pytest.mark.parametrize(
    "words",
    ["alo", "ALO", "cháu ơi", "chau oi", "em ơi cho chị hỏi", "cho tôi hỏi", "bà hỏi cái này",
     "cho ba hoi ti", "xin chào", "chào cháu", "cho bác hỏi một việc với", "tổ số ơi"],
)  # fmt: skip
def test_words_that_only_open_the_talk(shelf: KnowledgeBase, words: str) -> None:
    assert is_opening(words, match_question(shelf(), words))


@pytest.mark.parametrize(
    "words",
    ["", "cái thẻ", "cảm ơn cháu", "cho con", "vneid", "hỏi thuế đất", "mất rồi", "nhà bà", "1"],
)
def test_words_that_say_something(shelf: KnowledgeBase, words: str) -> None:
    assert not is_opening(words, match_question(shelf(), words))


@pytest.mark.parametrize(
    ("pieces", "together"),
    [
        (["alo", "cháu ơi"], "cháu ơi"),
        (["alo", "quên mật khẩu", "vneid"], "quên mật khẩu vneid"),
        (["", "mất thẻ căn cước"], "mất thẻ căn cước"),
        (["quên mật khẩu vneid"], "quên mật khẩu vneid"),
        (["quên mật khẩu vneid", "vssid cơ"], "quên mật khẩu vssid"),
        (["mất thẻ bảo hiểm", "à nhầm, thẻ căn cước"], "mất thẻ căn cước"),
        (["lam cna cuoc", "căn cước"], "lam căn cước"),
        (["nop thue dta o dau", "đất"], "nop thue đất o dau"),
        (["lam can cuoc", "cần"], "lam can cuoc cần"),  # no slip: another word
        ([], ""),
    ],
)
def test_the_pieces_together(shelf: KnowledgeBase, pieces: list[str], together: str) -> None:
    assert join_pieces(shelf(), pieces) == together


def test_a_piece_that_is_sure_wins_over_a_whole_that_is_not(shelf: KnowledgeBase) -> None:
    words = join_pieces(shelf(), ["quên mật khẩu vneid", "ối giời ơi là giời"])
    assert match_question(shelf(), words).outcome == "answer"
