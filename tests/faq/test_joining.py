"""Several short messages read as one."""

import pytest

from bot.faq.joining import choose_words, opens
from bot.faq.knowledge_base import Shelf
from bot.faq.matcher import match


@pytest.mark.parametrize(
    "words",
    ["alo", "ALO", "cháu ơi", "chau oi", "em ơi cho chị hỏi", "cho tôi hỏi", "bà hỏi cái này",
     "cho ba hoi ti", "xin chào", "chào cháu", "cho bác hỏi một việc với", "tổ số ơi"],
)  # fmt: skip
def test_words_that_only_open_the_talk(shelf: Shelf, words: str) -> None:
    assert opens(words, match(shelf(), words))


@pytest.mark.parametrize(
    "words",
    ["", "cái thẻ", "cảm ơn cháu", "cho con", "vneid", "hỏi thuế đất", "mất rồi", "nhà bà", "1"],
)
def test_words_that_say_something(shelf: Shelf, words: str) -> None:
    assert not opens(words, match(shelf(), words))


@pytest.mark.parametrize(
    ("pieces", "together"),
    [
        (["alo", "cháu ơi"], "cháu ơi"),
        (["alo", "quên mật khẩu", "vneid"], "quên mật khẩu vneid"),
        (["", "mất thẻ căn cước"], "mất thẻ căn cước"),
        (["quên mật khẩu vneid"], "quên mật khẩu vneid"),
        (["quên mật khẩu vneid", "vssid cơ"], "quên mật khẩu vssid"),
        (["mất thẻ bảo hiểm", "à nhầm, thẻ căn cước"], "mất thẻ căn cước"),
        ([], ""),
    ],
)
def test_the_pieces_together(shelf: Shelf, pieces: list[str], together: str) -> None:
    assert choose_words(shelf(), pieces) == together


def test_a_piece_that_is_sure_wins_over_a_whole_that_is_not(shelf: Shelf) -> None:
    words = choose_words(shelf(), ["quên mật khẩu vneid", "ối giời ơi là giời"])
    assert match(shelf(), words).outcome == "answer"
