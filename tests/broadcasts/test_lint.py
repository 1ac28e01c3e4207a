"""What a careful colleague says of a draft."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts import lint
from bot.core.errors import DataError
from bot.messages.content import Choice
from tests.conftest import DATA

STYLE = lint.load_style(DATA)
TODAY = date(2026, 11, 30)
GOOD = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."


def kinds(text: str) -> list[str]:
    return [advice.kind for advice in lint.list_advice(text, STYLE, TODAY)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mời bà con đến họp tại nhà văn hóa.", "time"),
        ("Mời bà con họp lúc 19h30 thứ Sáu 4/12.", "place"),
        ("Bà con gửi mã OTP cho cán bộ để xác nhận.", "secret"),
        ("Bà con đọc mật khẩu cho tổ trưởng.", "secret"),
        ("Xem thêm tại https://dichvucong-gov.vn.example.com/a.", "link"),
        ("Mời bà con họp tại nhà văn hóa lúc 19h30 thứ 6 ngày 03/12.", "weekday"),
        ("Tiêm phòng sáng Chủ nhật, 05/12/2026 ở trạm y tế.", "weekday"),
        ("Xã triển khai đợt rà soát hộ nghèo.", "jargon"),
        ("Bà con liên hệ TTPVHCC để được hướng dẫn.", "abbreviation"),
        ("Ngày mai cắt điện " + "và nghỉ chợ " * 12 + "cả xã.", "long"),
        ("NGÀY MAI CẮT ĐIỆN TOÀN XÃ TỪ BẢY GIỜ SÁNG", "capitals"),
    ],
)
def test_each_fault_is_named_with_what_to_do(text: str, kind: str) -> None:
    advices = [advice for advice in lint.list_advice(text, STYLE, TODAY) if advice.kind == kind]
    assert len(advices) == 1 and advices[0].text
    assert advices[0].is_blocking == (kind == "secret")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "Không đưa mã OTP, mật khẩu cho bất cứ ai, kể cả người xưng là cán bộ.",
        "Trung tâm phục vụ hành chính công (TTPVHCC) mở cửa cả sáng thứ Bảy.",
        "Nộp thuế đất tại https://dichvucong.gov.vn trước 31/10.",
        "Mai UBND xã nghỉ. Bà con dùng VNeID, BHYT như thường.",
    ],
)
def test_a_good_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []


SCAM = Choice("Xem", url="https://vneid.gov.vn.capnhat.top/a")


@pytest.mark.parametrize(
    ("text", "button", "kind"),
    [
        (GOOD, SCAM, "link"),
        (GOOD, Choice("Nhập mã OTP để nhận quà", url="https://dichvucong.gov.vn"), "secret"),
        (f"{GOOD} Vào vneid.gov.vn.capnhat.top", None, "link"),
        (f"{GOOD} Tải ở bit.ly/3xYz", None, "link"),
    ],
)
def test_buttons_and_bare_addresses_are_looked_at_too(
    text: str, button: Choice | None, kind: str
) -> None:
    advices = lint.list_advice(text, STYLE, TODAY, (button,) if button else ())
    assert [advice.kind for advice in advices] == [kind]


def test_the_state_s_own_and_the_app_stores_are_no_fault() -> None:
    store = Choice("Tải VNeID", url="https://play.google.com/store/apps/details?id=a")
    assert lint.list_advice(f"{GOOD} Xem dichvucong.gov.vn", STYLE, TODAY, (store,)) == []


@given(st.text(max_size=300))
def test_any_text_can_be_looked_over(text: str) -> None:
    assert all(advice.text for advice in lint.list_advice(text, STYLE, TODAY))


def test_a_broken_file_is_refused_and_none_is_no_style(tmp_path: Path) -> None:
    assert lint.load_style(tmp_path) == lint.Style()
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "style.toml").write_text("plain = 1\n")
    with pytest.raises(DataError, match=r"style\.toml"):
        lint.load_style(tmp_path)
