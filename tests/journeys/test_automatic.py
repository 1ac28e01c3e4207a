"""What is sent by itself, as officers and members read it in their chats, and what they answer."""

import io
from typing import Any

import docx

from bot.core.policy import POLICY
from bot.reports.month_drafts import draft_months_due
from bot.reports.team_notes import send_team_notes_due
from bot.reports.thanks import send_thanks_due
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA

OFFICER = "Nguyễn Thị Cán Bộ Mẫu"


async def clock_runs(bot: Bot) -> list[str]:
    """What the clock's jobs send now, as everybody reads it."""
    before = len(bot.channel.sent), len(bot.second.sent), len(bot.page.sent)
    for job in (draft_months_due, send_team_notes_due, send_thanks_due):
        while await bot.db.write(job, policy=POLICY, now=bot.clock()):
            pass
    return await bot.heard(before)


DRAFT = """\
can-bo ← Dự thảo báo cáo tháng của xã An Phú Đông, số liệu từ 01/11 đến hết 25/11/2026:
Bà con hỏi 1 lượt.
Trả lời được ngay 1 lượt.
Người giúp giải quyết 0 việc, giúp trực tiếp 2 hộ.
Mở 0 buổi lớp, 0 lượt người đến học.
Chưa so được với tháng trước: tháng ấy chưa đếm đủ.
Tệp gửi kèm là bản Word, anh/chị sửa rồi trình ký. Hết tháng, anh/chị tải lại để có số đủ tháng.
Xem số liệu tại trang Báo cáo trên bàn làm việc."""
NOTE = """\
hoa ← Thôn 3, tuần 23/11–29/11: bà con hỏi 1 câu, Tổ giúp trực tiếp 2 hộ.
Tuần này chưa có buổi lớp nào.
Không còn việc nào tồn đọng. Cảm ơn cả Tổ!"""
THANKS = (
    "hoa ← Tháng 11, anh/chị đã giúp bà con 1 việc. Xã cảm ơn anh/chị, chúc anh/chị khỏe!"
    " [Thôi tin cảm ơn]"
)
LIST = f"can-bo ← Tháng 11 đã gửi lời cảm ơn tới 1 người giúp bà con: {HOA}."
STOPPED = (
    "hoa ← Vâng, từ nay tôi không gửi tin cảm ơn hằng tháng cho anh/chị nữa. [Nhận lại tin cảm ơn]"
)
RESUMED = "hoa ← Vâng, đầu mỗi tháng tôi lại gửi tin cảm ơn cho anh/chị. [Thôi tin cảm ơn]"


async def test_a_month_of_a_small_commune(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await bot.link("can-bo", OFFICER)
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "1")
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    await bot.hears("hoa", "/ghinhan vneid 2 hộ")
    clock: Any = bot.clock
    assert "chưa có việc nào được ghi" in (await clock_runs(bot))[0]  # Monday 23/11
    clock.pass_by(days=2, minutes=10)
    file, draft = await clock_runs(bot)
    assert (file, draft) == ("can-bo ← ", DRAFT)
    (document,) = [file for _, reply in bot.channel.sent for file in reply.attachments]
    content = io.BytesIO(bot.path_of(document).read_bytes())
    table = next(t for t in docx.Document(content).tables if t.rows[0].cells[0].text == "Chỉ số")
    assert [cell.text for cell in table.rows[1].cells][:2] == ["Lượt hỏi", "1"]
    clock.pass_by(days=5)
    assert await clock_runs(bot) == [NOTE]
    clock.pass_by(days=1)
    assert await clock_runs(bot) == [THANKS, LIST]
    assert await clock_runs(bot) == []
    assert await bot.hears("hoa", "1") == [STOPPED]
    assert await bot.hears("hoa", "1") == [RESUMED]
    assert await bot.hears("hoa", "Thôi tin cảm ơn!") == [STOPPED]
    assert await bot.hears("hoa", "nhan lai tin cam on") == [RESUMED]


async def test_a_resident_who_says_it_is_no_member(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "1")
    for heard in (
        await bot.hears("ba-tu", "thôi tin cảm ơn"),
        await bot.hears("ba-tu", choice="thanks:stop"),
    ):
        assert heard and "hằng tháng" not in heard[0]
