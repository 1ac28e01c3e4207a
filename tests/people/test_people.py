"""People: who writes to us, where they live, who belongs to a team."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import (
    count_reachable,
    find_person,
    forget_profile,
    get_or_create_contact,
    list_team,
    mark_unreachable,
    set_village,
    upsert_member,
)
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock


def a_village(session: Session) -> Unit:
    """The village v1 of commune c1, and its neighbour v2."""
    upsert_unit(session, "c1", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
    commune = get_unit(session, "c1")
    for code in ("v1", "v2"):
        upsert_unit(session, code, f"Thôn {code}", UnitKind.VILLAGE, parent=commune)
    return get_unit(session, "v1")


async def test_a_contact_is_made_on_first_sight(db: Database, clock: ObedientClock) -> None:
    first = await db.write(get_or_create_contact, "telegram", "42", now=clock.now)
    clock.pass_by(hours=1)
    second = await db.write(get_or_create_contact, "telegram", "42", now=clock.now)
    assert second.id == first.id
    assert second.created_at == clock.now - timedelta(hours=1)
    assert second.seen_at == clock.now


async def test_the_same_address_on_another_channel_is_another_contact(
    db: Database, clock: ObedientClock
) -> None:
    contact = await db.write(get_or_create_contact, "telegram", "42", now=clock.now)
    other = await db.write(get_or_create_contact, "zalo", "42", now=clock.now)
    assert contact.id != other.id


async def test_a_new_contact_is_known_by_nothing_but_the_address(
    db: Database, clock: ObedientClock
) -> None:
    contact = await db.write(get_or_create_contact, "telegram", "42", now=clock.now)
    assert (contact.name, contact.unit_id, contact.person_id) == ("", None, None)
    assert (contact.consented_at, contact.greeted_at) == (None, None)


async def test_unreachable_since_the_first_time_it_was_said(
    db: Database, clock: ObedientClock
) -> None:
    contact = await db.write(get_or_create_contact, "telegram", "42", now=clock.now)
    began = clock.now
    await db.write(mark_unreachable, contact.id, now=clock.now)
    clock.pass_by(days=1)
    await db.write(mark_unreachable, contact.id, now=clock.now)
    again = await db.read(lambda session: session.get_one(Contact, contact.id))
    assert again.unreachable_since == began


async def test_forgetting_leaves_a_bare_address(db: Database, clock: ObedientClock) -> None:
    def remember_and_forget(session: Session) -> Contact:
        contact = get_or_create_contact(session, "telegram", "42", now=clock.now)
        contact.name, contact.consented_at = "Bà Tư", clock.now
        set_village(contact, a_village(session))
        session.flush()
        forget_profile(contact)
        return contact

    contact = await db.write(remember_and_forget)
    kept = await db.read(lambda session: session.get_one(Contact, contact.id))
    assert (kept.address, kept.name, kept.unit_id, kept.person_id) == ("42", "", None, None)
    assert kept.consented_at is None


async def test_only_those_who_can_be_reached_are_counted(
    db: Database, clock: ObedientClock
) -> None:
    def scene(session: Session) -> int:
        village = a_village(session)
        for address in "abc":
            set_village(get_or_create_contact(session, "telegram", address, now=clock.now), village)
        get_or_create_contact(session, "telegram", "nowhere", now=clock.now)
        mark_unreachable(
            session,
            get_or_create_contact(session, "telegram", "a", now=clock.now).id,
            now=clock.now,
        )
        return village.id

    village_id = await db.write(scene)
    assert await db.read(count_reachable) == {village_id: 2}


async def test_nobody_is_counted_in_an_empty_house(db: Database) -> None:
    assert await db.read(count_reachable) == {}


def put(
    session: Session,
    *,
    name: str = "Chị Lan",
    phone: str = "0912345678",
    kind: RoleKind = RoleKind.MEMBER,
    unit: str = "v1",
    skills: tuple[str, ...] = (),
) -> str:
    """One member of a team."""
    return upsert_member(
        session,
        get_unit(session, unit),
        name,
        phone,
        kind,
        actor=OPERATOR,
        now=datetime(2026, 11, 23, tzinfo=UTC),
        skills=skills,
    )


async def test_a_member_is_created_updated_and_left_alone(db: Database) -> None:
    await db.write(a_village)
    assert await db.write(put, skills=("VNeID",)) == "created"
    assert await db.write(put, skills=("VNeID",)) == "unchanged"
    assert await db.write(put, skills=("VNeID", "eTax")) == "updated"
    roles = await db.read(lambda session: session.exec(select(Role)).all())
    assert [role.skills for role in roles] == [["VNeID", "eTax"]]


@pytest.mark.parametrize(
    ("change", "outcome", "people", "roles"),
    [
        ({"kind": RoleKind.LEADER}, "updated", 1, 1),  # leads the team they were in
        ({"unit": "v2"}, "created", 1, 2),  # helps in two villages
        ({"name": "Anh Nam"}, "created", 2, 2),  # relatives share a phone
        ({"phone": "0987654321"}, "created", 2, 2),  # namesakes
    ],
)
async def test_who_is_the_same_person(
    db: Database, change: dict[str, object], outcome: str, people: int, roles: int
) -> None:
    await db.write(a_village)
    assert await db.write(put) == "created"
    assert await db.write(lambda session: put(session, **change)) == outcome  # type: ignore[arg-type]
    assert len(await db.read(lambda session: session.exec(select(Person)).all())) == people
    assert len(await db.read(lambda session: session.exec(select(Role)).all())) == roles


async def test_a_person_is_found_by_phone_and_name(db: Database) -> None:
    await db.write(a_village)
    await db.write(put)
    person = await db.read(find_person, "0912345678", "Chị Lan")
    assert person is not None
    assert await db.read(find_person, "0912345678", "Anh Nam") is None


async def test_a_team_is_listed_by_name_and_only_its_own(db: Database) -> None:
    await db.write(a_village)
    await db.write(put, name="Nam", phone="0911111111")
    await db.write(put, name="Lan", kind=RoleKind.LEADER)
    await db.write(put, name="Hoa", phone="0922222222", unit="v2")
    team = await db.read(lambda session: list_team(session, get_unit(session, "v1")))
    assert [(person.name, role.kind) for person, role in team] == [
        ("Lan", "leader"),
        ("Nam", "member"),
    ]
