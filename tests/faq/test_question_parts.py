"""Two questions in one message are two answers; one question with "và" in it is one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.matcher import match_question
from bot.faq.question_parts import match_parts
from tests.faq.knowledge import shipped


def topics_of(text: str) -> list[str]:
    parts = match_parts(shipped(), text, match_question(shipped(), text))
    return [part.topic.id for part in parts if part.topic is not None]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "cho hỏi làm lại thẻ bhyt bị mất thế nào với lại nộp thuế đất ở đâu",
            ["bhyt-the-dien-tu", "thue-dat-khong-smartphone"],
        ),
        (
            "quên mật khẩu etax, còn đảng phí tháng này đóng bao nhiêu",
            ["etax-quen-mat-khau", "dang-phi-muc-dong"],
        ),
        (
            "toi muon doi can cuoc het han va dang ky tam tru cho con",
            ["can-cuoc-cap-doi-the", "cu-tru-dang-ky-tam-tru"],
        ),
    ],
)
def test_each_question_of_a_message_is_answered(text: str, topics: list[str]) -> None:
    assert topics_of(text) == topics


@pytest.mark.parametrize(
    "text",
    [
        "khai sinh và nhập khẩu cho con một lần được không",
        "quên mật khẩu vneid",
        "mất thẻ bảo hiểm và thẻ bảo hiểm bị hỏng",
        "bố và mẹ tôi già có được trợ cấp không",
        "tôi muốn mua bảo hiểm y tế hộ gia đình, con nhỏ dưới 6 tuổi cũng có thẻ rồi",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert len(match_parts(shipped(), text, match_question(shipped(), text))) == 1


def test_questions_residents_ask_are_seldom_cut() -> None:
    path = Path(__file__).with_name("practice.jsonl")
    questions = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    cut = [text for text in questions if len(topics_of(text)) > 1]
    assert len(questions) > 500
    assert len(cut) <= 5, cut


@given(st.text())
def test_any_text_has_a_first_part(text: str) -> None:
    assert match_parts(shipped(), text, match_question(shipped(), text))
