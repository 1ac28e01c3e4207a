"""What is shown of residents' questions tells nobody from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.evidence.samples import (
    FEWEST_SAYERS,
    HIDDEN,
    MAX_LENGTH,
    find_common_words,
    mask_sample,
)

COMMON = {"cccd", "cua", "toi", "het", "han", "chua", "hoi", "giup", "ba"}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("cccd của tôi 2015 hết hạn chưa?", "cccd của tôi xxxx hết hạn chưa?"),
        ("hoi giup ba tran thi tu", "hoi giup ba …"),
        ("HỎI GIÚP BÀ TRẦN THỊ TƯ", "HỎI GIÚP BÀ …"),
        ("tran thi tu hoi giup", "… hoi giup"),
        ("0900111222", "xxxxxxxxxx"),
        ("tran thi tu", None),
        ("", None),
        ("hoi " * MAX_LENGTH, None),
    ],
)
def test_only_words_that_many_say_are_shown(words: str, shown: str | None) -> None:
    assert mask_sample(words, COMMON) == shown


def test_a_word_is_common_when_enough_different_people_said_it() -> None:
    said = [(person, "Hết hạn") for person in range(FEWEST_SAYERS)]
    said += [(1, "bà Tư")] * 20
    assert find_common_words(said) == {"het", "han"}


@given(st.text(max_size=60), st.sets(st.sampled_from(sorted(COMMON))))
def test_no_other_word_and_no_digit_passes(words: str, common: set[str]) -> None:
    shown = mask_sample(words, common) or ""
    assert not any(letter.isdecimal() for letter in shown)
    kept = [word for word in shown.split() if word != HIDDEN and word.strip("x.,/-")]
    assert find_common_words((person, " ".join(kept)) for person in range(5)) <= common
