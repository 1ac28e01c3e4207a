"""The demo communes go as they came: with all that hangs on them, and nothing of anybody real."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, SQLModel, col, func, select

from bot.core.clock import utc_now
from bot.core.db import Database
from bot.core.errors import UserError
from bot.people.models import Contact, Person, Role
from bot.people.service import get_or_create_contact
from bot.people.units import Unit, UnitKind, get_unit, list_subtree, list_units
from bot.schedule.demo import DETACHED_COLUMNS, clear_demo, load_demo
from tests.conftest import DATA
from tests.crowd import fill

FOLDER = DATA / "demo"


@pytest.fixture
async def demo(db: Database) -> Database:
    """A database with the invented communes."""
    await db.write(load_demo, FOLDER, now=datetime(2026, 11, 23, tzinfo=UTC))
    return db


def cleared(session: Session, *, chats_too: bool = False) -> int:
    return clear_demo(session, FOLDER, now=utc_now(), include_chats=chats_too)


# Of the installation, not of anybody in it.
OF_THE_SERVICE = ("sealing_key", "heartbeat", "alarm")


async def test_whatever_hangs_on_the_demo_goes_with_it_and_chats_stay(demo: Database) -> None:
    with demo.engine.begin() as connection:
        before = fill(connection, skip=frozenset({"unit", "person", *OF_THE_SERVICE}), limit=70)
    with pytest.raises(UserError, match=r"70 khung chat .*--yes"):
        await demo.write(cleared)
    assert await demo.write(lambda session: cleared(session, chats_too=True)) == 20
    owned = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("unit", "person")
        and f"{table.name}.{column.name}" not in DETACHED_COLUMNS
    }
    with demo.engine.begin() as connection:
        left = {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
            for name in before
        }
    assert len(owned) > 10
    assert {name for name in owned if left[name]} == set()
    for kept in ("contact", "message", "delivery", "audit"):
        assert left[kept] >= before[kept] > 0
    assert await demo.write(
        lambda session: load_demo(session, FOLDER, now=datetime(2026, 11, 23, tzinfo=UTC))
    )  # as on the first day


async def test_without_chats_nothing_is_asked_and_a_second_time_there_is_nothing(
    demo: Database,
) -> None:
    assert await demo.write(cleared) == 20
    with pytest.raises(UserError, match="Không có dữ liệu mẫu"):
        await demo.write(cleared)


async def test_a_real_village_or_person_in_the_demo_keeps_it(demo: Database) -> None:
    def add_village(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        unit = Unit(code="that", name="Thôn Thật", kind=UnitKind.VILLAGE, parent_id=commune.id)
        unit.path = f"{commune.path}9999/"
        session.add(unit)

    def add_person(session: Session) -> None:
        home = get_unit(session, "ap-03").id
        session.add(Person(name="Bùi Thị Thật", phone="0911", unit_id=home))

    for add, said in ((add_person, "Bùi Thị Thật"), (add_village, "that")):
        await demo.write(add)
        with pytest.raises(UserError, match=said):
            await demo.write(lambda session: cleared(session, chats_too=True))
    count = select(func.count(col(Unit.id)))
    assert await demo.read(lambda session: session.exec(count).one()) == 21


async def test_what_is_not_of_the_demo_is_left_alone(demo: Database) -> None:
    def add_commune(session: Session) -> None:
        unit = Unit(code="x", name="Xã Thật", kind=UnitKind.COMMUNE, path="/777/")
        session.add(unit)
        session.flush()
        session.add(Person(name="Bùi Thị Thật", phone="0911", unit_id=unit.id))
        get_or_create_contact(session, "webchat", "tu", now=utc_now()).unit_id = unit.id

    await demo.write(add_commune)
    await demo.write(cleared)

    def left(session: Session) -> tuple[list[str], list[str], list[int | None]]:
        return (
            list(session.exec(select(Unit.code))),
            list(session.exec(select(Person.name))),
            [contact.unit_id for contact in session.exec(select(Contact))],
        )

    codes, names, homes = await demo.read(left)
    assert (codes, names) == (["x"], ["Bùi Thị Thật"])
    assert None not in homes


async def test_the_demo_is_loaded_once_and_whole(db: Database) -> None:
    assert await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC)) is True
    assert await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC)) is False
    kinds = Counter(unit.kind for unit in await db.read(list_units))
    assert kinds == {"province": 1, "commune": 2, "village": 17}
    assert await db.read(villages_of, "an-phu") == 12
    assert await db.read(villages_of, "hoa-lac") == 5


def villages_of(session: Session, code: str) -> int:
    """How many villages are under a commune."""
    return len(list_subtree(session, get_unit(session, code))) - 1


async def test_every_demo_village_has_a_leader_and_helpers(db: Database) -> None:
    await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))

    def teams(session: Session) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        rows = session.exec(select(Unit.code, Role.kind).join(Role, col(Role.unit_id) == Unit.id))
        for code, kind in rows:
            found.setdefault(code, Counter())[kind] += 1
        return found

    by_unit = await db.read(teams)
    villages = await db.read(list_units, UnitKind.VILLAGE)
    assert len(villages) == 17
    for village in villages:
        assert by_unit[village.code]["leader"] == 1
        assert by_unit[village.code]["member"] >= 2
    for commune in ("an-phu", "hoa-lac"):
        assert by_unit[commune]["officer"] == 1


async def test_the_demo_names_only_invented_people(db: Database) -> None:
    await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    people = await db.read(lambda session: session.exec(select(Person)).all())
    assert len(people) == 55
    assert all(person.phone.startswith("09000000") for person in people)
