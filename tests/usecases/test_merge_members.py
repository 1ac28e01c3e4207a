"""Two entries of one person become one, and two again when it was a mistake."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.duty.models import DutyEntry, DutyEntryKind
from bot.people import service
from bot.people.actor import OPERATOR
from bot.people.merges import MergeKind, list_undoable
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from bot.usecases import merge_members
from tests.conftest import ObedientClock
from tests.reminders.scene import a_commune

Pair = tuple[int, int]
PHONE = "0900000111"


@pytest.fixture
async def pair(db: Database, clock: ObedientClock) -> Pair:
    """One person, written down as a member in v1 and as a leader in both villages."""
    await db.write(a_commune)

    def make(session: Session) -> Pair:
        ids = []
        for name, roles in (
            ("Lê Văn Mẫu", [("v1", RoleKind.MEMBER)]),
            ("Le Van Mau", [("v1", RoleKind.LEADER), ("v2", RoleKind.LEADER)]),
        ):
            person = service.create_person(session, get_unit(session, "v1"), name, PHONE)
            for code, kind in roles:
                service.upsert_member(
                    session, get_unit(session, code), name, PHONE, kind,
                    actor=OPERATOR, now=clock.now, skills=["vneid"], person=person,
                )  # fmt: skip
            ids.append(person.id)
        return ids[0], ids[1]

    return await db.write(make)


def hold(session: Session, clock: ObedientClock, person_id: int, who: str) -> list[int]:
    """A chat, an open and a closed ticket, and an absence of somebody."""
    contact = get_or_create_contact(session, "fake", who, now=clock.now)
    contact.person_id = person_id
    asker = get_or_create_contact(session, "fake", f"dân {who}", now=clock.now)
    unit = get_unit(session, "v1")
    tickets = [
        Ticket(
            contact_id=asker.id, unit_id=unit.id, member_id=person_id, opened_at=clock.now,
            waiting_since=clock.now,
            closed_at=closed_at, area=f"a{number}",
        )
        for number, closed_at in enumerate((None, clock.now))
    ]  # fmt: skip
    day = date(2026, 12, 1)
    duty = DutyEntry(
        person_id=person_id, kind=DutyEntryKind.ABSENCE, first_on=day, last_on=day,
        said_at=clock.now,
    )  # fmt: skip
    session.add_all([*tickets, duty])
    session.flush()
    return [contact.id, *(ticket.id for ticket in tickets), duty.id]


def holders(session: Session, held: list[int]) -> list[int | None]:
    chat, open_ticket, closed, duty = held
    return [
        session.get_one(Contact, chat).person_id,
        session.get_one(Ticket, open_ticket).member_id,
        session.get_one(Ticket, closed).member_id,
        session.get_one(DutyEntry, duty).person_id,
    ]


def roles(session: Session, person_id: int) -> list[tuple[str, int]]:
    query = select(Role).where(Role.person_id == person_id).order_by(col(Role.unit_id))
    return [(role.kind, role.unit_id) for role in session.exec(query)]


async def merge_of(db: Database, clock: ObedientClock, kept: int) -> int:
    found = await db.read(
        lambda session: list_undoable(
            session, MergeKind.MEMBER, kept, actor=OPERATOR, now=clock.now
        )
    )
    return found[0].id


async def test_an_undone_merge_gives_both_what_they_had(
    db: Database, clock: ObedientClock, pair: Pair
) -> None:
    kept, other = pair
    mine = await db.write(hold, clock, kept, "a")
    theirs = await db.write(hold, clock, other, "b")
    before = [await db.read(roles, person) for person in pair]
    await db.write(merge_members.merge_members, kept, other, actor=OPERATOR, now=clock.now)
    assert await db.read(holders, theirs) == [kept, kept, other, kept]
    assert await db.read(roles, other) == [] and len(await db.read(roles, kept)) == 2
    merge_id = await merge_of(db, clock, kept)
    given: dict[str, Any] = {"actor": OPERATOR, "now": clock.now}
    assert await db.write(merge_members.undo_merge, kept, merge_id, **given) == other
    assert await db.read(holders, theirs) == [other, other, other, other]
    assert await db.read(holders, mine) == [kept, kept, kept, kept]
    assert [await db.read(roles, person) for person in pair] == before
    actions = await db.read(lambda session: set(session.exec(select(Audit.action))))
    assert {"person.merge", "person.split"} <= actions
    with pytest.raises(NotFound):
        await db.write(merge_members.undo_merge, kept, merge_id, **given)


async def test_what_was_changed_since_stays(db: Database, clock: ObedientClock, pair: Pair) -> None:
    kept, other = pair
    theirs = await db.write(hold, clock, other, "b")
    await db.write(merge_members.merge_members, kept, other, actor=OPERATOR, now=clock.now)
    merge_id = await merge_of(db, clock, kept)

    def close(session: Session) -> None:
        session.get_one(Ticket, theirs[1]).closed_at = clock.now

    await db.write(close)
    given: dict[str, Any] = {"actor": OPERATOR, "now": clock.now}
    await db.write(merge_members.undo_merge, kept, merge_id, **given)
    assert (await db.read(holders, theirs))[1] == kept, "who closed it is who helped"


async def test_changed_roles_are_not_undone(db: Database, clock: ObedientClock, pair: Pair) -> None:
    kept, other = pair
    await db.write(merge_members.merge_members, kept, other, actor=OPERATOR, now=clock.now)
    merge_id = await merge_of(db, clock, kept)

    def change(session: Session) -> None:
        person, unit = session.get_one(Person, kept), get_unit(session, "v2")
        service.upsert_member(
            session, unit, person.name, person.phone, RoleKind.MEMBER,
            actor=OPERATOR, now=clock.now, person=person,
        )  # fmt: skip

    await db.write(change)
    with pytest.raises(UserError):
        await db.write(merge_members.undo_merge, kept, merge_id, actor=OPERATOR, now=clock.now)
