"""An officer blocks a chat in two clicks; the resident reads it once, and dangers get through."""

from bot.people.models import RoleKind
from tests.console.pages.test_people import meet
from tests.console.scene import ConsoleScene

REASON = "nhiều lần <b>chửi</b> người giúp"


async def test_blocking_and_undoing_it(console: ConsoleScene) -> None:
    contact_id, far = (
        await meet(console, "tu", name="Nguyễn Thị Tư"),
        await meet(console, "x", "hl-01"),
    )
    officer = await console.sign_in(RoleKind.OFFICER)
    page = f"/console/people/{contact_id}/block"
    assert "Chặn khung chat này" in (await officer.get(f"/console/people/{contact_id}")).text
    empty = await officer.post(page, {"reason": " ", "days": "7"})
    assert empty.status == 400 and "Chưa có lý do chặn" in empty.text
    asked = await officer.post(page, {"reason": REASON, "days": "7"})
    assert asked.status == 200 and "Chặn khung chat này 7 ngày?" in asked.text
    assert "<b>chửi" not in asked.text
    assert await console.bot.hears("tu", "thủ tục khai sinh")  # nothing happened yet
    done = await officer.post(page, {"reason": REASON, "days": "7", "sure": "1"})
    assert "Bỏ chặn" in (await officer.follow(done)).text

    (told,) = await console.bot.hears("tu", "làm căn cước ở đâu")
    assert told.startswith("tu ← Xã tạm dừng trả lời bác") and "113" in told
    assert await console.bot.hears("tu", "sao lại thế") == []
    assert [line for line in await console.bot.hears("tu", "cháy nhà rồi cứu với") if "114" in line]

    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    assert (await leader.get(page)).status == 404
    assert (await officer.get(f"/console/people/{far}/block")).status == 404
    undone = await officer.post(f"/console/people/{contact_id}/unblock", {})
    assert "Đã bỏ chặn" in (await officer.follow(undone)).text
    assert await console.bot.hears("tu", "cảm ơn bác")
