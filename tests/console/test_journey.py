"""A morning of two persons in Chromium, with JavaScript and without: help, announce, approve."""

import re

import pytest
from playwright.async_api import Browser, expect

from bot.people.models import RoleKind
from bot.schedule.demo import go_live
from tests.browser import chromium as chromium
from tests.console.scene import ConsoleScene
from tests.console.screens import PHONE, signed_in
from tests.console.screens import desk as desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."


async def prepare(console: ConsoleScene) -> None:
    """Officer and approver have chats; a resident of Thôn 1 waits for a person."""
    bot = console.bot
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    for words in ("/start", "đồng ý", "Thôn 1", "quên mật khẩu vneid thì làm sao", "gặp người"):
        await bot.hears("co-tu", words)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_a_morning(chromium: Browser, desk: ConsoleScene, scripts: bool) -> None:
    await prepare(desk)
    officer_in = signed_in(chromium, desk, RoleKind.OFFICER, java_script_enabled=scripts)
    approver_in = signed_in(
        chromium, desk, RoleKind.APPROVER, size=PHONE, java_script_enabled=scripts
    )
    async with officer_in as officer, approver_in as approver:
        # Somebody waits: the number leads to them, the answer to their phone.
        await officer.get_by_role("link", name="Người đang chờ").click()
        await officer.get_by_role("main").get_by_role("link", name=re.compile("Bà con số")).click()
        await officer.get_by_label("Trả lời bà con").fill("Mời bác ra nhà văn hóa lúc 9 giờ.")
        await officer.get_by_role("button", name="Gửi cho bà con").click()
        await expect(officer.get_by_role("status")).to_be_visible()
        assert "Mời bác ra nhà văn hóa" in await desk.latest("co-tu")

        # One writes, another decides.
        await officer.get_by_role("link", name="Thông báo", exact=True).click()
        await officer.get_by_role("button", name="Soạn thông báo").click()
        await officer.get_by_label("Lời thông báo").fill(WORDS)
        await officer.get_by_label("Các thôn được tích ở dưới").check()
        await officer.get_by_label("Thôn 1", exact=True).check()
        await officer.get_by_role("button", name="Lưu và xem trước").click()
        await officer.get_by_role("button", name="Gửi duyệt").click()
        await expect(officer.get_by_text("một người khác duyệt")).to_be_visible()
        page = officer.url

        await approver.goto(page)
        await approver.get_by_role("button", name=re.compile("Duyệt, cho gửi")).click()
        await approver.get_by_role("button", name="Gửi mã vào khung chat của tôi").click()
        code = re.search(r"\b\d{6}\b", await desk.latest("lanh-dao"))
        assert code is not None
        await approver.get_by_label("Mã sáu số trong khung chat").fill(code[0])
        await approver.get_by_role("button", name="Xác nhận").click()
        await approver.get_by_role("button", name=re.compile("Duyệt, cho gửi")).click()
        await expect(approver.get_by_role("status")).to_be_visible()
        await expect(approver.get_by_role("button", name=re.compile("Duyệt"))).to_have_count(0)
