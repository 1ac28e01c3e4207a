"""What was not understood becomes an answer, and who had asked is told."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot import texts
from bot.core.clock import QuietHours
from bot.core.policy import Policy
from bot.core.settings import Settings
from bot.faq import misses, revision_lifecycle
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.overlay import topic_to_content
from bot.people.actor import OPERATOR
from tests.conftest import DATA, ObedientClock
from tests.journeys.bot import Bot

QUIET = QuietHours.parse("21:00-06:30")
ZONE = Settings(_env_file=None).zone  # type: ignore[call-arg]
ASKED = "bao giờ xã tiêm phòng dại cho chó vậy cán bộ"

ANSWER = "Lịch tiêm phòng dại do thú y xã báo trên loa; xin hỏi Ủy ban nhân dân xã."
FRESH = {
    "id": "tiem-phong-dai",
    "category": "Kênh của xã",
    "title": "Tiêm phòng dại cho chó, mèo",
    "answer": ANSWER,
    "basis": ["Thông báo của Ủy ban nhân dân xã"],
    "checked_on": "2026-11-20",
    "expires_on": "2027-05-31",
    "trust": "ask",
    "questions": [
        "bao giờ xã tiêm phòng dại cho chó",
        "lịch tiêm phòng dại chó mèo",
        "tiêm dại cho chó ở đâu",
        "chó nhà tôi chưa tiêm phòng",
        "khi nao tiem phong dai",
        "thú y xã tiêm phòng dại ngày nào",
    ],
}


async def publish(bot: Bot, clock: ObedientClock, question_ids: list[int]) -> int:
    """Draft by Lan, approved by Minh after the trial; how many are told."""
    shelf = bot.shelf

    def write(session: Session) -> tuple[int, revision_lifecycle.RevisionStamp]:
        revision = revision_lifecycle.draft_revision(
            session,
            shelf.shipped,
            "tiem-phong-dai",
            FRESH,
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


async def test_miss_becomes_a_topic_and_each_asker_is_told_once(
    bot: Bot, clock: ObedientClock
) -> None:
    for who in ("ba-tu", "ong-ba"):
        await bot.hears(who, "xin chào")
        (reply,) = await bot.hears(who, ASKED)
        assert "Kiểm tra ngày" not in reply
        await bot.hears(who, "khi nao tiem phong dai cho cho vay can bo xa")
    rows = await bot.db.read(misses.list_misses, since=clock() - timedelta(days=1))
    assert sum(miss.text == ASKED for miss in rows) == 2
    clock.pass_by(hours=14)  # 22:00: people sleep
    before = len(bot.channel.sent)
    told = await publish(bot, clock, [miss.question_id for miss in rows])
    assert told == 2
    await bot.shelf.refresh(bot.db, today=clock().astimezone(ZONE).date())
    assert len(bot.channel.sent) == before, "nobody is woken"
    clock.pass_by(hours=9)  # 7:00
    await bot.until(lambda: len(bot.channel.sent) == before + 2)
    assert sorted(who for who, _ in bot.channel.sent[before:]) == ["ba-tu", "ong-ba"]
    assert bot.channel.sent[-1][1].text.startswith("Hôm trước bác hỏi: «")
    assert ANSWER in bot.channel.sent[-1][1].text
    await bot.hears("co-ut", "/start")
    (answer,) = await bot.hears("co-ut", ASKED)
    assert ANSWER in answer
    assert await bot.db.read(misses.list_misses, since=clock() - timedelta(days=2)) == []


async def test_author_may_not_approve_their_own_edit(bot: Bot, clock: ObedientClock) -> None:
    def write(session: Session) -> int:
        return revision_lifecycle.draft_revision(
            session,
            bot.shelf.shipped,
            "tiem-phong-dai",
            FRESH,
            actor=OPERATOR,
            author="Lan",
            now=clock(),
        ).id

    number = await bot.db.write(write)
    with pytest.raises(Exception, match="không tự duyệt"):
        await bot.db.write(
            revision_lifecycle.approve_revision,
            number,
            actor=OPERATOR,
            reviewer="lan ",
            expected_stamp=(0, ""),
            now=clock(),
            policy=Policy(zone=ZONE, quiet=QUIET),
        )


async def test_wrong_answer_offers_the_next_best_and_is_kept_as_a_miss(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ba-tu", "xin chào")
    await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    (offered,) = await bot.hears("ba-tu", "3")
    assert offered.startswith(f"ba-tu ← {texts.FEEDBACK_BAD}")
    assert offered.endswith("Gặp người]")
    (miss,) = await bot.db.read(misses.list_misses, since=clock() - timedelta(days=1))
    assert miss.text == "quên mật khẩu vneid làm thế nào"


async def test_follow_up_is_read_in_the_light_of_the_last_answer_for_minutes(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ba-tu", "xin chào")
    await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    (answer,) = await bot.hears("ba-tu", "còn mất điện thoại thì sao?")
    lost = bot.shelf().knowledge.topics["vneid-mat-dien-thoai"]
    assert lost.answer.strip()[:40] in answer


def test_shipped_topic_survives_the_round_trip_of_an_edit(shelf: KnowledgeBase) -> None:
    from bot.faq.overlay import fingerprint_topic, topic_from_content

    for topic in shelf.shipped.topics.values():
        assert fingerprint_topic(topic_from_content(topic_to_content(topic))) == fingerprint_topic(
            topic
        )
    assert len(shelf.shipped.topics) >= 150 and DATA.exists()
