"""Reminders that come again: one occurrence at a time, exactly once, whatever dies in between."""

import asyncio
from datetime import UTC, datetime, time

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.people.models import Contact
from bot.people.service import get_or_create_contact
from bot.privacy import consent
from bot.reminders import personal, recurring_rules
from bot.reminders.models import Reminder, ReminderState
from bot.reminders.recurring_rules import ReminderRule
from bot.usecases import due_reminders
from bot.vietnamese.dates.recurrence import Frequency, Recurrence, parse_stored_rule
from tests.reminders.scene import Scene, local

PILLS = Recurrence(Frequency.DAY, (), (time(8),))


def tu(session: Session, scene: Scene) -> Contact:
    return get_or_create_contact(session, "fake", "tu", now=scene.clock.now)


async def promises(scene: Scene, repeat: Recurrence = PILLS, matter: str = "uống thuốc") -> int:
    def work(session: Session) -> int:
        contact, now = tu(session, scene), scene.clock.now
        return recurring_rules.create_rule(
            session, contact, matter, repeat, now=now, policy=POLICY
        ).id

    return await scene.db.write(work)


async def occurrences(db: Database) -> list[str]:
    def read(session: Session) -> list[str]:
        rows = session.exec(select(Reminder).order_by(col(Reminder.due_at), col(Reminder.id)))
        return [f"{row.due_at.astimezone(POLICY.zone):%d %H:%M} {row.state}" for row in rows]

    return await db.read(read)


async def test_when_one_fires_the_next_waits_and_two_ticks_make_one(scene: Scene) -> None:
    scene.at(local(23, 7))
    await promises(scene)
    assert await occurrences(scene.db) == ["23 08:00 waiting"]
    scene.at(local(23, 8))
    both = await asyncio.gather(
        scene.ticks(due_reminders.fire_due), scene.ticks(due_reminders.fire_due)
    )
    assert sum(both) == 1
    assert await occurrences(scene.db) == ["23 08:00 sent", "24 08:00 waiting"]
    assert await scene.told("tu") == ["Đến giờ rồi bác ơi: uống thuốc ạ."]
    scene.at(local(24, 8))
    await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 2


async def test_the_same_promise_twice_is_one(scene: Scene) -> None:
    assert await promises(scene) == await promises(scene)
    assert len(await occurrences(scene.db)) == 1


async def test_a_transaction_that_dies_leaves_the_occurrence_to_the_next_tick(scene: Scene) -> None:
    await promises(scene)
    scene.at(local(24, 8))

    def dies(session: Session) -> None:
        due_reminders.fire_due(session, policy=POLICY, now=scene.clock.now)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await scene.db.write(dies)
    assert await occurrences(scene.db) == ["24 08:00 waiting"]
    await scene.ticks(due_reminders.fire_due)
    assert await occurrences(scene.db) == ["24 08:00 sent", "25 08:00 waiting"]
    assert len(await scene.told("tu")) == 1


async def test_after_days_without_the_machine_it_is_said_once_not_once_a_day(scene: Scene) -> None:
    await promises(scene)
    scene.at(local(27, 9, 30))
    await scene.ticks(due_reminders.fire_due)
    (told,) = await scene.told("tu")
    assert "máy trục trặc nên tôi nhắc chậm" in told
    assert await occurrences(scene.db) == ["24 08:00 sent", "28 08:00 waiting"]


async def test_changed_to_another_hour_and_back_it_still_comes(scene: Scene) -> None:
    number = await promises(scene)

    def change(session: Session) -> None:
        rule = recurring_rules.get_rule(session, tu(session, scene), number)
        for hour in (9, 8):
            repeat = Recurrence(Frequency.DAY, (), (time(hour),))
            recurring_rules.change_rule(session, rule, repeat, now=scene.clock.now, policy=POLICY)

    await scene.db.write(change)
    waiting = [line for line in await occurrences(scene.db) if line.endswith("waiting")]
    assert waiting == ["24 08:00 waiting"]


async def test_paused_it_is_silent_and_resumed_it_comes_again(scene: Scene) -> None:
    number = await promises(scene)

    def pause(session: Session) -> None:
        recurring_rules.pause_rule(
            session, recurring_rules.get_rule(session, tu(session, scene), number)
        )

    def resume(session: Session) -> None:
        rule = recurring_rules.get_rule(session, tu(session, scene), number)
        recurring_rules.resume_rule(session, rule, scene.clock.now, POLICY)

    await scene.db.write(pause)
    scene.at(local(24, 8))
    assert await scene.ticks(due_reminders.fire_due) == 0
    await scene.db.write(resume)
    scene.at(local(25, 8))
    await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 1


async def test_stopped_it_passes_silently_and_kept_again_it_comes(scene: Scene) -> None:
    await promises(scene)

    def stop(session: Session, at: datetime | None) -> None:
        personal.stop_personal_reminders(session, tu(session, scene), now=at)

    scene.later(minutes=1)
    await scene.db.write(stop, scene.clock.now)
    for day in (24, 25):
        scene.at(local(day, 8))
        await scene.ticks(due_reminders.fire_due)
    assert await scene.told("tu") == []
    assert await occurrences(scene.db) == ["26 08:00 waiting"], "no row a day for nobody"
    await scene.db.write(stop, None)
    scene.at(local(26, 8))
    await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 1


async def test_a_stop_of_announcements_keeps_what_was_asked_for(scene: Scene) -> None:
    await promises(scene)

    def stop(session: Session) -> None:
        tu(session, scene).stopped_at = scene.clock.now

    scene.later(minutes=1)
    await scene.db.write(stop)
    scene.at(local(24, 8))
    await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 1


async def test_put_off_for_an_hour_the_rule_goes_on(scene: Scene) -> None:
    await promises(scene)
    scene.at(local(24, 8))
    await scene.ticks(due_reminders.fire_due)

    def put_off(session: Session) -> None:
        fired = session.exec(select(Reminder).where(Reminder.state == ReminderState.SENT)).one()
        hour = local(24, 9) - local(24, 8)
        personal.snooze_reminder(session, tu(session, scene), fired.id, hour, now=scene.clock.now)

    await scene.db.write(put_off)
    waiting = [line for line in await occurrences(scene.db) if line.endswith("waiting")]
    assert waiting == ["24 09:00 waiting", "25 08:00 waiting"]


async def test_who_is_forgotten_leaves_no_rule(scene: Scene) -> None:
    await promises(scene)

    def forget(session: Session) -> int:
        consent.erase_contact(session, tu(session, scene), now=scene.clock.now)
        return len(session.exec(select(ReminderRule)).all())

    assert await scene.db.write(forget) == 0
    assert await occurrences(scene.db) == []


async def test_somebody_else_s_rule_is_an_old_button(scene: Scene) -> None:
    number = await promises(scene)

    def others(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "nam", now=scene.clock.now)
        recurring_rules.get_rule(session, contact, number)

    with pytest.raises(UserError, match="đã cũ"):
        await scene.db.write(others)


def test_a_rule_that_cannot_come_is_never_silent() -> None:
    leap = Recurrence(Frequency.YEAR, ((29, 2),), (time(8),))
    at = leap.get_next(datetime(2026, 3, 1, tzinfo=UTC), POLICY.zone)
    assert f"{at:%d/%m/%Y}" == "28/02/2027"


COURSE = parse_stored_rule("day@08:00,20:00;..2026-11-24")


async def test_the_last_of_a_course_says_so_and_nothing_waits_after_it(scene: Scene) -> None:
    scene.at(local(23, 7))
    await promises(scene, COURSE)
    for day, hour in ((23, 8), (23, 20), (24, 8), (24, 20)):
        scene.at(local(day, hour))
        await scene.ticks(due_reminders.fire_due)
    told = await scene.told("tu")
    assert told[:3] == ["Đến giờ rồi bác ơi: uống thuốc ạ."] * 3
    assert told[3] == "Đến giờ rồi bác ơi: uống thuốc ạ. Hôm nay là lần cuối ạ."
    assert all(line.endswith("sent") for line in await occurrences(scene.db))
    scene.at(local(25, 8))
    assert await scene.ticks(due_reminders.fire_due) == 0


async def test_a_course_that_ended_while_the_machine_was_off_is_told_once(scene: Scene) -> None:
    await promises(scene, COURSE)
    scene.at(local(26, 9))
    await scene.ticks(due_reminders.fire_due)
    (told,) = await scene.told("tu")
    assert told.endswith("Đây là lần cuối ạ.")
    assert not [line for line in await occurrences(scene.db) if line.endswith("waiting")]


async def rests(scene: Scene, number: int, begins: datetime, ends: datetime) -> bool:
    def work(session: Session) -> bool:
        rule = recurring_rules.get_rule(session, tu(session, scene), number)
        now = scene.clock.now
        return recurring_rules.suspend_rule(
            session, rule, begins=begins, ends=ends, now=now, policy=POLICY
        )

    return await scene.db.write(work)


async def test_a_rest_is_silent_and_the_first_after_it_says_that_it_is_back(scene: Scene) -> None:
    number = await promises(scene)
    assert await rests(scene, number, scene.clock.now, local(26, 0))
    waiting = [line for line in await occurrences(scene.db) if line.endswith("waiting")]
    assert waiting == ["26 08:00 waiting"], "one occurrence waits, whatever dies meanwhile"
    for day in (24, 25, 26, 27):
        scene.at(local(day, 8))
        await scene.ticks(due_reminders.fire_due)
    first, second = await scene.told("tu")
    assert first == f"Đến giờ rồi bác ơi: uống thuốc ạ. {texts.REMINDER_BACK}"
    assert second == "Đến giờ rồi bác ơi: uống thuốc ạ."


async def test_a_rest_of_tomorrow_leaves_today_as_it_is(scene: Scene) -> None:
    scene.at(local(23, 7))
    number = await promises(scene)
    await rests(scene, number, local(24, 0), local(25, 0))
    for day in (23, 24, 25):
        scene.at(local(day, 8))
        await scene.ticks(due_reminders.fire_due)
    assert len(await scene.told("tu")) == 2
    fired = [line for line in await occurrences(scene.db) if line.endswith("sent")]
    assert fired == ["23 08:00 sent", "25 08:00 sent"]


async def test_a_course_that_would_be_over_by_then_does_not_rest(scene: Scene) -> None:
    scene.at(local(23, 7))
    number = await promises(scene, COURSE)
    assert not await rests(scene, number, scene.clock.now, local(27, 0))
    assert await occurrences(scene.db) == ["23 08:00 waiting"]


async def test_a_tick_that_dies_after_a_rest_says_it_once(scene: Scene) -> None:
    number = await promises(scene)
    await rests(scene, number, scene.clock.now, local(25, 0))
    scene.at(local(25, 8))

    def dies(session: Session) -> None:
        due_reminders.fire_due(session, policy=POLICY, now=scene.clock.now)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await scene.db.write(dies)
    await scene.ticks(due_reminders.fire_due)
    (told,) = await scene.told("tu")
    assert told.endswith(texts.REMINDER_BACK)


async def test_a_rule_resumed_after_its_end_is_refused(scene: Scene) -> None:
    scene.at(local(23, 7))
    number = await promises(scene, COURSE)

    def pause(session: Session) -> None:
        recurring_rules.pause_rule(
            session, recurring_rules.get_rule(session, tu(session, scene), number)
        )

    def resume(session: Session) -> None:
        rule = recurring_rules.get_rule(session, tu(session, scene), number)
        recurring_rules.resume_rule(session, rule, scene.clock.now, POLICY)

    await scene.db.write(pause)
    scene.at(local(28, 7))
    with pytest.raises(UserError, match="nhắc đủ rồi"):
        await scene.db.write(resume)
