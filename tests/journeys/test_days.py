"""What a resident reads as days go by: first a notice of what may have changed, then new words."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.faq.knowledge_base import KnowledgeBase
from bot.reactions import open_database
from tests.conftest import DATA, ObedientClock
from tests.faq.timed import TODAY, write_knowledge
from tests.journeys.bot import Bot

BIRTH = "làm giấy khai sinh cho con"
CARD = "làm lại thẻ căn cước"
OVER = "Quy định ở bài này có thể đã đổi từ ngày 1/6/2027; bác hỏi Trung tâm trước khi làm."


@pytest.fixture
async def bot(demo_url: str, clock: ObedientClock, tmp_path: Path) -> AsyncIterator[Bot]:
    """The bot with the small knowledge whose texts switch."""
    database = open_database(demo_url)
    shelf = KnowledgeBase(write_knowledge(tmp_path), today=TODAY)
    async with Bot.started(
        database, shelf, clock, demo=DATA / "demo", files=tmp_path / "photos"
    ) as started:
        yield started
    await asyncio.to_thread(database.close)


async def become(bot: Bot, clock: ObedientClock, at: datetime) -> None:
    """A moment, and the look at the knowledge that the clock makes every few seconds."""
    clock.now = at
    await bot.shelf.refresh(bot.db, today=at.date())


async def ask(bot: Bot, text: str) -> str:
    """The answer to a question of somebody who is known already."""
    return "\n".join(await bot.hears("ba-tu", text))


async def test_the_new_law_is_answered_on_its_day(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ba-tu", "/start")
    assert "Bác làm ở xã." in await ask(bot, BIRTH)
    await become(bot, clock, datetime(2027, 3, 1, 2, 0, tzinfo=UTC))
    said = await ask(bot, BIRTH)
    assert "Từ nay bác làm ở xã nào cũng được." in said
    assert "Căn cứ: Luật Hộ tịch 03/2026. Kiểm tra ngày 30/11/2026." in said
    assert "có thể đã đổi" not in said


async def test_an_expired_answer_begins_with_one_sentence(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ba-tu", "/start")
    await become(bot, clock, datetime(2027, 5, 31, 2, 0, tzinfo=UTC))
    assert "có thể đã đổi" not in await ask(bot, CARD)
    await become(bot, clock, datetime(2027, 6, 1, 2, 0, tzinfo=UTC))
    said = await ask(bot, CARD)
    assert said.startswith(f"ba-tu ← {OVER}\n\nBác mang giấy đến Công an xã.")
    assert said.count("có thể đã đổi") == 1


async def test_the_steps_of_an_expired_answer_begin_with_it_too(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ba-tu", "/start")
    await become(bot, clock, datetime(2027, 6, 1, 2, 0, tzinfo=UTC))
    (first,) = await bot.hears("ba-tu", choice="guide:khai-sinh")
    assert f"← {OVER}\n" in first and "Mang giấy chứng sinh" in first
    (again,) = await bot.hears("ba-tu", "làm tiếp")
    assert f"\n{OVER}\n" in again
