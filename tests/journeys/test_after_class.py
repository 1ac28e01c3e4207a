"""After a class, and a class from what people ask: as a resident, a member, an officer meet it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot import texts
from bot.classes import follow_up, skills
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.outbox import digest
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.schedule.demo import load_classes
from bot.usecases import class_from_demand, due_reminders
from tests.conftest import DATA, ObedientClock
from tests.journeys.bot import Bot

HOA = "Đỗ Thị Thử I"
OFFICER = "Nguyễn Thị Cán Bộ Mẫu"


@pytest.fixture(autouse=True)
async def residents(bot: Bot) -> None:
    """Bà Tư and ông Năm of Thôn 3 have agreed; a member of their village has a chat."""
    for who, name in (("tu", "Bà Tư"), ("nam", "Ông Năm")):
        await bot.hears(who, "/start", start="u-ap-03", name=name)
        await bot.hears(who, "1", name=name)
    await bot.link("hoa", HOA)


async def opens(bot: Bot, hours: float, topic: str = "Cài và dùng VNeID") -> int:
    def work(session: Session) -> int:
        now = bot.clock()
        plan = ClassPlan(topic, "Nhà văn hóa thôn 3", now + timedelta(hours=hours))
        return classes.open_or_update_class(
            session, get_unit(session, "ap-03"), plan, actor=OPERATOR, now=now, policy=POLICY
        )[0].id

    return await bot.db.write(work)


async def clock_looks(bot: Bot, *dues: Any) -> list[str]:
    before = len(bot.channel.sent), len(bot.second.sent)
    for due in dues:
        await bot.db.write(due, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


async def the_class_is_over(bot: Bot, clock: ObedientClock) -> list[str]:
    """Both joined; the member called the roll: bà Tư was there, ông Năm was not. Next morning."""
    number = await opens(bot, 11.5)
    await opens(bot, 24 * 6)
    for who in ("tu", "nam"):
        await bot.hears(who, choice=f"class:join:{number}")
    clock.pass_by(hours=11, minutes=40)
    await bot.hears("hoa", "/diemdanh")
    await bot.hears("hoa", "1")
    clock.pass_by(hours=12, minutes=30)
    return await clock_looks(bot, follow_up.follow_up_due, follow_up.offer_make_ups_due)


async def test_two_questions_and_the_answer_that_was_missing(
    bot: Bot, clock: ObedientClock
) -> None:
    asked, _ = await the_class_is_over(bot, clock)
    assert asked == (
        "tu ← Buổi học Cài và dùng VNeID ngày 23/11 có dễ hiểu với bác không ạ?"
        " [1. Dễ hiểu] [2. Hơi nhanh] [3. Khó quá]"
    )
    assert await bot.hears("tu", "1") == [f"tu ← {texts.FEEDBACK_WISH} [Bỏ qua]"]
    (kept,) = await bot.hears("tu", "lam sao doi mat khau vneid")
    assert kept.startswith(f"tu ← {texts.FEEDBACK_WISHED} [1. Trả lời tôi ngay]")
    (answer,) = await bot.hears("tu", "1")
    assert "mật khẩu" in answer
    assert await clock_looks(bot, follow_up.follow_up_due, follow_up.offer_make_ups_due) == []


async def test_a_question_instead_of_a_wish_is_only_skipped(bot: Bot, clock: ObedientClock) -> None:
    await the_class_is_over(bot, clock)
    await bot.hears("tu", "3")
    (thanks,) = await bot.hears("tu", "bo qua")
    assert thanks.startswith(f"tu ← {texts.FEEDBACK_THANKS}")


async def test_who_was_away_gets_another_seat_with_one_press(
    bot: Bot, clock: ObedientClock
) -> None:
    _, offered = await the_class_is_over(bot, clock)
    assert offered.startswith("nam ← Buổi học Cài và dùng VNeID ngày 23/11 vắng bác.")
    assert offered.endswith("[1. Học bù] [2. Không học bù]")
    (joined,) = await bot.hears("nam", "1")
    assert joined.startswith("nam ← Đã đăng ký cho bác.\nLớp Cài và dùng VNeID")
    (again,) = await bot.hears("nam", choice="follow-up:yes:1")
    assert again.startswith(f"nam ← {texts.BUTTON_OLD}")


async def test_a_no_is_a_no(bot: Bot, clock: ObedientClock) -> None:
    await the_class_is_over(bot, clock)
    (left,) = await bot.hears("nam", "khong hoc bu")
    assert left.startswith(f"nam ← {texts.MAKE_UP_DECLINED}")
    assert await clock_looks(bot, follow_up.offer_make_ups_due) == []


async def test_the_passport_and_the_sheet_of_it(bot: Bot, clock: ObedientClock) -> None:
    known = skills.load_skills(DATA)
    number = await opens(bot, 11.5)
    await bot.hears("tu", choice=f"class:join:{number}")
    clock.pass_by(hours=11, minutes=40)
    (first,) = await bot.hears("hoa", "/kynang")
    assert first.startswith(f"hoa ← {texts.SKILL_ROLL_FIRST}")
    await bot.hears("hoa", "/diemdanh")
    (roll,) = await bot.hears("hoa", "1")
    assert "[1. ✓ Bà Tư]" in roll
    (who,) = await bot.hears("hoa", "ghi ky nang da lam duoc")
    assert who.endswith("[Bà Tư]")
    (what,) = await bot.hears("hoa", "bà tư")
    assert what.startswith("hoa ← Bà Tư tự làm được việc nào?")
    assert f"[1. {known[0].title}]" in what
    (ticked,) = await bot.hears("hoa", "1")
    assert f"[1. ✓ {known[0].title}]" in ticked
    (passport,) = await bot.hears("tu", "ho chieu ky nang")
    assert passport.startswith(
        f"tu ← Hộ chiếu kỹ năng của bác: đã làm được 1/{len(known)} việc."
        f"\n✓ {known[0].title}\n– Chưa:"
    )
    (none,) = await bot.hears("nam", "kỹ năng của tôi")
    assert f"0/{len(known)}" in none
    (refused,) = await bot.hears("nam", "/kynang")
    assert "tự làm được" not in refused

    def prints(session: Session) -> str:
        lesson = classes.get_class(session, number)
        return skills.issue_sheets(session, lesson, known, actor=OPERATOR, now=bot.clock())[0][
            0
        ].code

    code = await bot.db.write(prints)
    (genuine,) = await bot.hears("nam", f"giay xac nhan {code.lower()}")
    assert genuine.startswith("nam ← Giấy này có thật") and "B. T." in genuine
    (unknown,) = await bot.hears("nam", "giấy xác nhận AAAAAAAA")
    assert unknown.startswith(f"nam ← {texts.CERTIFICATE_UNKNOWN}")


@pytest.mark.parametrize(
    "choice", ["skill:", "skill:1", "skill:a:b", "skill:99:0", "skill:1:0:99", "skill:1:0:1:9:9"]
)
async def test_an_odd_skill_button_is_an_old_one(
    bot: Bot, clock: ObedientClock, choice: str
) -> None:
    await the_class_is_over(bot, clock)
    (said,) = await bot.hears("hoa", choice=choice)
    assert said.startswith("hoa ← ") and "lỗi" not in said.lower()


async def test_a_class_from_what_people_asked(bot: Bot, clock: ObedientClock) -> None:
    await bot.link("officer", OFFICER)
    await bot.hears("sau", "/start", start="u-ap-03")
    await bot.hears("sau", "1")
    for who in ("tu", "nam", "sau"):
        await bot.hears(who, "quen mat khau vneid lam sao")
    clock.pass_by(days=3, hours=1)
    before = len(bot.channel.sent), len(bot.second.sent)
    for _ in range(2):
        await bot.db.write(
            class_from_demand.propose_due,
            get_unit_index=bot.shelf.for_unit_path,
            policy=POLICY,
            now=bot.clock(),
        )
    (asked,) = await bot.heard(before)
    assert asked.startswith("officer ← Bốn tuần qua có 3 người ở Thôn 3 hỏi về «")
    assert asked.endswith(
        "[1. Mở 19 giờ 30 thứ Ba 1/12] [2. Mở 19 giờ 30 thứ Bảy 5/12]"
        " [3. Mở 8 giờ 30 Chủ nhật 6/12] [4. Để sau] [5. Không cần]"
    )
    (where,) = await bot.hears("officer", "2")
    assert "lúc 19 giờ 30 thứ Bảy ngày 5/12, tại Nhà văn hóa Thôn 3?" in where
    (where,) = await bot.hears("officer", "đình làng")
    assert "tại đình làng?" in where
    told = await bot.hears("officer", "1")
    (opened,) = [line for line in told if line.startswith("officer ← ")]
    assert opened.startswith("officer ← Đã mở lớp số 1.") and "Đã mời trước 3 người" in opened
    invited = [line for line in told if line.startswith("tu ← ")]
    assert len(invited) == 1 and "[1. Đăng ký cho tôi]" in invited[0]
    (joined,) = await bot.hears("tu", "1")
    assert joined.startswith("tu ← Đã đăng ký cho bác.")
    (again,) = await bot.hears("officer", choice="class-proposal:at:1:29000000")
    assert again.startswith(f"officer ← {texts.DEMAND_DECIDED}")
    (not_theirs,) = await bot.hears("hoa", choice="class-proposal:no:1")
    assert not_theirs.startswith(f"hoa ← {texts.DEMAND_NOT_YOURS}")


@pytest.mark.parametrize(
    "choice",
    [
        "class-proposal:",
        "class-proposal:at",
        "class-proposal:at:x",
        "class-proposal:at:1",
        "class-proposal:go:9",
        "class-proposal:what:1",
    ],
)
async def test_an_odd_demand_button_is_an_old_one(bot: Bot, choice: str) -> None:
    (said,) = await bot.hears("hoa", choice=choice)
    assert said.startswith("hoa ← ")


async def test_one_message_a_day_for_who_prefers_it(bot: Bot, clock: ObedientClock) -> None:
    assert await bot.hears("tu", "gop tin") == [f"tu ← {texts.DIGEST_ON}"]
    asked = await the_class_is_over(bot, clock)
    assert [line.split(" ← ")[0] for line in asked] == ["nam"]
    await opens(bot, 48, topic="Chuyển tiền")
    clock.pass_by(hours=10)
    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(digest.gather_due, policy=POLICY, now=bot.clock())
    (evening,) = await bot.heard(before)
    assert evening.startswith("tu ← Buổi học Cài và dùng VNeID ngày 23/11 có dễ hiểu")
    assert await bot.hears("tu", "nhận ngay") == [f"tu ← {texts.DIGEST_OFF}"]


async def test_a_number_answers_the_notice_that_came_last(bot: Bot, clock: ObedientClock) -> None:
    number = await opens(bot, 48)
    await bot.hears("tu", choice=f"class:join:{number}")

    def moves(session: Session) -> None:
        now = bot.clock()
        class_session = classes.get_class(session, number)
        plan = ClassPlan(
            class_session.topic, "Đình làng", class_session.starts_at, code=class_session.code
        )
        classes.open_or_update_class(
            session, get_unit(session, "ap-03"), plan, actor=OPERATOR, now=now, policy=POLICY
        )

    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(moves)
    (told,) = await bot.heard(before)
    assert told.startswith("tu ← Lớp bác đăng ký có thay đổi:") and told.endswith("[Tôi biết rồi]")
    assert await bot.hears("tu", "1") == [f"tu ← {texts.CLASS_KNOWN}"]
    assert await clock_looks(bot, due_reminders.fire_due) == []


async def test_the_demo_s_classes_are_open(bot: Bot) -> None:
    now = bot.clock()
    opened = await bot.db.write(load_classes, DATA / "demo", policy=POLICY, now=now)
    assert opened == 7
    (shown,) = await bot.hears("tu", "lich hoc")
    assert "Nộp hồ sơ" in shown
