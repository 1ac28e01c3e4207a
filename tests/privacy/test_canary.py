"""A secret sent through every door is in no table, no log, no file and no outgoing message."""

import logging
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, cast, select
from sqlmodel import Session, SQLModel

from bot.messages.content import Attachment, AttachmentKind, Event, Incoming
from bot.messages.masking.mask import COVER
from bot.privacy import incoming_mask
from tests.journeys.bot import Bot

IDENTITY, CODE, PASSWORD, ACCOUNT = "001085012345", "771182", "hoasen9973", "10123456789"
SECRETS = {
    IDENTITY: f"cccd {IDENTITY}",
    CODE: f"mã otp là {CODE}",
    PASSWORD: f"mật khẩu vneid là {PASSWORD}",
    ACCOUNT: f"stk {ACCOUNT} bidv",
}


def find_in_tables(session: Session) -> list[str]:
    """The columns in which a secret stands, by reflection over every table."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, String | JSON):
                continue
            for value in session.scalars(select(cast(column, String))):
                if any(secret in (value or "") for secret in SECRETS):
                    found.append(f"{table.name}.{column.name}: {value}")
    return found


def read_files(folder: Path, url: str) -> list[bytes]:
    """What lies in the bot's folder, and the database's files, which a backup copies."""
    database = Path(url.removeprefix("sqlite:///"))
    paths = (*folder.rglob("*"), *database.parent.glob(f"{database.name}*"))
    return [path.read_bytes() for path in paths if path.is_file()]


async def say_everything(bot: Bot) -> None:
    """Say each secret in every field of a message that can hold words."""
    numbers = iter(range(10_000))
    for words in SECRETS.values():
        for field in fields(Incoming):
            if not incoming_mask.FIELDS[field.name]:
                continue
            blank = Incoming(bot.channel.name, "ba-tu", f"canary-{next(numbers)}", text="lịch học")
            await bot.inbox.receive(replace(blank, **{field.name: words}))  # type: ignore[arg-type]
            bot.clock.pass_by(seconds=10)  # type: ignore[attr-defined]
        things = tuple(Attachment(kind, ref="r1", name=words) for kind in AttachmentKind)
        await bot.hears("ba-tu", attachments=things)
        await bot.hears("ba-tu", words, event=Event.EDITED, message_id="canary-0")
        await bot.hears("ba-tu", "gặp người")
        await bot.hears("ba-tu", words)
        await bot.hears("ba-tu", f"nhắc tôi 8h sáng mai {words}")
        await bot.hears("ba-tu", f"sửa tên: {words}")
        await bot.hears("ba-tu", f"sửa dữ liệu: {words}")


async def test_a_secret_of_a_resident_is_nowhere(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, demo_url: str
) -> None:
    caplog.set_level(logging.DEBUG)
    await bot.hears("ba-tu", "alo", name="Bà Tư")
    await bot.hears("ba-tu", choice="agree:ap-01", name="Bà Tư")
    await say_everything(bot)
    await bot.hears("ba-tu", "tải dữ liệu của tôi")
    await bot.quiet()

    assert await bot.db.read(find_in_tables) == []
    sent = str(bot.channel.sent + bot.second.sent + bot.page.sent)
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    contents = read_files(tmp_path, demo_url)
    assert any(COVER.encode() in content for content in contents)  # the words are looked at
    for secret in SECRETS:
        assert secret not in sent
        assert secret not in logged
        assert not any(secret.encode() in content for content in contents), secret
