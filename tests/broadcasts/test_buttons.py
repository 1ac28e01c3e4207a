"""Buttons as an officer writes them, in a chat or at the machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts import buttons
from bot.core.errors import UserError
from bot.messages.content import Choice


@pytest.mark.parametrize(
    ("written", "button"),
    [
        ("Ghi tên = lớp 12", Choice("Ghi tên", "class:show:12")),
        ("Ghi tên=class:12", Choice("Ghi tên", "class:show:12")),
        ("Ghi ten = lop 12", Choice("Ghi ten", "class:show:12")),
        ("Đọc thêm = topic:thue-dat", Choice("Đọc thêm", "topic:thue-dat")),
        (
            "Nộp = https://dichvucong.gov.vn/p?a=b&c=d",
            Choice("Nộp", url="https://dichvucong.gov.vn/p?a=b&c=d"),
        ),
    ],
)
def test_a_button_is_read(written: str, button: Choice) -> None:
    assert buttons.parse_button(written) == button


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Ghi tên",
        "= lớp 12",
        "Ghi tên =",
        "Ghi tên = lớp mười hai",
        "Xem = http://dichvucong.gov.vn",
        "Xem = https://",
        "Xem = topic:",
        "Xem = tb:yes:1",
        f"{'x' * 41} = lớp 12",
        f"Xem = topic:{'x' * 51}",
    ],
)
def test_what_is_none_says_how_it_is_written(written: str) -> None:
    with pytest.raises(UserError, match="lớp 12"):
        buttons.parse_button(written)


def test_lines_that_ask_for_a_button_are_no_words() -> None:
    text = "Mời bà con học.\nNút: Ghi tên = lớp 12\nMang theo điện thoại.\nnut:Xem=https://a.gov.vn"
    words, chosen = buttons.split_buttons(text)
    assert words == "Mời bà con học.\nMang theo điện thoại."
    assert chosen == (Choice("Ghi tên", "class:show:12"), Choice("Xem", url="https://a.gov.vn"))
    assert buttons.split_buttons("Bấm nút: xem") == ("Bấm nút: xem", ())


@given(st.text(max_size=80))
def test_any_text_is_a_button_or_refused(written: str) -> None:
    try:
        choice = buttons.parse_button(written)
    except UserError:
        return
    assert choice.label and (choice.value or choice.url)
