"""Which questions about an announcement ask the same."""

import pytest

from bot.broadcasts import question_similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("có được đi thay không", "Cho hỏi đi thay có được không ạ?"),
        ("mấy giờ họp", "hop may gio vay chau"),
        ("nhà tôi có phải đi không", "co phai di ko"),
        ("có được đem trẻ con theo không", "cháu ơi đem trẻ con theo có được không nhỉ"),
        ("ngày 5 có họp không", "ngày 5 họp không ạ"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert question_similarity.is_same_question(one, other)
    assert question_similarity.is_same_question(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mấy giờ họp", "mấy giờ tan họp"),
        ("mấy giờ họp", "họp ở đâu"),
        ("ngày 5 có họp không", "ngày 6 có họp không"),
        ("thôn 3 có họp không", "thôn 13 có họp không"),
        ("mang theo gì", "có phải mang theo gì không"),
        ("mấy giờ", "mấy giờ họp, ở đâu, có phải mang giấy tờ gì theo không"),
        ("giấy mời thì sao", "ghế ngồi thì sao"),
        ("", "mấy giờ họp"),
    ],
)
def test_another_question_is_not_answered_by_it(one: str, other: str) -> None:
    assert not question_similarity.is_same_question(one, other)
    assert not question_similarity.is_same_question(other, one)


def test_like_questions_stand_together_in_the_order_they_came() -> None:
    asked = [
        "có được đi thay không",
        "mang theo gì",
        "cho người khác đi thay được không",
        "mang theo gì vậy",
    ]
    assert question_similarity.group_questions(asked) == [[0, 2], [1, 3]]
