"""A unit's view of the index: its edits over the base, and nobody else's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq.detail_matching import UnitDetailIndex
from bot.faq.details import Detail, DetailKind
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Topic
from bot.faq.matcher import Match, match_question
from bot.faq.overlay import PublishedRevision, topic_to_content
from tests.faq.knowledge import a_topic
from tests.faq.timed import TODAY, write_knowledge

PROVINCE, A, B, VILLAGE = "/1/", "/1/2/", "/1/3/", "/1/2/9/"
VAGUE = """
[[vague]]
id = "giay"
ask = "Bác hỏi giấy nào ạ?"
topics = ["the", "khai-sinh"]
questions = ["làm giấy", "xin giấy"]
"""
WELL = ("giếng khoan bị đục thì báo ai", "nước giếng thôn mình đục quá", "giếng làng có phèn")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = write_knowledge(tmp_path_factory.mktemp("data"))
    (folder / "faq" / "vague.toml").write_text(VAGUE, "utf-8")
    return KnowledgeBase(folder, today=TODAY)


def sourced(topic: Topic) -> Topic:
    return replace(
        topic,
        category="Giấy tờ",
        basis=("Thông báo của xã",),
        checked_on=date(2026, 11, 1),
        expires_on=date(2027, 5, 31),
        trust="verified",
    )


def edit(
    shelf: KnowledgeBase,
    number: int,
    path: str,
    topic_id: str,
    answer: str | None,
    **fields: object,
) -> PublishedRevision:
    """A revision of a shipped topic: another answer, or None to hide it."""
    if answer is None:
        return PublishedRevision(number, topic_id, None, unit_path=path, **fields)  # type: ignore[arg-type]
    topic = replace(shelf.shipped.topics[topic_id], answer=answer)
    content = topic_to_content(topic)
    return PublishedRevision(number, topic_id, content, unit_path=path, **fields)  # type: ignore[arg-type]


def addition(
    number: int, path: str, topic_id: str = "gieng", questions: tuple[str, ...] = WELL
) -> PublishedRevision:
    """A revision that adds a topic of a unit's own."""
    topic = replace(sourced(a_topic(topic_id, questions)), title="Giếng làng bị đục")
    return PublishedRevision(number, topic_id, topic_to_content(topic), unit_path=path)


def view(shelf: KnowledgeBase, path: str, *revisions: PublishedRevision) -> KnowledgeIndex:
    return shelf.build_index_with(revisions, today=TODAY, unit_path=path)


def answer(index: KnowledgeIndex, topic_id: str = "the") -> str | None:
    topic = index.knowledge.topics.get(topic_id)
    return topic.answer if topic else None


def scores(match: Match) -> Mapping[str, float]:
    return {candidate.topic.id: candidate.score for candidate in match.candidates}


def test_one_communes_edit_is_read_in_its_villages_and_nowhere_else(shelf: KnowledgeBase) -> None:
    own = edit(shelf, 1, A, "the", "Xã A làm thứ Bảy.")
    shipped = shelf.shipped.topics["the"].answer
    read = {path: answer(view(shelf, path, own)) for path in ("", PROVINCE, A, VILLAGE, B)}
    assert read == {
        "": shipped,
        PROVINCE: shipped,
        A: "Xã A làm thứ Bảy.",
        VILLAGE: "Xã A làm thứ Bảy.",
        B: shipped,
    }
    match = match_question(view(shelf, VILLAGE, own), "mất thẻ căn cước thì làm sao")
    assert match.outcome == "answer"
    assert match.topic is not None and match.topic.answer == "Xã A làm thứ Bảy."


def test_where_nothing_is_published_the_index_is_the_base_itself(shelf: KnowledgeBase) -> None:
    revisions = (edit(shelf, 1, A, "the", "Khác."), addition(2, A))
    assert view(shelf, B, *revisions) is shelf()
    assert view(shelf, "", *revisions) is shelf()
    assert view(shelf, A, *revisions) is not shelf()


def test_the_nearest_unit_wins_then_the_latest_edit(shelf: KnowledgeBase) -> None:
    revisions = (
        edit(shelf, 9, PROVINCE, "the", "Tỉnh."),
        edit(shelf, 1, A, "the", "Xã, trước."),
        edit(shelf, 2, A, "the", "Xã, sau."),
        edit(shelf, 8, "", "the", "Mọi nơi."),
    )
    read = {path: answer(view(shelf, path, *revisions)) for path in ("", PROVINCE, A, VILLAGE, B)}
    assert read == {
        "": "Mọi nơi.",
        PROVINCE: "Tỉnh.",
        A: "Xã, sau.",
        VILLAGE: "Xã, sau.",
        B: "Tỉnh.",
    }


def test_hiding_is_of_a_unit_too_and_a_nearer_one_may_show_again(shelf: KnowledgeBase) -> None:
    revisions = (
        edit(shelf, 1, PROVINCE, "the", None),
        edit(shelf, 2, A, "the", "Xã A vẫn làm."),
        edit(shelf, 3, B, "khai-sinh", None),
    )
    in_a, in_b = view(shelf, A, *revisions), view(shelf, B, *revisions)
    assert (answer(in_a), answer(in_b)) == ("Xã A vẫn làm.", None)
    assert (answer(in_a, "khai-sinh") is None, answer(in_b, "khai-sinh")) == (False, None)
    hidden = match_question(in_b, "mất thẻ căn cước thì làm sao")
    assert hidden.topic is None and not hidden.candidates
    assert in_a.knowledge.vague["giay"].topics == ("the", "khai-sinh")
    assert in_b.knowledge.vague["giay"].topics == ()
    entry = match_question(in_b, "xin giấy").entry
    assert entry is in_b.knowledge.vague["giay"], "what is asked back offers what there is"


def test_a_topic_of_one_commune_is_neither_answer_nor_choice_in_another(
    shelf: KnowledgeBase,
) -> None:
    own = addition(1, A)
    for question in (*WELL, "giếng đục", "giếng nhà em bị đục với phèn"):
        match = match_question(view(shelf, VILLAGE, own), question)
        assert (match.outcome, scores(match).get("gieng", 0) > 0.4) == ("answer", True), question
        elsewhere = match_question(view(shelf, B, own), question)
        assert "gieng" not in scores(elsewhere), question
        assert elsewhere == match_question(shelf(), question)
    assert "gieng" not in view(shelf, B, own).knowledge.topics


def test_a_way_to_ask_that_one_commune_taught_is_understood_there_only(
    shelf: KnowledgeBase,
) -> None:
    topic = shelf.shipped.topics["the"]
    taught = replace(topic, questions=(*topic.questions, "rớt cái miếng nhựa hồng rồi"))
    own = PublishedRevision(1, "the", topic_to_content(taught), unit_path=A)
    asked = "rot cai mieng nhua hong"
    there, elsewhere = view(shelf, A, own), view(shelf, B, own)
    assert match_question(there, asked).outcome == "answer"
    assert match_question(there, asked).topic is there.knowledge.topics["the"]
    assert match_question(elsewhere, asked).topic is None


def test_what_one_commune_no_longer_calls_it_still_means_it_elsewhere(
    shelf: KnowledgeBase,
) -> None:
    topic = shelf.shipped.topics["the"]
    fewer = replace(topic, questions=topic.questions[1:])
    moved = addition(2, A, questions=(*WELL, topic.questions[0]))
    own = PublishedRevision(1, "the", topic_to_content(fewer), unit_path=A)
    there = match_question(view(shelf, A, own, moved), topic.questions[0])
    assert there.topic is not None and there.topic.id == "gieng", "word for word it is the well's"
    elsewhere = match_question(view(shelf, B, own, moved), topic.questions[0])
    assert elsewhere.topic is not None and elsewhere.topic.id == "the"


def test_a_point_that_one_commune_changed_is_stated_as_it_says(shelf: KnowledgeBase) -> None:
    fee = Detail(
        "phi",
        DetailKind.FEE,
        "Xã A thu hộ: 40.000 đồng.",
        ("cấp lại thẻ hết nhiêu tiền", "xã mình thu bao nhiêu"),
        basis=("Thông báo của xã",),
        checked_on=date(2026, 11, 1),
        expires_on=date(2027, 5, 31),
        trust="verified",
    )
    topic = replace(shelf.shipped.topics["the"], details=(fee,))
    own = PublishedRevision(1, "the", topic_to_content(topic), unit_path=A)
    asked = "cấp lại thẻ căn cước hết nhiêu tiền"
    there, elsewhere = (match_question(view(shelf, path, own), asked) for path in (A, B))
    assert [detail.answer for detail in there.selection.details] == ["Xã A thu hộ: 40.000 đồng."]
    assert [detail.answer for detail in elsewhere.selection.details] == [
        "Cấp lại thẻ: 35.000 đồng."
    ]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, date(2026, 11, 29), False),
        (None, TODAY, True),
        (date(2026, 12, 1), None, False),
        (TODAY, None, True),
    ],
)
def test_an_edit_that_has_ended_or_not_begun_leaves_what_is_above_it(
    shelf: KnowledgeBase, first: date | None, last: date | None, holds: bool
) -> None:
    revisions = (
        edit(shelf, 1, PROVINCE, "the", "Tỉnh."),
        edit(shelf, 2, A, "the", "Xã.", valid_from=first, valid_to=last),
    )
    assert answer(view(shelf, A, *revisions)) == ("Xã." if holds else "Tỉnh.")


def test_what_a_unit_keeps_it_shares_with_the_base(shelf: KnowledgeBase) -> None:
    topic = shelf.shipped.topics["the"]
    taught = replace(
        topic,
        answer="Khác.",
        questions=(*topic.questions, "một cách hỏi thứ ba", "cách hỏi thứ tư"),
    )
    content = topic_to_content(taught)
    own = PublishedRevision(1, "the", content, unit_path=A)
    index, base = view(shelf, A, own), shelf()
    assert index.packed is base.packed and index.reader is base.reader
    assert isinstance(index.detail_index, UnitDetailIndex)
    kept, rows = base.detail_index.by_entry["topic/the"], index.detail_index.by_entry["topic/the"]
    assert rows[0] == kept[0], "the fee"
    assert len(index.detail_index.details) - len(base.detail_index.details) == 2
    plain = view(shelf, A, edit(shelf, 1, A, "the", "Khác."))
    assert plain.detail_index.details == base.detail_index.details and not plain.unit_weights


def test_an_edit_that_the_files_no_longer_allow_leaves_the_others_in_force(
    shelf: KnowledgeBase,
) -> None:
    broken = PublishedRevision(2, "the", {"id": "the", "answer": "Hỏng."}, unit_path=A)
    with pytest.raises(DataError):
        shelf.build_index_with([replace(broken, unit_path="")], today=TODAY)
    index = view(shelf, A, edit(shelf, 1, PROVINCE, "the", "Tỉnh."), broken, addition(3, A))
    assert (answer(index), answer(index, "gieng") is None) == ("Tỉnh.", False)


def test_the_golden_questions_are_asked_as_in_the_units_villages(
    tmp_path: Path, shelf: KnowledgeBase
) -> None:
    folder = write_knowledge(tmp_path)
    (folder / "faq" / "golden.tsv").write_text("mất thẻ căn cước thì làm sao\tthe\n", "utf-8")
    trial = KnowledgeBase(folder, today=TODAY)
    hiding = edit(shelf, 2, A, "the", None)
    (broken,) = trial.list_broken_questions([], hiding, today=TODAY)
    assert broken.topic == "the"
    hidden_in_b = edit(shelf, 1, B, "the", None)
    fine = edit(shelf, 3, A, "the", "Khác.")
    assert trial.list_broken_questions([hidden_in_b], fine, today=TODAY) == []
    stolen = addition(4, A, questions=(*WELL, "làm giấy khai sinh cho con"))
    with pytest.raises(DataError, match="làm giấy khai sinh"):
        trial.list_broken_questions([], stolen, today=TODAY)
    assert trial.list_broken_questions([stolen], fine, today=TODAY) == [], "another's fault"
