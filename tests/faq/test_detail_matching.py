"""Which points of a topic are asked: likeness to details, kinds by their cues, what is missing."""

import math
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq.cues import Cues, load_cues
from bot.faq.detail_matching import AMOUNT_STEPS, MAX_SIMILARITY, WEIGHT_STEPS, DetailIndex
from bot.faq.details import Detail, DetailKind
from bot.faq.features import make_word
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Topic
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import match_question, match_within_topic
from bot.faq.normalization import tokenize
from tests.faq.knowledge import DATA, a_small_knowledge, a_topic

FEE = Detail(
    "le-phi",
    DetailKind.FEE,
    "Cấp lại thẻ thư viện: 35.000 đồng.",
    ("mất thẻ thư viện làm lại hết bao nhiêu tiền", "lam lai the thu vien ton may dong"),
    ("Nội quy thư viện",),
    date(2026, 11, 30),
    trust="verified",
)
WHO = Detail(
    "ai-di-thay",
    DetailKind.WHO,
    "Con cháu đi thay được, mang giấy của ông bà.",
    ("bà ốm thì con đi lấy thẻ thư viện thay được không", "nho chau di lay the thu vien ho"),
)


def library(*details: Detail) -> Topic:
    topic = a_topic("the-thu-vien", ["mất thẻ thư viện thì làm lại thế nào", "lam the thu vien"])
    return replace(topic, details=details)


def index_with(*details: Detail) -> KnowledgeIndex:
    knowledge = a_small_knowledge(library(*details))
    return replace(KnowledgeIndex.build(knowledge, Lexicon()), cues=load_cues(DATA))


def kinds_in(text: str) -> list[DetailKind]:
    return load_cues(DATA).list_kinds([make_word(token) for token in tokenize(text)])


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("làm lại thẻ thư viện mất bao nhiêu tiền", "le-phi"),
        ("the thu vien lam lai may dong", "le-phi"),
        ("mẹ tôi ốm, tôi đi lấy thẻ thư viện thay được không", "ai-di-thay"),
        ("nho con di lay the thu vien", "ai-di-thay"),
    ],
)
def test_the_point_that_is_asked_comes_first(question: str, first: str) -> None:
    asked = match_within_topic(index_with(FEE, WHO), question, library(FEE, WHO)).selection
    assert [detail.id for detail in asked.details][:1] == [first]


def test_a_question_of_the_whole_is_general() -> None:
    index = index_with(FEE, WHO)
    asked = match_within_topic(
        index, "mất thẻ thư viện thì làm lại thế nào", library(FEE, WHO)
    ).selection
    assert asked.general or not asked.details


def test_a_topic_is_found_by_a_detail_alone() -> None:
    found = match_question(index_with(FEE, WHO), "nho chau di lay ho")
    assert found.topic is not None
    assert found.topic.id == "the-thu-vien"


def test_a_kind_of_which_the_topic_says_nothing_is_missing() -> None:
    topic = library(WHO)
    asked = match_within_topic(
        index_with(WHO), "làm lại thẻ trễ hạn bị phạt mấy trăm", topic
    ).selection
    assert asked.details == ()
    assert asked.missing_kind == DetailKind.FINE


def test_no_point_is_missing_when_none_is_asked() -> None:
    asked = match_within_topic(index_with(WHO), "thẻ thư viện", library(WHO)).selection
    assert asked.missing_kind is None


def test_two_things_asked_state_one_detail_more() -> None:
    third = replace(WHO, id="o-dau", kind=DetailKind.WHERE, answer="Làm ở thư viện xã.")
    third = replace(third, questions=("lấy thẻ thư viện ở đâu", "lay the thu vien o dau"))
    topic = library(FEE, WHO, third)
    index = index_with(FEE, WHO, third)
    asked = match_within_topic(index, "lấy thẻ thư viện ở đâu", topic).selection
    two = match_within_topic(
        index, "lấy thẻ thư viện nộp ở đâu, mất bao nhiêu tiền", topic
    ).selection
    assert len(asked.details) <= 2
    assert {"le-phi", "o-dau"} <= {detail.id for detail in two.details}


def test_an_index_without_details_asks_no_point() -> None:
    index = index_with()
    assert match_question(index, "mất thẻ thư viện thì làm lại thế nào").selection.details == ()
    assert list(index.detail_index.weigh({})) == [0] * len(index.detail_index.details)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("hết mấy đồng vậy cháu", [DetailKind.FEE]),
        ("bi phat may tien", [DetailKind.FINE]),
        ("mấy ngày thì có, nộp ở đâu", [DetailKind.DURATION, DetailKind.WHERE]),
        ("trẻ em dưới sáu tuổi", []),  # no "trễ"
        ("tôi muốn hỏi", []),  # no "muộn"
        ("đau đầu quá", []),
    ],
)
def test_cues_are_read_as_they_are_typed(text: str, kinds: list[DetailKind]) -> None:
    assert kinds_in(text) == kinds


def test_every_kind_has_a_name_to_say() -> None:
    assert set(load_cues(DATA).names) == set(DetailKind)


def test_a_missing_file_of_cues_is_an_empty_one(tmp_path: Path) -> None:
    assert load_cues(tmp_path) == Cues()


def test_a_wrong_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    path = tmp_path / "lexicon" / "points.toml"
    path.write_text('[[kind]]\nid = "gia"\nname = "giá"\n', "utf-8")
    with pytest.raises(DataError, match="gia"):
        load_cues(tmp_path)


def test_no_row_is_so_long_that_a_likeness_bursts_its_lane() -> None:
    """A likeness is a lane of 16 bits: however much a detail says, its row's length is bounded."""
    texts = tuple(" ".join(f"tu{n}x{i}" for n in range(190)) for i in range(8))
    topics = [a_topic(f"viec-{n}", [f"viec so{n}a", f"viec so{n}b"]) for n in range(300)]
    index = KnowledgeIndex.build(
        a_small_knowledge(library(replace(FEE, questions=texts)), *topics), Lexicon()
    )
    squares = Counter[int]()
    assert isinstance(index.detail_index, DetailIndex)
    for row, weight in zip(index.detail_index.numbers, index.detail_index.weights, strict=True):
        squares[row] += weight * weight
    longest = math.sqrt(max(squares.values())) / WEIGHT_STEPS
    assert 1.5 < longest <= MAX_SIMILARITY * 1.1  # whole weights are a little more
    assert longest * WEIGHT_STEPS * AMOUNT_STEPS < 2**16 - 6_000  # what rounding may add
