"""Officers' edits over the shipped files: pure tables."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq import knowledge_files, overlay
from bot.faq.changes import Change
from bot.faq.details import Detail, DetailKind
from bot.faq.knowledge_files import Knowledge, Topic, Vague
from bot.faq.legal_documents import LegalDocument, LegalRegister
from bot.faq.overlay import (
    PublishedRevision,
    fingerprint_topic,
    strip_unchanged_details,
    topic_from_content,
    topic_to_content,
)

TODAY = date(2026, 11, 25)


def a_topic(topic_id: str, answer: str = "Đến Công an xã.") -> Topic:
    """A topic that may be published."""
    return Topic(
        id=topic_id,
        category="VNeID",
        title=f"Việc {topic_id}",
        answer=answer,
        questions=(f"hỏi việc {topic_id}", f"{topic_id} làm thế nào"),
        basis=("Luật Căn cước",),
        checked_on=date(2026, 11, 1),
        expires_on=date(2027, 5, 31),
        trust="verified",
    )


SHIPPED = Knowledge(
    {"mot": a_topic("mot"), "hai": a_topic("hai")},
    vague={"gi": Vague("gi", "Việc nào ạ?", ("giúp với",), ("mot", "hai"))},
)


def edit(number: int, topic_id: str, answer: str | None, **fields: object) -> PublishedRevision:
    """An edit that gives a topic another answer, or hides it."""
    content = None if answer is None else topic_to_content(a_topic(topic_id, answer))
    return PublishedRevision(number, topic_id, content, **fields)  # type: ignore[arg-type]


def answers(edits: list[PublishedRevision], today: date = TODAY) -> dict[str, str]:
    """Topic → answer, as residents meet them."""
    knowledge = overlay.apply_revisions(SHIPPED, edits, today=today)
    return {topic.id: topic.answer for topic in knowledge.topics.values()}


def test_edit_overrides_hides_and_adds() -> None:
    edits = [edit(1, "mot", "Khác."), edit(2, "hai", None), edit(3, "ba", "Mới.")]
    assert answers(edits) == {"mot": "Khác.", "ba": "Mới."}


def test_last_edit_wins_whatever_the_order_they_come_in() -> None:
    assert answers([edit(5, "mot", "Sau."), edit(4, "mot", "Trước.")])["mot"] == "Sau."


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (None, None, True),
        (TODAY, None, True),
        (date(2026, 11, 26), None, False),
        (None, TODAY, True),
        (None, date(2026, 11, 24), False),
        (date(2026, 11, 1), date(2026, 12, 1), True),
    ],
)
def test_edit_holds_from_its_first_to_its_last_day(
    start: date | None, end: date | None, *, holds: bool
) -> None:
    changed = answers([edit(1, "mot", "Tạm.", valid_from=start, valid_to=end)])["mot"] == "Tạm."
    assert changed is holds


def test_hidden_topic_is_not_offered_by_a_vague_question() -> None:
    knowledge = overlay.apply_revisions(SHIPPED, [edit(1, "hai", None)], today=TODAY)
    assert knowledge.vague["gi"].topics == ("mot",)


def test_clash_with_another_topics_phrasing_is_refused() -> None:
    content = {**topic_to_content(a_topic("ba")), "questions": ["hoi viec MOT"]}
    clashing = overlay.apply_revisions(SHIPPED, [PublishedRevision(1, "ba", content)], today=TODAY)
    with pytest.raises(DataError, match="cùng có cách hỏi"):
        knowledge_files.check_consistency(clashing, Path("edits"))


def test_content_survives_the_round_trip() -> None:
    topic = a_topic("mot")
    assert topic_from_content(topic_to_content(topic)) == topic


FEE = Detail(
    id="phi",
    kind=DetailKind.FEE,
    answer="Cấp lại thẻ: 70.000 đồng.",
    questions=("làm lại thẻ hết nhiêu",),
    basis=("Thông tư 73/2024/TT-BTC, Điều 4",),
    checked_on=date(2026, 11, 30),
    expires_on=date(2027, 5, 31),
    valid_from=date(2027, 1, 1),
    trust="verified",
)
TIMED = replace(
    a_topic("mot"),
    details=(FEE, replace(FEE, id="o-dau", kind=DetailKind.WHERE, valid_from=None)),
    changes=(Change(date(2027, 3, 1), answer="Lời mới.", scam="", steps=()),),
)
LAW = LegalDocument("tt-73", "Thông tư 73/2024/TT-BTC", "Phí", "verified", date(2026, 11, 30))
DATED = Knowledge(
    {"mot": TIMED, "hai": a_topic("hai")}, register=LegalRegister({LAW.id: LAW}, {LAW.number: LAW})
)


def test_details_and_changes_survive_the_round_trip_through_the_database() -> None:
    content = json.loads(json.dumps(topic_to_content(TIMED)))
    assert topic_from_content(content) == TIMED
    assert fingerprint_topic(topic_from_content(content)) == fingerprint_topic(TIMED)
    assert content["detail"][0]["valid_from"] == "2027-01-01"
    assert content["change"] == [
        {"valid_from": "2027-03-01", "answer": "Lời mới.", "scam": "", "steps": []}
    ]


def test_a_topic_without_details_is_kept_as_before() -> None:
    assert {"detail", "change", "details", "changes"}.isdisjoint(topic_to_content(a_topic("mot")))


def test_basis_of_an_edit_is_cited_from_the_register_or_is_the_communes_own() -> None:
    written = ["tt-73: Điều 4", "Thông báo của xã: số 5", "tt-99"]
    topic = topic_from_content(
        {**topic_to_content(a_topic("ba")), "basis": written}, DATED.register
    )
    assert topic.basis == ("Thông tư 73/2024/TT-BTC, Điều 4", "Thông báo của xã: số 5", "tt-99")


def edited(content: dict[str, object], today: date = TODAY) -> Topic:
    """The topic "mot" with one edit over the dated files."""
    return overlay.apply_revisions(
        DATED, [PublishedRevision(1, "mot", content)], today=today
    ).topics["mot"]


def test_an_edit_that_says_nothing_of_details_keeps_the_shipped_ones() -> None:
    topic = edited(topic_to_content(a_topic("mot", "Của xã.")))
    assert (topic.answer, topic.details) == ("Của xã.", TIMED.details)
    assert topic.changes == (), "days of the shipped text do not reach into the officer's own"


def test_an_edit_with_details_replaces_the_shipped_ones() -> None:
    other = topic_to_content(replace(TIMED, details=(replace(FEE, answer="Của xã."),)))
    assert [detail.answer for detail in edited(other).details] == ["Của xã."]
    assert edited({**other, "detail": []}).details == ()


def test_an_edit_of_a_topic_of_the_communes_own_has_no_details_to_keep() -> None:
    fresh = PublishedRevision(1, "ba", topic_to_content(a_topic("ba")))
    assert overlay.apply_revisions(DATED, [fresh], today=TODAY).topics["ba"].details == ()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        # Nothing said of details; the very ones of the files; others; none any more.
        (topic_to_content(a_topic("mot")), None),
        (topic_to_content(TIMED), None),
        (topic_to_content(replace(TIMED, details=(FEE,))), ["phi"]),
        ({**topic_to_content(TIMED), "detail": []}, []),
    ],
)
def test_only_details_that_differ_from_the_files_are_kept_in_an_edit(
    content: dict[str, object], kept: list[str] | None
) -> None:
    written = strip_unchanged_details(content, DATED)
    ids = [detail["id"] for detail in written["detail"]] if "detail" in written else None
    assert ids == kept
    assert topic_from_content(written).answer == "Đến Công an xã."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"checked_on": "hôm qua"}, "checked_on phải là ngày"),
        (
            {"detail": [{**topic_to_content(TIMED)["detail"][0], "expires_on": "mai"}]},
            "expires_on phải",
        ),
        ({"detail": ["phi"]}, "không phải một bảng"),
        ({"detail": "phi"}, r"phải là các bảng \[\[topic.detail\]\]"),
        ({"change": [{"answer": "Lời mới."}]}, "thiếu valid_from"),
        ({"change": [{"valid_from": "2027-01-01"}] * 2}, "hai change cùng valid_from"),
    ],
)
def test_wrong_details_and_days_are_named(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        topic_from_content({**topic_to_content(a_topic("mot")), **wrong})


@pytest.mark.parametrize("wrong", [{"answer": ""}, {"questions": []}, {"trust": "?"}, {"x": 1}])
def test_wrong_content_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(DataError, match="mot"):
        topic_from_content({**topic_to_content(a_topic("mot")), **wrong})


def test_edit_overtaken_by_an_upgrade_is_listed_and_still_stands() -> None:
    seen = fingerprint_topic(SHIPPED.topics["mot"])
    edits = [
        edit(1, "mot", "Của xã.", base=seen),
        edit(2, "hai", "Của xã.", base="another text"),
        edit(3, "ba", "Của xã.", base=fingerprint_topic(a_topic("ba"))),
        edit(4, "bon", "Của xã."),
    ]
    grown = Knowledge({**SHIPPED.topics, "bon": a_topic("bon")})
    found = {conflict.topic_id: conflict.kind for conflict in overlay.list_conflicts(grown, edits)}
    assert found == {"hai": "changed", "ba": "removed", "bon": "appeared"}
    assert overlay.apply_revisions(grown, edits, today=TODAY).topics["hai"].answer == "Của xã."
