"""A volunteer of sixty goes from door to door: short words, wrong taps, no signal, a namesake."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.core.policy import POLICY
from bot.outreach import follow_ups, plans
from bot.outreach.models import HomeVisit
from bot.outreach.plans import PlanDraft
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to

HEADS = (
    ("Nguyễn Thị Tư", "ngõ 2, nhà 5"),
    ("Trần Văn Bảy", "ngõ 1, nhà 3"),
    ("Lê Thị Tư", "ngõ 10, nhà 1"),
)
CONFIRM = " [1. Ghi] [2. Sửa] [3. Nhà ưng nhận tin của xã] [4. Nhà không nhận tin của xã] [5. Hủy]"
SHORT = " [1. Ghi] [2. Sửa] [3. Hủy]"
AFTER = " [1. Ghi nhà khác] [2. Sửa lượt vừa ghi] [3. Hủy lượt vừa ghi]"
OUTCOMES = (
    " [1. Cài xong] [2. Không có điện thoại] [3. Từ chối] [4. Hẹn lại] [5. Vắng nhà]"
    " [6. Thôi, không ghi]"
)


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Two members of Thôn 3 have opened their links; the register has three households."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)

    def register(session: Session) -> None:
        unit = get_unit(session, "ap-03")
        for label, address in HEADS:
            session.add(Household(unit_id=unit.id, label=label, address=address))

    await bot.db.write(register)


def plan(session: Session, clock: ObedientClock) -> None:
    """A plan of the village, from today."""
    today = POLICY.today(clock.now)
    draft = PlanDraft("15 ngày đêm", today, today + timedelta(days=14))
    plans.make_plan(session, get_unit(session, "ap-03"), draft, actor=OPERATOR, now=clock.now)


def first_button(bot: Bot, who: str) -> str:
    """The value of the first button somebody was shown last."""
    return (
        next(reply for address, reply in reversed(bot.channel.sent) if address == who)
        .choices[0]
        .value
    )


async def morning(bot: Bot) -> list[str]:
    """What the clock has to say of returns."""
    before = len(bot.channel.sent), len(bot.second.sent), len(bot.page.sent)
    await bot.db.write(follow_ups.remind_due, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


async def visits(bot: Bot) -> list[HomeVisit]:
    """The visits that count."""

    def read(session: Session) -> list[HomeVisit]:
        rows = session.exec(select(HomeVisit))
        return [row for row in rows if row.withdrawn_at is None]

    return await bot.db.read(read)


async def test_by_questions_with_a_namesake_and_several_at_once(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.db.write(plan, clock)
    assert await bot.hears("hoa", "/tham") == [
        "hoa ← Đợt «15 ngày đêm»: Thôn 3 đã tới 0/3 nhà.\n"
        "Anh/chị vừa đến nhà nào ạ? Bấm nhà dưới đây, hoặc gõ tên chủ hộ, số nhà."
        " [1. Trần Văn Bảy, ngõ 1, nhà 3] [2. Nguyễn Thị Tư, ngõ 2, nhà 5]"
        " [3. Lê Thị Tư, ngõ 10, nhà 1] [4. Thôi, không ghi]"
    ]
    assert await bot.hears("hoa", "ba tu") == [
        "hoa ← Có 2 nhà hợp với «ba tu». Nhà nào ạ? Gõ thêm họ, ngõ hay số nhà cũng được."
        " [1. Nguyễn Thị Tư, ngõ 2, nhà 5] [2. Lê Thị Tư, ngõ 10, nhà 1]"
        " [3. Thêm nhà «ba tu»] [4. Thôi, không ghi]"
    ]
    assert await bot.hears("hoa", "1") == [
        f"hoa ← Nguyễn Thị Tư, ngõ 2, nhà 5: kết quả thế nào ạ?{OUTCOMES}"
    ]
    (asked,) = await bot.hears("hoa", "cai xong")
    assert "Gõ các số, ví dụ 1 3 4" in asked
    assert "[3. eTax Mobile]" in asked
    assert await bot.hears("hoa", "1 3 va 4") == [
        "hoa ← Tôi sẽ ghi thế này, đúng không ạ?\n"
        "Nhà: Nguyễn Thị Tư, ngõ 2, nhà 5\n"
        "Kết quả: cài xong\n"
        "Đã cài: VNeID mức 2, eTax Mobile, Chuyển khoản, QR\n"
        f"Ngày đến: hôm nay{CONFIRM}"
    ]
    assert await visits(bot) == []  # nothing counts before the yes
    assert await bot.hears("hoa", "ghi") == [
        "hoa ← Đã ghi Nguyễn Thị Tư, ngõ 2, nhà 5:"
        " cài xong (VNeID mức 2, eTax Mobile, Chuyển khoản, QR).\n"
        "Thôn 3 đã tới 1/3 nhà.\n"
        "Nhà tiếp theo anh/chị bấm dưới đây, hoặc gõ tên chủ hộ."
        " [1. Trần Văn Bảy, ngõ 1, nhà 3] [2. Lê Thị Tư, ngõ 10, nhà 1]"
        " [3. Sửa lượt vừa ghi] [4. Hủy lượt vừa ghi]"
    ]
    # One tap leads to the next door.
    assert await bot.hears("hoa", "1") == [
        f"hoa ← Trần Văn Bảy, ngõ 1, nhà 3: kết quả thế nào ạ?{OUTCOMES}"
    ]


async def test_in_one_line_pressed_twice_and_sent_again(bot: Bot, clock: ObedientClock) -> None:
    assert await bot.hears("hoa", "/tham ong bay cai xong vneid dvc") == [
        "hoa ← Tôi sẽ ghi thế này, đúng không ạ?\n"
        "Nhà: Trần Văn Bảy, ngõ 1, nhà 3\n"
        "Kết quả: cài xong\n"
        "Đã cài: VNeID mức 2, Dịch vụ công\n"
        f"Ngày đến: hôm nay{CONFIRM}"
    ]
    yes = first_button(bot, "hoa")
    told = "Trần Văn Bảy, ngõ 1, nhà 3: cài xong (VNeID mức 2, Dịch vụ công)."
    assert await bot.hears("hoa", choice=yes) == [
        f"hoa ← Đã ghi {told}\nThôn 3 đã tới 1/3 nhà.{AFTER}"
    ]
    assert await bot.hears("hoa", choice=yes) == []  # a shaky finger
    clock.pass_by(seconds=20)
    (again,) = await bot.hears("hoa", choice=yes)  # and no signal: was it taken?
    assert "tôi đã ghi rồi" in again
    # There was no signal: the same line is typed again, and told again.
    await bot.hears("hoa", "/tham ông Bảy cài xong vneid dvc")
    (known,) = await bot.hears("hoa", "đúng rồi")
    assert known.startswith("hoa ← Lượt ở Trần Văn Bảy, ngõ 1, nhà 3 tôi đã ghi rồi: cài xong")
    assert len(await visits(bot)) == 1


async def test_words_that_sound_like_leaving_are_answers(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("hoa", "/tham ông Bảy")
    assert await bot.hears("hoa", "từ chối") == [
        "hoa ← Tôi sẽ ghi thế này, đúng không ạ?\n"
        "Nhà: Trần Văn Bảy, ngõ 1, nhà 3\nKết quả: từ chối\n"
        f"Ngày đến: hôm nay{SHORT}"
    ]
    (due,) = await bot.hears("hoa", "à không, hẹn lại")
    assert "hẹn hôm nào ạ?" in due
    (unclear,) = await bot.hears("hoa", "khi nào rảnh")
    assert "Tôi chưa rõ «khi nào rảnh» là ngày nào" in unclear
    (back,) = await bot.hears("hoa", "mai chiều")
    assert "Hẹn lại: chiều thứ Ba 24/11/2026" in back
    (moved,) = await bot.hears("hoa", "thứ 7")
    assert "Hẹn lại: thứ Bảy 28/11/2026" in moved
    (noted,) = await bot.hears("hoa", "ghi chú: nhà có chó dữ")
    assert "Ghi chú: nhà có chó dữ" in noted
    assert await bot.hears("hoa", "thôi") == [
        "hoa ← Vâng, tôi chưa ghi gì. [1. Chủ đề hay hỏi] [2. Gặp người] [3. Chọn thôn của tôi]"
        " [4. Dữ liệu của tôi] [5. Gửi phản ánh] [6. Lịch học]"
    ]
    assert await visits(bot) == []


async def test_a_question_meanwhile_is_answered_and_the_form_waits(bot: Bot) -> None:
    await bot.hears("hoa", "/tham")
    (answer,) = await bot.hears("hoa", "quên mật khẩu vneid thì làm thế nào")
    assert "Quên mật khẩu" in answer
    assert "Việc đang dở: ghi một lượt đến nhà" in answer
    assert await bot.hears("hoa", "nhà 3 ngõ 1 vắng") == [
        "hoa ← Tôi sẽ ghi thế này, đúng không ạ?\n"
        f"Nhà: Trần Văn Bảy, ngõ 1, nhà 3\nKết quả: vắng nhà\nNgày đến: hôm nay{SHORT}"
    ]


async def test_a_new_house_an_error_and_its_correction(bot: Bot) -> None:
    (unknown,) = await bot.hears("hoa", "/tham bà Sáu số 12 ngõ 4 k có đt")
    assert "Tôi chưa thấy nhà nào là «bà Sáu số 12 ngõ 4» ở Thôn 3." in unknown
    (shown,) = await bot.hears("hoa", "1")
    assert "Nhà: Bà Sáu, số 12 ngõ 4 (nhà mới)\nKết quả: không có điện thoại" in shown
    assert await bot.hears("hoa", "ghi") == [
        f"hoa ← Đã ghi Bà Sáu, số 12 ngõ 4: không có điện thoại.\nThôn 3 đã tới 1/4 nhà.{AFTER}"
    ]
    # It was another outcome.
    (edit,) = await bot.hears("hoa", "2")
    assert edit.startswith("hoa ← Sửa chỗ nào ạ?")
    await bot.hears("hoa", "đổi kết quả")
    (changed,) = await bot.hears("hoa", "vắng")
    assert "Tôi sẽ sửa lượt đã ghi thành thế này" in changed
    assert await bot.hears("hoa", "ừ") == [
        f"hoa ← Đã sửa lượt ở Bà Sáu, số 12 ngõ 4: vắng nhà.\nThôn 3 đã tới 0/4 nhà.{AFTER}"
    ]
    # And then it was no visit at all.
    assert await bot.hears("hoa", "3") == [
        "hoa ← Đã hủy lượt ở Bà Sáu, số 12 ngõ 4. Thôn 3 đã tới 0/4 nhà."
        " [1. Ghi nhà khác] [2. Về menu]"
    ]
    assert await visits(bot) == []


async def test_two_at_one_door_are_told_kindly(bot: Bot) -> None:
    await bot.hears("hoa", "/tham ông Bảy cài xong vneid")
    await bot.hears("hoa", "ghi")
    (told,) = await bot.hears("nam", "/tham ong bay")
    assert told.startswith(
        f"nam ← Hôm nay {HOA} đã ghi nhà này: cài xong (VNeID mức 2)."
        " Anh/chị có đến thì cứ ghi thêm ạ.\n"
    )


async def test_the_morning_of_the_day_reminds_once(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("hoa", "/tham bà Tư ngõ 10 hẹn lại chiều mai")
    await bot.hears("hoa", "ghi")
    assert await morning(bot) == []  # not before its day
    clock.pass_by(days=1)
    assert to("hoa", await morning(bot)) == [
        "hoa ← Hôm nay anh/chị hẹn quay lại Lê Thị Tư, ngõ 10, nhà 1, chiều (đã đến ngày 23/11)."
        " Đi xong, anh/chị bấm nút dưới đây để ghi. [Ghi Lê Thị Tư]"
    ]
    assert await morning(bot) == []
    (asked,) = await bot.hears("hoa", choice=first_button(bot, "hoa"))
    assert asked == f"hoa ← Lê Thị Tư, ngõ 10, nhà 1: kết quả thế nào ạ?{OUTCOMES}"


async def test_who_is_no_member_is_not_asked(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "1")
    (answer,) = await bot.hears("ba-tu", "/tham")
    assert "nhà nào" not in answer
    assert await visits(bot) == []
