"""Letters: tables of what people type and platforms send, and promises for any text at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vietnamese.letters import (
    is_typed_form_of,
    match_names,
    name_key,
    nfc,
    normalize_for_match,
    strip_tones,
    to_plain_letters,
)

# Letters, marks and controls that meet badly, besides any text at all.
TEXTS = st.text() | st.text(
    "aăâđeêoôơuưyĐ\u0300\u0301\u0309\u0323\u031b\u0302\u200b\u200c\u200d\r\n\t \x00"
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Thứ ba", "Thứ ba"),
        (unicodedata.normalize("NFD", "Thứ ba, đường số 3"), "Thứ ba, đường số 3"),
        ("  hai  đầu\t trống ", "hai đầu trống"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\ndòng hai\ndòng ba"),
        ("không\u00a0ngắt\u2009được\u3000đâu", "không ngắt được đâu"),
        ("nul\x00 và \x1b[31mđỏ", "nul và [31mđỏ"),
        ("mật kh\u200bẩu", "mật khẩu"),  # no width is no space
        ("mật kh\u00adẩu", "mật khẩu"),
        ("a\u200c\u0301", "á"),  # a control between a letter and its mark
        ("\ufeffđầu tệp", "đầu tệp"),
        ("\u202egnuq", "gnuq"),
        ("một nửa \ud83d", "một nửa ?"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),  # a family stays together
        ("👍🏽", "👍🏽"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_a_text_has_one_form(text: str, kept: str) -> None:
    assert nfc(text) == kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Số 3", "duong so 3"),
        ("QUÊN MẬT KHẨU", "quen mat khau"),
        ("ưỡn ẹo", "uon eo"),
        (unicodedata.normalize("NFD", "Giấy chứng tử"), "giay chung tu"),
        ("Ấp Bình Hoà", "ap binh hoa"),
        ("đĐ", "dd"),
        ("abc-123", "abc-123"),
        ("🙏", "🙏"),
        ("", ""),
    ],
)
def test_tones_and_capitals_fold_away(text: str, folded: str) -> None:
    assert strip_tones(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Gặp người!! ", "gap nguoi"),
        ("Thôn 3, xã Vĩnh Thạnh.", "thon 3 xa vinh thanh"),
        ("MA_DON_VI", "ma don vi"),
        ("đồng ý 👍", "dong y"),
        ("/menu@ToSoBot", "menu tosobot"),
        ("?!…", ""),
        ("", ""),
    ],
)
def test_bare_words(text: str, words: str) -> None:
    assert normalize_for_match(text) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Lê Thị Thúy", ["Lê Thị Thúy"]),
        ("lê thị thủy", ["Lê Thị Thủy"]),
        ("le thi thuy", ["Lê Thị Thúy", "Lê Thị Thủy"]),
        ("Lê Thị Thùy", ["Lê Thị Thúy", "Lê Thị Thủy"]),  # neither is written so: ask
        ("nguyen van hoa", ["Nguyễn Văn Hoà"]),
        ("Nguyễn Văn Hòa", ["Nguyễn Văn Hoà"]),
        ("lê thị", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_typed_name_means_who_is_written_so_before_who_sounds_alike(
    typed: str, meant: list[str]
) -> None:
    people = ["Lê Thị Thúy", "Lê Thị Thủy", "Nguyễn Văn Hoà"]
    assert match_names(typed, people, str) == meant


@given(TEXTS)
def test_a_name_is_itself_in_any_writing(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert name_key(apart) == name_key(unicodedata.normalize("NFC", text))
    if name_key(text):
        assert match_names(text, [text], str) == [text]


def test_all_vietnamese_letters_fold_to_plain_ones() -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    vowels = "aăâeêioôơuưy"
    letters = {unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in marks}
    assert len(letters) == 72
    assert all(strip_tones(letter).isascii() for letter in (*letters, "đ"))
    assert all(strip_tones(letter.upper()).isascii() for letter in (*letters, "đ"))


@given(TEXTS)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert strip_tones(strip_tones(text)) == strip_tones(text)
    assert normalize_for_match(normalize_for_match(text)) == normalize_for_match(text)


@given(TEXTS)
def test_what_is_kept_is_nfc_and_trimmed(text: str) -> None:
    kept = nfc(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert "\x00" not in kept
    assert "  " not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept  # no half of a surrogate pair


@given(TEXTS)
def test_folding_leaves_no_marks(text: str) -> None:
    for folded in (strip_tones(text), normalize_for_match(text)):
        assert not any(map(unicodedata.combining, unicodedata.normalize("NFD", folded)))
        assert "đ" not in folded


@given(TEXTS)
def test_the_two_spellings_of_a_letter_are_one(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    together = unicodedata.normalize("NFC", text)
    assert normalize_for_match(apart) == normalize_for_match(together)
    assert strip_tones(apart) == strip_tones(together)
    assert nfc(apart) == nfc(together)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("𝐪𝐮𝐞̂𝐧 𝐌𝐀̣̂𝐓 𝐤𝐡𝐚̂̉𝐮", "quen mat khau"),
        ("ｑｕｅｎ ＭＡＴ", "quen mat"),
        ("ⓜⓔⓝⓤ 🅜🅔🅝🅤 🅼🅴🅽🆄 ᴍᴇɴᴜ", "menu menu menu menu"),
        ("𝟒𝟖𝟐", "482"),
        ("Đường số 3…", "duong so 3..."),
    ],
)
def test_letters_of_keyboard_applications_are_folded(text: str, folded: str) -> None:
    assert strip_tones(text) == folded
    assert to_plain_letters(text) == to_plain_letters(to_plain_letters(text))


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("thon ha", "Thôn Hạ", True),
        ("Thôn Hạ", "Thôn Hạ", True),
        ("thôn ha", "Thôn Hạ", True),
        ("Thôn Hà", "Thôn Hạ", False),
        ("hoà lạc", "Hòa Lạc", True),
        ("hoà lac", "Hòa Lạc", True),
        ("dong", "Đồng", True),
        ("đong", "Đồng", False),
        ("đồng", "Dong", False),
        ("thon", "Thôn Hạ", False),
        ("𝐓𝐡𝐨̂𝐧 𝐇𝐚̣", "Thôn Hạ", True),
        ("", "", True),
    ],
)
def test_tones_that_were_typed_must_stand_in_the_name(typed: str, name: str, same: bool) -> None:
    assert is_typed_form_of(typed, name) is same
