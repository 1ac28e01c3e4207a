"""Words typed to a question of a poll: understood, or asked again, never taken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.polls.option_parser import match_options

DAYS = ("Thứ bảy", "Chủ nhật", "Thứ hai")
TWO = ("Đường trục", "Đường ngõ")
WOMEN = ("Lê Thị Thúy", "Lê Thị Thủy")
ROOMS = ("Nhà văn hóa", "Trường học", "Không cái nào")


@pytest.mark.parametrize(
    ("words", "options", "places"),
    [
        ("thứ bảy", DAYS, [0]),
        ("thu bay", DAYS, [0]),
        ("t7", DAYS, [0]),
        ("thứ 7 nhé", DAYS, [0]),
        ("Thứ 7", DAYS, [0]),
        ("cn", DAYS, [1]),
        ("thứ bảy và chủ nhật", DAYS, [0, 1]),
        ("t7, cn", DAYS, [0, 1]),
        ("1 và 3", DAYS, [0, 2]),
        ("1,3", DAYS, [0, 2]),
        ("1 3", DAYS, [0, 2]),
        ("ý 1 với ý 2", DAYS, [0, 1]),
        ("so 2", DAYS, [1]),
        ("1 và 9", DAYS, None),
        ("tất cả", DAYS, [0, 1, 2]),
        ("chọn hết", DAYS, [0, 1, 2]),
        ("cả hai", DAYS, None),
        ("cả hai", TWO, [0, 1]),
        ("ca 2", TWO, [0, 1]),
        ("cả ba", DAYS, [0, 1, 2]),
        ("trục", TWO, [0]),
        ("duong ngo", TWO, [1]),
        ("đường", TWO, None),
        ("không cái nào", TWO, None),
        ("không cái nào", ROOMS, [2]),
        ("tất cả", ROOMS, [0, 1]),
        ("Lê Thị Thủy", WOMEN, [1]),
        ("lê thị thúy", WOMEN, [0]),
        ("le thi thuy", WOMEN, None),
        ("Thủy", WOMEN, [1]),
        ("tôi chọn Lê Thị Thủy", WOMEN, [1]),
        ("✓ Ngõ 3", ("Ngõ 1", "Ngõ 3"), [1]),
        ("tuỳ xã", DAYS, None),
        ("", DAYS, None),
    ],
)
def test_words_choose_what_they_name(
    words: str, options: tuple[str, ...], places: list[int] | None
) -> None:
    assert match_options(words, options, several=True, yes_no=False) == places


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("có", [0]),
        ("Đồng ý ạ", [0]),
        ("tôi đồng ý", [0]),
        ("không", [1]),
        ("ko", [1]),
        ("khong dong y", [1]),
        ("để xem", None),
    ],
)
def test_yes_and_no_in_any_words(words: str, places: list[int] | None) -> None:
    options = ("Đồng ý", "Không đồng ý")
    assert match_options(words, options, several=False, yes_no=True) == places


def test_of_one_choice_two_are_asked_again() -> None:
    assert match_options("1 và 2", TWO, several=False, yes_no=False) is None
    assert match_options("cả hai", TWO, several=False, yes_no=False) is None


@given(st.text(max_size=60), st.booleans(), st.booleans())
def test_whatever_is_typed_names_options_or_nothing(
    words: str, several: bool, yes_no: bool
) -> None:
    places = match_options(words, DAYS[:2], several=several, yes_no=yes_no)
    assert places is None or set(places) <= {0, 1}
    assert places is None or several or len(places) == 1
