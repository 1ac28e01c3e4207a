"""Learners without a phone stand in the same line as everybody, and somebody tells them."""

import pytest
from sqlmodel import Session, select

from bot.classes import overview, paper_learners
from bot.classes.models import Enrolment, EnrolmentStatus
from bot.core.errors import NotFound, UserError
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import RoleKind
from bot.people.units import get_unit
from tests.reminders.scene import Scene, local

EVENING = local(27, 19, 30)


async def adds(scene: Scene, class_id: int, name: str) -> Enrolment:
    enrolment: Enrolment = await scene.do(
        paper_learners.add_learner, class_id, name, actor=OPERATOR
    )
    return enrolment


async def standing(scene: Scene, class_id: int) -> list[tuple[str, str]]:
    query = select(Enrolment.learner, Enrolment.status).where(Enrolment.session_id == class_id)
    rows = await scene.db.read(lambda session: session.exec(query.order_by("id")).all())
    return [(learner, str(status)) for learner, status in rows]


async def test_a_free_seat_goes_to_who_waits_first_with_a_phone_or_without(scene: Scene) -> None:
    lesson = await scene.opens(EVENING, seats=1)
    first = await scene.joins("tu", lesson)
    for name in ("Bà Nhất", "Bà Nhì"):
        scene.later(minutes=1)
        assert (await adds(scene, lesson.id, name)).status == EnrolmentStatus.WAITING
    scene.later(minutes=1)
    await scene.joins("nam", lesson)
    await scene.leaves("tu", first)
    assert (await standing(scene, lesson.id))[1:] == [
        ("Bà Nhất", "joined"), ("Bà Nhì", "waiting"), ("", "waiting"),
    ]  # fmt: skip
    for name in ("Bà Nhất", "Bà Nhì"):
        seat = await adds(scene, lesson.id, name)
        await scene.do(
            paper_learners.remove_learner, lesson.id, seat.id, actor=OPERATOR, policy=scene.policy
        )
    assert (await standing(scene, lesson.id))[3] == ("", "joined")
    assert any("chỗ trống" in text for text in await scene.told("nam"))


async def test_a_class_that_is_over_or_elsewhere_takes_nobody(scene: Scene) -> None:
    lesson = await scene.opens(EVENING)
    path = await scene.db.read(lambda session: get_unit(session, "v2").path)
    leader = Actor(1, path, RoleKind.LEADER, Hand.CONSOLE)
    with pytest.raises(NotFound):
        await scene.do(paper_learners.add_learner, lesson.id, "Bà Tư", actor=leader)
    scene.at(EVENING)
    with pytest.raises(UserError):
        await adds(scene, lesson.id, "Bà Tư")


async def test_a_clash_is_of_the_place_or_of_the_teacher(scene: Scene) -> None:
    await scene.opens(EVENING, teacher="Cô Mẫu")
    await scene.opens(EVENING, unit="v2", topic="Lớp khác", teacher="Thầy Mẫu")

    def clashes(session: Session, minute: int, teacher: str) -> list[str]:
        found = overview.list_conflicts(
            session, get_unit(session, "v1"), [local(27, 20, minute)], minutes=60, teacher=teacher
        )
        return [other.topic for other in found]

    assert await scene.db.read(clashes, 30, "") == ["VNeID"]
    assert await scene.db.read(clashes, 30, "Thầy Mẫu") == ["VNeID", "Lớp khác"]
    assert await scene.db.read(lambda session: clashes(session, 59, "")) == ["VNeID"]

    def later(session: Session) -> int:
        unit = get_unit(session, "v1")
        return len(overview.list_conflicts(session, unit, [local(27, 21)], minutes=60, teacher=""))

    assert await scene.db.read(later) == 0
