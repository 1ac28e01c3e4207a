"""Opposites and neighbours do not answer for each other, and a subject's noun is not outvoted.

A line is two questions that share most of their words, and the topic of each.
"""

import pytest

from bot.faq.matcher import match_question, rank_entries
from bot.faq.query import Query
from tests.faq.knowledge import shipped

PAIRS = [
    (
        ("đăng ký hộ kinh doanh mới", "hkd-dang-ky"),
        ("chấm dứt hộ kinh doanh", "hkd-tam-ngung-cham-dut"),
    ),
    (
        ("mở quán ăn nhỏ có phải đăng ký kinh doanh không", "hkd-dang-ky"),
        ("nghỉ bán quán trả giấy phép", "hkd-tam-ngung-cham-dut"),
    ),
    (
        ("làm sổ đỏ lần đầu", "dat-so-do-lan-dau"),
        ("đổi sổ đỏ cũ sang mẫu mới", "dat-cap-doi-cap-lai-so"),
    ),
    (("lam so do lan dau", "dat-so-do-lan-dau"), ("mat so do lam lai", "dat-cap-doi-cap-lai-so")),
    (("tách thửa cho con", "dat-tach-thua"), ("tách khẩu cho con", "cu-tru-tach-ho")),
    (
        ("đăng ký tạm trú cho khách thuê", "cu-tru-dang-ky-tam-tru"),
        ("xóa tạm trú cho khách thuê", "cu-tru-xoa-dang-ky"),
    ),
    (
        ("tách hộ khẩu ra riêng", "cu-tru-tach-ho"),
        ("nhập hộ khẩu về nhà chồng", "cu-tru-dang-ky-thuong-tru"),
    ),
    (("khai sinh cho con", "khai-sinh-dang-ky"), ("nhận cha cho con", "nhan-cha-me-con")),
    (
        ("khai tử cho bố", "khai-tu-dang-ky"),
        ("đăng ký lại khai tử", "ho-tich-dang-ky-lai-ket-hon-khai-tu"),
    ),
    (
        ("đăng ký kết hôn", "ket-hon-dang-ky"),
        ("mất giấy kết hôn đăng ký lại", "ho-tich-dang-ky-lai-ket-hon-khai-tu"),
    ),
    (("đăng ký kết hôn ở xã", "ket-hon-dang-ky"), ("ly hôn thuận tình", "ly-hon-thuan-tinh")),
    (
        ("mất căn cước làm lại", "can-cuoc-mat-the"),
        ("đổi căn cước hết hạn", "can-cuoc-cap-doi-the"),
    ),
    (
        ("đăng ký xe mới mua", "xe-dang-ky-moi"),
        ("mua xe máy cũ sang tên", "xe-sang-ten-thu-hoi"),
    ),
    (
        ("sang tên đất bố để lại", "dat-bien-dong-chuyen-nhuong"),
        ("xe máy đứng tên bố đã mất, muốn sang tên", "xe-sang-ten-thu-hoi"),
    ),
    (
        ("mất thẻ bảo hiểm y tế", "bhyt-the-dien-tu"),
        ("khám trái tuyến bảo hiểm trả bao nhiêu", "bhyt-muc-huong-noi-kham"),
    ),
    (
        ("làm giấy khuyết tật ở đâu", "khuyet-tat-xac-dinh-muc-do"),
        ("trợ cấp khuyết tật mỗi tháng", "tro-cap-bao-tro-xa-hoi"),
    ),
    (
        ("quên mật khẩu vneid", "vneid-quen-mat-khau"),
        ("quên mật khẩu vssid", "vssid-quen-mat-khau"),
    ),
    (("bằng lái xe hết hạn", "gplx-doi-cap-lai"), ("hộ chiếu hết hạn", "ho-chieu-online")),
]
QUESTIONS = [question for pair in PAIRS for question in pair]


@pytest.mark.parametrize(("text", "topic"), QUESTIONS)
def test_a_neighbour_does_not_answer(text: str, topic: str) -> None:
    found = match_question(shipped(), text)
    assert found.topic is not None
    assert found.topic.id == topic


def test_a_question_of_nobody_s_is_not_taken_by_a_shared_word() -> None:
    for text in ("xe đạp điện có phải đăng ký không", "xin visa đi Hàn thăm con"):
        assert match_question(shipped(), text).outcome != "answer"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("đi nghĩa vụ công an khám sức khỏe ở đâu", "nghia-vu-cong-an"),
        ("bang lai quoc te doi o dau", "bang-lai-quoc-te"),
        ("thuê luật sư ở tòa hết bao nhiêu tiền", "tro-giup-phap-ly"),
    ],
)
def test_a_subject_s_noun_is_not_outvoted(text: str, subject: str) -> None:
    found = match_question(shipped(), text)
    assert found.outcome != "answer"
    ranked = rank_entries(shipped(), Query.parse(shipped(), text))
    assert ranked[0][0] is shipped().knowledge.outside[subject]
