"""Officers' edits over the shipped files: pure tables."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.faq import overlay, store
from bot.faq.overlay import Edit, as_content, fingerprint, read_content
from bot.faq.store import Knowledge, Topic, Vague

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


def edit(number: int, topic_id: str, answer: str | None, **fields: object) -> Edit:
    """An edit that gives a topic another answer, or hides it."""
    content = None if answer is None else as_content(a_topic(topic_id, answer))
    return Edit(number, topic_id, content, **fields)  # type: ignore[arg-type]


def answers(edits: list[Edit], today: date = TODAY) -> dict[str, str]:
    """Topic → answer, as residents meet them."""
    knowledge = overlay.apply(SHIPPED, edits, today=today)
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
    knowledge = overlay.apply(SHIPPED, [edit(1, "hai", None)], today=TODAY)
    assert knowledge.vague["gi"].topics == ("mot",)


def test_clash_with_another_topics_phrasing_is_refused() -> None:
    content = {**as_content(a_topic("ba")), "questions": ["hoi viec MOT"]}
    clashing = overlay.apply(SHIPPED, [Edit(1, "ba", content)], today=TODAY)
    with pytest.raises(DataError, match="cùng có cách hỏi"):
        store.check(clashing, Path("edits"))


def test_content_survives_the_round_trip() -> None:
    topic = a_topic("mot")
    assert read_content(as_content(topic)) == topic


@pytest.mark.parametrize("wrong", [{"answer": ""}, {"questions": []}, {"trust": "?"}, {"x": 1}])
def test_wrong_content_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(DataError, match="mot"):
        read_content({**as_content(a_topic("mot")), **wrong})


def test_edit_overtaken_by_an_upgrade_is_listed_and_still_stands() -> None:
    seen = fingerprint(SHIPPED.topics["mot"])
    edits = [
        edit(1, "mot", "Của xã.", base=seen),
        edit(2, "hai", "Của xã.", base="another text"),
        edit(3, "ba", "Của xã.", base=fingerprint(a_topic("ba"))),
        edit(4, "bon", "Của xã."),
    ]
    grown = Knowledge({**SHIPPED.topics, "bon": a_topic("bon")})
    found = {one.topic_id: one.kind for one in overlay.conflicts(grown, edits)}
    assert found == {"hai": "changed", "ba": "removed", "bon": "appeared"}
    assert overlay.apply(grown, edits, today=TODAY).topics["hai"].answer == "Của xã."
