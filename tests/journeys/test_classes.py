"""Classes and reminders as a resident meets them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import service as classes
from bot.classes.ics import render_calendar
from bot.classes.models import ClassSession, Enrolment
from bot.classes.plans import ClassPlan
from bot.core.audit import Audit
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.usecases import due_reminders
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

HOA = "Đỗ Thị Thử I"


@pytest.fixture(autouse=True)
async def lesson(bot: Bot, clock: ObedientClock) -> int:
    """Bà Tư of Thôn 3 has agreed; a class is open there on Wednesday evening."""
    await bot.hears("tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("tu", "1", name="Bà Tư")
    return await bot.db.write(an_open_class, now=clock.now)


def an_open_class(session: Session, *, now: Any, seats: int = 2) -> int:
    """VNeID on Wednesday 25/11 at 19:30."""
    plan = ClassPlan(
        "VNeID", "Nhà văn hóa thôn 3", now + timedelta(hours=59, minutes=30), seats=seats
    )
    unit = get_unit(session, "ap-03")
    return classes.open_or_update_class(
        session, unit, plan, actor=OPERATOR, now=now, policy=POLICY
    )[0].id


async def ticks(bot: Bot) -> list[str]:
    """The clock looks at the reminders; what is heard."""
    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(due_reminders.fire_due, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


async def test_from_the_list_to_the_reminder_and_out_again(bot: Bot, clock: ObedientClock) -> None:
    assert await bot.hears("tu", "lich hoc") == [
        f"tu ← {texts.CLASSES_COMING} [1. 25/11 19:30: VNeID] [2. Lớp của tôi]"
    ]
    (shown,) = await bot.hears("tu", "1")
    assert shown == (
        "tu ← Lớp VNeID\nLúc: 19 giờ 30 thứ Tư ngày 25/11\nNơi: Nhà văn hóa thôn 3\nCòn 2 chỗ."
        " [1. Đăng ký cho tôi] [2. Đăng ký cho người nhà]"
    )
    (joined,) = await bot.hears("tu", "1")
    assert joined.startswith("tu ← Đã đăng ký cho bác.\nLớp VNeID")
    (asked,) = await bot.hears("tu", "đăng ký cho người nhà")
    assert asked == f"tu ← {texts.CLASS_WHO_LEARNS} [Thôi]"
    (kin,) = await bot.hears("tu", "Nguyễn Văn Năm")
    assert kin.startswith("tu ← Đã đăng ký cho Nguyễn Văn Năm.")
    clock.pass_by(hours=58, minutes=30)
    (reminded,) = await ticks(bot)
    assert reminded.startswith("tu ← Nhắc lịch học cho bác, Nguyễn Văn Năm.\nLớp VNeID")
    assert await ticks(bot) == []
    (known,) = await bot.hears("tu", choice="class:known:1:1")
    assert known == f"tu ← {texts.CLASS_KNOWN}"
    (mine,) = await bot.hears("tu", "lớp của tôi")
    assert mine.endswith("[1. 25/11: VNeID (bác)] [2. 25/11: VNeID (Nguyễn Văn Năm)]")
    (seat,) = await bot.hears("tu", "1")
    assert seat.endswith("[1. Đăng ký cho người nhà] [2. Bỏ đăng ký]")
    (left,) = await bot.hears("tu", "2")
    assert left.startswith("tu ← Đã bỏ đăng ký lớp VNeID.")


async def test_a_full_class_has_a_line(bot: Bot) -> None:
    for who in ("nam", "sau", "bay"):
        heard = await bot.hears(who, "/start", start="class-1")
        assert heard[0].startswith(f"{who} ← {texts.WELCOME}")
    assert "Bác đứng thứ 1 trong hàng chờ" in heard[1]
    told = await bot.hears("nam", choice="class:leave:1")
    assert any(line.startswith("bay ← Lớp vừa có chỗ trống cho bác.") for line in told)


async def test_nobody_gives_up_somebody_else_s_seat(bot: Bot) -> None:
    await bot.hears("nam", "/start", start="class-1")
    (refused,) = await bot.hears("tu", choice="class:leave:1")
    assert refused.startswith(f"tu ← {texts.BUTTON_OLD}")


@pytest.mark.parametrize("start", ["class-99", "class-x", "class-", "checkin-NOPE", "checkin-"])
async def test_a_wrong_link_says_so(bot: Bot, start: str) -> None:
    (said,) = await bot.hears("tu", "/start", start=start)
    assert said.startswith(f"tu ← {texts.CLASS_UNKNOWN}")


async def test_a_relative_is_named_only_after_the_agreement(bot: Bot) -> None:
    await bot.hears("nam", "/start", start="class-1")
    (asked,) = await bot.hears("nam", choice="class:kin:1")
    assert asked.startswith(f"nam ← {texts.CLASS_CONSENT_FIRST}")


async def test_the_door_checks_in_and_the_member_calls_the_roll(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("tu", choice="class:join:1")
    await bot.link("hoa", HOA)
    code = await bot.db.read(lambda session: session.get_one(ClassSession, 1).door_code)
    (early,) = await bot.hears("tu", "/start", start=f"checkin-{code}")
    assert "chưa đến giờ" in early
    clock.pass_by(hours=59)
    (there,) = await bot.hears("tu", "/start", start=f"checkin-{code.lower()}")
    assert there == "tu ← Đã điểm danh lớp VNeID: 1 người. Chúc bác học vui."
    (roll,) = await bot.hears("hoa", "/diemdanh")
    assert "có mặt 1/1" in roll and roll.endswith("[1. ✓ Bà Tư] [2. Ghi kỹ năng đã làm được]")
    (roll,) = await bot.hears("hoa", "/diemdanh 1 + Trần Thị Chín")
    assert "có mặt 2/2" in roll
    (roll,) = await bot.hears("hoa", "1")
    assert "có mặt 1/2" in roll
    query = select(Audit.note).where(Audit.action == "class.roll").order_by(col(Audit.id))
    rolls = await bot.db.read(lambda session: list(session.exec(query)))
    assert rolls[-1] == texts.ROLL_NOTE.format(there=1, all=2), "a tap in the chat is on record"
    (counted,) = await bot.hears("hoa", "/diemdanh 1 25")
    assert counted == "hoa ← Đã ghi lớp VNeID: 25 người."
    (not_theirs,) = await bot.hears("tu", "/diemdanh 1 25")
    assert "25 người" not in not_theirs


async def test_one_s_own_matter_from_the_wish_to_its_end(bot: Bot, clock: ObedientClock) -> None:
    (kept,) = await bot.hears("tu", "nhac toi nop thue ngay 20/12 luc 8h")
    assert kept == (
        "tu ← Vâng, tôi sẽ nhắc bác lúc 8 giờ Chủ nhật ngày 20/12: nop thue."
        " [1. Về menu] [2. Bỏ: nop thue]"
    )
    (listed,) = await bot.hears("tu", "nhắc việc")
    assert "- 8 giờ Chủ nhật ngày 20/12: nop thue" in listed
    clock.pass_by(days=27)
    (now,) = await ticks(bot)
    assert now == (
        "tu ← Đến giờ rồi bác ơi: nop thue ạ."
        " [1. Xong rồi] [2. Nhắc lại sau 1 giờ] [3. Nhắc lại ngày mai]"
    )
    (later,) = await bot.hears("tu", choice="reminder:later:1:60")
    assert later == "tu ← Vâng, tôi sẽ nhắc bác lúc 9 giờ Chủ nhật ngày 20/12: nop thue."
    clock.pass_by(hours=1)
    assert len(await ticks(bot)) == 1
    (done,) = await bot.hears("tu", choice="reminder:done:2")
    assert done == "tu ← Vâng, bác đã xong: nop thue."
    clock.pass_by(days=2)
    assert await ticks(bot) == []


async def test_what_is_in_doubt_is_asked(bot: Bot) -> None:
    (which,) = await bot.hears("tu", "nhắc tôi mai 3h đón cháu")
    assert which.endswith(
        "[1. 15 giờ thứ Ba ngày 24/11] [2. 3 giờ sáng thứ Ba ngày 24/11] [3. Thôi]"
    )
    (kept,) = await bot.hears("tu", "1")
    assert "lúc 15 giờ thứ Ba ngày 24/11: đón cháu" in kept
    (when,) = await bot.hears("tu", "nhắc tôi uống thuốc")
    assert when.startswith(f"tu ← {texts.REMINDER_WHEN}")
    (kept,) = await bot.hears("tu", "20h")
    assert "lúc 20 giờ thứ Hai ngày 23/11: uống thuốc" in kept
    (past,) = await bot.hears("tu", "nhắc tôi nộp thuế ngày 20/10")
    assert "Có phải bác muốn nhắc vào 8 giờ thứ Tư ngày 20/10/2027" in past
    (matter,) = await bot.hears("tu", "nhắc tôi 9h mai")
    assert matter.startswith("tu ← Nhắc bác việc gì lúc 9 giờ thứ Ba ngày 24/11 ạ?")
    (kept,) = await bot.hears("tu", "ra xã lấy giấy")
    assert "lúc 9 giờ thứ Ba ngày 24/11: ra xã lấy giấy" in kept


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("nhắc tôi ngày 31/2 nộp hồ sơ", texts.REMINDER_NO_DAY),
        ("nhắc tôi 25h nộp hồ sơ", texts.REMINDER_NO_HOUR),
        ("nhắc tôi hôm qua nộp hồ sơ", texts.REMINDER_PAST),
        ("nhắc tôi mỗi tháng nộp hồ sơ", texts.REMINDER_NO_WHICH_DAY),
        ("2 tiếng một lần nhắc tôi uống nước", texts.REMINDER_REPEATS),
        ("nhắc tôi 1/1/2040 nộp hồ sơ", texts.REMINDER_TOO_FAR),
        ("nhắc tôi", texts.REMINDER_HOW),
    ],
)
async def test_what_cannot_be_kept_says_why(bot: Bot, line: str, answer: str) -> None:
    (said,) = await bot.hears("tu", line)
    assert said.startswith(f"tu ← {answer}")


async def test_somebody_else_s_reminder_cannot_be_touched(bot: Bot) -> None:
    await bot.hears("tu", "nhắc tôi mai 8h nộp thuế")
    await bot.hears("nam", "chào")
    for choice in ("reminder:stop:1", "reminder:done:1", "reminder:later:1:60"):
        (said,) = await bot.hears("nam", choice=choice)
        assert said.startswith(f"nam ← {texts.BUTTON_OLD}")


async def test_deadlines_are_chosen_one_by_one(bot: Bot) -> None:
    (shown,) = await bot.hears("tu", "nhắc hạn")
    assert "- Thuế đất phi nông nghiệp: hạn tới 31/10/2027. Căn cứ: " in shown
    (on,) = await bot.hears("tu", "1")
    assert on == (
        "tu ← Vâng, tôi sẽ nhắc bác trước hạn: Thuế đất phi nông nghiệp. Hạn tới là 31/10/2027."
    )
    (off,) = await bot.hears("tu", choice="deadline:off:thue-dat")
    assert off.startswith("tu ← Vâng, tôi không nhắc hạn này nữa")


async def test_stopping_classes_stops_just_that(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("tu", choice="class:join:1")
    await bot.hears("tu", "nhắc tôi 18h30 ngày 25/11 nấu cơm")
    clock.pass_by(minutes=1)
    assert await bot.hears("tu", "dừng nhắc lớp") == [f"tu ← {texts.CLASS_STOPPED}"]
    clock.pass_by(hours=58, minutes=30)
    (only,) = await ticks(bot)
    assert only.startswith("tu ← Đến giờ rồi bác ơi: nấu cơm ạ.")


async def test_who_is_forgotten_leaves_no_name(bot: Bot) -> None:
    await bot.hears("tu", choice="class:kin:1")
    await bot.hears("tu", "Nguyễn Văn Năm")
    await bot.hears("tu", "nhắc tôi mai 8h nộp thuế")
    await bot.hears("tu", choice="erase:yes")

    def left(session: Session) -> list[tuple[str, int | None]]:
        return [
            (enrolment.learner, enrolment.contact_id)
            for enrolment in session.exec(select(Enrolment))
        ]

    assert await bot.db.read(left) == [("", None)]
    (listed,) = await bot.hears("tu", "nhắc việc")
    assert texts.REMINDERS_NONE in listed


OFFICER = "Nguyễn Thị Cán Bộ Mẫu"


async def test_an_officer_calls_a_class_off_with_a_reason_and_knows_who_is_told(bot: Bot) -> None:
    await bot.hears("tu", choice="class:join:1")
    await bot.link("can-bo", OFFICER)
    (shown,) = await bot.hears("can-bo", choice="class:show:1")
    assert shown.endswith("[3. Hủy lớp này]")
    (why,) = await bot.hears("can-bo", "3")
    assert "19 giờ 30 thứ Tư ngày 25/11: 1 khung chat đã đăng ký sẽ được báo" in why
    (kept,) = await bot.hears("can-bo", "hủy")  # the announcements are not given up by it
    assert kept.startswith(f"can-bo ← {texts.CLASS_NOT_CANCELLED}")
    await bot.hears("can-bo", choice="class-cancel:ask:1")
    (asked,) = await bot.hears("can-bo", "mất điện cả thôn")
    assert "Lý do: mất điện cả thôn" in asked
    assert asked.endswith("[1. Thôi] [2. Hủy lớp và báo]")
    done, told = sorted(await bot.hears("can-bo", "2"))
    assert done == "can-bo ← Đã hủy lớp VNeID; 1 khung chat được báo."
    assert told.startswith("tu ← Lớp bác đăng ký đã hủy:\nLớp VNeID")
    assert "\nLý do: mất điện cả thôn" in told
    (gone,) = await bot.hears("tu", choice="class:show:1")
    assert gone == "tu ← Lớp VNeID đã hủy.\nLý do: mất điện cả thôn"


@pytest.mark.parametrize("word", ["thôi", "Thoát", "menu", "1"])
async def test_a_class_is_kept_by_any_word_of_leaving(bot: Bot, word: str) -> None:
    await bot.link("can-bo", OFFICER)
    await bot.hears("can-bo", choice="class-cancel:ask:1")
    await bot.hears("can-bo", "mất điện")
    await bot.hears("can-bo", word)
    assert await bot.db.read(lambda session: session.get_one(ClassSession, 1).cancelled_at) is None


async def test_nobody_else_calls_a_class_off(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    for who in ("tu", "hoa"):
        (shown,) = await bot.hears(who, choice="class:show:1")
        assert texts.BUTTON_CLASS_CANCEL not in shown
        (refused,) = await bot.hears(who, choice="class-cancel:ask:1")
        assert texts.NOT_AN_OFFICER in refused


async def test_a_new_title_is_told_to_who_joined(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("tu", choice="class:join:1")

    def rename(session: Session) -> None:
        lesson = session.get_one(ClassSession, 1)
        plan = ClassPlan(
            "Bán hàng qua mạng", lesson.place, lesson.starts_at, code=lesson.code, seats=2
        )
        classes.open_or_update_class(
            session, get_unit(session, "ap-03"), plan, actor=OPERATOR, now=clock.now, policy=POLICY
        )

    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(rename)
    (told,) = await bot.heard(before)
    assert told.startswith("tu ← Lớp bác đăng ký có thay đổi:\nLớp Bán hàng qua mạng")
    assert told.endswith("\nTrước đây: lớp VNeID. [Tôi biết rồi]")


async def test_a_weekday_and_a_date_that_do_not_agree_are_asked_about(bot: Bot) -> None:
    (which,) = await bot.hears("tu", "nhắc tôi thứ 6 ngày 3/12 lúc 8h nộp thuế")
    assert which == (
        "tu ← Thứ Sáu không khớp với ngày 3/12: ngày 3/12/2026 là thứ Năm, còn thứ Sáu là ngày"
        " 4/12.\nBác muốn tôi nhắc «nộp thuế» lúc nào ạ? [1. 8 giờ thứ Năm ngày 3/12]"
        " [2. 8 giờ thứ Sáu ngày 4/12] [3. Thôi]"
    )
    (kept,) = await bot.hears("tu", "2")
    assert "lúc 8 giờ thứ Sáu ngày 4/12: nộp thuế" in kept


def a_lesson(clock: ObedientClock, **given: Any) -> ClassSession:
    """A class that is in no database."""
    known: dict[str, Any] = {
        "id": 7, "code": "a", "unit_id": 1, "topic": "Cài, dùng; VNeID " * 6,
        "place": "Nhà\nvăn hóa", "starts_at": clock.now, "door_code": "X",
        "created_at": clock.now,
    }  # fmt: skip
    return ClassSession(**{**known, **given})


ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "SEQUENCE"}
TEXT = re.compile(r"(?:[^\\;,\x00-\x1f]|\\[\\;,nN])+")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"bring": "Điện thoại, sạc", "teacher": "Cô Hoa; cô Mai"},
        {"bring": "dòng 1\r\ndòng 2\\"},
        {"cancelled_at": datetime(2026, 11, 23, tzinfo=UTC), "cancel_reason": "mất điện"},
    ],
)
def test_a_calendar_file_holds_before_a_strict_reader(
    clock: ObedientClock, given: dict[str, Any]
) -> None:
    """RFC 5545: lines of 75 bytes ended by CRLF, each property once with a value, text escaped."""
    written = render_calendar(a_lesson(clock, **given), now=clock.now)
    assert written.endswith("\r\n") and "\n" not in written.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    lines = written.replace("\r\n ", "").split("\r\n")[:-1]
    properties = [line.partition(":")[::2] for line in lines]
    names = [name for name, _ in properties]
    assert names[:2] == ["BEGIN", "VERSION"] and names[-2:] == ["END", "END"]
    inside = dict(properties[4:-2])
    assert len(inside) == len(properties[4:-2])
    assert ONCE <= set(inside) <= ONCE | {"DESCRIPTION"}
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
        assert name not in inside or TEXT.fullmatch(inside[name])
    for name in ("DTSTAMP", "DTSTART", "DTEND"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", inside[name])
    assert "METHOD" not in names  # else it would need an ORGANIZER (RFC 5546)
    assert inside["STATUS"] == ("CANCELLED" if given.get("cancelled_at") else "CONFIRMED")


def test_the_same_number_elsewhere_is_another_event_in_a_calendar(clock: ObedientClock) -> None:
    def uid(**given: Any) -> str:
        written = render_calendar(a_lesson(clock, **given), now=clock.now)
        return next(line for line in written.split("\r\n") if line.startswith("UID:"))

    later = clock.now + timedelta(microseconds=1)
    assert uid() == uid(topic="Tên khác", starts_at=later, version=3, code="b")
    assert len({uid(), uid(created_at=later), uid(id=8)}) == 3


def test_a_calendar_file_is_folded_and_escaped(clock: ObedientClock) -> None:
    written = render_calendar(a_lesson(clock), now=clock.now)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "LOCATION:Nhà\\nvăn hóa" in written
    assert "DTSTART:20261123T010000Z\r\nDTEND:20261123T023000Z" in written
    assert "Cài\\, dùng\\; VNeID" in written.replace("\r\n ", "")


async def test_a_class_for_mother_asks_her_name_and_is_left_by_hers(bot: Bot) -> None:
    await bot.hears("tu", choice="class:join:1")
    (listed,) = await bot.hears("tu", "đăng ký lớp cho mẹ")
    assert "đăng ký cho mẹ" in listed
    (asked,) = await bot.hears("tu", "1")
    assert texts.CLASS_WHO_LEARNS in asked
    (joined,) = await bot.hears("tu", "Nguyễn Thị Tư")
    assert "Nguyễn Thị Tư" in joined
    (mine,) = await bot.hears("tu", "mai mấy giờ học")
    assert "19 giờ 30 thứ Tư ngày 25/11" in mine and "Nơi: " in mine
    (leaving,) = await bot.hears("tu", "hủy lớp của mẹ")
    assert "Nguyễn Thị Tư" in leaving and ": bác" not in leaving and "[1. Giữ lại]" in leaving
    (left,) = await bot.hears("tu", "2")
    assert left.startswith("tu ← Đã bỏ đăng ký lớp VNeID")


async def test_who_cannot_come_is_shown_what_they_joined(bot: Bot) -> None:
    await bot.hears("tu", choice="class:join:1")
    (leaving,) = await bot.hears("tu", "mai tôi bận không đi học được")
    assert texts.CLASSES_LEAVE in leaving and "VNeID" in leaving


async def test_seats_of_one_topic_on_two_days_have_buttons_that_differ(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.db.write(an_open_class, now=clock.now + timedelta(days=1))
    await bot.hears("tu", choice="class:join:1")
    await bot.hears("tu", choice="class:join:2")
    (leaving,) = await bot.hears("tu", "mai tôi bận không đi học được")
    assert "[2. Bỏ 25/11: VNeID (bác)] [3. Bỏ 26/11: VNeID (bác)]" in leaving
