"""A seat is nobody's who cannot hear of it; learners are told apart as their names are written."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.classes import attendance, enrolments, service, skills, waiting_list
from bot.classes.models import Enrolment, EnrolmentStatus
from bot.core.errors import UserError
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.people.service import get_or_create_contact, mark_unreachable
from tests.reminders.scene import Scene, local


async def blocks(scene: Scene, who: str) -> None:
    def work(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
        mark_unreachable(session, contact.id, now=scene.clock.now)

    await scene.db.write(work)


async def returns(scene: Scene, who: str) -> None:
    def work(session: Session) -> None:
        get_or_create_contact(session, "fake", who, now=scene.clock.now).unreachable_since = None

    await scene.db.write(work)


async def seats(scene: Scene) -> dict[str, str]:
    query = select(Contact.address, Enrolment.status).join(
        Enrolment, col(Enrolment.contact_id) == Contact.id
    )
    return await scene.db.read(lambda session: dict(session.exec(query).all()))


async def looks(scene: Scene) -> None:
    await scene.do(waiting_list.pass_seats_on_due, policy=scene.policy)


async def full(scene: Scene, *waiting: str) -> Enrolment:
    """A class of one seat, a has it; the others wait."""
    class_session = await scene.opens(local(27, 19, 30), seats=1)
    first = await scene.joins("a", class_session)
    for who in waiting:
        scene.later(minutes=1)
        await scene.joins(who, class_session)
    return first


async def test_who_blocked_us_is_passed_over_and_told_when_they_come_back(scene: Scene) -> None:
    first = await full(scene, "b", "c")
    await blocks(scene, "b")
    await scene.leaves("a", first)
    assert await seats(scene) == {
        "a": EnrolmentStatus.LEFT,
        "b": EnrolmentStatus.WAITING,
        "c": EnrolmentStatus.JOINED,
    }
    assert "vừa có chỗ trống" in (await scene.told("c"))[-1]
    await looks(scene)
    assert await scene.told("b") == []
    await returns(scene, "b")
    for _ in range(2):
        await looks(scene)
    [told] = await scene.told("b")
    assert "chỗ ấy đã sang người sau" in told and "đứng thứ 1" in told


async def test_a_seat_that_nobody_else_wants_waits_for_them(scene: Scene) -> None:
    first = await full(scene, "b")
    await blocks(scene, "b")
    await scene.leaves("a", first)
    assert (await seats(scene))["b"] == EnrolmentStatus.WAITING
    await returns(scene, "b")
    await looks(scene)
    assert (await seats(scene))["b"] == EnrolmentStatus.JOINED
    assert "vừa có chỗ trống" in (await scene.told("b"))[-1]


async def test_a_notice_that_does_not_arrive_hands_the_seat_on(scene: Scene) -> None:
    first = await full(scene, "b", "c")
    await scene.leaves("a", first)
    assert (await seats(scene))["b"] == EnrolmentStatus.JOINED
    await looks(scene)
    assert (await seats(scene))["b"] == EnrolmentStatus.JOINED

    def fails(session: Session) -> None:
        for delivery in session.exec(select(Delivery)):
            delivery.status = DeliveryStatus.FAILED

    await scene.db.write(fails)
    await blocks(scene, "b")
    await looks(scene)
    assert await seats(scene) == {
        "a": EnrolmentStatus.LEFT,
        "b": EnrolmentStatus.WAITING,
        "c": EnrolmentStatus.JOINED,
    }


async def test_two_relatives_who_differ_by_a_tone_have_two_seats(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30))
    made = [
        (await scene.joins("a", class_session, name)).id
        for name in ("Trần Thị Thúy", "Trần Thị Thủy", "Lê Văn Hòa", "lê văn Hoà", "le van hoa")
    ]
    assert made[0] != made[1] and len(set(made)) == 3
    with pytest.raises(UserError, match="đủ dấu"):
        await scene.joins("a", class_session, "tran thi thuy")


async def test_the_roll_counts_as_many_as_are_named(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30))

    def work(session: Session) -> tuple[int, int]:
        lesson = service.get_class(session, class_session.id, lock=True)
        names = ("Nguyễn Thị Hoa", "Nguyễn Thị Hoà", "Trần Văn Tư", "Trần Văn Từ", "trần văn tư")
        for name in (*names, "x" * 300):
            attendance.add_walk_in(session, lesson, name, actor=OPERATOR, now=scene.clock.now)
        there = session.exec(
            select(Enrolment).where(Enrolment.session_id == class_session.id)
        ).all()
        return len(there), len(
            {skills.make_holder_key(seat, class_session.unit_id) for seat in there}
        )

    assert await scene.db.write(work) == (5, 5)


async def test_a_seat_kept_under_a_folded_name_is_still_theirs(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30))
    kept = await scene.joins("a", class_session, "Trần Thị Thúy")

    def before(session: Session) -> None:
        seat = session.get_one(Enrolment, kept.id)
        seat.key = f"{class_session.id}:{seat.contact_id}:tran thi thuy"

    await scene.db.write(before)
    assert (await scene.joins("a", class_session, "Trần Thị Thúy")).id == kept.id
    assert (await scene.joins("a", class_session, "Trần Thị Thủy")).id != kept.id


async def test_one_person_s_two_chats_have_one_seat_and_either_gives_it_back(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30))
    seat = await scene.joins("a", class_session)

    def ties(session: Session) -> None:
        from_other = get_or_create_contact(session, "fake", "b", now=scene.clock.now)
        mine = get_or_create_contact(session, "fake", "a", now=scene.clock.now)
        person = Person(name="")
        session.add(person)
        session.flush()
        mine.person_id = from_other.person_id = person.id

    await scene.db.write(ties)
    assert (await scene.joins("b", class_session)).id == seat.id
    await scene.leaves("b", seat)
    assert await seats(scene) == {"a": EnrolmentStatus.LEFT}


async def test_what_waits_for_a_proof_takes_no_seat_and_is_not_moved_up(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30), seats=1)

    def asks(session: Session) -> str:
        page = get_or_create_contact(session, "webchat", "p", now=scene.clock.now)
        given: Any = {"now": scene.clock.now, "policy": scene.policy}
        return enrolments.enrol_learner(
            session, service.get_class(session, class_session.id, lock=True), page, **given
        ).status

    assert await scene.db.write(asks) == EnrolmentStatus.REQUESTED
    first = await scene.joins("a", class_session)
    assert first.status == EnrolmentStatus.JOINED
    await scene.leaves("a", first)
    await looks(scene)
    assert (await seats(scene))["p"] == EnrolmentStatus.REQUESTED
