"""Promises for whole kinds of writings: any digits in any known form, alone or in two messages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.masking.mask import COVER, find_announced_kind, mask
from tests.messages.masking.test_mask_tables import COVERED, KEPT

WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
CODES = st.text("0123456789", min_size=6, max_size=6)
# Of a person: province, century and sex, year of birth, six more.
CARDS = st.builds(
    "0{:02}{}{:02}{:06}".format,
    st.integers(10, 96),
    st.integers(0, 3),
    st.integers(0, 99),
    st.integers(0, 999_999),
)
SAY_CODE = st.sampled_from(
    [
        "mã otp là {}",
        "otp {}",
        "OTP: {}",
        "mã xác thực giao dịch 5tr đồng là {}",
        "verification code is {}",
        "{} là mã xác nhận",
        "mã zalo {}",
        "mã otp gửi về số 0912345678 là {}",
        "otp:\n{}",
    ]
)
SAY_CARD = st.sampled_from(
    ["{}", "cccd {}", "số căn cước của bố là {}", "hồ sơ của ông cccd {}", "định danh: {}"]
)


def written(digits: str) -> list[str]:
    """The same digits as people and their phones write them."""
    return [
        digits,
        " ".join(digits),
        "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
        "".join(chr(0xFF10 + int(digit)) for digit in digits),
        "\u200b".join(digits),
    ]


def joined(digits: str) -> list[str]:
    """A long number in groups."""
    groups = (digits[:3], digits[3:6], digits[6:])
    return [joint.join(groups) for joint in ("/", "—", "·", "\n", " - ", "_", ".", "|", " / ")]


def left(text: str) -> str:
    """The digits that are still to be read, without the harmless phone and the sum of a form."""
    text = text.replace("0912345678", "").replace("5tr", "")
    return "".join(re.findall(r"\d", text))


@given(CODES, SAY_CODE, st.integers(0, 4))
def test_a_code_is_covered_in_every_form(digits: str, sentence: str, form: int) -> None:
    covered = mask(sentence.format(written(digits)[form]))
    assert covered.has_secret
    assert left(covered.text) == ""


@given(CODES)
def test_a_code_in_words_is_covered(digits: str) -> None:
    said = " ".join(WORDS[int(digit)] for digit in digits)
    assert mask(f"mã otp là {said} ạ").text == f"mã otp là {COVER} ạ"


@given(CARDS, SAY_CARD, st.integers(0, 8))
def test_a_card_is_covered_however_it_is_grouped(digits: str, sentence: str, form: int) -> None:
    text = sentence.format(joined(digits)[form])
    assert left(mask(text).text) == "", text


@given(CODES, st.sampled_from(["mã otp em nhận được là", "otp nè bác", "mã xác thực của em là:"]))
def test_a_code_in_the_next_message_is_covered(digits: str, said: str) -> None:
    assert mask(said) == (said, False)
    for text in (digits, f"{digits} ạ", f"là {digits} nha bác", " ".join(digits)):
        assert left(mask(text, after=find_announced_kind(said)).text) == ""


@pytest.mark.parametrize(
    ("said", "then", "covered"),
    [
        ("pass em là", "hoasen99", COVER),
        ("pass em là", "hoasen", COVER),
        ("mk em là:", "123456", COVER),
        ("mật khẩu vneid của mẹ em là...", "Me@1950 ạ", f"{COVER} ạ"),
        ("số tài khoản của bố em là", "10123456789", COVER),
        ("stk em là", "0912345678", COVER),
        ("cccd của con là", "001085", COVER),
        ("số cmnd là", "123456789", COVER),
        ("mã pin là", "1970", COVER),
        ("otp là", "bảy bảy một một tám hai", COVER),
    ],
)
def test_what_was_announced_is_covered_when_it_comes(said: str, then: str, covered: str) -> None:
    assert mask(then, after=find_announced_kind(said)) == (covered, True)


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("mã otp em nhận được là", "gặp người"),
        ("mã otp em nhận được là", "gọi em 0912345678 lúc 7h30 ngày 12/05/2025"),
        ("pass em là", "menu"),
        ("pass em là", "quên mất rồi"),
        ("pass em là", "1"),
        ("mật khẩu của em là", "thôi"),
        ("mã otp là", "500000 đồng"),
        ("mã otp là", "hồ sơ H12.34-250101-0001"),
        ("otp", "kiểm tra 4821"),
        ("otp", "phiếu 1234"),
        ("cccd của con là", "12/05/1970"),
        ("stk em là", "500.000 đồng"),
    ],
)
def test_what_helps_is_kept_also_after_an_announcement(said: str, then: str) -> None:
    assert find_announced_kind(said)
    assert mask(then, after=find_announced_kind(said)) == (then, False)


@pytest.mark.parametrize(
    "text",
    [
        *("quên mật khẩu là sao", "otp là gì", "không nhận được mã otp", "làm căn cước"),
        *("mã otp là •••", "mật khẩu là •••", "mã hồ sơ của tôi là", "số điện thoại của tôi là"),
        *("cấp đổi căn cước ở đâu", "mã otp 6 số", "menu", "đổi mật khẩu", "mật khẩu vneid"),
        *("lấy lại mật khẩu", "có ai hỏi mã otp", "cccd", "con bảo đừng đọc mã otp cho ai", ""),
    ],
)
def test_a_question_announces_nothing(text: str) -> None:
    assert find_announced_kind(text) == ""


@given(st.sampled_from([*COVERED, *KEPT]), st.sampled_from([*COVERED, *KEPT]))
def test_two_messages_in_one_are_covered_once_and_for_all(first: str, second: str) -> None:
    text = f"{first}\n{second}".replace("⟦", "").replace("⟧", "")
    once = mask(text)
    assert mask(once.text) == (once.text, False)
