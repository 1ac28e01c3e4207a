"""Letters and spelling: tables of what people type, and promises that hold for any text at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.normalization import (
    MAX_TOKENS,
    compose_unicode,
    has_tones,
    is_syllable,
    normalize_for_match,
    normalize_tones,
    respell_teen_slang,
    strip_tones,
    tokenize,
    undo_telex,
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
    assert strip_tones(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert strip_tones(strip_tones(text)) == strip_tones(text)


@given(st.text())
def test_nothing_raises_on_any_text(text: str) -> None:
    for word in tokenize(text):
        respell_teen_slang(strip_tones(word))
        undo_telex(strip_tones(word))
        normalize_tones(word)
        is_syllable(word)
    assert isinstance(has_tones(text), bool)
    assert compose_unicode(text) == compose_unicode(compose_unicode(text))


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
    assert normalize_tones(one) == normalize_tones(other)


def test_different_tones_stay_different() -> None:
    assert (
        len({normalize_tones(word) for word in ("ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă")})
        == 8
    )


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
    assert tokenize("Trời ơiiiii!!! Khôngggg được,à?") == ["trời", "ơi", "không", "được", "à"]


def test_zero_width_characters_do_not_cut_words() -> None:
    assert tokenize("mật kh\u200bẩu") == ["mật", "khẩu"]


def test_long_text_is_bounded() -> None:
    assert len(tokenize("a b " * 100_000)) == MAX_TOKENS
    assert len(normalize_for_match("x" * 10_000_000)) < 3_000


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
    assert undo_telex(typed) == meant


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
    assert respell_teen_slang(typed) == meant
