"""Members one at a time: who may do what, and that a person stays the same person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.people import linking, members
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.members import MemberForm
from bot.people.models import Person, Role, RoleKind
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock

MEMBER, LEADER, OFFICER = RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER


@dataclass
class Scene:
    """A commune with a village, and another commune."""

    commune: int
    village: int
    path: str
    people: list[int]  # who may act


def set_up(session: Session) -> Scene:
    """Create the units."""
    upsert_unit(session, "c1", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
    upsert_unit(session, "c2", "Xã Khác", UnitKind.COMMUNE, parent=None)
    commune = get_unit(session, "c1")
    people = [Person(name=f"Lò Thị {name}", phone="") for name in "ABC"]
    session.add_all(people)
    upsert_unit(session, "v1", "Thôn 1", UnitKind.VILLAGE, parent=commune)
    village = get_unit(session, "v1")
    ids = [person.id for person in people]
    return Scene(commune.id, village.id, commune.path, ids)


def a_form(role: RoleKind = MEMBER, phone: str = "0900000701") -> MemberForm:
    """Somebody."""
    return MemberForm("Đinh Thị Mẫu", phone, role, ("VNeID",))


async def test_one_is_added_corrected_and_ended(db: Database, clock: ObedientClock) -> None:
    scene = await db.write(set_up)
    officer = Actor(scene.people[0], scene.path, OFFICER, Hand.CONSOLE)
    who: dict[str, Any] = {"actor": OPERATOR, "now": clock.now}
    person = await db.write(members.add_member, scene.village, a_form(), **who)
    again = await db.write(members.add_member, scene.village, a_form(), **who)
    assert again == person
    role = await db.read(lambda session: session.exec(select(Role.id)).one())
    form = a_form(LEADER, "0900000702")
    await db.write(members.correct_member, role, form, person_id=person, **who)
    stored = await db.read(lambda session: session.get_one(Person, person))
    assert stored.phone == "0900000702"
    kinds = select(Role.kind, Role.skills)
    assert await db.read(lambda s: [tuple(row) for row in s.exec(kinds)]) == [(LEADER, ["VNeID"])]
    with pytest.raises(NotFound):
        await db.write(members.correct_member, role, form, person_id=person + 1, **who)
    with pytest.raises(UserError):
        own = Actor(person, "", OFFICER, Hand.CONSOLE)
        await db.write(members.end_member, person, actor=own, now=clock.now)
    code = await db.write(
        lambda session: linking.make_slip_code(
            session, session.get_one(Person, person), actor=officer, now=clock.now
        )
    )
    await db.write(members.end_member, person, **who)
    assert not await db.read(lambda session: session.exec(select(Role.id)).all())
    assert await db.write(_redeem, code, clock) is None


def _redeem(session: Session, code: str, clock: ObedientClock) -> object:
    from bot.people.service import get_or_create_contact

    contact = get_or_create_contact(session, "fake", "moi", now=clock.now)
    return linking.redeem_link_code(session, contact, code, now=clock.now)


async def test_who_may_give_which_role(db: Database, clock: ObedientClock) -> None:
    scene = await db.write(set_up)
    leader = Actor(scene.people[1], f"{scene.path}{scene.village}/", LEADER, Hand.CONSOLE)
    officer = Actor(scene.people[0], scene.path, OFFICER, Hand.CONSOLE)
    stranger = Actor(scene.people[2], "/2/", OFFICER, Hand.CONSOLE)
    add, now = members.add_member, clock.now
    with pytest.raises(NotAllowed):
        await db.write(add, scene.village, a_form(LEADER), actor=leader, now=now)
    with pytest.raises(NotFound):
        await db.write(add, scene.commune, a_form(), actor=leader, now=now)
    with pytest.raises(NotFound):
        await db.write(add, scene.village, a_form(), actor=stranger, now=now)
    await db.write(add, scene.village, a_form(), actor=leader, now=now)
    boss = MemberForm("Hà Thị Mẫu", "0900000703", RoleKind.APPROVER)
    await db.write(add, scene.commune, boss, actor=OPERATOR, now=now)
    with pytest.raises(NotAllowed):  # now that somebody approves, they say who else does
        await db.write(add, scene.commune, a_form(RoleKind.APPROVER), actor=officer, now=now)


async def test_merging_keeps_roles_and_skills(db: Database, clock: ObedientClock) -> None:
    scene = await db.write(set_up)
    who: dict[str, Any] = {"actor": OPERATOR, "now": clock.now}
    kept = await db.write(members.add_member, scene.village, a_form(), **who)
    form = MemberForm("Đinh Thị Mẫu", "0900000799", MEMBER, ("dịch vụ công",))
    other = await db.write(members.add_member, scene.village, form, **who)
    assert other != kept
    assert [person.id for person, _ in await db.read(members.list_alike, kept, actor=OPERATOR)] == [
        other
    ]
    await db.write(members.merge_members, kept, other, **who)
    query = select(Role.person_id, Role.skills)
    assert await db.read(lambda s: [tuple(row) for row in s.exec(query)]) == [
        (kept, ["VNeID", "dịch vụ công"])
    ]


async def test_figures_have_a_day_that_is_over(db: Database, clock: ObedientClock) -> None:
    scene = await db.write(set_up)
    who: dict[str, Any] = {"actor": OPERATOR, "now": clock.now}
    with pytest.raises(UserError):
        await db.write(
            members.set_village_counts, scene.village, households=1, persons=2,
            counted_on=date(2027, 1, 1), **who,
        )  # fmt: skip
    await db.write(
        members.set_village_counts, scene.village, households=1, persons=2,
        counted_on=date(2026, 1, 1), **who,
    )  # fmt: skip
    unit = await db.read(get_unit, "v1")
    assert (unit.households_count, unit.persons_count) == (1, 2)
