"""A voice from the page to a member on Telegram, and a voice back; both over real HTTP."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import Session, select

from bot import app as house
from bot.channels.base import Channel
from bot.channels.telegram.channel import Telegram
from bot.core.db import Database
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.reactions import open_database
from bot.schedule import demo
from tests.channels.webchat_rig import Visitor, a_channel
from tests.conftest import DATA, ObedientClock
from tests.pretend.telegram import PretendTelegram
from tests.recordings import QUIET, a_recording_of_safari, a_webm, an_ogg

HOA, HOA_NAME = 7012345678, "Đỗ Thị Thử I"


@dataclass
class House:
    """The whole bot, the page, a Telegram."""

    db: Database
    telegram: PretendTelegram
    client: aiohttp.ClientSession
    clock: ObedientClock

    async def hoa_is_here(self) -> None:
        """Chị Hoa of Thôn 3 opens the link she was given."""

        def code(session: Session) -> str:
            person = session.exec(select(Person).where(Person.name == HOA_NAME)).one()
            return linking.make_link_code(session, person, actor=OPERATOR, now=self.clock())

        self.telegram.say(HOA, f"/start link-{await self.db.write(code)}")
        await until(lambda: any(HOA_NAME in one for one in self.telegram.texts_to(HOA)))

    async def upload(self, visitor: Visitor, data: bytes) -> str:
        """What the page calls the file it has sent."""
        form = aiohttp.FormData()
        form.add_field("photo", io.BytesIO(data), filename="voice")
        headers = {"Authorization": f"Bearer {visitor.token}"}
        async with self.client.post("/chat/photo", data=form, headers=headers) as answer:
            return str((await answer.json())["ref"])


async def until(happened: Callable[[], bool]) -> None:
    """Until it has happened; TimeoutError when it does not."""
    async with asyncio.timeout(15):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
async def here(
    demo_url: str, shelf: KnowledgeBase, tmp_path: Path, clock: ObedientClock
) -> AsyncIterator[House]:
    db = open_database(demo_url)
    await db.write(demo.load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    async with PretendTelegram() as telegram:
        telegram.know(HOA, HOA_NAME)
        other = Telegram(
            api_url=telegram.url,
            token=telegram.token,
            mode="polling",
            webhook_secret="x",
            public_url="",
            commands=(),
            first_pause=0.01,
        )
        files = tmp_path / "files"
        channels: list[Channel] = [a_channel(files, confirm_timeout=3.0), other]
        settings = Settings(_env_file=None)  # type: ignore[call-arg]
        app = house.build_app(settings, db, shelf, channels, clock=clock, files=files)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(base) as client:
            yield House(db, telegram, client, clock)
        await runner.cleanup()
    await asyncio.to_thread(db.close)


@pytest.mark.parametrize(
    ("recorded", "method", "sent"),
    [
        (a_webm([QUIET] * 50), "sendvoice", an_ogg()),
        (a_recording_of_safari(), "sendaudio", a_recording_of_safari()),
    ],
    ids=["Chrome", "Safari"],
)
async def test_a_voice_of_the_page_is_heard_on_telegram_and_answered_by_voice(
    here: House, recorded: bytes, method: str, sent: bytes
) -> None:
    await here.hoa_is_here()
    visitor = Visitor(here.client, "")
    await visitor.open(unit="ap-03")

    def has_heard(words: str) -> bool:
        return any(words in frame["text"] for frame in visitor.shown.values())

    visitor.say(type="press", value="agree:ap-03", label="Đồng ý")
    visitor.say(type="say", text="gặp người")
    await until(lambda: has_heard(HOA_NAME))
    here.telegram.say(HOA, "1")
    await until(lambda: has_heard("đã nhận giúp bác"))

    visitor.say(type="voice", ref=await here.upload(visitor, recorded))
    await until(lambda: any(call[0] == method for call in here.telegram.calls))
    assert sent in [content for _, content in here.telegram.files.values()]

    here.telegram.voice(HOA, an_ogg(seconds=2))

    def came() -> list[dict[str, str]]:
        frames = visitor.shown.values()
        return [one for frame in frames for one in frame["attachments"] if one["kind"] == "voice"]

    await until(lambda: bool(came()))
    (voice,) = came()
    async with here.client.get(voice["url"]) as answer:
        assert (answer.content_type, await answer.read()) == ("audio/ogg", an_ogg(seconds=2))
    await visitor.close()
