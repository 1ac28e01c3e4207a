"""An empty installation in Chromium: set up with messy office files, to the slips of a team."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.faq.knowledge_base import KnowledgeBase
from bot.reactions import open_database
from tests.browser import chromium as chromium
from tests.conftest import ObedientClock
from tests.console.scene import ConsoleScene
from tests.console.screens import is_too_wide, signed_in
from tests.documents.office_files import make_xlsx
from tests.journeys.bot import Bot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
# As offices keep them: titles above, merged cells, groups, a total and who signed.
VILLAGES: tuple[list[Any], ...] = (
    ["UBND XÃ LỘC AN HÒA"],
    ["DANH SÁCH THÔN SAU SÁP NHẬP"],
    [],
    ["STT", "Tên thôn", "Tên cũ", "Số hộ", "Số khẩu", "Ghi chú"],
    [1, "Thôn 1", "Ấp Đông", 475, "1.893", ""],
    [2, "Thôn Đồng Mơ", "Xóm Mới; Xóm Cũ", 301, 1204, "xa trung tâm"],
    ["", "Tổng cộng", "", 776, 3097, ""],
    ["", "", "", "", "Lộc An Hòa, ngày 20 tháng 11 năm 2026", ""],
)
TEAM: tuple[list[Any], ...] = (
    ["DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ LỘC AN HÒA"],
    ["TT", "Họ và tên", "Chức danh trong Tổ", "Số điện thoại", "Ghi chú"],
    ["I", "TỔ CNSCĐ THÔN 1"],
    [1, "ĐINH THỊ MẪU", "Tổ trưởng", "0900.000.711", ""],
    [2, "Đ/c Lò Văn Mẫu", "Tổ viên", "+84 900 000 712", ""],
    ["II", "TỔ CNSCĐ THÔN ĐỒNG MƠ"],
    [1, "Vàng Thị Mẫu", "Tổ phó", 900000713, "mới"],
    [2, "Sùng A Mẫu", "Thành viên", "chưa có", ""],
)


@pytest_asyncio.fixture(loop_scope="session")
async def empty(
    sqlite_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[ConsoleScene]:
    """An installation with nothing in it, on the browser's loop."""
    database = open_database(sqlite_url)
    started = Bot.started(
        database, shelf, clock, demo=None, files=tmp_path / "f", public_url="http://to-so.example"
    )
    async with started as bot, ConsoleScene.open(bot) as scene:
        yield scene
    await asyncio.to_thread(database.close)


async def bring(page: Page, file: Path, expected: str) -> None:
    """Send a file, look at its columns and its plan, import it, and go back to the tasks."""
    await page.set_input_files("#field-file", file)
    await page.get_by_role("button", name="Xem trước").click()
    await page.get_by_role("button", name="Xem sẽ nhập gì").click()
    await page.get_by_role("button", name=expected).click()
    await page.get_by_role("heading", name="Đã nhập xong").wait_for()
    assert not await is_too_wide(page)
    await page.get_by_role("button", name="Về trang Bắt đầu").click()


async def test_from_an_empty_database_to_slips(
    chromium: Browser, empty: ConsoleScene, tmp_path: Path
) -> None:
    async with signed_in(chromium, empty, None) as page:
        await page.get_by_role("link", name="Bắt đầu").click()
        await page.get_by_role("button", name="Làm tiếp: Xã và người lập").click()
        await page.get_by_label("Tên xã").fill("Xã Lộc An Hòa")
        await page.get_by_label("Họ tên").fill("Trần Thị Mẫu")
        await page.get_by_label("Số điện thoại").fill("0900 000 123")
        await page.get_by_role("button", name="Lập xã").dblclick()
        await page.get_by_role("button", name="Làm tiếp: Danh sách thôn").click()
        await bring(page, make_xlsx(tmp_path / "thon.xlsx", {"DS": VILLAGES}), "Nhập 2 dòng")
        await page.get_by_role("button", name="Làm tiếp: Danh sách Tổ").click()
        await bring(page, make_xlsx(tmp_path / "to.xlsx", {"DS": TEAM}), "Nhập 3 dòng")
        await page.get_by_role("button", name="Làm tiếp: Người duyệt").click()
        await page.get_by_label("Họ tên").fill("Hà Thị Mẫu")
        await page.get_by_label("Số điện thoại").fill("0900 000 714")
        assert await page.get_by_label("Lãnh đạo xã").is_checked()
        await page.get_by_role("button", name="Thêm", exact=True).click()
        await page.get_by_text("Đã ghi Hà Thị Mẫu").wait_for()
        async with page.expect_download() as waiting:
            await page.get_by_role("button", name="In phiếu mời").click()
        download = await waiting.value
        slips = await asyncio.to_thread((await download.path()).read_bytes)
        assert slips.startswith(b"%PDF") and download.suggested_filename == "phieu-moi.pdf"
        await page.get_by_role("link", name="Bắt đầu").click()
        assert await page.get_by_text("Đã xong").count() == 4
        await page.get_by_role("link", name="Tự hỏi thử").click()
        await page.get_by_text("Chưa có ai hỏi").wait_for()
        await empty.bot.hears("ba", "làm khai sinh cần gì")
        await page.get_by_text("Đã có người hỏi").wait_for()
