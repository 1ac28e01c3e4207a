"""Asking the bot for the way into the console."""

from pathlib import Path

from sqlmodel import col, select

from bot.core.db import Database
from bot.faq.knowledge_base import KnowledgeBase
from bot.people.sign_in import SignInLink
from tests.conftest import DATA, ObedientClock
from tests.journeys.bot import Bot


async def test_only_those_with_a_role_get_a_link(bot: Bot) -> None:
    (line,) = await bot.hears("ba-tu", "/dangnhap")
    assert "Bàn làm việc dành cho" in line
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    (line,) = await bot.hears("can-bo", "bàn làm việc")
    assert "chưa đặt địa chỉ công khai" in line


async def test_a_link_opens_what_it_is_about(
    db: Database, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> None:
    """Of a ticket by its number, of a notice by its button; whatever else is typed opens today."""
    async with Bot.started(
        db,
        shelf,
        clock,
        demo=DATA / "demo",
        files=tmp_path,
        public_url="http://to-so.example",
    ) as bot:
        await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")

        async def target_of(text: str = "", choice: str = "") -> tuple[str, int | None]:
            (line,) = await bot.hears("can-bo", text, choice=choice)
            assert "http://to-so.example/console/in/" in line
            query = select(SignInLink).order_by(col(SignInLink.id).desc())
            link = await bot.db.read(lambda session: session.exec(query).first())
            assert link is not None
            return link.target, link.target_id

        assert await target_of("/dangnhap") == ("", None)
        assert await target_of("/dangnhap 12") == ("ticket", 12)
        assert await target_of("/dangnhap https://la.example/12") == ("", None)
        assert await target_of(choice="console:broadcast:4") == ("broadcast", 4)
        assert await target_of(choice="console:https://la.example:4") == ("", None)
        assert await target_of(choice="console:revision:4444444444444444") == ("revision", None)
        await bot.hears("ba-tu", "/start", start="u-ap-03")
        (refused,) = await bot.hears("ba-tu", choice="console:ticket:1")
        assert "Bàn làm việc dành cho" in refused
