"""Draft, a second person, versions, restore, and the askers; on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.core.clock import QuietHours
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.faq import revision_lifecycle
from bot.faq.knowledge_files import Knowledge
from bot.faq.models import Question, Revision, RevisionState
from bot.faq.overlay import topic_to_content
from bot.messages.history import Direction, Message
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR
from bot.people.service import get_or_create_contact
from tests.faq.test_overlay import SHIPPED, TIMED, a_topic

NIGHT = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # 23:00 in Vietnam
MORNING = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # 6:30 the next day
QUIET = QuietHours.parse("21:00-06:30")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRESH = topic_to_content(a_topic("moi", "Câu trả lời mới."))


def draft(session: Session, topic_id: str = "moi", **fields: object) -> int:
    """A draft by Lan."""
    content = {**FRESH, "id": topic_id}
    return revision_lifecycle.draft_revision(
        session,
        SHIPPED,
        topic_id,
        content,
        actor=OPERATOR,
        author="Lan",
        now=NIGHT,
        **fields,  # type: ignore[arg-type]
    ).id


def approve(session: Session, number: int, reviewer: str = "Minh") -> int:
    """Published by Minh."""
    return revision_lifecycle.approve_revision(
        session,
        number,
        actor=OPERATOR,
        reviewer=reviewer,
        expected_stamp=revision_lifecycle.get_revision_stamp(session),
        now=NIGHT,
        policy=Policy(zone=ZONE, quiet=QUIET),
    )


def ask(session: Session, who: str) -> int:
    """A question without an answer; its id."""
    contact = get_or_create_contact(session, "fake", who, now=NIGHT)
    message = Message(
        contact_id=contact.id,
        account="fake",
        direction=Direction.IN,
        text="bao giờ có lớp",
        said_at=NIGHT,
    )
    session.add(message)
    session.flush()
    question = Question(
        message_id=message.id, contact_id=contact.id, outcome="none", asked_at=NIGHT
    )
    session.add(question)
    session.flush()
    return question.id


async def test_published_edit_is_in_force_and_changes_the_stamp(db: Database) -> None:
    def work(session: Session) -> None:
        before = revision_lifecycle.get_revision_stamp(session)
        number = draft(session)
        assert revision_lifecycle.list_published_revisions(session) == [], (
            "a draft is nobody's answer"
        )
        drafts = revision_lifecycle.list_drafts(session, actor=OPERATOR)
        assert [row.id for row, _ in drafts] == [number]
        approve(session, number)
        assert [edit.topic_id for edit in revision_lifecycle.list_published_revisions(session)] == [
            "moi"
        ]
        assert revision_lifecycle.list_drafts(session, actor=OPERATOR) == []
        assert revision_lifecycle.get_revision_stamp(session) != before

    await db.write(work)


async def test_author_rejected_unknown_and_faulty_drafts_are_refused_with_a_sentence(
    db: Database,
) -> None:
    def work(session: Session) -> None:
        number = draft(session)
        with pytest.raises(UserError, match="không tự duyệt"):
            approve(session, number, reviewer=" LAN ")
        revision_lifecycle.reject_revision(
            session, number, actor=OPERATOR, reviewer="Minh", reason="chưa có căn cứ", now=NIGHT
        )
        with pytest.raises(NotFound, match="đang chờ duyệt"):
            approve(session, number)
        bad = {**FRESH, "links": ["http://example.com"], "basis": []}
        with pytest.raises(UserError, match="chưa ghi căn cứ; đường dẫn không phải"):
            revision_lifecycle.draft_revision(
                session, SHIPPED, "moi", bad, actor=OPERATOR, author="Lan", now=NIGHT
            )
        with pytest.raises(NotFound, match="Không có chủ đề"):
            revision_lifecycle.draft_revision(
                session, SHIPPED, "khong-co", None, actor=OPERATOR, author="Lan", now=NIGHT
            )

    await db.write(work)


async def test_a_faulty_detail_is_named_with_its_id(db: Database) -> None:
    def work(session: Session) -> None:
        detail = {"id": "phi", "kind": "phi", "answer": "5.000 đồng.", "questions": ["phí mới"]}
        content = {**FRESH, "detail": [detail]}
        with pytest.raises(UserError, match="phi chưa ghi căn cứ; phi chưa ghi ngày kiểm tra"):
            revision_lifecycle.draft_revision(
                session, SHIPPED, "moi", content, actor=OPERATOR, author="Lan", now=NIGHT
            )

    await db.write(work)


async def test_another_phrasing_keeps_what_comes_and_leaves_details_to_the_files(
    db: Database,
) -> None:
    expired = replace(TIMED.details[1], id="cu", expires_on=date(2026, 1, 1))
    topic = replace(TIMED, details=(*TIMED.details, expired))
    shipped = Knowledge({"mot": topic})

    def work(session: Session) -> Revision:
        content = revision_lifecycle.add_phrasings(topic, ["một cách hỏi mới", topic.questions[0]])
        december = NIGHT + timedelta(days=7)
        return revision_lifecycle.draft_revision(
            session, shipped, "mot", content, actor=OPERATOR, author="Lan", now=december
        )

    content = (await db.write(work)).content
    assert content and content["questions"] == [*topic.questions, "một cách hỏi mới"]
    assert [change["valid_from"] for change in content["change"]] == ["2027-03-01"]
    assert "detail" not in content, "an upgrade of the files still mends what has expired"


async def test_the_day_of_a_draft_is_the_officers_not_that_of_london(db: Database) -> None:
    checked = {**FRESH, "checked_on": "2026-11-26"}  # written at 6:30 on the 26th, 23:30 UTC

    def work(session: Session, today: date | None) -> None:
        revision_lifecycle.draft_revision(
            session, SHIPPED, "moi", checked, actor=OPERATOR, author="Lan", now=MORNING, today=today
        )

    await db.write(work, date(2026, 11, 26))
    with pytest.raises(UserError, match="phía sau hôm nay"):
        await db.write(work, None)


async def test_askers_are_told_what_holds_on_the_day_they_read_it(db: Database) -> None:
    change = {"valid_from": "2026-11-26", "answer": "Lời của ngày mai."}

    def work(session: Session) -> int:
        asked = [ask(session, "ba-tu")]
        content = {**FRESH, "trust": "ask", "change": [change]}
        number = revision_lifecycle.draft_revision(
            session,
            SHIPPED,
            "moi",
            content,
            actor=OPERATOR,
            author="Lan",
            now=NIGHT,
            question_ids=asked,
        ).id
        return approve(session, number)

    assert await db.write(work) == 1
    newest = select(Message.text).order_by(col(Message.id).desc()).limit(1)
    said = await db.read(lambda session: session.exec(newest).one())
    assert "Lời của ngày mai." in said and "Bài này cần kiểm tra lại" in said


async def test_later_edit_supersedes_and_an_earlier_version_can_be_proposed_again(
    db: Database,
) -> None:
    def work(session: Session) -> None:
        for answer in ("Một.", "Hai."):
            content = {**FRESH, "answer": answer}
            revision = revision_lifecycle.draft_revision(
                session, SHIPPED, "moi", content, actor=OPERATOR, author="Lan", now=NIGHT
            )
            approve(session, revision.id)
        rows = revision_lifecycle.list_revisions(session, "moi", actor=OPERATOR)
        first, second = (row for row, _ in reversed(rows))
        assert (first.state, second.state) == (RevisionState.SUPERSEDED, RevisionState.PUBLISHED)
        again = revision_lifecycle.draft_revision(
            session, SHIPPED, "moi", first.content, actor=OPERATOR, author="Lan", now=NIGHT
        )
        approve(session, again.id)
        (edit,) = revision_lifecycle.list_published_revisions(session)
        assert edit.content and edit.content["answer"] == "Một."

    await db.write(work)


async def test_trial_on_older_edits_does_not_count(db: Database) -> None:
    def first(session: Session) -> tuple[int, revision_lifecycle.RevisionStamp]:
        seen = revision_lifecycle.get_revision_stamp(session)
        approve(session, draft(session, "khac"))
        return draft(session), seen

    number, seen = await db.write(first)
    with pytest.raises(UserError, match="duyệt lại"):
        await db.write(
            revision_lifecycle.approve_revision,
            number,
            actor=OPERATOR,
            reviewer="Minh",
            expected_stamp=seen,
            now=NIGHT,
            policy=Policy(zone=ZONE, quiet=QUIET),
        )


async def test_each_asker_is_told_once_when_people_are_awake(db: Database) -> None:
    def work(session: Session) -> int:
        asked = [ask(session, who) for who in ("ba-tu", "ba-tu", "ong-ba", "co-ut")]
        get_or_create_contact(session, "fake", "co-ut", now=NIGHT).stopped_at = NIGHT
        return approve(session, draft(session, question_ids=asked))

    assert await db.write(work) == 2
    deliveries = await db.read(lambda session: session.exec(select(Delivery)).all())
    assert [delivery.due_at for delivery in deliveries] == [MORNING, MORNING]
    assert len({delivery.contact_id for delivery in deliveries}) == 2


async def test_two_people_approving_at_once_publish_once(db: Database) -> None:
    number, seen = await db.write(
        lambda session: (draft(session), revision_lifecycle.get_revision_stamp(session))
    )
    results = await asyncio.gather(
        *(
            db.write(
                revision_lifecycle.approve_revision,
                number,
                actor=OPERATOR,
                reviewer=reviewer,
                expected_stamp=seen,
                now=NIGHT,
                policy=Policy(zone=ZONE, quiet=QUIET),
            )
            for reviewer in ("Minh", "Hoa")
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, UserError) for result in results) == 1
    states = await db.read(lambda session: [row.state for row in session.exec(select(Revision))])
    assert states == [RevisionState.PUBLISHED]
