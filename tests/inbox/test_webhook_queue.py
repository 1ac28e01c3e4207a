"""The spool: confirmed is stored, stored is handled once and in order, whoever dies in between."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import event
from sqlmodel import Session, select

from bot.core.db import Database, OperationalError
from bot.inbox import webhook_queue as room
from bot.inbox.models import QueuedEvent
from bot.inbox.webhook_queue import LEASE_TIME, WebhookQueue
from bot.messages.content import Attachment, AttachmentKind, Event, Incoming
from tests.channels.contract import Ear
from tests.conftest import ObedientClock


def said(number: int, who: str = "tu", text: str = "") -> Incoming:
    return Incoming("zalo-oa", who, f"{who}-{number}", text or f"câu {number}")


def rows(session: Session) -> list[QueuedEvent]:
    return list(session.exec(select(QueuedEvent)))


@asynccontextmanager
async def living(
    db: Database, clock: ObedientClock, receive: Any, holder: str = "one"
) -> AsyncIterator[WebhookQueue]:
    """A spool at work; stopped at the end."""
    spool, app = WebhookQueue(db, clock, receive, holder), web.Application()
    spool.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        yield spool
    finally:
        await runner.cleanup()


async def until_empty(db: Database) -> None:
    async with asyncio.timeout(10):
        while await db.read(rows):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_each_thing_is_handled_once_in_its_person_s_order(
    db: Database, clock: ObedientClock
) -> None:
    ear = Ear()
    async with living(db, clock, ear.receive) as spool:
        await asyncio.gather(
            *(spool.enqueue(said(n, who)) for n in range(20) for who in ("tu", "nam", "sau"))
        )
        await asyncio.gather(*(spool.enqueue(said(n)) for n in range(20)))  # the platform repeats
        await until_empty(db)
    for who in ("tu", "nam", "sau"):
        heard = [incoming.text for incoming in ear.heard if incoming.address == who]
        assert list(dict.fromkeys(heard)) == [f"câu {n}" for n in range(20)]
    assert len(ear.heard) <= 80


async def test_what_is_confirmed_is_stored_although_nobody_can_handle_it_yet(
    db: Database, clock: ObedientClock
) -> None:
    held = asyncio.Event()

    async def slow(_incoming: Incoming) -> None:
        await held.wait()

    async with living(db, clock, slow) as spool:
        async with asyncio.timeout(2):
            await asyncio.gather(*(spool.enqueue(said(n, f"n{n}")) for n in range(50)))
        assert len(await db.read(rows)) == 50
    # It stopped without having handled them: another takes them over at once.
    ear = Ear()
    async with living(db, clock, ear.receive, "two"):
        await ear.hears(50)
        await until_empty(db)


async def test_a_look_that_takes_long_takes_nothing_over_for_one_who_stopped(
    db: Database, clock: ObedientClock
) -> None:
    late = ["once"]

    def wait(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT queued_event") and "held_until <" in statement and late:
            late.pop()
            time.sleep(0.5)

    async def never(_incoming: Incoming) -> None:
        await asyncio.Event().wait()

    event.listen(db.engine, "before_cursor_execute", wait)
    async with living(db, clock, never) as spool:
        await asyncio.gather(*(spool.enqueue(said(n)) for n in range(3)))
        while late:  # noqa: ASYNC110  a statement begins: nothing to wait on
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.6)  # the look would have ended by now
    ear = Ear()
    async with living(db, clock, ear.receive, "two"):
        await ear.hears(3)
        await until_empty(db)


async def test_whoever_died_is_waited_for_and_then_replaced(
    db: Database, clock: ObedientClock
) -> None:
    items = [room._QueuedItem(f"key-{n}", said(n)) for n in range(3)]
    await db.write(room.insert_events, items, "dead", now=clock())
    ear = Ear()
    async with living(db, clock, ear.receive) as spool:
        await spool.maintain()
        await asyncio.sleep(0.05)
        assert ear.heard == []
        clock.now += LEASE_TIME + timedelta(seconds=1)
        await spool.maintain()
        heard = await ear.hears(3)
        assert [incoming.text for incoming in heard] == ["câu 0", "câu 1", "câu 2"]
        await until_empty(db)


async def test_the_only_process_there_is_waits_for_no_dead_one(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(room.insert_events, [room._QueuedItem("key", said(1))], "dead", now=clock())
    await db.write(room.release_all)
    ear = Ear()
    async with living(db, clock, ear.receive):
        await ear.hears(1)
        await until_empty(db)


async def test_what_a_live_process_holds_is_nobody_else_s(
    db: Database, clock: ObedientClock
) -> None:
    held = asyncio.Event()

    async def slow(_incoming: Incoming) -> None:
        await held.wait()

    ear = Ear()
    async with (
        living(db, clock, slow) as first,
        living(db, clock, ear.receive, "two") as second,
    ):
        await first.enqueue(said(1))
        for _ in range(4):
            clock.now += LEASE_TIME / 2
            await first.maintain()
            await second.maintain()
        assert ear.heard == []
        held.set()
        await until_empty(db)


async def test_what_fails_is_tried_again(db: Database, clock: ObedientClock) -> None:
    ear = Ear()
    ear.refusals = 1
    async with living(db, clock, ear.receive) as spool:
        await spool.enqueue(said(1))
        await ear.hears(1)
        await until_empty(db)


async def test_a_database_that_is_away_confirms_nothing(db: Database, clock: ObedientClock) -> None:
    away = ["once"]

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO queued_event") and away:
            away.pop()
            raise OperationalError("away", None, Exception("away"))

    event.listen(db.engine, "before_cursor_execute", fail)
    ear = Ear()
    async with living(db, clock, ear.receive) as spool:
        with pytest.raises(OperationalError):
            await spool.enqueue(said(1))
        await spool.enqueue(said(1))
        await ear.hears(1)


async def test_what_could_not_be_taken_away_is_at_the_next_look(
    db: Database, clock: ObedientClock
) -> None:
    # Away until the test lets it come back: the look at the start may end after the first failure.
    away, refused = asyncio.Event(), asyncio.Event()
    away.set()
    loop = asyncio.get_running_loop()

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("DELETE FROM queued_event") and away.is_set():
            loop.call_soon_threadsafe(refused.set)
            raise OperationalError("away", None, Exception("away"))

    event.listen(db.engine, "before_cursor_execute", fail)
    ear = Ear()
    async with living(db, clock, ear.receive) as spool:
        await spool.enqueue(said(1))
        await ear.hears(1)
        async with asyncio.timeout(10):
            await refused.wait()
        assert len(await db.read(rows)) == 1
        away.clear()
        await spool.maintain()
        await until_empty(db)
    assert len(ear.heard) == 1


async def test_secrets_are_covered_before_they_are_stored(
    db: Database, clock: ObedientClock
) -> None:
    held = asyncio.Event()

    async def slow(_incoming: Incoming) -> None:
        await held.wait()

    async with living(db, clock, slow) as spool:
        await spool.enqueue(said(1, text="mat khau cua toi la Abc12345, otp 123456"))
        (row,) = await db.read(rows)
        assert "123456" not in str(row.body) and row.body["covered"]
        held.set()


def test_an_incoming_is_the_same_after_storage() -> None:
    incoming = Incoming(
        "zalo-oa",
        "tu",
        "1",
        text="a",
        choice="b",
        start="c",
        attachments=(Attachment(AttachmentKind.LOCATION, latitude=1.5, longitude=2.5),),
        name="d",
        sent_at=datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC),
        reply_to="e",
        event=Event.CONTACT_SHARED,
        colleague=True,
        covered=True,
    )
    assert Incoming.from_json(incoming.as_json()) == incoming
    assert Incoming.from_json(Incoming("a", "b", "c").as_json()) == Incoming("a", "b", "c")
