"""What leans on the last answer is read in its light; what names its own subject is not."""

import pytest

from bot.faq.context import match_after_choices, match_in_context
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


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("bảo hiểm y tế", "bị mất thẻ", "bhyt-the-dien-tu"),
        ("bảo hiểm y tế", "học sinh", "bhyt-hoc-sinh-sinh-vien"),
        ("vssid", "quên mật khẩu", "vssid-quen-mat-khau"),
        ("làm căn cước", "cho con", "can-cuoc-tre-em"),
        ("nộp thuế đất nhà", "không có điện thoại", "thue-dat-khong-smartphone"),
        ("nộp thuế đất nhà", "nộp chỗ mô hè", "thue-dat-khong-smartphone"),
        ("làm căn cước", "bao lâu có", "can-cuoc-cap-doi-the"),
    ],
)
def test_a_few_words_choose_among_what_was_offered(before: str, text: str, topic: str) -> None:
    match = match_after_choices(shipped(), text, before)
    assert match is not None and match.outcome == "answer"
    assert match.topic is not None and match.topic.id == topic


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("bảo hiểm y tế", "mất căn cước"),
        ("bảo hiểm y tế", "căn cước"),
        ("bảo hiểm y tế", "làm giấy khai sinh cho con mới đẻ"),
        ("tài khoản bị khóa", "làm căn cước"),
        ("làm căn cước", "mất thẻ căn cước"),  # sure by itself: nothing of the last is needed
        ("", "bị mất thẻ"),
        ("bảo hiểm y tế", "?"),
    ],
)
def test_words_with_a_subject_of_their_own_choose_nothing(before: str, text: str) -> None:
    assert match_after_choices(shipped(), text, before) is None


def test_of_the_choices_only_the_one_with_the_kind_asked_for_is_answered() -> None:
    match = match_after_choices(shipped(), "nộp chỗ mô hè", "nộp thuế đất nhà")
    assert match is not None and "noi-nop-tien-mat" in [d.id for d in match.selection.details]
