"""Letters and spelling: tables of what people type, and promises that hold for any text at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.normalize import (
    MAX_TOKENS,
    clean,
    fold,
    has_tones,
    is_syllable,
    nfc,
    tokens,
    toned,
    unteen,
    untelex,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường đi", "duong di"),
        ("QUÊN MẬT KHẨU", "quen mat khau"),
        ("ưỡn ẹo", "uon eo"),
        (unicodedata.normalize("NFD", "Giấy chứng tử"), "giay chung tu"),
        ("abc 123", "abc 123"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nothing_raises_on_any_text(text: str) -> None:
    for word in tokens(text):
        unteen(fold(word))
        untelex(fold(word))
        toned(word)
        is_syllable(word)
    assert isinstance(has_tones(text), bool)
    assert nfc(text) == nfc(nfc(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("XÓA", "xoá"),
        ("mất", unicodedata.normalize("NFD", "mất")),
    ],
)
def test_a_tone_may_sit_on_either_vowel(one: str, other: str) -> None:
    assert toned(one) == toned(other)


def test_different_tones_stay_different() -> None:
    assert len({toned(word) for word in ("ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă")}) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quên mật khẩu", True),
        ("quen mat khau", False),
        ("đi", True),
        ("안녕", False),
        ("🙏", False),
    ],
)
def test_has_tones(text: str, expected: bool) -> None:
    assert has_tones(text) is expected


def test_tokens_lose_punctuation_and_drawn_out_letters() -> None:
    assert tokens("Trời ơiiiii!!! Khôngggg được,à?") == ["trời", "ơi", "không", "được", "à"]


def test_zero_width_characters_do_not_cut_words() -> None:
    assert tokens("mật kh\u200bẩu") == ["mật", "khẩu"]


def test_long_text_is_bounded() -> None:
    assert len(tokens("a b " * 100_000)) == MAX_TOKENS
    assert len(clean("x" * 10_000_000)) < 3_000


@pytest.mark.parametrize("word", ["nghieng", "khau", "quyen", "gia", "giay", "ung", "y", "thuong"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["dangky", "zalo", "hok", "bcd", "kys", "", "tamvang"])
def test_not_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dangd", "dang"),
        ("kys", "ky"),
        ("matj", "mat"),
        ("khaaur", "khau"),
        ("ddangw", "dang"),
        ("dduowcj", "duoc"),
        ("d9a8ng", "dang"),
        ("ky1", "ky"),
        ("nuocws", "nuoc"),
        ("xyz", "xyz"),
        ("2345", "2345"),
    ],
)
def test_untelex(typed: str, meant: str) -> None:
    assert untelex(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fai", "phai"),
        ("nhug", "nhung"),
        ("trog", "trong"),
        ("ko", "co"),
        ("mih", "minh"),
        ("thik", "thich"),
        ("bank", "bank"),
        ("http", "http"),
    ],
)
def test_unteen(typed: str, meant: str) -> None:
    assert unteen(typed) == meant
