"""A closed poll of Xã X with voters in two villages, on both databases."""

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.polls import service as polls
from tests.commitments.scene import CommitmentScene
from tests.conftest import ObedientClock
from tests.polls.scene import Scene, a_commune


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> CommitmentScene:
    """An officer and an approver with chats; six voters, of whom four can be told."""
    await db.write(a_commune, clock.now)

    def office(session: Session) -> dict[RoleKind, int]:
        unit = get_unit(session, "x")
        people = {}
        for kind in (RoleKind.OFFICER, RoleKind.APPROVER):
            person = Person(name=f"Mẫu {kind}", unit_id=unit.id)
            session.add(person)
            session.flush()
            session.add(Role(person_id=person.id, unit_id=unit.id, kind=kind))
            contact = get_or_create_contact(session, "fake", str(kind), now=clock.now)
            contact.person_id = person.id
            people[kind] = person.id
        return people

    people = await db.write(office)
    booth = Scene(db, clock)
    for who, unit in (("tu", "v1"), ("nam", "v1"), ("lan", "v2"), ("dong", "v2")):
        await booth.lives(who, unit)
    await booth.lives("tam", "v1", stopped_at=clock.now)
    await booth.lives("chin", "v2", unreachable_since=clock.now)
    await booth.lives("muoi", "v1")  # did not vote
    number = await booth.opens()
    for who in ("tu", "nam", "lan", "dong", "tam", "chin"):
        await booth.votes(who, number, 0, 0)
    await booth.does(polls.close_poll, number)
    return CommitmentScene(db, clock, people, number)
