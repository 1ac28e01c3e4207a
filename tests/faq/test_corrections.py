"""Corrections of the question before: what was meant, and the question asked again with it."""

import pytest

from bot.faq.corrections import Correction, find_correction, match_corrected
from tests.faq.knowledge import shipped


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("không phải vneid, vssid cơ", "vssid", "vneid"),
        ("khong phai vneid, vssid co", "vssid", "vneid"),
        ("không phải vneid mà là vssid", "vssid", "vneid"),
        ("ko phải vneid mà vssid", "vssid", "vneid"),
        ("à không phải vneid. vssid cơ mà", "vssid", "vneid"),
        ("không phải vneid vssid cơ", "vssid", "vneid"),
        ("vssid chứ không phải vneid", "vssid", "vneid"),
        ("vssid, không phải vneid", "vssid", "vneid"),
        ("ý tôi là vssid", "vssid", ""),
        ("ý là vssid ấy", "vssid", ""),
        ("tôi muốn hỏi vssid cơ", "vssid", ""),
        ("nhầm, vssid chứ", "vssid", ""),
        ("à nhầm rồi, vssid", "vssid", ""),
        ("tôi nói nhầm, ý tôi là vssid", "vssid", ""),
        ("vssid cơ", "vssid", ""),
        ("vssid chứ", "vssid", ""),
        ("không phải thôn 3, thôn 4 cơ", "thôn 4", "thôn 3"),
    ],
)
def test_a_correction_is_read(text: str, right: str, wrong: str) -> None:
    assert find_correction(text, "quên mật khẩu vneid") == Correction(right, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "không",
        "không phải",
        "không có điện thoại thì sao",
        "chuyển nhầm tiền cho người lạ",
        "nhầm tên trong giấy khai sinh",
        "quên mật khẩu etax",
        "sai ngày sinh trên căn cước thì sửa ở đâu",
        "tôi muốn gặp người",
        "lương hưu có",
        "không nhận được mã",
        "ở xã có dạy chữ",
        "",
        "cơ",
        "thôi",
    ],
)
def test_what_corrects_nothing_is_no_correction(text: str) -> None:
    assert find_correction(text, "quên mật khẩu vneid") is None


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("quên mật khẩu vneid", "không phải vneid, vssid cơ", "vssid-quen-mat-khau"),
        ("quên mật khẩu vneid", "ý tôi là etax", "etax-quen-mat-khau"),
        ("quen mat khau vneid lam sao", "nham, vssid chu", "vssid-quen-mat-khau"),
        ("quên mật khẩu vneid", "vssid chứ không phải vneid", "vssid-quen-mat-khau"),
        ("quên mật khẩu vneid", "khong phai mat khau, passcode co", "vneid-quen-passcode"),
        ("đăng ký kết hôn cần gì", "không phải kết hôn, khai sinh cơ", "khai-sinh-dang-ky"),
        (
            "đăng ký tạm trú cho người thuê nhà",
            "à nhầm, đăng ký kết hôn cần giấy tờ gì",
            "ket-hon-dang-ky",
        ),
    ],
)
def test_the_last_question_is_asked_again_as_it_was_meant(
    before: str, text: str, topic: str
) -> None:
    corrected = match_corrected(shipped(), text, [before], "")
    assert corrected is not None and corrected.topic is not None
    assert corrected.topic.id == topic


@pytest.mark.parametrize("text", ["còn etax thì sao", "thế còn etax", "con etax thi the nao a"])
def test_the_same_is_asked_of_something_else(text: str) -> None:
    before = ["quên mật khẩu vneid"]
    asked = match_corrected(shipped(), text, before, "vneid-quen-mat-khau", another=True)
    assert asked is not None and asked.topic is not None
    assert asked.topic.id == "etax-quen-mat-khau"


def test_nothing_before_is_nothing_to_correct() -> None:
    assert match_corrected(shipped(), "không phải vneid, vssid cơ", [], "") is None
