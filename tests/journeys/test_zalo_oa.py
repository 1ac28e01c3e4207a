"""A resident on the commune's Official Account, by digits only, and a team member on Telegram; both
platforms over real HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlmodel import Session, col, select

from bot import app as house
from bot import texts
from bot.channels.telegram.channel import Telegram
from bot.channels.zalo_oa.channel import WEBHOOK_PATH, ZaloOA
from bot.channels.zalo_oa.templates import Parameter, Template
from bot.core.db import Database
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.inbox.fragments import HOLD_TIME
from bot.inbox.models import QueuedEvent
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from bot.outbox.service import stage
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.people.service import get_or_create_contact
from bot.reactions import open_database
from bot.schedule import demo
from tests.channels.test_zalo_oa import HandTokens
from tests.conftest import DATA, ObedientClock
from tests.pictures import a_picture, color_of
from tests.pretend.telegram import PretendTelegram
from tests.pretend.zalo_oa import PHOTO, VOICE, PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, OA_ID, OA_SECRET
from tests.recordings import an_ogg

BA_TU = "246845883529197922"
HOA, HOA_NAME = 7012345678, "Đỗ Thị Thử I"


@dataclass
class World:
    """The whole bot, a Zalo and a Telegram."""

    db: Database
    zalo: PretendZalo
    telegram: PretendTelegram
    clock: ObedientClock
    app: web.Application
    files: Path
    heard: int = field(default=0)
    heard_by_hoa: int = field(default=0)

    async def says(self, text: str = "", **how: Any) -> str:
        """Bà Tư writes; what she is told."""
        self.zalo.says(BA_TU, text, **how)
        return await self.answer()

    async def answer(self) -> str:
        """What bà Tư is told next."""
        async with asyncio.timeout(15):
            while len(self.zalo.texts(BA_TU)) == self.heard:
                await asyncio.sleep(0.02)
                await self.pause()
        await self.nothing_owed()
        told = self.zalo.texts(BA_TU)[self.heard :]
        self.heard += len(told)
        return "\n".join(told)

    async def pause(self) -> None:
        """Nothing follows what waits for more; the clock here stands still by itself."""
        held = select(Contact.id).where(col(Contact.held_until) > self.clock())
        if await self.db.read(lambda s: s.exec(held).first()):
            self.clock.pass_by(seconds=HOLD_TIME.total_seconds())

    async def hoa(self, number: int = 1) -> list[str]:
        """What chị Hoa is told next."""
        wanted = self.heard_by_hoa + number
        async with asyncio.timeout(15):
            while len(self.telegram.texts_to(HOA)) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        told = self.telegram.texts_to(HOA)[self.heard_by_hoa :]
        self.heard_by_hoa += len(told)
        return told

    async def handled(self) -> None:
        """Until everything Zalo delivered is handled."""
        await self.zalo.until_heard()
        async with asyncio.timeout(10):
            while await self.db.read(lambda s: s.exec(select(QueuedEvent.id)).all()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def nothing_owed(self) -> None:
        """Until everything is handled, and everything that is due is sent."""
        owed = select(Delivery.id).where(
            col(Delivery.status).in_((DeliveryStatus.QUEUED, DeliveryStatus.SENDING)),
            col(Delivery.account) == "zalo-oa",
        )
        await self.handled()
        async with asyncio.timeout(15):
            while await self.db.read(lambda s: s.exec(owed).first()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """Until nothing has been said for a moment."""
        seen = -1
        while seen != len(self.zalo.sent):
            seen = len(self.zalo.sent)
            await asyncio.sleep(0.5)

    async def contact(self) -> Contact:
        """Bà Tư's row."""

        def find(session: Session) -> Contact:
            return session.exec(select(Contact).where(Contact.address == BA_TU)).one()

        return await self.db.read(find)

    async def notice(self, words: str) -> None:
        """Something bà Tư is to be told by day."""

        def owe(session: Session) -> None:
            contact = get_or_create_contact(session, "zalo-oa", BA_TU, now=self.clock())
            stage(session, contact, Reply(words), now=self.clock(), priority=Priority.NOTICE)

        await self.db.write(owe)


@pytest.fixture
async def world(
    demo_url: str, shelf: KnowledgeBase, tmp_path: Path, clock: ObedientClock
) -> AsyncIterator[World]:
    db = open_database(demo_url)
    await db.write(demo.load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    async with PretendZalo(lambda: clock().timestamp()) as zalo, PretendTelegram() as telegram:
        telegram.know(HOA, HOA_NAME)
        oa = ZaloOA(
            api_url=zalo.url,
            tokens=HandTokens(zalo),
            ids=(APP_ID, OA_ID),
            keys=(OA_SECRET,),
            media_hosts=("127.0.0.1",),
            templates=(Template("approved-1", 5, {"noi_dung": Parameter(max_length=40)}),),
            public_url="https://toso.example.vn",
        )
        other = Telegram(
            api_url=telegram.url,
            token=telegram.token,
            mode="polling",
            webhook_secret="x",
            public_url="",
            commands=(),
            first_pause=0.01,
        )
        settings = Settings(  # the pace of an account is that of the settings
            _env_file=None,  # type: ignore[call-arg]
            zalo_app_id=APP_ID,
            zalo_app_secret=SecretStr("app"),
            zalo_oa_id=OA_ID,
            zalo_oa_secret=SecretStr(OA_SECRET),
            telegram_token=SecretStr(telegram.token),
        )
        app = house.build_app(
            settings, db, shelf, [oa, other], clock=clock, files=tmp_path / "files"
        )
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        zalo.webhook = f"http://127.0.0.1:{runner.addresses[0][1]}{WEBHOOK_PATH}"
        yield World(db, zalo, telegram, clock, app, tmp_path / "files")
        await zalo.until_heard()
        await runner.cleanup()
    await asyncio.to_thread(db.close)


async def settle_in(world: World) -> None:
    """Bà Tư came by her village's link and agreed."""
    assert texts.CONSENT.split("\n")[0] in await world.says("#u-ap-03")
    assert "Thôn 3" in await world.says("1")


async def hoa_opens_her_link(world: World) -> None:
    def code(session: Session) -> str:
        person = session.exec(select(Person).where(Person.name == HOA_NAME)).one()
        return linking.make_link_code(session, person, actor=OPERATOR, now=world.clock())

    world.telegram.say(HOA, f"/start link-{await world.db.write(code)}")
    assert HOA_NAME in "\n".join(await world.hoa())


async def test_the_whole_conversation_by_digits_with_a_member_on_telegram(world: World) -> None:
    await hoa_opens_her_link(world)
    world.zalo.follows(BA_TU)
    hello = await world.answer()
    assert texts.CONSENT.split("\n")[0] in hello and "1. Đồng ý" in hello
    await settle_in(world)
    told = await world.says("quen mat khau vneid lam sao")
    assert "mật khẩu" in told and "\n1. " in told
    assert (await world.says("1")).startswith("Bước 1/")

    asked = await world.says("gap nguoi")
    assert HOA_NAME in asked
    (card,) = await world.hoa()
    assert card.startswith("Phiếu 1. Bà con số ") and "Thôn 3" in card
    world.telegram.say(HOA, "1")
    assert "đã nhận giúp bác" in await world.answer()
    await world.hoa()

    world.telegram.say(HOA, "Bác gửi cho cháu ảnh màn hình ạ")
    assert await world.answer() == (f"{HOA_NAME}, Tổ công nghệ số: Bác gửi cho cháu ảnh màn hình ạ")
    await world.hoa()  # the first words went out, and that is said
    world.zalo.sends(BA_TU, "image", {"url": f"{world.zalo.url}/media/a"}, "đây cháu")
    await world.answer()
    await world.hoa()
    there = [content for kind, content in world.telegram.files.values() if kind == "photo"]
    assert [color_of(content) for content in there] == [color_of(PHOTO)]

    world.telegram.photo(HOA, "Bác bấm vào chỗ khoanh đỏ", a_picture("red"))
    said = await world.answer()
    assert "Bác bấm vào chỗ khoanh đỏ" in said
    assert [kind for kind, *_ in world.zalo.uploaded] == ["image"]
    assert all("buttons" not in str(message) for _, message in world.zalo.sent)
    assert world.zalo.charged == 0 and not world.zalo.disabled


async def test_a_helper_s_voice_that_zalo_does_not_take_waits_behind_a_link(world: World) -> None:
    await hoa_opens_her_link(world)
    await settle_in(world)
    await world.says("gap nguoi")
    await world.hoa()
    world.telegram.say(HOA, "1")
    await world.answer()
    await world.hoa()
    world.telegram.voice(HOA, an_ogg())
    told = await world.answer()
    link = re.search(r"https://toso\.example\.vn/chat/file/([0-9a-f]{32}\.ogg)$", told)
    assert link and told.startswith(f"{HOA_NAME}, Tổ công nghệ số:")
    assert texts.FILE_ELSEWHERE not in told
    assert (world.files / link[1]).read_bytes() == an_ogg()


@pytest.mark.parametrize(
    ("idle", "comes"),
    [
        (timedelta(hours=47, minutes=59), True),
        (timedelta(hours=48, minutes=1), False),
        (timedelta(days=6, hours=23, minutes=59), False),
        (timedelta(days=7, minutes=1), False),
    ],
)
async def test_a_notice_comes_while_it_is_free_and_otherwise_when_they_write(
    world: World, idle: timedelta, comes: bool
) -> None:
    await settle_in(world)
    world.clock.now += idle
    await world.notice("Mai họp thôn lúc 7 giờ.")
    if comes:
        assert await world.answer() == "Mai họp thôn lúc 7 giờ."
    else:
        await asyncio.sleep(1.2)
        assert world.zalo.texts()[world.heard :] == []
        told = await world.says("chào")
        assert "Mai họp thôn lúc 7 giờ." in told
    assert world.zalo.charged == 0 and world.zalo.texts().count("Mai họp thôn lúc 7 giờ.") == 1


async def test_an_approved_template_reaches_whom_words_do_not(world: World) -> None:
    world.zalo.templates["approved-1"] = {"noi_dung"}
    await settle_in(world)
    world.clock.now += timedelta(days=9)
    await world.notice("Mai họp thôn lúc 7 giờ.")
    async with asyncio.timeout(15):
        while not world.zalo.by_template:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert world.zalo.by_template == [(BA_TU, {"noi_dung": "Mai họp thôn lúc 7 giờ."})]
    await world.notice("Một tin dài quá khuôn mẫu thì chờ bác nhắn lại mới gửi được ạ.")
    await asyncio.sleep(1.0)
    assert "khuôn mẫu thì chờ" in await world.says("chào")


async def test_when_an_officer_answers_by_hand_the_bot_steps_back(world: World) -> None:
    await settle_in(world)
    world.zalo.officer_writes(BA_TU, "Chào bác, cháu ở bộ phận một cửa ạ")
    await world.handled()
    world.zalo.says(BA_TU, "hồ sơ của tôi đến đâu rồi")
    await world.handled()
    await world.quiet()
    assert len(world.zalo.texts(BA_TU)) == world.heard
    assert texts.MENU.split("\n")[0] in await world.says("menu")
    assert "mật khẩu" in await world.says("quen mat khau vneid")
    world.zalo.officer_writes(BA_TU, "Bác còn cần gì không ạ")
    await world.handled()
    world.clock.pass_by(minutes=61)
    assert "mật khẩu" in await world.says("quen mat khau vneid the nao")


async def test_our_own_words_coming_back_do_not_silence_us(world: World) -> None:
    await settle_in(world)
    for words in ("quen mat khau vneid lam sao", "lam can cuoc o dau", "menu"):
        assert await world.says(words)
    await world.handled()
    assert (await world.contact()).bot_paused_until is None


async def test_the_form_fills_name_and_phone_of_who_agreed(world: World) -> None:
    info = {"name": "Nguyễn Thị Mẫu", "phone": "84900000002"}
    body = {"sender": {"id": BA_TU}, "recipient": {"id": OA_ID}, "event_name": "user_submit_info"}
    await world.says("xin chao")
    world.zalo.event({**body, "info": info})
    assert texts.FORM_WHY in await world.answer()
    assert (await world.contact()).phone == ""

    def noted(session: Session) -> list[Any]:
        return [
            message.payload
            for message in session.exec(select(Message))
            if "84900000002" in str(message)
        ]

    assert await world.db.read(noted) == []
    await settle_in(world)
    await world.says("gửi số điện thoại")
    form = world.zalo.sent[-1][1]["attachment"]["payload"]
    assert form["template_type"] == "request_user_info"
    world.clock.pass_by(seconds=20)
    world.zalo.event({**body, "info": info})
    assert await world.answer() == texts.FORM_KEPT.format(name="Nguyễn Thị Mẫu")
    contact = await world.contact()
    assert (contact.name, contact.phone) == ("Nguyễn Thị Mẫu", "84900000002")
    assert contact.person_id is None  # a phone that is told ties the chat to nobody
    assert "84900000002" in await world.says("dữ liệu của tôi")


async def test_who_leaves_is_not_written_to_until_they_come_back(world: World) -> None:
    await settle_in(world)
    world.zalo.unfollows(BA_TU)
    await world.handled()
    assert (await world.contact()).unreachable_since is not None
    await world.notice("Mai họp thôn.")
    await asyncio.sleep(0.8)
    assert "Mai họp thôn." not in world.zalo.texts()
    world.zalo.follows(BA_TU)
    assert await world.answer()
    assert (await world.contact()).unreachable_since is None


async def test_a_photo_is_kept_before_zalo_forgets_it(world: World, tmp_path: Path) -> None:
    await settle_in(world)
    world.zalo.sends(BA_TU, "image", {"url": f"{world.zalo.url}/media/a"})
    await world.answer()
    async with asyncio.timeout(5):
        while not (files := [*(tmp_path / "files").glob("*.jpg")]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    kept = [file.read_bytes() for file in files]
    assert [color_of(content) for content in kept] == [color_of(PHOTO)]


async def test_a_voice_comes_from_zalo_and_the_helper_s_voice_waits_behind_a_link(
    world: World,
) -> None:
    await hoa_opens_her_link(world)
    await settle_in(world)
    world.zalo.sends(BA_TU, "audio", {"url": f"{world.zalo.url}/media/noi.ogg"})
    assert f"1. {texts.BUTTON_SEND_VOICE}" in await world.answer()
    assert HOA_NAME in await world.says("1")
    await world.hoa()
    assert [content for kind, content in world.telegram.files.values() if kind == "voice"] == [
        VOICE
    ]
    world.telegram.say(HOA, "1")
    await world.answer()
    await world.hoa()
    world.telegram.voice(HOA)
    assert "https://toso.example.vn/chat/file/" in await world.answer()
