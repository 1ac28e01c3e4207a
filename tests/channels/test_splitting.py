"""Cutting texts: what a reader would do, then what must hold for any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split_reply, split_text, utf16_units
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply

WORDS = st.text(alphabet="abcđếộ🌾", min_size=1, max_size=8)
SPACES = st.sampled_from([" ", " ", " ", "  ", ". ", "! ", "\n", "\n\n", "\n \n"])


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("vừa đủ", 6, ["vừa đủ"]),
        ("  thừa chỗ  ", 20, ["thừa chỗ"]),
        ("một hai\n\nba bốn năm", 14, ["một hai", "ba bốn năm"]),
        ("một hai\nba bốn năm", 14, ["một hai", "ba bốn năm"]),
        ("Một hai. Ba bốn năm", 14, ["Một hai.", "Ba bốn năm"]),
        ("một hai ba bốn", 8, ["một hai", "ba bốn"]),
        ("một hai ba", 7, ["một hai", "ba"]),
        ("mộthaiba", 3, ["một", "hai", "ba"]),
        ("giá 25\u00a0000 đồng", 9, ["giá", "25\u00a0000", "đồng"]),
        # A break near the start is not worth a nearly empty message.
        ("a\n\n" + "bb " * 20, 30, ["a\n\n" + "bb " * 8 + "bb", "bb " * 9 + "bb", "bb"]),
    ],
)
def test_cuts_where_a_reader_would(text: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, limit) == parts


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("ba" + "e\u0302\u0301" * 3, 4),  # a letter with two marks
        ("abc👩\u200d🌾👩\u200d🌾", 5),  # joined emoji
        ("abc👍🏽👍🏽", 4),  # skin tone
        ("abc🇻🇳de", 4),  # a flag
    ],
)
def test_what_is_drawn_as_one_stays_whole(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert "".join(parts) == text
    assert all(part[0] not in "\u0302\u0301\u200d🏽🇳" for part in parts)
    assert all(not part.endswith("\u200d") for part in parts)


def test_one_character_over_the_limit_is_cut_all_the_same() -> None:
    assert split_text("e" + "\u0301" * 10, 4) == ["e" + "\u0301" * 3, "\u0301" * 4, "\u0301" * 3]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        split_text("a", 0)


def test_units_are_counted_as_telegram_does() -> None:
    assert [utf16_units(text) for text in ("", "abc", "đế", "🌾", "\ud83d")] == [0, 3, 2, 2, 1]


@given(st.text(), st.integers(1, 40))
def test_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part and len(part) <= limit for part in parts)


@given(st.text(), st.integers(2, 40))
def test_no_part_is_over_the_limit_in_utf16(text: str, limit: int) -> None:
    parts = split_text(text, limit, measure=utf16_units)
    assert all(utf16_units(part) <= limit for part in parts)


@given(st.lists(st.tuples(WORDS, SPACES), max_size=60), st.integers(20, 60))
def test_words_that_fit_stay_whole(pieces: list[tuple[str, str]], limit: int) -> None:
    text = "".join(word + space for word, space in pieces)
    parts = split_text(text, limit, measure=utf16_units)
    assert " ".join(parts).split() == text.split()


@given(st.text(max_size=30), st.integers(30, 60))
def test_what_fits_is_one_part(text: str, limit: int) -> None:
    assert split_text(text, limit) == ([text.strip()] if text.strip() else [])


PHOTO = Attachment(AttachmentKind.PHOTO, ref="p")
VOICE = Attachment(AttachmentKind.VOICE, ref="v")
MENU = (Choice("Menu", "menu"),)


@pytest.mark.parametrize(
    ("reply", "parts"),
    [
        (Reply("ngắn", MENU), (Reply("ngắn", MENU),)),
        (Reply("một hai ba", MENU), (Reply("một hai"), Reply("ba", MENU))),
        (Reply("", MENU), (Reply("", MENU),)),
        (Reply(" " * 20, MENU), (Reply("", MENU),)),
        (Reply("", MENU, (PHOTO,)), (Reply("", MENU, (PHOTO,)),)),
        (Reply("ảnh", MENU, (PHOTO,)), (Reply("ảnh", MENU, (PHOTO,)),)),
        (Reply("dài hơn", MENU, (PHOTO,)), (Reply("", (), (PHOTO,)), Reply("dài hơn", MENU))),
        (
            Reply("hai", MENU, (PHOTO, VOICE)),
            (Reply("", (), (PHOTO,)), Reply("", (), (VOICE,)), Reply("hai", MENU)),
        ),
        (
            Reply("", MENU, (PHOTO, VOICE)),
            (Reply("", (), (PHOTO,)), Reply("", MENU, (VOICE,))),
        ),
    ],
)
def test_buttons_ride_on_the_last_part(reply: Reply, parts: tuple[Reply, ...]) -> None:
    assert split_reply(reply, 8, max_caption=4) == parts
