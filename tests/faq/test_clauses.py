"""A message in clauses, and the detail that each of them asks."""

from dataclasses import replace

import pytest

from bot.faq.clauses import split_clauses
from bot.faq.details import Detail, DetailKind
from bot.faq.index import KnowledgeIndex
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import match_within_topic
from tests.faq.knowledge import a_small_knowledge, a_topic


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("làm mất mấy ngày, ai đi thay được", ["làm mất mấy ngày", "ai đi thay được"]),
        ("lam o dau ma het may tien", ["lam o dau", "het may tien"]),
        ("nộp ở đâu còn mất bao nhiêu tiền", ["nộp ở đâu", "mất bao nhiêu tiền"]),
        ("làm khai sinh cho con nhỏ ở đâu", []),  # a child is no second question
        ("tôi lo quá không biết làm sao", []),  # nor is a worry
        ("mất thẻ", []),
        (", ".join(["hỏi một điều"] * 9), []),  # a story
    ],
)
def test_a_message_is_cut_where_another_question_begins(text: str, clauses: list[str]) -> None:
    assert split_clauses(text) == clauses


def detail(name: str, kind: DetailKind, *questions: str) -> Detail:
    return Detail(name, kind, f"Câu của {name}.", questions)


DETAILS = (
    detail(
        "mat-may-ngay", DetailKind.DURATION, "thẻ thư viện mấy ngày thì có", "the thu vien bao lau"
    ),
    detail(
        "ai-di-thay", DetailKind.WHO, "con đi lấy thẻ thư viện thay được không", "nho con lay the"
    ),
    detail("gia-han", DetailKind.DEADLINE, "thẻ thư viện quá hạn thì sao", "the thu vien het han"),
    detail(
        "muon-may-cuon", DetailKind.OTHER, "thẻ thư viện mượn được mấy cuốn", "muon may cuon sach"
    ),
)


def test_each_clause_asks_its_own_detail() -> None:
    topic = replace(a_topic("the", ["làm thẻ thư viện", "lam the thu vien"]), details=DETAILS)
    index = KnowledgeIndex.build(a_small_knowledge(topic), Lexicon())
    asked = match_within_topic(
        index, "thẻ thư viện mấy ngày thì có, mượn được mấy cuốn", topic
    ).selection
    assert [detail.id for detail in asked.details][:2] == ["mat-may-ngay", "muon-may-cuon"]
    assert not asked.general
