"""Sealed columns: nothing readable lies in the database, equality is found, keys take turns."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from weakref import ref

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from bot.core import resealing, upgrade
from bot.core.db import Database
from bot.core.errors import BotError
from bot.core.sealing import SealingRing, ring_of
from bot.people.models import Contact, Person, has_phone
from bot.people.service import get_or_create_contact
from bot.reactions import open_database

PHONE, OTHER = "0900555001", "0900555002"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def add_people(session: Session) -> None:
    """Two persons, one of them with a chat that gave a number."""
    session.add_all([Person(name="Bùi Văn Thử", phone=PHONE), Person(name="Lý Thử", phone=OTHER)])
    get_or_create_contact(session, "fake", "thu", now=NOW).phone = PHONE


def find(session: Session, phone: str) -> list[tuple[str, str]]:
    """Name and number of who has this number."""
    people = session.exec(select(Person).where(has_phone(phone))).all()
    return [(person.name, person.phone) for person in people]


def stored(db: Database) -> list[str]:
    """What lies in the database."""
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT phone, phone_key FROM person ORDER BY id")).all()
        chats = connection.execute(text("SELECT phone FROM contact WHERE phone <> ''")).all()
        return [value for row in (*rows, *chats) for value in row]


async def test_a_number_is_sealed_and_found(db: Database) -> None:
    await db.write(add_people)
    assert len(stored(db)) == 5
    assert not any("0900" in value for value in stored(db))
    assert len(set(stored(db))) == 5, "the same number is sealed another way each time"
    assert await db.read(find, PHONE) == [("Bùi Văn Thử", PHONE)]
    assert await db.read(find, "0900555009") == []
    assert await db.read(lambda session: session.exec(select(Contact.phone)).one()) == PHONE


async def test_a_corrected_number_is_found_by_the_new_one_only(db: Database) -> None:
    await db.write(add_people)

    def correct(session: Session) -> None:
        (person,) = session.exec(select(Person).where(has_phone(PHONE)))
        person.phone = "0900555003"

    await db.write(correct)
    assert await db.read(find, PHONE) == []
    assert [phone for _, phone in await db.read(find, "0900555003")] == ["0900555003"]


async def test_a_new_key_takes_over_while_the_old_one_still_opens(db: Database) -> None:
    await db.write(add_people)
    ring, metadata = ring_of(db.engine.dialect), SQLModel.metadata
    old = ring.newest.id
    with db.engine.begin() as connection:
        resealing.add_key(connection, ring, now=NOW + timedelta(days=900))
    ring.reload()
    assert ring.newest.id != old
    assert await db.read(find, PHONE) == [("Bùi Văn Thử", PHONE)], "by the key before"

    with db.engine.connect() as connection:
        assert resealing.count_rows_of(connection, ring, metadata, old) == 3
    with pytest.raises(RuntimeError), db.engine.connect() as connection:
        resealing.reseal_rows(connection, ring, metadata, _stop_after(connection.commit))
    with db.engine.connect() as connection:
        left = resealing.count_rows_of(connection, ring, metadata, old)
        assert 0 < left < 3, "stopped half way"
        assert resealing.reseal_rows(connection, ring, metadata, connection.commit) == left
        assert resealing.count_rows_of(connection, ring, metadata, old) == 0
        resealing.drop_key(connection, old)
        connection.commit()
    ring.reload()
    assert await db.read(find, PHONE) == [("Bùi Văn Thử", PHONE)]
    assert await db.read(lambda session: session.exec(select(Contact.phone)).one()) == PHONE


def _stop_after(commit: Callable[[], object]) -> Callable[[], object]:
    """Commit the first batch, and end there."""

    def stop() -> None:
        commit()
        raise RuntimeError

    return stop


async def test_plain_rows_are_sealed_and_stay_readable_meanwhile(db: Database) -> None:
    await db.write(add_people)
    with db.engine.begin() as connection:  # as an earlier version left them
        connection.execute(text("UPDATE person SET phone = '0900555001', phone_key = ''"))
    assert {phone for _, phone in await db.read(all_people)} == {PHONE}
    with db.engine.connect() as connection:
        ring = ring_of(connection.dialect)
        resealing.reseal_rows(connection, ring, SQLModel.metadata, connection.commit)
    assert not any("0900" in value for value in stored(db))
    assert len(await db.read(find, PHONE)) == 2


def all_people(session: Session) -> list[tuple[str, str]]:
    """Everybody."""
    return [(person.name, person.phone) for person in session.exec(select(Person))]


async def test_another_secret_opens_nothing_and_says_so(db: Database) -> None:
    await db.write(add_people)
    stranger = SealingRing(db.engine, lambda: "another invented secret")
    with pytest.raises(BotError, match="khóa bí mật của máy này không mở được"):
        stranger.open("person.phone", stored(db)[0])


async def test_a_value_is_bound_to_its_column(db: Database, sqlite_url: str) -> None:
    await db.write(add_people)
    ring = ring_of(db.engine.dialect)
    with pytest.raises(BotError, match=r"contact\.phone"):
        ring.open("contact.phone", stored(db)[0])
    other = open_database(sqlite_url.replace("bot.db", "other.db"))
    with pytest.raises(BotError, match="migrate"):
        ring_of(other.engine.dialect).seal("x", "y") if _make_table(other) else None
    other.close()


def _make_table(db: Database) -> bool:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE sealing_key (id TEXT, wrapped TEXT, made_at TEXT)"))
    return True


def test_a_closed_database_is_forgotten_with_its_keys(sqlite_url: str) -> None:
    """A ring once kept its engine: each database of a process stayed in memory."""
    database = open_database(sqlite_url)
    upgrade.upgrade_database(database)
    ring_of(database.engine.dialect).reload()
    engines = [ref(database.engine), ref(database.reading_engine)]
    database.close()
    del database
    gc.collect()
    assert [engine() for engine in engines] == [None, None]
