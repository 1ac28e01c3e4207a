"""Numbers and labels that are typed instead of pressed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.content import Choice, Reply
from bot.outbox.buttons import list_pressable, match_buttons, number_buttons

MENU = [
    {"label": "Đồng ý", "value": "agree"},
    {"label": "Để sau", "value": "decline"},
    {"label": "Xóa ngay", "value": "erase:yes"},
]
PLACES = [
    {"label": "Thôn Hà", "value": "place:a"},
    {"label": "Thôn Hạ", "value": "place:b"},
    {"label": "Thôn Đông", "value": "place:c"},
    {"label": "Thôn 12", "value": "place:d"},
]
VOTES = [
    {"label": "Lê Thị Thúy", "value": "ballot:1:0"},
    {"label": "Lê Thị Thủy", "value": "ballot:1:1"},
    {"label": "Trần Hòa", "value": "ballot:1:2"},
]


@pytest.mark.parametrize(
    ("offered", "text", "values"),
    [
        (MENU, "1", ["agree"]),
        (MENU, "số 2", ["decline"]),
        (MENU, "bấm 3", ["erase:yes"]),
        (MENU, "4", []),
        (MENU, "Đồng ý", ["agree"]),
        (MENU, "dong y", ["agree"]),
        (MENU, "ĐỒNG Ý!", ["agree"]),
        (MENU, "1. Đồng ý", ["agree"]),
        (MENU, "2 de sau", ["decline"]),
        (MENU, "2. Đồng ý", []),
        (MENU, "Xoá ngay", ["erase:yes"]),
        (MENU, "đồng ý cái gì", []),
        (PLACES, "Thôn Hạ", ["place:b"]),
        (PLACES, "thôn hà", ["place:a"]),
        (PLACES, "thon ha", ["place:a", "place:b"]),
        (PLACES, "Thôn ha", ["place:a", "place:b"]),
        (PLACES, "Thôn Hả", []),
        (PLACES, "thôn Đồng", []),
        (PLACES, "thon dong", ["place:c"]),
        (PLACES, "2. thôn hạ", ["place:b"]),
        (PLACES, "thôn 12", ["place:d"]),
        (VOTES, "Lê Thị Thủy", ["ballot:1:1"]),
        (VOTES, "le thi thuy", ["ballot:1:0", "ballot:1:1"]),
        (VOTES, "Lê Thị Thùy", []),
        (VOTES, "trần hoà", ["ballot:1:2"]),
        (MENU, "𝟐", ["decline"]),
        (MENU, "²", []),
        (MENU, "Đ𝐨̂̀𝐧𝐠 𝐲́", ["agree"]),
        (PLACES, "𝐓𝐡𝐨̂𝐧 𝐇𝐚̣", ["place:b"]),
        (MENU, "👍", []),
        (MENU, "", []),
        (MENU, "đồng ý " * 30, []),
        ([], "1", []),
        ([{"label": "Thôi", "value": "field-report:stop"}], "1", []),
        ([{"label": "Thôi", "value": "field-report:stop"}], "thôi", ["field-report:stop"]),
        ([{"label": "Lịch học", "value": "lh"}], "1", ["lh"]),
    ],
)
def test_what_is_typed_presses(offered: list[dict[str, str]], text: str, values: list[str]) -> None:
    assert [button["value"] for button in match_buttons(offered, text)] == values


def test_two_labels_of_one_value_are_one_button() -> None:
    twice = [{"label": "Về menu", "value": "menu"}] * 2
    assert len(match_buttons(twice, "ve menu")) == 1


@given(st.text())
def test_any_text_presses_or_not(text: str) -> None:
    assert all(button in PLACES for button in match_buttons(PLACES, text))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("erase:yes", "erase:no"), ["erase:no", "erase:yes"]),
        (("class:leave:3", "class:kin:1"), ["class:kin:1", "class:leave:3"]),
        (("class:kin:1", "class:leave:3", "menu"), ["class:kin:1", "class:leave:3", "menu"]),
        (("withdraw", "erase", "menu"), ["menu", "withdraw", "erase"]),
        (("own-ticket:4:cancel",), ["menu", "own-ticket:4:cancel"]),
        (("reminder:stop:1", "reminder:stop:2"), ["menu", "reminder:stop:1", "reminder:stop:2"]),
        (("lh",), ["lh"]),
    ],
)
def test_nothing_that_takes_away_stands_first_or_alone(
    values: tuple[str, ...], shown: list[str]
) -> None:
    reply = Reply("Bác chọn:", tuple(Choice(value, value) for value in values))
    assert [choice.value for choice in number_buttons(reply).choices] == shown
    assert [button["value"] for button in list_pressable(reply)] == shown
