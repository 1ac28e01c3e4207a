"""Which button's place people name, in the words they have for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.list_positions import EARLIER, LAST, ListPosition, parse_list_position

SHOWN = [
    ("2", 2),
    ("2 nhé", 2),
    ("số 2 nhé", 2),
    ("so 2 a", 2),
    ("chọn 2", 2),
    ("chọn số hai", 2),
    ("nút 1", 1),
    ("bấm nút số 3 giúp tôi", 3),
    ("cho tôi cái số 4", 4),
    ("cái thứ hai", 2),
    ("cái thứ 2 cháu ơi", 2),
    ("mục thứ ba", 3),
    ("số hai", 2),
    ("lấy số 2 nhé", 2),
    ("hai", 2),
    ("cái đầu", 1),
    ("cái đầu tiên", 1),
    ("đầu tiên", 1),
    ("lớp đầu tiên", 1),
    ("thứ nhất", 1),
    ("cái cuối", LAST),
    ("cái cuối cùng ạ", LAST),
    ("dưới cùng", LAST),
    ("20", 20),
    ("số 0", 0),
    ("ừ số 2 đi", 2),
]
NAMED = [
    ("số 3 của lịch học", 3, "classes"),
    ("so 3 cua lich hoc", 3, "classes"),
    ("cái thứ hai trong lịch học nhé", 2, "classes"),
    ("lịch học số 3", 3, "classes"),
    ("số 3 lịch học lúc nãy", 3, "classes"),
    ("nút 1 của menu", 1, "menu"),
    ("menu số 5", 5, "menu"),
    ("số 2 của danh sách thôn", 2, "places"),
    ("số 1 ở lớp của tôi", 1, "mine"),
    ("cái cuối của nhắc việc", LAST, "reminders"),
    ("cái thứ hai lúc nãy", 2, EARLIER),
    ("số 3 ở danh sách trước", 3, EARLIER),
]
NOT_PLACES = [
    "thứ hai", "thứ ba", "buổi thứ ba", "sáng thứ hai", "8 giờ", "2 giờ chiều", "thôn 3",
    "thôn số 3", "xóm 2", "113", "²", "bước 2", "2 con", "hai mẹ con", "ba tôi ốm", "năm", "tư",
    "số 12 ngõ 5", "1/12", "2 3", "ngày 2", "cuối tháng", "đầu năm", "", "👍", "không phải số 2",
    "lịch học", "đầu thôn", "cuối xóm", "đầu làng", "số 3 thôn Đông", "đông hải", "số hải",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), SHOWN)
def test_a_number_in_words_is_a_place_in_the_list_that_is_shown(text: str, number: int) -> None:
    assert parse_list_position(text) == ListPosition(number)


@pytest.mark.parametrize(("text", "number", "name"), NAMED)
def test_a_list_that_is_named_is_the_one_that_is_meant(text: str, number: int, name: str) -> None:
    assert parse_list_position(text) == ListPosition(number, name)


@pytest.mark.parametrize("text", NOT_PLACES)
def test_days_hours_and_villages_are_no_places(text: str) -> None:
    assert parse_list_position(text) is None


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    place = parse_list_position(text)
    assert place is None or place.number >= LAST
