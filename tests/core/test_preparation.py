"""What a message needs is prepared outside of the transaction that answers it."""

import threading

import pytest
from sqlmodel import Session, func, select

from bot.core.db import Database
from bot.core.preparation import MOST_PREPARATIONS, NotPrepared, write_prepared
from bot.people.models import Person


async def test_it_is_prepared_by_a_reader_and_handled_again(db: Database) -> None:
    shelf: list[str] = []
    tries = 0

    def prepare(_session: Session) -> None:
        shelf.append(threading.current_thread().name)

    def handle(session: Session) -> str:
        nonlocal tries
        tries += 1
        session.add(Person(name="Đinh Thị Mẫu", phone="0900000701"))
        session.flush()
        if not shelf:
            raise NotPrepared(prepare)
        return threading.current_thread().name

    writer = await write_prepared(db, handle)
    (reader,) = shelf
    assert tries == 2 and writer.startswith("db-write") and reader.startswith("db-read")
    count = select(func.count()).select_from(Person)
    assert await db.read(lambda session: session.exec(count).one()) == 1


async def test_a_preparation_that_fails_is_the_messages_failure(db: Database) -> None:
    def prepare(_session: Session) -> None:
        raise LookupError("no such file")

    def handle(_session: Session) -> None:
        raise NotPrepared(prepare)

    with pytest.raises(LookupError):
        await write_prepared(db, handle)


async def test_a_handler_that_forgets_is_not_asked_for_ever(db: Database) -> None:
    prepared: list[int] = []

    def handle(_session: Session) -> None:
        raise NotPrepared(lambda _reading: prepared.append(1))

    with pytest.raises(NotPrepared):
        await write_prepared(db, handle)
    assert len(prepared) == MOST_PREPARATIONS
