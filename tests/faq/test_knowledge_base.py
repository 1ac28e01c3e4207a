"""The shelf as days go by: it answers from the text of today, and builds only when words change."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from bot.core.db import Database
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_base import KnowledgeBase, build_index
from bot.faq.models import Revision, RevisionState
from bot.faq.overlay import topic_to_content
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock
from tests.faq.timed import TODAY, TOPICS, write_knowledge

NEW_YEAR, MARCH = date(2027, 1, 1), date(2027, 3, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the small knowledge whose texts switch."""
    return write_knowledge(tmp_path)


def fees(index: KnowledgeIndex) -> list[str]:
    """What is said of fees."""
    return [detail.answer for detail in index.knowledge.topics["the"].details]


def publish(
    session: Session,
    content: dict[str, object],
    valid_from: date | None = None,
    valid_to: date | None = None,
    unit_id: int | None = None,
) -> None:
    """An officer's edit of the topic "the", already approved."""
    clock = ObedientClock()
    clock.pass_by(seconds=session.exec(select(func.count(col(Revision.id)))).one())
    session.add(
        Revision(
            unit_id=unit_id,
            topic_id="the",
            content=content,
            author="Lan",
            state=RevisionState.PUBLISHED,
            created_at=clock(),
            decided_at=clock(),
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )


async def test_a_new_day_brings_its_text_by_itself(db: Database, data: Path) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    assert fees(shelf()) == ["Cấp lại thẻ: 35.000 đồng."]
    assert await shelf.refresh(db, today=date(2026, 12, 31))
    assert fees(shelf()) == ["Cấp lại thẻ: 35.000 đồng."]
    assert await shelf.refresh(db, today=NEW_YEAR)
    assert fees(shelf()) == ["Cấp lại thẻ: 70.000 đồng."]
    await shelf.refresh(db, today=MARCH)
    born = shelf().knowledge.topics["khai-sinh"]
    assert born.answer == "Từ nay bác làm ở xã nào cũng được."
    assert [detail.id for detail in born.details] == ["o-dau"]


async def test_nothing_is_built_anew_on_a_day_that_changes_nothing(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    model = shelf().model
    for day in (TODAY, date(2026, 12, 1), date(2026, 12, 31)):
        assert await shelf.refresh(db, today=day)
        assert not await shelf.refresh(db, today=day), "asked every few seconds"
        assert shelf().model is model, "the very same index"
        assert shelf().knowledge.day == day, "which yet knows what day it is"
    await shelf.refresh(db, today=NEW_YEAR)
    assert shelf().model is not model
    model = shelf().model
    await shelf.refresh(db, today=date(2027, 2, 28))
    assert shelf().model is model


async def test_days_that_were_slept_through_are_caught_up(db: Database, data: Path) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    await shelf.refresh(db, today=TODAY)
    await shelf.refresh(db, today=date(2027, 6, 1))
    assert fees(shelf()) == ["Cấp lại thẻ: 70.000 đồng."]
    await shelf.refresh(db, today=TODAY)  # the clock is set right again
    assert fees(shelf()) == ["Cấp lại thẻ: 35.000 đồng."]


async def test_an_edit_begins_and_ends_on_its_days_and_keeps_the_details_of_today(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    topic = replace(shelf.shipped.topics["the"], answer="Của xã.", details=())
    days = date(2026, 12, 30), date(2027, 1, 2)
    await db.write(lambda session: publish(session, topic_to_content(topic), *days))
    seen = []
    for day in (TODAY, *days, date(2027, 1, 3)):
        await shelf.refresh(db, today=day)
        seen.append((shelf().knowledge.topics["the"].answer, *fees(shelf())))
    shipped = shelf.shipped.topics["the"].answer
    assert seen == [
        (shipped, "Cấp lại thẻ: 35.000 đồng."),
        ("Của xã.", "Cấp lại thẻ: 35.000 đồng."),
        ("Của xã.", "Cấp lại thẻ: 70.000 đồng."),
        (shipped, "Cấp lại thẻ: 70.000 đồng."),
    ]


async def test_a_change_in_an_edit_comes_on_its_day(db: Database, data: Path) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    change = {"valid_from": "2026-12-20", "answer": "Sau Đông chí."}
    content = {**topic_to_content(shelf.shipped.topics["the"]), "change": [change]}
    await db.write(lambda session: publish(session, content))
    for day, begun in ((date(2026, 12, 19), False), (date(2026, 12, 20), True)):
        await shelf.refresh(db, today=day)
        assert (shelf().knowledge.topics["the"].answer == "Sau Đông chí.") is begun


async def test_edits_that_clash_leave_what_was_said_and_the_day_goes_on(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    content = topic_to_content(shelf.shipped.topics["the"])
    clash = {**content, "questions": ["làm giấy khai sinh cho con"]}
    await db.write(lambda session: publish(session, clash))
    await shelf.refresh(db, today=TODAY)
    assert shelf().knowledge.topics["the"].questions != ("làm giấy khai sinh cho con",)
    await shelf.refresh(db, today=NEW_YEAR)
    assert shelf().knowledge.day == NEW_YEAR


def add_communes(session: Session) -> tuple[int, int]:
    """Communes a and b of one province; their ids."""
    upsert_unit(session, "tinh", "Tỉnh", UnitKind.PROVINCE, parent=None)
    for code in ("a", "b"):
        parent = get_unit(session, "tinh")
        upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=parent)
    return get_unit(session, "a").id, get_unit(session, "b").id


async def test_a_units_edit_begins_and_ends_on_its_days_in_its_view(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    topic = replace(shelf.shipped.topics["the"], answer="Của xã.", details=())
    days = date(2026, 12, 30), date(2027, 1, 2)

    def write(session: Session) -> int:
        commune, _ = add_communes(session)
        publish(session, topic_to_content(topic), *days, unit_id=commune)
        return commune

    commune = await db.write(write)
    shipped, seen = shelf.shipped.topics["the"].answer, []
    for day in (TODAY, *days, date(2027, 1, 3)):
        await shelf.refresh(db, today=day)
        index = shelf.for_unit_path(f"/1/{commune}/77/")
        assert index.knowledge.day == day
        seen.append((index.knowledge.topics["the"].answer, *fees(index)))
        assert shelf.for_unit_path("/1/") is shelf.for_unit_path("") is shelf()
        assert shelf().knowledge.topics["the"].answer == shipped
    assert seen == [
        (shipped, "Cấp lại thẻ: 35.000 đồng."),
        ("Của xã.", "Cấp lại thẻ: 35.000 đồng."),
        ("Của xã.", "Cấp lại thẻ: 70.000 đồng."),
        (shipped, "Cấp lại thẻ: 70.000 đồng."),
    ]


async def test_one_units_edit_builds_neither_the_index_nor_anothers_view_anew(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    content = {**topic_to_content(shelf.shipped.topics["the"]), "answer": "Của xã."}
    assert not shelf.has_unit_revisions
    a, b = await db.write(add_communes)
    await db.write(lambda session: publish(session, content, unit_id=a))
    base = shelf()
    await shelf.refresh(db, today=TODAY)
    assert shelf.has_unit_revisions and shelf().model is base.model
    first = shelf.for_unit_path(f"/1/{a}/")
    await db.write(lambda session: publish(session, content, unit_id=b))
    await shelf.refresh(db, today=TODAY)
    assert shelf().model is base.model
    assert shelf.for_unit_path(f"/1/{a}/").model is first.model
    assert shelf.for_unit_path(f"/1/{b}/").knowledge.topics["the"].answer == "Của xã."
    everywhere = {**content, "answer": "Mọi nơi.", "questions": ["thẻ hỏng thì làm sao"]}
    await db.write(lambda session: publish(session, everywhere))
    await shelf.refresh(db, today=TODAY)
    assert shelf.for_unit_path("").knowledge.topics["the"].answer == "Mọi nơi."
    assert shelf.for_unit_path(f"/1/{a}/").knowledge.topics["the"].answer == "Của xã."


async def test_a_commune_that_moves_takes_its_own_edits_and_hears_its_new_province(
    db: Database, data: Path
) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    content = topic_to_content(shelf.shipped.topics["the"])
    born = topic_to_content(shelf.shipped.topics["khai-sinh"])

    def write(session: Session) -> int:
        commune, _ = add_communes(session)
        upsert_unit(session, "moi", "Tỉnh mới", UnitKind.PROVINCE, parent=None)
        publish(session, {**content, "answer": "Của xã."}, unit_id=commune)
        for code in ("tinh", "moi"):
            row = Revision(
                unit_id=get_unit(session, code).id,
                topic_id="khai-sinh",
                content={**born, "answer": f"Của {code}."},
                author="Lan",
                state=RevisionState.PUBLISHED,
                created_at=ObedientClock()(),
            )
            session.add(row)
        return commune

    commune = await db.write(write)

    async def read() -> list[str]:
        await shelf.refresh(db, today=TODAY)
        path = await db.read(lambda session: session.get_one(Unit, commune).path)
        topics = shelf.for_unit_path(f"{path}77/").knowledge.topics
        return [topics["the"].answer, topics["khai-sinh"].answer]

    assert await read() == ["Của xã.", "Của tinh."]

    def move(session: Session) -> None:
        parent = get_unit(session, "moi")
        upsert_unit(session, "a", "Xã a", UnitKind.COMMUNE, parent=parent)

    await db.write(move)
    assert await read() == ["Của xã.", "Của moi."]


def test_what_begins_later_stays_in_the_files_of_the_shelf(data: Path) -> None:
    shelf = KnowledgeBase(data, today=TODAY)
    assert len(shelf.shipped.topics["the"].details) == 2
    assert len(shelf.merge_revisions((), today=TODAY).topics["khai-sinh"].changes) == 1
    assert fees(build_index(data, today=MARCH)) == ["Cấp lại thẻ: 70.000 đồng."]


def test_phrasings_of_a_point_that_begins_later_are_not_answered_before(data: Path) -> None:
    early, late = (build_index(data, today=day) for day in (TODAY, MARCH))
    asked = "khai sinh nộp ở xã nào"
    before, after = (
        [
            text
            for detail in index.knowledge.topics["khai-sinh"].details
            for text in detail.questions
        ]
        for index in (early, late)
    )
    assert (asked in before, asked in after) == (False, True)
    assert TOPICS.count(asked) == 1
