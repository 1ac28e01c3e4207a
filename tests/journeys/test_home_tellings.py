"""After an announcement the village's team tells it at the doors that no chat reached."""

from sqlmodel import Session

from bot.broadcasts import sending, service, submission
from bot.broadcasts.service import BroadcastDraft
from bot.core.policy import POLICY
from bot.notices import broadcast_sending
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA

HEADS = (("Nguyễn Thị Tư", "ngõ 2"), ("Trần Văn Bảy", "ngõ 1"), ("Lê Thị Tư", "ngõ 10"))
TITLE = "Thông báo số 1 («19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa.…») ở Thôn 3:"


async def announce(bot: Bot) -> None:
    """Three households, one of them on the bot by its code, and an announcement to the village."""
    await bot.hears("bay", "/start", start="u-ap-03")
    await bot.hears("bay", "1")

    def work(session: Session) -> None:
        go_live(session, now=bot.clock())
        unit = get_unit(session, "ap-03")
        for label, address in HEADS:
            code = "K7M2PQ" if label == "Trần Văn Bảy" else None
            session.add(Household(unit_id=unit.id, label=label, address=address, code=code))

    await bot.db.write(work)
    (joined,) = await bot.hears("bay", "mã hộ K7M2PQ")
    assert joined.startswith("bay ← Cảm ơn bác. Từ nay khung chat này là của nhà Trần Văn Bảy")

    def send(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        draft = BroadcastDraft("19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa.", "ap-03")
        now = bot.clock()
        row = service.create_draft(session, commune, draft, actor=OPERATOR, now=now)
        submission.submit_broadcast(session, row, actor=OPERATOR, policy=POLICY, now=now)
        submission.approve_broadcast(session, row, actor=OPERATOR, now=now, remark="a test")
        sending.begin_due(session, now=now)

    await bot.db.write(send)
    await bot.db.write(broadcast_sending.stage_due, window=99, now=bot.clock(), policy=POLICY)
    await bot.quiet()
    await bot.db.write(broadcast_sending.finish_due, now=bot.clock(), policy=POLICY)
    await bot.quiet()


async def test_one_tap_a_door_and_back(bot: Bot, clock: ObedientClock) -> None:
    await bot.link("hoa", HOA)
    (none,) = await bot.hears("hoa", "/chuabao")
    assert none == "hoa ← Chưa có thông báo nào cần báo tới từng nhà ở Thôn 3."
    await announce(bot)
    clock.pass_by(minutes=5)
    assert await bot.hears("hoa", "/chuabao") == [
        f"hoa ← {TITLE} 1/3 nhà đã biết.\n"
        "Còn 2 nhà chưa biết, cần báo thêm 2 nhà. Báo tận nhà xong thì bấm tên nhà ấy."
        " [1. Nguyễn Thị Tư, ngõ 2] [2. Lê Thị Tư, ngõ 10]"
    ]
    assert await bot.hears("hoa", "1") == [
        "hoa ← Đã ghi: báo tận nhà Nguyễn Thị Tư, ngõ 2.\n"
        f"{TITLE} 2/3 nhà đã biết.\n"
        "Còn 1 nhà chưa biết, cần báo thêm 1 nhà. Báo tận nhà xong thì bấm tên nhà ấy."
        " [1. Lê Thị Tư, ngõ 10] [2. Bỏ ghi Nguyễn Thị Tư]"
    ]
    # It was the other door.
    (back,) = await bot.hears("hoa", "2")
    assert back.startswith("hoa ← Đã bỏ ghi báo tận nhà Nguyễn Thị Tư, ngõ 2.\n")
    (which,) = await bot.hears("hoa", "/chuabao ba tu")
    assert "Có 2 nhà hợp với «ba tu»" in which
    await bot.hears("hoa", "/chuabao bà Tư ngõ 10")
    (all_told,) = await bot.hears("hoa", "/chuabao nguyen thi tu")
    assert "3/3 nhà đã biết.\nKhông sót nhà nào. Cảm ơn anh/chị!" in all_told


async def test_a_resident_is_told_whose_list_it_is(bot: Bot) -> None:
    await bot.hears("bay", "/start", start="u-ap-03")
    await bot.hears("bay", "1")
    (answer,) = await bot.hears("bay", "/chuabao")
    assert "Danh sách này dành cho người trong Tổ ạ." in answer
