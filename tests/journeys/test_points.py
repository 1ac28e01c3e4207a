"""Somebody asks one point: it leads; the whole is a press away; what is not known is said."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from bot.core.clock import QuietHours
from bot.core.policy import Policy
from bot.core.settings import Settings
from bot.faq import misses, revision_lifecycle
from bot.faq.overlay import topic_to_content
from bot.people.actor import OPERATOR
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

QUIET = QuietHours.parse("21:00-06:30")
ZONE = Settings(_env_file=None).zone  # type: ignore[call-arg]
FINE = "quen passcode vneid bi phat may dong"
DETAIL = {
    "id": "khong-phat",
    "kind": "phat",
    "answer": "Quên passcode VNeID không bị phạt.",
    "basis": ["Thông báo của Công an xã"],
    "checked_on": "2026-11-20",
    "expires_on": "2027-05-31",
    "trust": "verified",
    "questions": ["quên passcode vneid bị phạt bao nhiêu tiền"],
}


async def test_the_fee_that_is_asked_leads_and_the_whole_is_a_press_away(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    (said,) = await bot.hears("ba-tu", "mat the can cuoc, le phi cap lai bao nhieu")
    first = said.split("\n\n")[1]
    assert "35.000" in first
    assert "Bước 1." not in said
    assert "Xem cả bài" in said
    (whole,) = await bot.hears("ba-tu", choice="topic:can-cuoc-mat-the")
    assert "Bước 1." in whole
    (point,) = await bot.hears("ba-tu", choice="point:can-cuoc-mat-the.tim-lai-the-cu")
    assert "Bước 1." not in point
    assert "thẻ" in point


async def test_a_point_that_nobody_wrote_is_said_kept_and_told_later(
    bot: Bot, clock: ObedientClock
) -> None:
    clock.now = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # the points were checked the day before
    await bot.hears("ba-tu", "/start")
    (said,) = await bot.hears("ba-tu", FINE)
    assert "Về mức phạt ở việc «" in said
    assert "chưa có thông tin chắc chắn" in said
    assert "Gặp người" in said
    await bot.hears("ong-ba", "/start")
    await bot.hears("ong-ba", FINE)

    rows = await bot.db.read(misses.list_misses, since=clock() - timedelta(days=1))
    group = misses.group_misses(rows)[0]
    assert group.missing_detail == ("vneid-quen-passcode", "phat")
    assert len(group.misses) == 2

    before = len(bot.channel.sent)
    assert await publish(bot, clock, [miss.question_id for miss in group.misses]) == 2
    await bot.shelf.refresh(bot.db, today=clock().astimezone(ZONE).date())
    await bot.until(lambda: len(bot.channel.sent) == before + 2)
    assert sorted(who for who, _ in bot.channel.sent[before:]) == ["ba-tu", "ong-ba"]
    for _, reply in bot.channel.sent[before:]:
        assert "Quên passcode VNeID không bị phạt." in reply.text
        assert "Bước 1." not in reply.text
    await bot.hears("co-ut", "/start")
    (known,) = await bot.hears("co-ut", FINE)
    assert "không bị phạt" in known


async def publish(bot: Bot, clock: ObedientClock, question_ids: list[int]) -> int:
    """The point is written by Lan and approved by Minh; how many are told."""
    shelf = bot.shelf
    topic = shelf.shipped.topics["vneid-quen-passcode"]

    def write(session: Session) -> tuple[int, revision_lifecycle.RevisionStamp]:
        content = topic_to_content(topic)
        content["detail"] = [*content.get("detail", []), DETAIL]
        revision = revision_lifecycle.draft_revision(
            session,
            shelf.shipped,
            topic.id,
            content,
            actor=OPERATOR,
            author="Lan",
            now=clock(),
            question_ids=question_ids,
        )
        return revision.id, revision_lifecycle.get_revision_stamp(session)

    number, seen = await bot.db.write(write)
    return await bot.db.write(
        revision_lifecycle.approve_revision,
        number,
        actor=OPERATOR,
        reviewer="Minh",
        expected_stamp=seen,
        now=clock(),
        policy=Policy(zone=ZONE, quiet=QUIET),
    )
