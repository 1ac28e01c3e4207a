"""What leans on the last answer is read in its light; what names its own subject is not."""

import pytest

from bot.faq.context import match_in_context
from tests.faq.knowledge import shipped


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("cu-tru-dang-ky-tam-tru", "cần mang giấy tờ gì"),
        ("cu-tru-dang-ky-tam-tru", "het bao nhieu tien"),
        ("at-mat-tien", "gọi ai bây giờ"),
        ("vneid-quen-passcode", "ntn z"),
        ("ket-hon-dang-ky", "nộp ở đâu"),
        ("dat-so-do-lan-dau", "thế bao lâu thì có"),
        ("etax-nop-thue-dat-pnn", "còn mẹ tôi không có điện thoại thông minh thì sao"),
        ("khai-sinh-dang-ky", "đi thay được không"),
        ("khai-sinh-dang-ky", "quá hạn thì sao"),
        ("tro-cap-huu-tri-xa-hoi", "gọi số nào hỏi cho chắc"),
        ("etax-nop-thue-dat-pnn", "nộp chỗ mô hè"),
        ("khai-tu-dang-ky", "mang theo cái chi hè"),
    ],
)
def test_a_question_that_leans_stays_with_the_answer(before: str, text: str) -> None:
    index = shipped()
    match = match_in_context(index, text, index.knowledge.topics[before])
    assert match.outcome == "answer"
    assert match.topic is not None
    assert match.topic.category == index.knowledge.topics[before].category


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("cu-tru-khai-bao-tam-vang", "còn khai sinh thì sao"),
        ("cu-tru-dang-ky-tam-tru", "còn căn cước thì sao"),
        ("cu-tru-dang-ky-tam-tru", "con vssid thi sao"),
        ("dat-so-do-lan-dau", "khai tử thì sao"),
    ],
)
def test_a_subject_that_is_named_is_not_answered_by_the_last_one(before: str, text: str) -> None:
    index = shipped()
    match = match_in_context(index, text, index.knowledge.topics[before])
    assert match.topic is None or match.topic.id != before


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("ket-hon-dang-ky", "quên mật khẩu vneid thì làm sao", "vneid-quen-mat-khau"),
        ("at-mat-tien", "nộp thuế đất trên etax mobile", "etax-nop-thue-dat-pnn"),
        ("dat-so-do-lan-dau", "làm giấy khai sinh cho con mới đẻ", "khai-sinh-dang-ky"),
    ],
)
def test_a_question_with_its_own_subject_is_a_new_one(before: str, text: str, topic: str) -> None:
    index = shipped()
    match = match_in_context(index, text, index.knowledge.topics[before])
    assert match.topic is not None and match.topic.id == topic


def test_with_nothing_before_it_asks_back() -> None:
    match = match_in_context(shipped(), "nộp ở đâu", None)
    assert match.outcome == "choices"
