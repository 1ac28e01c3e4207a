"""Lists that wait to be imported: their owner's, for a day, not more than some."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people import pending_imports
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Person, RoleKind
from bot.people.pending_imports import MOST_PENDING, PendingImport
from tests.conftest import ObedientClock


async def test_the_oldest_go_and_nobody_elses(db: Database, clock: ObedientClock) -> None:
    person = await db.write(lambda session: _add_person(session))
    officer = Actor(person, "/1/", RoleKind.OFFICER, Hand.CONSOLE)
    for actor, count in ((officer, 1), (OPERATOR, MOST_PENDING + 3)):
        for number in range(count):
            await db.write(
                pending_imports.keep_pending, "team", b"x", file=f"{number}.csv", unit_id=None,
                actor=actor, now=clock.now,
            )  # fmt: skip
    query = select(PendingImport.person_id, func.count()).group_by(col(PendingImport.person_id))
    counts = dict(await db.read(lambda session: session.exec(query).all()))
    assert counts == {person: 1, None: MOST_PENDING}


def _add_person(session) -> int:  # type: ignore[no-untyped-def]
    person = Person(name="Đinh Thị Mẫu", phone="0900000701")
    session.add(person)
    session.flush()
    return person.id


async def test_it_is_its_owners_for_a_day(db: Database, clock: ObedientClock) -> None:
    number = await db.write(
        pending_imports.keep_pending, "team", b"x", file="", unit_id=None, actor=OPERATOR,
        now=clock.now,
    )  # fmt: skip
    other = Actor(7, "", RoleKind.OFFICER, Hand.CONSOLE)
    late = clock.now + timedelta(days=1)
    for kind, actor, now in (
        ("team", other, clock.now), ("units", OPERATOR, clock.now), ("team", OPERATOR, late),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await db.read(pending_imports.get_pending, kind, number, actor=actor, now=now)


async def test_once_imported_its_columns_stay(db: Database, clock: ObedientClock) -> None:
    number = await db.write(
        pending_imports.keep_pending, "team", b"x", file="", unit_id=None, actor=OPERATOR,
        now=clock.now,
    )  # fmt: skip

    def close(session) -> None:  # type: ignore[no-untyped-def]
        row = pending_imports.get_pending(session, "team", number, actor=OPERATOR, now=clock.now)
        pending_imports.close_pending(row, {"counts": {}}, now=clock.now)

    await db.write(close)
    with pytest.raises(UserError):
        await db.write(
            pending_imports.save_mapping, "team", number, "{}", actor=OPERATOR, now=clock.now
        )
