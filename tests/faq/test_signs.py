"""Signs: words that together say what is wanted, with tones or without."""

import pytest

from bot.faq.signs import compile_signs

WATER = ("ngã|té + ao|sông",)


@pytest.mark.parametrize(
    "text",
    ["cháu ngã xuống ao rồi", "thang cu te xuong ao roi", "TÉ SÔNG!", "ngã ngay cạnh cái bờ ao"],
)
def test_the_parts_of_a_sign_follow_each_other(text: str) -> None:
    signs = compile_signs(WATER)
    assert signs is not None
    assert signs.occur_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "cái ao ở ngã ba đường làng",
        "nga ve nha roi moi nghi ngoi mot luc lau nua thi ra cho ao",
        "",
        "ngã ba áo dài",
    ],
)
def test_other_words_in_another_order_or_far_apart_are_no_sign(text: str) -> None:
    signs = compile_signs(WATER)
    assert signs is not None
    assert not signs.occur_in(text)


def test_a_sign_may_ask_for_tones() -> None:
    signs = compile_signs(("=xe + cháy",))
    assert signs is not None
    assert signs.occur_in("xe đang cháy")
    assert not signs.occur_in("xe dang chay ve")


def test_no_signs_are_none() -> None:
    assert compile_signs(()) is None
