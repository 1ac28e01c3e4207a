"""Reminders: exactly once, never while people sleep, moved with their class, honest when late."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.classes import service as classes
from bot.classes import watchdog
from bot.classes.models import EnrolmentStatus
from bot.core.clock import QuietHours
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR
from bot.people.service import get_or_create_contact
from bot.reminders import personal, service
from bot.reminders.deadlines import Deadline
from bot.reminders.models import Reminder, ReminderState
from bot.usecases import due_reminders
from tests.conftest import DATA
from tests.reminders.scene import Scene, local


def states(session: Session) -> list[tuple[str, str]]:
    """Every reminder's instant, by the commune's clock, and state."""
    rows = session.exec(select(Reminder).order_by(col(Reminder.due_at), col(Reminder.id)))
    return [
        (f"{reminder.due_at.astimezone(POLICY.zone):%d %H:%M}", reminder.state) for reminder in rows
    ]


async def test_each_lead_is_one_reminder_and_a_tick_may_run_twice(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30))
    await scene.joins("tu", lesson)
    await scene.joins("tu", lesson, "Nguyễn Văn Năm")
    assert await scene.db.read(states) == [("25 06:30", "waiting"), ("25 18:30", "waiting")]
    scene.at(local(25, 6, 30))
    both = await asyncio.gather(
        scene.ticks(due_reminders.fire_due), scene.ticks(due_reminders.fire_due)
    )
    assert sum(both) == 1
    assert len(await scene.told("tu")) == 1
    scene.at(local(25, 18, 31))
    await scene.ticks(due_reminders.fire_due)
    await scene.ticks(due_reminders.fire_due)
    first, second = await scene.told("tu")
    assert first == second
    assert "Nhắc lịch học cho bác, Nguyễn Văn Năm." in first
    assert "19 giờ 30 thứ Tư ngày 25/11" in first


async def test_a_lead_that_is_past_is_skipped(scene: Scene) -> None:
    lesson = await scene.opens(local(23, 9, 30))
    await scene.joins("tu", lesson)
    assert await scene.db.read(states) == [("23 08:30", "waiting")]


async def test_reminders_move_when_the_class_moves_and_learners_are_told_once(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30), code="a")
    await scene.joins("tu", lesson)
    for _ in range(2):
        await scene.opens(local(26, 9), code="a")
    assert [one for one in await scene.db.read(states) if one[1] == "waiting"] == [
        ("25 15:00", "waiting"),
        ("26 08:00", "waiting"),
    ]
    (told,) = await scene.told("tu")
    assert "có thay đổi" in told and "9 giờ thứ Năm ngày 26/11" in told
    await scene.opens(local(25, 19, 30), code="a")
    assert [one for one in await scene.db.read(states) if one[1] == "waiting"] == [
        ("25 06:30", "waiting"),
        ("25 18:30", "waiting"),
    ]


async def test_who_left_or_stopped_classes_is_not_reminded_and_stop_alone_keeps_them(
    scene: Scene,
) -> None:
    lesson = await scene.opens(local(25, 19, 30))
    seat = await scene.joins("tu", lesson)
    await scene.joins("nam", lesson)
    await scene.joins("sau", lesson)
    await scene.leaves("tu", seat)

    def stop(session: Session) -> None:
        personal.stop_class_reminders(
            session,
            get_or_create_contact(session, "fake", "nam", now=scene.clock.now),
            now=scene.clock.now,
        )
        get_or_create_contact(
            session, "fake", "sau", now=scene.clock.now
        ).stopped_at = scene.clock.now

    scene.later(minutes=1)
    await scene.db.write(stop)
    scene.at(local(25, 18, 31))
    await scene.ticks(due_reminders.fire_due)
    told = [await scene.told(who) for who in ("tu", "nam", "sau")]
    assert told[:2] == [[], []] and len(told[2]) == 1


async def test_the_last_seat_has_one_learner_and_the_line_moves_up_by_itself(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30), seats=1)
    seats = await asyncio.gather(*(scene.joins(who, lesson) for who in ("tu", "nam", "sau")))
    joined = [enrolment for enrolment in seats if enrolment.status == EnrolmentStatus.JOINED]
    assert len(joined) == 1
    who = ("tu", "nam", "sau")[seats.index(joined[0])]
    await scene.leaves(who, joined[0])
    told = [await scene.told(one) for one in ("tu", "nam", "sau")]
    assert sorted(map(len, told)) == [0, 0, 1]
    assert any("vừa có chỗ trống" in line for lines in told for line in lines)


async def test_more_seats_let_those_in_who_wait(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30), code="a", seats=1)
    await scene.joins("tu", lesson)
    await scene.joins("nam", lesson)
    await scene.opens(local(25, 19, 30), code="a", seats=2)
    assert len(await scene.told("nam")) == 1
    with pytest.raises(UserError, match="đã có 2 người đăng ký"):
        await scene.opens(local(25, 19, 30), code="a", seats=1)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"starts_at": local(22, 9)}, "đã qua"),
        ({"seats": 0}, "số chỗ"),
        ({"teacher": "Cô Hoa"}, "Cô Hoa đã có lớp"),
        ({"map_url": "javascript:alert(1)"}, "https://"),
        ({"topic": "x" * 161}, "dài quá"),
    ],
)
async def test_what_cannot_be_is_refused(scene: Scene, plan: dict[str, Any], why: str) -> None:
    await scene.opens(local(25, 19, 30), code="a", teacher="Cô Hoa")
    with pytest.raises(UserError, match=why):
        await scene.opens(**{"starts_at": local(25, 20), "unit": "v2", "code": "b", **plan})


async def test_a_cancelled_class_is_told_once_and_reminds_nobody(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30))
    await scene.joins("tu", lesson)
    for _ in range(2):
        await scene.do(
            classes.cancel_class, lesson.id, actor=OPERATOR, reason="mất điện", policy=scene.policy
        )
    scene.at(local(25, 18, 31))
    await scene.ticks(due_reminders.fire_due)
    (told,) = await scene.told("tu")
    assert "đã hủy" in told and told.endswith("Lý do: mất điện")


async def test_a_change_at_night_waits_for_the_morning(scene: Scene) -> None:
    lesson = await scene.opens(local(25, 19, 30), code="a")
    await scene.joins("tu", lesson)
    scene.at(local(24, 22))
    await scene.opens(local(25, 20, 30), code="a")

    def due(session: Session) -> list[Any]:
        return list(session.exec(select(Delivery.due_at)))

    assert await scene.db.read(due) == [local(25, 6, 30)]


async def test_after_a_stop_a_class_is_told_until_it_begins(scene: Scene) -> None:
    early, late = await scene.opens(local(24, 9)), await scene.opens(local(24, 19), unit="v2")
    await scene.joins("tu", early)
    await scene.joins("nam", late)
    scene.at(local(24, 9, 30))  # fifteen hours without a tick
    assert (
        await scene.db.read(lambda session: watchdog.count_overdue(session, now=scene.clock.now))
        == 3
    )
    await scene.ticks(due_reminders.fire_due)
    assert (await scene.told("tu"), len(await scene.told("nam"))) == ([], 1)
    assert {state for _, state in await scene.db.read(states)} == {"missed", "sent", "waiting"}


async def own_reminder(scene: Scene, due_at: Any, matter: str = "nộp thuế") -> Reminder:
    """Bà Tư wants to be reminded."""

    def work(session: Session) -> Reminder:
        contact = get_or_create_contact(session, "fake", "tu", now=scene.clock.now)
        return personal.create_reminder(session, contact, matter, due_at, now=scene.clock.now)

    kept: Reminder = await scene.db.write(work)
    return kept


async def test_what_a_person_set_passes_the_quiet_hours(scene: Scene) -> None:
    await own_reminder(scene, local(24, 1, 30))
    scene.at(local(24, 1, 30))
    await scene.ticks(due_reminders.fire_due)
    assert await scene.told("tu") == ["Đến giờ rồi bác ơi: nộp thuế ạ."]


async def test_a_late_one_is_asked_about_and_not_at_night(scene: Scene) -> None:
    await own_reminder(scene, local(23, 20))
    scene.at(local(23, 23))
    await scene.ticks(due_reminders.fire_due)
    assert await scene.told("tu") == []
    scene.at(local(24, 6, 30))
    await scene.ticks(due_reminders.fire_due)
    (told,) = await scene.told("tu")
    assert told.startswith("Xin lỗi bác") and "lẽ ra lúc 20 giờ thứ Hai ngày 23/11" in told


async def test_the_same_wish_twice_is_one_reminder(scene: Scene) -> None:
    reminder, other = [await own_reminder(scene, local(24, 9)) for _ in range(2)]
    assert reminder.id == other.id
    scene.at(local(24, 9))
    await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 1


TAX = Deadline("thue", "Thuế", "Hạn là {day}.", 31, (12,), (15, 3), "x", date(2026, 11, 22))


async def subscribed(scene: Scene, count: int) -> None:
    """So many want to know of the tax day."""

    def work(session: Session) -> None:
        for number in range(count):
            contact = get_or_create_contact(session, "fake", f"r{number}", now=scene.clock.now)
            service.subscribe_to_deadline(session, contact, "thue", now=scene.clock.now)
            service.subscribe_to_deadline(session, contact, "thue", now=scene.clock.now)

    await scene.db.write(work)


async def test_a_deadline_is_told_to_each_who_wants_it_once_a_lead(scene: Scene) -> None:
    await subscribed(scene, 450)
    scene.at(local(16, 7, 59, month=12))
    assert await scene.ticks(service.send_deadlines_due, deadlines=(TAX,)) == 0
    scene.at(local(16, 8, month=12))
    await asyncio.gather(
        scene.ticks(service.send_deadlines_due, deadlines=(TAX,)),
        scene.ticks(service.send_deadlines_due, deadlines=(TAX,)),
    )
    await scene.ticks(service.send_deadlines_due, deadlines=(TAX,))
    assert await scene.told("r0") == await scene.told("r449") == ["Hạn là 31/12/2026."]
    scene.at(local(29, 9, month=12))  # a day late: the nearest telling alone
    await scene.ticks(service.send_deadlines_due, deadlines=(TAX,))
    assert len(await scene.told("r7")) == 2
    scene.at(local(1, 9, month=1, year=2027))
    assert await scene.ticks(service.send_deadlines_due, deadlines=(TAX,)) == 0


async def test_who_stops_hears_no_deadline(scene: Scene) -> None:
    await subscribed(scene, 2)

    def stop(session: Session) -> None:
        get_or_create_contact(
            session, "fake", "r0", now=scene.clock.now
        ).stopped_at = scene.clock.now
        contact = get_or_create_contact(session, "fake", "r1", now=scene.clock.now)
        service.unsubscribe_from_deadline(session, contact, "thue")

    await scene.db.write(stop)
    scene.at(local(16, 8, month=12))
    await scene.ticks(service.send_deadlines_due, deadlines=(TAX,))
    assert (await scene.told("r0"), await scene.told("r1")) == ([], [])


def test_no_lead_falls_into_the_quiet_hours() -> None:
    for hour in range(24):
        starts_at = local(25, hour)
        for lead in (timedelta(seconds=90), timedelta(hours=1), timedelta(hours=18)):
            due_at = POLICY.due_before(starts_at, lead)
            assert due_at < starts_at
            assert not POLICY.is_quiet(due_at) or POLICY.quiet == QuietHours.parse("0:0-0:0")


def test_the_shipped_deadlines_can_be_read() -> None:
    from bot.reminders import deadlines

    found = deadlines.load_deadlines(DATA)
    assert {"thue-dat", "dang-phi", "hkd-doanh-thu"} <= {deadline.id for deadline in found}
    assert all(deadline.basis and deadline.text.format(day="1/1") for deadline in found)
    by_id = {deadline.id: deadline for deadline in found}
    assert by_id["thue-dat"].find_next_day(date(2026, 11, 23)) == date(2027, 10, 31)
    assert by_id["dang-phi"].find_next_day(date(2027, 2, 1)) == date(2027, 2, 28)


def test_the_states_are_ends() -> None:
    assert set(ReminderState) == {"waiting", "sent", "dropped", "missed"}
