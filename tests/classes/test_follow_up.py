"""After a class: who was there is asked, who was not is offered another; once, in the morning."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.classes import attendance, erasure, follow_up, service
from bot.classes.models import (
    ClassFeedback,
    ClassSession,
    Enrolment,
    EnrolmentStatus,
    MakeUp,
    MakeUpState,
)
from bot.core.errors import UserError
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.privacy import consent
from bot.reminders import personal
from tests.reminders.scene import Scene, local

EVENING = local(24, 19, 30)
MORNING_AFTER = local(25, 8, 5)


async def a_class_with(scene: Scene, *, there: str = "tu", away: str = "nam") -> ClassSession:
    """Tuesday evening: one came, one did not, and the roll was called by name."""
    class_session = await scene.opens(EVENING)
    seat = await scene.joins(there, class_session)
    await scene.joins(away, class_session)
    scene.at(EVENING + timedelta(minutes=20))
    await calls_roll(scene, class_session, seat)
    return class_session


async def calls_roll(scene: Scene, class_session: ClassSession, *seats: Enrolment) -> None:
    def work(session: Session) -> None:
        lesson = service.get_class(session, class_session.id)
        for seat in seats:
            attendance.toggle_attendance(
                session, lesson, seat.id, actor=OPERATOR, now=scene.clock.now
            )

    await scene.db.write(work)


async def morning_comes(scene: Scene, at: Any = MORNING_AFTER) -> None:
    """The clock looks twice, as clocks do."""
    scene.at(at)
    for _ in range(2):
        for due in (follow_up.follow_up_due, follow_up.offer_make_ups_due):
            await scene.do(due, policy=scene.policy)


async def states(scene: Scene) -> list[str]:
    return await scene.db.read(
        lambda session: [make_up.state for make_up in session.exec(select(MakeUp))]
    )


async def test_who_was_there_is_asked_and_who_was_not_is_offered_the_next(scene: Scene) -> None:
    await a_class_with(scene)
    await scene.opens(local(30, 19, 30), unit="v2")
    await scene.opens(local(27, 19, 30), topic="Thuế điện tử")
    await morning_comes(scene)
    [asked] = [text for text in await scene.told("tu") if "dễ hiểu" in text]
    assert asked == "Buổi học VNeID ngày 24/11 có dễ hiểu với bác không ạ?"
    [offered] = [text for text in await scene.told("nam") if "học bù" in text]
    assert offered.startswith("Buổi học VNeID ngày 24/11 vắng bác.")
    assert "thứ Hai ngày 30/11" in offered
    assert not any("học bù" in text for text in await scene.told("tu"))


@pytest.mark.parametrize("hour", [6, 7, 22])
async def test_nobody_is_told_before_the_morning_or_at_night(scene: Scene, hour: int) -> None:
    await a_class_with(scene)
    await scene.opens(local(30, 19, 30))
    await morning_comes(scene, local(25, hour) if hour < 20 else local(24, hour))
    assert not any("dễ hiểu" in text for text in await scene.told("tu"))


async def test_the_own_village_comes_first_then_the_soonest_with_room(scene: Scene) -> None:
    await a_class_with(scene)
    await scene.opens(local(28, 19, 30), unit="v2", code="near")
    full = await scene.opens(local(29, 19, 30), seats=1, code="full")
    await scene.joins("bay", full)
    await scene.opens(local(30, 19, 30), code="own")
    await morning_comes(scene)
    assert "ngày 30/11" in (await scene.told("nam"))[-1]


async def test_without_a_class_the_offer_waits_and_then_is_over(scene: Scene) -> None:
    await a_class_with(scene)
    await morning_comes(scene)
    assert await states(scene) == [MakeUpState.WAITING]
    await scene.opens(local(5, 19, 30, month=12))
    await morning_comes(scene, local(1, 9, month=12))
    assert await states(scene) == [MakeUpState.OFFERED]
    assert sum("học bù" in text for text in await scene.told("nam")) == 1


async def test_after_two_weeks_nothing_is_offered(scene: Scene) -> None:
    await a_class_with(scene)
    await morning_comes(scene)
    await scene.opens(local(20, 19, 30, month=12))
    await morning_comes(scene, local(9, 9, month=12))
    assert await states(scene) == [MakeUpState.OVER]
    assert not any("học bù" in text for text in await scene.told("nam"))


async def test_who_found_another_class_is_not_bothered(scene: Scene) -> None:
    await a_class_with(scene)
    await scene.joins("nam", await scene.opens(local(30, 19, 30)))
    await morning_comes(scene)
    assert await states(scene) == [MakeUpState.OVER]


@pytest.mark.parametrize("how", ["count", "door", "nobody", "left", "cancelled"])
async def test_only_a_roll_by_name_makes_anybody_absent(scene: Scene, how: str) -> None:
    class_session = await scene.opens(EVENING)
    seat = await scene.joins("tu", class_session)
    other = await scene.joins("nam", class_session)
    if how == "left":
        await scene.leaves("nam", other)
    scene.at(EVENING + timedelta(minutes=20))

    def happens(session: Session) -> None:
        lesson = service.get_class(session, class_session.id, lock=True)
        now = scene.clock.now
        if how == "count":
            attendance.toggle_attendance(session, lesson, seat.id, actor=OPERATOR, now=now)
            attendance.record_headcount(session, lesson, 2, [], actor=OPERATOR, now=now)
        elif how == "door":
            session.get_one(Enrolment, seat.id).attended_at = now
        elif how in ("left", "cancelled"):
            attendance.toggle_attendance(session, lesson, seat.id, actor=OPERATOR, now=now)
        if how == "cancelled":
            service.cancel_class(
                session,
                class_session.id,
                actor=OPERATOR,
                reason="mất điện",
                now=now,
                policy=scene.policy,
            )

    await scene.db.write(happens)
    await scene.opens(local(30, 19, 30))
    await morning_comes(scene)
    assert await states(scene) == []


async def test_a_roll_called_a_day_later_still_counts(scene: Scene) -> None:
    class_session = await scene.opens(EVENING)
    seat = await scene.joins("tu", class_session)
    await scene.joins("nam", class_session)
    await morning_comes(scene)
    assert await states(scene) == []
    scene.at(local(25, 18))
    await calls_roll(scene, class_session, seat)
    await scene.opens(local(30, 19, 30))
    await morning_comes(scene, local(26, 8, 5))
    assert await states(scene) == [MakeUpState.OFFERED]


async def test_a_class_nobody_called_the_roll_of_is_let_go(scene: Scene) -> None:
    class_session = await scene.opens(EVENING)
    await morning_comes(scene, local(28, 8, 5))
    found = await scene.db.read(
        lambda session: session.get_one(ClassSession, class_session.id).followed_at
    )
    assert found is not None


@pytest.mark.parametrize("stop", ["all", "classes", "blocked"])
async def test_who_wants_no_more_hears_nothing(scene: Scene, stop: str) -> None:
    await a_class_with(scene)
    await scene.opens(local(30, 19, 30))

    def stops(session: Session) -> None:
        for who in ("tu", "nam"):
            contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
            match stop:
                case "all":
                    contact.stopped_at = scene.clock.now
                case "blocked":
                    contact.unreachable_since = scene.clock.now
                case _:
                    personal.stop_class_reminders(session, contact, now=scene.clock.now)

    await scene.db.write(stops)
    await morning_comes(scene)
    assert not any("học bù" in text for text in await scene.told("nam"))
    assert not any("dễ hiểu" in text for text in await scene.told("tu"))


async def test_relatives_are_named_and_asked_about_together(scene: Scene) -> None:
    class_session = await scene.opens(EVENING)
    seats = [await scene.joins("tu", class_session, name) for name in ("", "Nguyễn Văn Năm")]
    scene.at(EVENING + timedelta(minutes=20))
    await calls_roll(scene, class_session, *seats)
    await morning_comes(scene)
    [asked] = [text for text in await scene.told("tu") if "dễ hiểu" in text]
    assert "với bác, Nguyễn Văn Năm không ạ" in asked


# Answers


async def feedback_of(scene: Scene, who: str) -> ClassFeedback:
    def read(session: Session) -> ClassFeedback:
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        query = select(ClassFeedback).where(ClassFeedback.contact_id == contact.id)
        return session.exec(query).one()

    return await scene.db.read(read)


async def says(scene: Scene, who: str, number: int, answer: str, wish: str = "") -> bool:
    def work(session: Session) -> bool:
        contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
        follow_up.record_clarity(session, contact, number, answer, now=scene.clock.now)
        return bool(wish) and follow_up.record_wished_topic(
            session, contact, wish, now=scene.clock.now
        )

    return await scene.db.write(work)


async def test_two_answers_are_kept_and_counted_the_last_one_counts(scene: Scene) -> None:
    class_session = await a_class_with(scene)
    await morning_comes(scene)
    asked = await feedback_of(scene, "tu")
    await says(scene, "tu", asked.id, "hard")
    assert await says(scene, "tu", asked.id, "clear", "nộp thuế trên điện thoại")
    counts = await scene.db.read(follow_up.count_feedback, class_session.id, actor=OPERATOR)
    assert counts == {"clear": 1, "fast": 0, "hard": 0, "asked": 1}

    def wishes(session: Session) -> list[str]:
        unit = get_unit(session, "x")
        wished = follow_up.list_wished_topics(session, unit, actor=OPERATOR, since=EVENING)
        return [words for *_, words in wished]

    assert await scene.db.read(wishes) == ["nộp thuế trên điện thoại"]


@pytest.mark.parametrize(("who", "days"), [("nam", 0), ("tu", 8)])
async def test_nobody_answers_for_another_or_after_a_week(
    scene: Scene, who: str, days: int
) -> None:
    await a_class_with(scene)
    await morning_comes(scene)
    asked = await feedback_of(scene, "tu")
    scene.later(days=days)
    with pytest.raises(UserError):
        await says(scene, who, asked.id, "clear")
    assert (await feedback_of(scene, "tu")).clear == ""


async def test_who_is_forgotten_leaves_only_the_count(scene: Scene) -> None:
    class_session = await a_class_with(scene)
    await scene.opens(local(30, 19, 30))
    await morning_comes(scene)
    asked = await feedback_of(scene, "tu")
    await says(scene, "tu", asked.id, "fast", "chuyện riêng")

    def forget(session: Session) -> list[Any]:
        for who in ("tu", "nam"):
            contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
            consent.erase_contact(session, contact, now=scene.clock.now)
            erasure.forget(session, contact.id)
        rows = session.exec(select(ClassFeedback)).all()
        assert session.exec(select(MakeUp)).all() == []
        return [(row.contact_id, row.clear, row.wish) for row in rows]

    assert await scene.db.write(forget) == [(None, "fast", "")]
    counts = await scene.db.read(follow_up.count_feedback, class_session.id, actor=OPERATOR)
    assert counts["fast"] == 1
    left = await scene.db.read(
        lambda session: {enrolment.status for enrolment in session.exec(select(Enrolment))}
    )
    assert left == {EnrolmentStatus.JOINED, EnrolmentStatus.LEFT}


async def test_another_commune_counts_no_answer_and_reads_no_wish(scene: Scene) -> None:
    class_session = await a_class_with(scene)
    await morning_comes(scene)
    asked = await feedback_of(scene, "tu")
    await says(scene, "tu", asked.id, "clear", "nộp thuế trên điện thoại")
    elsewhere = Actor(None, "/999/", None, Hand.CLI)
    counts = await scene.db.read(follow_up.count_feedback, class_session.id, actor=elsewhere)
    assert set(counts.values()) == {0}

    def wishes(session: Session) -> list[str]:
        unit = get_unit(session, "x")
        wished = follow_up.list_wished_topics(session, unit, actor=elsewhere, since=EVENING)
        return [wish for *_, wish in wished]

    assert await scene.db.read(wishes) == []
