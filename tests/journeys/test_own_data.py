"""A person fetches everything that is stored about them, in their own chat or by a link, once."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pypdf import PdfReader
from sqlmodel import Session, col, select

from bot import texts
from bot.faq.knowledge_base import KnowledgeBase
from bot.privacy.models import DataRequest, RequestKind
from bot.reactions import open_database
from tests.conftest import DATA, ObedientClock
from tests.journeys.bot import Bot

SAID = "nhà tôi ở cạnh giếng làng, hỏi thủ tục tạm trú"


@pytest.fixture
async def served(
    demo_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[Bot]:
    """The bot behind a public address."""
    database = open_database(demo_url)
    async with Bot.started(
        database, shelf, clock, demo=DATA / "demo", files=tmp_path / "photos",
        public_url="https://to-so.example",
    ) as started:  # fmt: skip
        yield started
    await asyncio.to_thread(database.close)


async def list_requests(bot: Bot) -> list[tuple[str, bool]]:
    """The kinds of the requests that were counted, and whether each is done."""

    def read(session: Session) -> list[tuple[str, bool]]:
        rows = session.exec(select(DataRequest).order_by(col(DataRequest.id)))
        return [(row.kind, row.done_at is not None) for row in rows]

    return await bot.db.read(read)


async def test_both_files_come_into_the_chat_of_the_person(bot: Bot) -> None:
    await bot.hears("ba-tu", SAID)
    await bot.hears("ong-nam", "lời riêng của ông Năm")
    bot.channel.sent.clear()
    heard = await bot.hears("ba-tu", "tải dữ liệu của tôi")
    assert any(texts.COPY_SENT in line for line in heard)
    files = {
        attachment.name: bot.path_of(attachment)
        for _, reply in bot.channel.sent
        for attachment in reply.attachments
    }
    assert set(files) == {"du-lieu-cua-toi.pdf", "du-lieu-cua-toi.json"}
    whole = json.loads(files["du-lieu-cua-toi.json"].read_bytes())
    said = [row["text"] for row in whole["tables"]["message"]["rows"]]
    assert SAID in said and "ông Năm" not in str(whole)
    printed = "".join(page.extract_text() for page in PdfReader(files["du-lieu-cua-toi.pdf"]).pages)
    assert "giếng làng" in printed and "ông Năm" not in printed
    assert await list_requests(bot) == [(RequestKind.EXPORT, True)]


async def test_a_channel_without_files_and_without_a_page_is_an_officers_matter(bot: Bot) -> None:
    (*_, said) = await bot.hears("zalo:ba-tu", choice="copy-data")
    assert "Xã đã ghi yêu cầu số 1" in said
    await bot.hears("zalo:ba-tu", "lịch học")
    (again,) = await bot.hears("zalo:ba-tu", choice="copy-data")
    assert "số 1" in again
    assert await list_requests(bot) == [(RequestKind.EXPORT, False)]


async def test_a_link_gives_the_archive_once(served: Bot) -> None:
    await served.hears("zalo:ba-tu", SAID)
    served.second.sent.clear()
    await served.hears("zalo:ba-tu", choice="copy-data")
    (_, reply), *_ = served.second.sent
    (url,) = [choice.url for choice in reply.choices if choice.url] or re.findall(
        r"https://\S+", reply.text
    )
    path = url.removeprefix("https://to-so.example")
    site = web.TCPSite(served.runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{served.runner.addresses[0][1]}"
    async with aiohttp.ClientSession(base) as client:
        for _ in range(2):  # a chat application looks at links
            async with client.get(path) as answer:
                assert answer.status == 200 and texts.COPY_PAGE_WORDS in await answer.text()
        async with client.post(path) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
        assert SAID in archive.read("du-lieu-cua-toi.json").decode()
        for method in (client.post, client.get):
            async with method(path) as answer:
                assert answer.status == 404 and texts.COPY_PAGE_GONE in await answer.text()
        async with client.post(f"{path[:-3]}xyz") as answer:
            assert answer.status == 404


async def test_name_and_phone_are_corrected_at_once_and_the_rest_is_an_officers_matter(
    bot: Bot,
) -> None:
    (refused,) = (await bot.hears("ba-tu", "sửa tên: Tư"))[-1:]
    assert texts.OWN_DATA_NOT_KEPT in refused
    await bot.hears("ba-tu", choice="agree:ap-01", name="Bà Tu")
    assert texts.DATA_CORRECT_WHAT in (await bot.hears("ba-tu", choice="correct"))[0]
    assert texts.CORRECT_NAME_HOW in (await bot.hears("ba-tu", "sua ten"))[0]
    (said,) = await bot.hears("ba-tu", "sửa tên thành Trần Thị Thử Tư")
    assert texts.NAME_CORRECTED.format(name="Trần Thị Thử Tư") in said
    (wrong,) = await bot.hears("ba-tu", "sửa số điện thoại: 12")
    assert texts.OWN_PHONE_NEEDED in wrong
    (said,) = await bot.hears("ba-tu", "sửa số điện thoại: 0900000012")
    assert texts.PHONE_CORRECTED.format(phone="0900000012") in said
    await bot.hears("ba-tu", choice="correct-data")
    corrections = [(RequestKind.CORRECT, True)] * 2 + [(RequestKind.CORRECT, False)]
    assert await list_requests(bot) == corrections
