"""A resident on a Zalo Bot: no buttons at all, digits only, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot import app as house
from bot import texts
from bot.channels.zalo_bot.channel import ZaloBot
from bot.core.clock import utc_now
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.reactions import open_database
from bot.schedule import demo
from tests.conftest import DATA
from tests.pretend.zalo_bot import TOKEN, PretendZaloBot

BA_TU = "6ede9afa66b88fe6d6a9"


@pytest.fixture
async def zalo(
    demo_url: str, shelf: KnowledgeBase, tmp_path: Path
) -> AsyncIterator[PretendZaloBot]:
    """The whole bot with the demo communes on a pretend Zalo."""
    db = open_database(demo_url)
    await db.write(demo.load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    async with PretendZaloBot() as platform:
        channel = ZaloBot(token=TOKEN, api_url=platform.url, first_pause=0.01)
        settings = Settings(_env_file=None)  # type: ignore[call-arg]
        app = house.build_app(settings, db, shelf, [channel], clock=utc_now, files=tmp_path)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        yield platform
        await runner.cleanup()
    await asyncio.to_thread(db.close)


async def answer(zalo: PretendZaloBot, **message: str) -> str:
    """What comes back for one message."""
    before = len(zalo.sent)
    zalo.says(BA_TU, **message)
    async with asyncio.timeout(15):
        while len(zalo.sent) == before:  # noqa: ASYNC110  nobody tells us
            await asyncio.sleep(0.02)
        seen = 0
        while seen != len(zalo.sent):  # a second message follows the first at once
            seen = len(zalo.sent)
            await asyncio.sleep(0.6)
    return "\n".join(zalo.texts()[before:])


async def test_from_the_first_hello_to_an_answer_by_digits(zalo: PretendZaloBot) -> None:
    hello = await answer(zalo, text="#u-ap-03")
    assert texts.CONSENT.split("\n")[0] in hello
    assert "\n\n1. Đồng ý\n2. " in hello
    assert "Thôn 3" in await answer(zalo, text="1")
    told = await answer(zalo, text="quen mat khau vneid lam sao")
    assert "mật khẩu" in told and "\n1. " in told
    step = await answer(zalo, text="1")
    assert step.startswith("Bước 1/")
    assert "1. " in await answer(zalo, text="menu")


async def test_a_photo_and_what_zalo_keeps_back_are_answered(zalo: PretendZaloBot) -> None:
    await answer(zalo, text="xin chào")
    for event in ("message.image.received", "message.unsupported.received"):
        said = await answer(zalo, event=event, photo_url="https://photo.zdn.vn/a.jpg")
        assert said.strip()
