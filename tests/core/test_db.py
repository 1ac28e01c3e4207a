"""The database door: kept if it returns, gone if it raises, and nothing lost in between."""

import asyncio
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import Session, col, func, select

from bot.core.databases import open_database
from bot.core.db import MAX_BATCH, Database, OperationalError, wipe_after
from bot.outbox.models import Lane
from bot.people.models import Household
from bot.people.units import Unit
from tests.conftest import ObedientClock


def add_unit(session: Session, code: str, name: str = "") -> int:
    unit = Unit(code=code, name=name, kind="commune")
    session.add(unit)
    session.flush()
    return unit.id


def add_and_fail(session: Session, code: str) -> None:
    add_unit(session, code)
    raise LookupError(code)


def codes(session: Session) -> list[str]:
    return list(session.exec(select(Unit.code).order_by(Unit.code)))


def add_orphan(session: Session) -> None:
    session.add(Household(unit_id=999, label="nobody's"))


async def test_what_is_written_is_read(db: Database) -> None:
    unit_id = await db.write(add_unit, "yen-dinh", "Xã Yên Định")
    unit = await db.read(lambda session: session.get_one(Unit, unit_id))
    assert (unit.code, unit.name) == ("yen-dinh", "Xã Yên Định")


async def test_what_raises_never_was(db: Database) -> None:
    with pytest.raises(LookupError, match="gone"):
        await db.write(add_and_fail, "gone")
    await db.write(add_unit, "kept")
    assert await db.read(codes) == ["kept"]


def add_one(session: Session, unit_id: int) -> None:
    unit = session.get_one(Unit, unit_id, with_for_update=True)
    unit.name = str(int(unit.name) + 1)


async def test_many_who_read_and_then_write_lose_nothing(db: Database) -> None:
    unit_id = await db.write(add_unit, "counter", "0")

    async def add_many() -> None:
        for _ in range(100):
            await db.write(add_one, unit_id)

    await asyncio.gather(*(add_many() for _ in range(8)))
    assert (await db.read(lambda session: session.get_one(Unit, unit_id))).name == "800"


async def test_readers_see_whole_transactions_while_others_write(db: Database) -> None:
    def write_pair(session: Session, number: int) -> None:
        add_unit(session, f"a-{number}")
        add_unit(session, f"b-{number}")

    def count(session: Session) -> int:
        return session.exec(select(func.count(col(Unit.id)))).one()

    counts: list[int] = []

    async def look() -> None:
        for _ in range(30):
            counts.append(await db.read(count))

    await asyncio.gather(look(), *(db.write(write_pair, number) for number in range(40)))
    assert [number for number in counts if number % 2] == []
    assert await db.read(count) == 80


async def test_foreign_keys_are_enforced(db: Database) -> None:
    with pytest.raises(IntegrityError):
        await db.write(add_orphan)


async def test_a_time_without_a_zone_is_refused(db: Database, clock: ObedientClock) -> None:
    def hold(session: Session, until: datetime) -> None:
        session.add(Lane(account="telegram", held_until=until))

    with pytest.raises((StatementError, ValueError)):
        await db.write(hold, clock().replace(tzinfo=None))
    await db.write(hold, clock())
    lane = await db.read(lambda session: session.get_one(Lane, "telegram"))
    assert lane.held_until == clock()
    assert lane.held_until.tzinfo is not None


async def test_a_caller_that_gives_up_undoes_nothing(db: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        begun.set()
        go_on.wait(5)
        add_unit(session, "slow")

    task = asyncio.create_task(db.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await db.write(add_unit, "after")
    async with asyncio.timeout(5):
        while await db.read(codes) != ["after", "slow"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_close_finishes_what_waits(database_url: str) -> None:
    db = open_database(database_url)
    writes = [asyncio.create_task(db.write(add_unit, f"u-{n:03}")) for n in range(2 * MAX_BATCH)]
    await asyncio.sleep(0)
    await asyncio.to_thread(db.close)
    await asyncio.gather(*writes)
    again = open_database(database_url)
    assert len(await again.read(codes)) == 2 * MAX_BATCH
    again.close()


async def test_a_closed_database_says_so(database_url: str) -> None:
    db = open_database(database_url)
    db.close()
    db.close()
    for verb in (db.write, db.read):
        with pytest.raises(RuntimeError):
            async with asyncio.timeout(2):
                await verb(codes)


# Errors and what people wrote

WORDS = "con trâu của bà Tư 0912345678"


def same_code_twice(session: Session) -> None:
    add_unit(session, WORDS[:40])
    add_unit(session, WORDS[:40])


def no_kind(session: Session) -> None:
    session.add(Unit(code="x", name=WORDS, kind=None))  # type: ignore[arg-type]


def no_such_column(session: Session) -> None:
    session.execute(text("select nothing from unit where name = :name"), {"name": WORDS})


@pytest.mark.parametrize("mistake", [same_code_twice, no_kind, no_such_column])
async def test_errors_never_print_what_was_written(
    db: Database, mistake: Callable[[Session], None]
) -> None:
    with pytest.raises(DBAPIError) as caught:
        await db.write(mistake)
    printed = "".join(traceback.format_exception(caught.value))
    assert "unit" in printed
    assert "trâu" not in printed
    assert "0912345678" not in printed


async def test_an_error_keeps_what_an_operator_needs(db: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await db.write(same_code_twice)
    assert "unit" in str(caught.value.orig)
    assert "code" in str(caught.value.orig)


# SQLite: one writer, several functions in one transaction


@pytest.fixture
def sqlite(sqlite_url: str) -> Any:
    database = open_database(sqlite_url)
    yield database
    database.close()


async def in_one_batch(db: Database, *jobs: Callable[[Session], Any]) -> list[Any]:
    """Run the jobs in one transaction; what each returned or raised."""
    gate = threading.Event()
    first = asyncio.create_task(db.write(lambda _session: gate.wait(5)))
    await asyncio.sleep(0.02)
    tasks = [asyncio.create_task(db.write(job)) for job in jobs]
    await asyncio.sleep(0.02)
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


def kinds(outcomes: list[Any]) -> list[type]:
    return [type(outcome) for outcome in outcomes]


async def test_one_that_fails_does_no_harm_to_those_beside_it(sqlite: Database) -> None:
    outcomes = await in_one_batch(
        sqlite,
        lambda session: add_unit(session, "one"),
        lambda session: add_and_fail(session, "two"),
        add_orphan,
        lambda session: add_unit(session, "one"),
        lambda session: add_unit(session, "three"),
    )
    assert kinds(outcomes) == [int, LookupError, IntegrityError, IntegrityError, int]
    assert await sqlite.read(codes) == ["one", "three"]


async def test_a_commit_that_fails_reaches_everyone(sqlite: Database) -> None:
    def fail_at_commit(session: Session) -> None:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        add_orphan(session)

    outcomes = await in_one_batch(
        sqlite,
        lambda session: add_unit(session, "one"),
        fail_at_commit,
        lambda session: add_and_fail(session, "two"),
        lambda session: add_unit(session, "three"),
    )
    assert kinds(outcomes) == [IntegrityError] * 4
    assert await sqlite.read(codes) == []
    await sqlite.write(add_unit, "later")
    assert await sqlite.read(codes) == ["later"]


async def test_a_transaction_that_sqlite_ended_is_nobodys_success(sqlite: Database) -> None:
    # A full disk or a failing one makes SQLite roll everything back by itself.
    def lose_everything(session: Session) -> None:
        session.execute(text("ROLLBACK"))

    outcomes = await in_one_batch(
        sqlite,
        lambda session: add_unit(session, "one"),
        lose_everything,
        lambda session: add_unit(session, "three"),
    )
    assert all(isinstance(outcome, Exception) for outcome in outcomes)
    assert await sqlite.read(codes) == []
    await sqlite.write(add_unit, "later")
    assert await sqlite.read(codes) == ["later"]


async def test_a_full_disk_is_reported_and_survived(sqlite: Database) -> None:
    def limit(session: Session, pages: int) -> None:
        session.execute(text(f"PRAGMA max_page_count={pages}"))

    def add_much(session: Session) -> None:
        for number in range(500):
            add_unit(session, f"much-{number}", "x" * 120)

    pages = await sqlite.read(lambda s: s.execute(text("PRAGMA page_count")).scalar_one())
    await sqlite.write(limit, pages + 1)
    outcomes = await in_one_batch(
        sqlite, lambda session: add_unit(session, "one"), add_much, add_much
    )
    assert OperationalError in kinds(outcomes)
    kept = ["one"] if isinstance(outcomes[0], int) else []
    assert await sqlite.read(codes) == kept
    await sqlite.write(limit, 1_000_000)
    await sqlite.write(add_unit, "later")
    assert await sqlite.read(codes) == ["later", *kept]


async def test_readers_cannot_write(sqlite: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await sqlite.read(add_unit, "sneaked in")
    assert await sqlite.read(codes) == []


async def test_what_is_confirmed_survives_a_power_cut(sqlite: Database) -> None:
    def pragmas(session: Session) -> list[Any]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [session.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]

    assert await sqlite.write(pragmas) == ["wal", 2, 1]


async def test_what_is_erased_is_overwritten_whatever_sqlite_was_built_with(
    sqlite: Database,
) -> None:
    def pragma(session: Session) -> Any:
        return session.execute(text("PRAGMA secure_delete")).scalar_one()

    assert (await sqlite.write(pragma), await sqlite.read(pragma)) == (1, 1)


def erase_unit(session: Session, code: str) -> None:
    session.execute(text("DELETE FROM unit WHERE code = :code"), {"code": code})
    wipe_after(session)


def in_the_files(tmp_path: Path, word: str) -> list[str]:
    return [path.name for path in tmp_path.glob("*.db*") if word.encode() in path.read_bytes()]


async def test_erased_words_are_in_no_file_not_even_in_the_log(
    sqlite: Database, tmp_path: Path
) -> None:
    await sqlite.write(add_unit, "zxq-secret", "zxq-secret")
    assert in_the_files(tmp_path, "zxq-secret") != []
    await sqlite.write(erase_unit, "zxq-secret")
    assert in_the_files(tmp_path, "zxq-secret") == []


async def test_a_log_that_somebody_still_reads_is_emptied_by_a_later_commit(
    sqlite: Database, tmp_path: Path
) -> None:
    await sqlite.write(add_unit, "zxq-secret", "zxq-secret")
    reading, over = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def reads_long(session: Session) -> int:
        found = len(codes(session))
        loop.call_soon_threadsafe(reading.set)
        over.wait(30)
        return found

    slow = asyncio.create_task(sqlite.read(reads_long))
    await reading.wait()
    await sqlite.write(erase_unit, "zxq-secret")
    over.set()
    assert await slow == 1
    await sqlite.write(add_unit, "other", "other")
    assert in_the_files(tmp_path, "zxq-secret") == []


async def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path}/deep/er/bot.db")
    assert await db.write(lambda session: session.execute(text("select 1")).scalar_one()) == 1
    db.close()


async def test_a_transaction_opens_no_second_database(db: Database, database_url: str) -> None:
    """On SQLite it would wait for itself until "database is locked"."""
    for verb in (db.write, db.read):
        with pytest.raises(RuntimeError, match="opens no database"):
            await verb(lambda _session: open_database(database_url))
    await asyncio.to_thread(open_database(database_url).close)
