"""What was due and not fired is reported: to the officers of the commune, once a day, by day."""

from typing import Any

import pytest
from sqlmodel import Session

from bot.classes import watchdog
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.reminders import personal
from tests.reminders.scene import Scene, local


@pytest.fixture
async def stuck(scene: Scene) -> Scene:
    """A reminder of a resident of Thôn 1 that nobody fired; the commune has an officer."""

    def work(session: Session) -> None:
        now = scene.clock.now
        for name, unit, kind in (("Cán Bộ", "x", RoleKind.OFFICER), ("Hoa", "v1", "member")):
            person = Person(name=name)
            session.add(person)
            session.flush()
            get_or_create_contact(session, "fake", name, now=now).person_id = person.id
            where = get_unit(session, unit)
            session.add(Role(person_id=person.id, unit_id=where.id, kind=kind))
        tu = get_or_create_contact(session, "fake", "tu", now=now)
        tu.unit_id = get_unit(session, "v1").id
        personal.create_reminder(session, tu, "nộp thuế", local(23, 9), now=now)

    await scene.db.write(work)
    return scene


async def looks(scene: Scene, at: Any) -> Any:
    scene.at(at)
    return await scene.do(watchdog.report_overdue, policy=scene.policy)


async def test_the_officer_hears_of_it_once_a_day(stuck: Scene) -> None:
    assert [await looks(stuck, local(23, 9, 5)), await looks(stuck, local(23, 9, 15))] == [0, 1]
    assert await looks(stuck, local(23, 15)) == 1
    [said] = await stuck.told("Cán Bộ")
    assert said.startswith("Có 1 lời nhắc cho bà con Xã X đã quá giờ")
    assert await stuck.told("Hoa") == await stuck.told("tu") == []
    await looks(stuck, local(24, 8))
    assert len(await stuck.told("Cán Bộ")) == 2


async def test_nobody_is_woken(stuck: Scene) -> None:
    assert await looks(stuck, local(23, 23)) == 1
    assert await stuck.told("Cán Bộ") == []
