"""What a resident reads: the points first, the doubt said, what is not known said, the ways on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot import texts
from bot.faq.detail_matching import DetailSelection
from bot.faq.details import Detail, DetailKind
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Outside, Topic, Vague
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import Candidate, Match
from bot.handlers.residents.faq_replies import (
    AnswerContext,
    render_answer,
    render_points,
    render_topic,
)
from bot.messages.content import Reply
from tests.faq.knowledge import a_small_knowledge, a_topic

TODAY = date(2026, 11, 30)
FEE = Detail(
    "le-phi",
    DetailKind.FEE,
    "Làm lại thẻ thư viện: 35.000 đồng, nộp tại {{library_hall|thư viện xã}}.",
    ("làm lại thẻ thư viện mấy đồng",),
    ("Nội quy thư viện",),
    date(2026, 11, 20),
    date(2027, 2, 28),
    trust="verified",
)
WHO = replace(FEE, id="ai", kind=DetailKind.WHO, answer="Con đi thay được.", checked_on=TODAY)
CARD = replace(
    a_topic("the-thu-vien", ["Thẻ thư viện"]),
    steps=("Ra thư viện.",),
    trust="verified",
    details=(FEE, WHO),
)


def index_of(*topics: Topic, day: date = TODAY) -> KnowledgeIndex:
    knowledge = replace(a_small_knowledge(*topics), day=day)
    index = KnowledgeIndex.build(knowledge, Lexicon())
    return replace(index, cues=replace(index.cues, names={kind: kind.name for kind in DetailKind}))


def setting(facts: Mapping[str, str] | None = None) -> AnswerContext:
    return AnswerContext(lambda: facts or {}, lambda: "", lambda: ())


def said(match: Match, index: KnowledgeIndex | None = None, text: str = "hỏi") -> Reply:
    return render_answer(index or index_of(CARD), match, text, setting(), 7)


def answer(asked: DetailSelection, topic: Topic = CARD) -> Match:
    return Match("answer", "covered", topic, topic, (Candidate(topic, 1.0),), asked)


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


def test_the_points_lead_and_the_whole_is_behind_a_button() -> None:
    reply = said(answer(DetailSelection((FEE, WHO), sure=True)))
    title, fee, who, basis = reply.text.split("\n\n")
    assert title == "Thẻ thư viện:"
    assert fee == "Làm lại thẻ thư viện: 35.000 đồng, nộp tại thư viện xã."
    assert who == WHO.answer
    assert basis == "Căn cứ: Nội quy thư viện. Kiểm tra ngày 20/11/2026."
    assert labels(reply)[:2] == [texts.BUTTON_ALL, texts.BUTTON_GUIDE]
    assert reply.choices[0].value == "topic:the-thu-vien"
    assert texts.BUTTON_PERSON in labels(reply)


def test_what_is_not_sure_says_so() -> None:
    assert texts.POINT_DOUBT in said(answer(DetailSelection((FEE,)))).text
    assert texts.POINT_DOUBT not in said(answer(DetailSelection((FEE,), sure=True))).text


def test_a_commune_s_fact_fills_a_point() -> None:
    facts = setting({"library_hall": "nhà văn hóa thôn Đông"})
    reply = render_points(index_of(CARD), CARD, DetailSelection((FEE,), sure=True), facts, 7)
    assert "nộp tại nhà văn hóa thôn Đông." in reply.text


def test_a_figure_past_its_day_is_not_stated() -> None:
    index = index_of(CARD, day=date(2027, 3, 1))
    reply = said(answer(DetailSelection((FEE,), sure=True)), index)
    assert "35.000" not in reply.text
    assert "1/3/2027" in reply.text


def test_a_point_that_is_not_known_is_said_and_a_person_comes_first() -> None:
    reply = said(answer(DetailSelection(missing_kind=DetailKind.FINE)))
    assert "FINE" in reply.text
    assert "chưa có thông tin chắc chắn" in reply.text
    assert "Điều tôi biết về việc này: Có." in reply.text
    assert labels(reply)[0] == texts.BUTTON_PERSON


def test_without_a_point_it_is_the_whole_topic() -> None:
    index = index_of(CARD)
    assert said(answer(DetailSelection()), index) == render_topic(index, CARD, setting(), 7)
    assert "Bước 1. Ra thư viện." in said(answer(DetailSelection()), index).text


def test_a_general_question_reads_the_answer_then_what_comes_near_then_the_steps() -> None:
    text = said(answer(DetailSelection((WHO,), general=True))).text
    places = [text.index(part) for part in (CARD.answer, WHO.answer, "Bước 1.")]
    assert places == sorted(places)


def test_choices_carry_the_point_that_is_asked_of_each() -> None:
    other = replace(CARD, id="the-xe", title="Thẻ xe", details=(replace(FEE, answer="2 đồng."),))
    candidates = (Candidate(CARD, 0.4, FEE), Candidate(other, 0.3, other.details[0]))
    match = Match("choices", "covered", CARD, CARD, candidates)
    reply = said(match, index_of(CARD, other))
    assert "• Thẻ thư viện: Làm lại thẻ thư viện: 35.000 đồng" in reply.text
    assert "• Thẻ xe: 2 đồng." in reply.text
    assert labels(reply)[:2] == ["FEE: Thẻ thư viện", "FEE: Thẻ xe"]
    assert reply.choices[0].value == "point:the-thu-vien.le-phi"


def test_choices_without_a_point_are_titles() -> None:
    match = Match("choices", "covered", CARD, CARD, (Candidate(CARD, 0.4),))
    reply = said(match)
    assert reply.text == texts.DID_YOU_MEAN
    assert reply.choices[0].value == "topic:the-thu-vien"


LONG = "con tôi bệnh nặng nằm viện mấy tháng nay ra xã ba lần họ đều trả lại giấy nói thiếu " * 2


@pytest.mark.parametrize(("text", "person_first"), [("hu hu", False), (LONG, True)])
def test_a_long_story_that_is_not_understood_goes_to_a_person(
    text: str, person_first: bool
) -> None:
    reply = said(Match("none", None, None, None, ()), text=text)
    assert (labels(reply)[0] == texts.BUTTON_PASS_ON) is person_first
    assert ("nhắn lại riêng điều cần hỏi" in reply.text) is person_first


def test_a_subject_outside_says_whom_to_ask() -> None:
    outside = Outside("gia", "giá gói cước", ("giá gói",), referral="nhà mạng")
    reply = said(Match("none", "outside", outside, None, ()))
    assert reply.text == texts.OUTSIDE_ASK.format(subject="giá gói cước", ask="nhà mạng")


def test_what_is_known_beside_a_lack_is_not_said_as_if_it_held() -> None:
    old = replace(CARD, expires_on=date(2026, 11, 1))
    text = said(answer(DetailSelection(missing_kind=DetailKind.FINE), old), index_of(old)).text
    notice = texts.TOPIC_EXPIRED.format(day="2/11/2026")
    assert text.index(notice) < text.index("Điều tôi biết về việc này")


def test_choices_are_asked_for_in_the_words_written_for_just_these_topics() -> None:
    index = index_of(CARD)
    vague = Vague("the", "Bác hỏi thẻ nào ạ?", ("thẻ",), (CARD.id, "khai-sinh"))
    knowledge = replace(index.knowledge, vague={**index.knowledge.vague, vague.id: vague})
    topics = [CARD, index.knowledge.topics["khai-sinh"], index.knowledge.topics["mat-khau"]]
    two = choices_of(topics[:2])
    assert said(two, replace(index, knowledge=knowledge)).text == vague.prompt
    assert said(choices_of(topics), replace(index, knowledge=knowledge)).text == texts.DID_YOU_MEAN
    assert said(two, index).text == texts.DID_YOU_MEAN


def choices_of(topics: Sequence[Topic]) -> Match:
    candidates = tuple(Candidate(topic, 0.3) for topic in topics)
    return Match("choices", "covered", topics[0], topics[0], candidates)
