"""Slips: everybody has one, whole, with a code that leads to the chat."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pypdfium2
import pytest

from bot.documents.slips import Slip, SlipAddress, print_slips
from tests.documents.papers import LONG_NAME, fonts_of, letters_of, pages_of

ADDRESSES = (
    SlipAddress("Telegram", "t.me/to_so_an_phu_bot"),
    SlipAddress("Zalo", "zalo.me/1234567890123456789"),
    SlipAddress("Trang web", "to-so.example.vn"),
)


def a_slip(name: str) -> Slip:
    link = "https://t.me/to_so_an_phu_bot?start=link-K7M2PQ9RT4XB"
    return Slip(name, "Thành viên", "K7M2PQ9RT4XB", date(2026, 12, 7), link, ADDRESSES)


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (6, 1), (7, 2), (13, 3)])
def test_six_are_on_a_page(count: int, pages: int) -> None:
    words = pages_of(print_slips("Thôn 3", [a_slip(f"{LONG_NAME} {at}") for at in range(count)]))
    assert len(words) == pages
    whole = " ".join(words)
    assert whole.count("K7M2 PQ9R T4XB") == 2 * count == 2 * whole.count("đến hết ngày 07/12/2026")
    assert all(f"Như {at}" in whole for at in range(count))
    assert whole.count("t.me/to_so_an_phu_bot") == whole.count("to-so.example.vn") == count


def test_no_letter_is_cut_off() -> None:
    pdf = print_slips("Thôn 3", [a_slip(f"{LONG_NAME} {LONG_NAME}") for _ in range(6)])
    letters = list(letters_of(pdf))
    assert len(letters) > 1000
    for _, left, bottom, letter in letters:
        assert abs(left - 105) > 3 and all(abs(bottom - cut) > 3 for cut in (99, 198)), letter
        assert 5 < left < 204 and 5 < bottom < 292, letter


def test_faces_are_embedded_and_the_language_is_named() -> None:
    reader = pypdf.PdfReader(io.BytesIO(print_slips("Thôn 3", [a_slip("Bùi Thị Mẫu")])))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    faces = fonts_of(reader.pages[0])
    assert faces and all("/FontFile2" in face["/FontDescriptor"].get_object() for face in faces)
    picture = pypdfium2.PdfDocument(print_slips("Thôn 3", [a_slip("A")]))[0].render().to_pil()
    assert picture.size == (596, 842)


def test_who_must_type_the_code_is_told_so() -> None:
    typed = replace(a_slip("Bùi Thị Mẫu"), link="https://to-so.example.vn")
    (words,) = pages_of(print_slips("Thôn 3", [typed]))
    assert "rồi nhắn: lienket K7M2 PQ9R T4XB" in words and "bấm Bắt đầu" not in words
    (words,) = pages_of(print_slips("Thôn 3", [a_slip("Bùi Thị Mẫu")]))
    assert "bấm Bắt đầu" in words
