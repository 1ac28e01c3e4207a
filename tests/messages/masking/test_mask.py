"""What is covered before anybody reads it, what must stay, and promises for any text at all."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.masking.mask import COVER, mask

# Pieces from which hypothesis builds messages that look like real ones.
WORDS = "otp|mã|là|mk|mật khẩu|:|=|stk|cccd|đồng|k|của tôi|gì|cvv|zalo|sđt|.|,|\n"
NUMBERS = "482913|123456789|001085012345|0912345678|1970|abc123|Lan@1970|123|1900|5 6"
PIECES = st.sampled_from([*WORDS.split("|"), *NUMBERS.split("|")])
MESSAGES = st.lists(PIECES | st.text(max_size=6), max_size=14).map(" ".join)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("mã OTP là 482913 ạ", "mã OTP là @ ạ"),
        ("otp 482913", "otp @"),
        ("OTP: 482913", "OTP: @"),
        ("otp482913", "otp@"),
        ("482913 là mã otp", "@ là mã otp"),
        ("482913 la otp do con", "@ la otp do con"),
        ("mã xác thực: 1234", "mã xác thực: @"),
        ("ma xac nhan cua toi la 5566", "ma xac nhan cua toi la @"),
        ("mã xác minh 90817263", "mã xác minh @"),
        ("mã otp có 6 số 482913", "mã otp có 6 số @"),
        ("mã 6 số 482913", "mã 6 số @"),
        ("OTP 482 913", "OTP @"),
        ("otp là 4 8 2 9 1 3", "otp là @"),
        ("mã gửi về máy tôi là 482913", "mã gửi về máy tôi là @"),
        (
            "mã OTP mà ngân hàng vừa nhắn về điện thoại cho tôi là 482913",
            "mã OTP mà ngân hàng vừa nhắn về điện thoại cho tôi là @",
        ),
        ("mã pin 1234", "mã pin @"),
        ("pin atm là 2580", "pin atm là @"),
        ("mã bảo mật 7788", "mã bảo mật @"),
        ("cvv 123", "cvv @"),
        ("cvv2: 456", "cvv2: @"),
        ("otp 482913 k vào dc", "otp @ k vào dc"),
        ("CCCD 001085012345", "CCCD @"),
        ("căn cước 001 085 012 345", "căn cước @"),
        ("001.085.012345", "@"),
        ("cccd001085012345", "cccd@"),
        ("0010 8501 2345", "@"),
        ("0-0-1-0-8-5-0-1-2-3-4-5", "@"),
        ("số cmnd 123456789", "số cmnd @"),
        ("CMND 123 456 789", "CMND @"),
        ("cmnd123456789", "cmnd@"),
        ("chứng minh 012345678 cấp 2010", "chứng minh @ cấp 2010"),
        ("thẻ 4111 1111 1111 1111", "thẻ @"),
        ("thẻ 9704366812345678901", "thẻ @"),
        ("4111-1111-1111-1111", "@"),
        ("19036789012345 techcombank", "@ techcombank"),
        ("stk 0123456789 vcb", "stk @ vcb"),
        ("số tài khoản: 1903678901", "số tài khoản: @"),
        ("stk của tôi là 5566 7788 99", "stk của tôi là @"),
        ("stk 0912345678", "stk @"),
        ("tài khoản 88880001", "tài khoản @"),
        ("số thẻ 123456", "số thẻ @"),
        ("mk la abc123", "mk la @"),
        ("mk là 1234", "mk là @"),
        ("mk:123456", "mk:@"),
        ("mật khẩu vneid của tôi là Lan@1970", "mật khẩu vneid của tôi là @"),
        ("mật khẩu: Lan@1970", "mật khẩu: @"),
        # «số» begins what is said next; only behind a bare number it counts its digits.
        ("mật khẩu: Lan@1970 số của tôi là 0912345678", "mật khẩu: @ số của tôi là 0912345678"),
        ("mk Lan@1970 lần trước còn vào", "mk @ lần trước còn vào"),
        ("mat khau etax la Abcd#2024", "mat khau etax la @"),
        ("password: hunter2x", "password: @"),
        ("pass wifi nhà tôi là 12345678", "pass wifi nhà tôi là @"),
        ("mật khẩu của bố tôi là matkhau99", "mật khẩu của bố tôi là @"),
        ("mk zalo cua em la hoasen", "mk zalo cua em la @"),
        ("mật khẩu là lan 1970", "mật khẩu là @"),
        ("mk abc12345", "mk @"),
        ("mật khẩu cũ Lan@1970 không vào được", "mật khẩu cũ @ không vào được"),
        ("mật khẩu mới của tôi 12345678", "mật khẩu mới của tôi @"),
        ("mật khẩu tài khoản dịch vụ công là Qwerty!", "mật khẩu tài khoản dịch vụ công là @"),
        ("mk = lan1970, vào giúp tôi", "mk = @ vào giúp tôi"),
    ],
)
def test_a_secret_is_covered_and_the_rest_stays(text: str, covered: str) -> None:
    assert mask(text) == (covered.replace("@", COVER), True)


@pytest.mark.parametrize(
    "text",
    [
        "gọi tôi số 0912345678",
        "0912.345.678",
        "0912 345 678",
        "091-234-5678",
        "+84912345678",
        "+84 912 345 678",
        "(+84) 912 345 678",
        "84 912 345 678",
        "(024) 3825 1234",
        "024 3825 1234",
        "02083123456",
        "sđt 912345678",
        "0912345678 0987654321",
        "thôn 3 0912345678",
        "1900 1234",
        "19001234",
        "1800 1091",
        "gọi 1022",
        "113",
        "sinh ngày 12/05/1970",
        "12-05-1970",
        "12.5.1970",
        "12 05 1970",
        "năm 1970",
        "từ 2020 2021 2022",
        "500000 đồng",
        "500.000đ",
        "3000000",
        "150.000.000 đồng",
        "150.000.000",
        "500k",
        "2 triệu 500",
        "1.200.000 vnd",
        "H12.34-250101-0001",
        "hồ sơ H12.34-250101-0001 của tôi",
        "000.00.12.H12-250101-0001",
        "mã hồ sơ",
        "mã hồ sơ 123456789",
        "quên mật khẩu là sao",
        "mật khẩu là gì",
        "mật khẩu vneid là gì",
        "mk là j",
        "mật khẩu phải có mấy ký tự",
        "mật khẩu là phải có 8 ký tự",
        "mật khẩu là 8 ký tự",
        "mật khẩu 6-8 số",
        "đổi mật khẩu 2 lần",
        "quên mật khẩu gọi 19001234",
        "quên mật khẩu vneid 0912345678 giúp tôi",
        "mật khẩu sai là bị khóa",
        "đổi mật khẩu là xong",
        "mk là con ông Tư",
        "otp là gì",
        "không nhận được mã otp",
        "năm 2026 không nhận được mã otp",
        "mã otp gồm 6 số",
        "không thấy otp, gọi 19001234",
        "passport số 123",
        "pin 5000mAh",
        "chuyển vào tài khoản 3000000",
        "nộp vào tài khoản 5000000 đồng",
        "tài khoản vneid mức 2",
        "thẻ bhyt 5 năm liên tục",
        "nghị định 168/2024",
        "quyết định 1234/QĐ-UBND",
        "mã vùng 0208",
        "tài khoản ngân hàng bị trừ 500000 đồng",
        "mất otp bị trừ 500000 đồng",
        "VN123456789",
        "mật khẩu: làm sao lấy lại",
        "quên mật khẩu, số điện thoại của tôi là 0912345678",
        "mật khẩu vneid mất rồi sđt là 0912345678",
        "mk quên rồi, tên tôi là Nguyễn Văn A",
    ],
)
def test_what_a_person_is_helped_by_stays(text: str) -> None:
    assert mask(text) == (text, False)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("stk 0123456789, otp 482913", "stk @, otp @"),
        ("mk là abc123 sđt 0912345678", "mk là @ sđt 0912345678"),
        ("cccd 001085012345 sinh 12/05/1970", "cccd @ sinh 12/05/1970"),
        ("mk cũ abc123\nmk mới là def456", "mk cũ @\nmk mới là @"),
        ("CCCD của tôi: 001085012345.\nĐiện thoại: 0912.345.678", None),
        ("mk abc123 123456789", "mk @ @"),
        ("mật khẩu là 001085012345 và otp là 1234", "mật khẩu là @ và otp là @"),
        ("𝟎𝟎𝟏𝟎𝟖𝟓𝟎𝟏𝟐𝟑𝟒𝟓", "@"),  # digits of another alphabet are digits
        ("bác gửi ảnh 👨‍👩‍👧 rồi, otp là 1234", "bác gửi ảnh 👨‍👩‍👧 rồi, otp là @"),
        ("ß mk là abc123", "ß mk là @"),  # folds to two letters
    ],
)
def test_each_secret_of_a_message_is_covered_by_itself(text: str, covered: str | None) -> None:
    expected = covered or "CCCD của tôi: @.\nĐiện thoại: 0912.345.678"
    assert mask(text).text == expected.replace("@", COVER)


@pytest.mark.parametrize("text", ["", " ", "\n", COVER, "mk là", "otp", "•••", "mật khẩu là •••"])
def test_next_to_nothing_is_left_alone(text: str) -> None:
    assert mask(text) == (text, False)


@given(MESSAGES)
def test_covering_twice_covers_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == (once.text, False)


@given(MESSAGES)
def test_it_says_whether_it_covered_something(text: str) -> None:
    covered = mask(text)
    assert covered.has_secret == (covered.text != text)


@given(st.text())
def test_any_text_at_all_is_read(text: str) -> None:
    assert isinstance(mask(text).text, str)


@given(st.text("0123456789 .-–+a/đ\n", max_size=60))
def test_no_twelve_digits_in_a_row_are_left(text: str) -> None:
    assert not re.search(r"\d{12}", mask(text).text)


@pytest.mark.parametrize(
    "text",
    [
        *("0 " * 4000, "1\n" * 4000, "12/" * 2600, "001.001." * 1000, "0912345678 " * 720),
        *("ko mot hai " * 700, "mat khau la " * 660, "mat khau dat " * 640, "mk em " * 1300),
        *("cccd 1 " * 1100, "pin is " * 1100, "o1" * 4000, "0️⃣" * 2600, '"a' * 4000, "g-" * 4000),
        *("9" * 8000, "a" * 8000, "la:" * 2600, "otp " + "a" * 7990, "ma gui " * 1100),
        *(
            "1900 " * 1600,
            "mk " * 2600,
            "1234x " * 1300,
            "1234, " * 1333,
            "otp " * 2000,
            "la " * 2600,
            " " * 8000,
        ),
    ],
)
def test_a_hostile_page_takes_no_time(text: str) -> None:
    # A pattern that goes back and forth takes minutes, each time; the collection of a test run's
    # garbage, which falls into one of three by chance, took two seconds.
    assert min(_time_of_mask(text) for _ in range(3)) < 0.5


def _time_of_mask(text: str) -> float:
    began = time.thread_time()
    mask(text, after="password")
    return time.thread_time() - began
