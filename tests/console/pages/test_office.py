"""Channels, settings and the audit log as an officer uses them."""

import re

from bot.people.models import RoleKind
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
PAGES = ("/console/channels", "/console/settings", "/console/settings/live", "/console/audit")


async def test_only_officers_and_the_installer_come_in(console: ConsoleScene) -> None:
    officer, installer = await console.sign_in(OFFICER), await console.sign_in(None)
    leader = await console.sign_in(LEADER, "ap-01")
    for path in PAGES:
        assert (await officer.get(path)).status == 200, path
        assert (await installer.get(path)).status == 200, path
        assert (await leader.get(path)).status == 404, path


async def test_a_fact_is_in_the_next_answer(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = await officer.get("/console/settings")
    assert "Để trống, bot nói: «" in page.text
    saved = await officer.post(
        "/console/settings/facts", {"centre_phone": "0900 000 777", "police_phone": ""}
    )
    assert "Đã lưu 1 mục" in (await officer.follow(saved)).text
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert "0900 000 777" not in (await other.get("/console/settings")).text
    assert 'value="0900 000 777"' in (await officer.get("/console/settings")).text
    again = await officer.post("/console/settings/facts", {"centre_phone": "0900 000 777"})
    assert "Không có mục nào thay đổi" in (await officer.follow(again)).text


async def test_hours_that_are_not_understood_stay_typed(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    wrong = await officer.post("/console/settings/hours", {"hours": "sáng chiều gì cũng được"})
    assert wrong.status == 400
    assert 'value="sáng chiều gì cũng được"' in wrong.text
    assert "error-summary" in wrong.text
    right = await officer.post("/console/settings/hours", {"hours": "T2-T6 8:00-11:00"})
    assert "Giờ làm việc đã ghi" in (await officer.follow(right)).text


async def test_a_day_off_and_back(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    assert (await officer.post("/console/settings/day", {"day": "", "is": "off"})).status == 400
    await officer.post("/console/settings/day", {"day": "2026-12-24", "is": "off"})
    page = await officer.get("/console/settings")
    assert "24/12/2026: nghỉ" in page.text
    await officer.post("/console/settings/day", {"day": "2026-12-24", "is": "on"})
    assert "24/12/2026: làm việc" in (await officer.get("/console/settings")).text


async def test_live_and_back_is_written_down(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    assert "Đang thử" in (await officer.get("/console/settings")).text
    await officer.post("/console/settings/live", {"live": "1"})
    assert "Chính thức" in (await officer.get("/console/settings")).text
    log = await officer.get("/console/audit?kind=unit")
    assert log.status == 200
    everything = (await officer.get("/console/audit")).text
    assert "cho bà con nhận thông báo" in everything
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert "cho bà con nhận thông báo" not in (await other.get("/console/audit")).text


async def test_the_log_is_paged_and_kept(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for number in range(55):
        await officer.post("/console/settings/facts", {"centre_phone": f"0900 000 {number:03}"})
    first = await officer.get("/console/audit?kind=fact")
    assert first.text.count("điền thông tin của xã") == 50
    after = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert after is not None
    second = await officer.get(after[1].replace("&amp;", "&"))
    assert second.text.count("điền thông tin của xã") == 5
    file = await officer.get("/console/audit?kind=fact&xlsx=1")
    assert file.body.startswith(b"PK")
    assert file.headers["Content-Disposition"] == 'attachment; filename="nhat-ky.xlsx"'
    for odd in ("since=x", "until=9999-12-31", "after=abc", "kind='--"):
        assert (await officer.get(f"/console/audit?{odd}")).status == 200, odd


async def test_a_test_message_comes_to_ones_own_chat(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    refused = await officer.post("/console/channels/fake/test")
    assert refused.status == 404
    assert "Xin nhắn Tổ Số một câu" in refused.text
    await console.bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    assert (await officer.post("/console/channels/fake/test")).status == 303
    assert "Tin thử từ bàn làm việc" in await console.latest("can-bo")
    assert (await officer.post("/console/channels/nowhere/test")).status == 404


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for path in PAGES:
        statements = await list_queries(officer, path)
        assert 0 < len(statements) <= 12, (path, statements)
