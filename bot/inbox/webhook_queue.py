"""Durable queue for webhooks that must be acknowledged within seconds (ADR-0023).

Zalo hangs up after two seconds, and disables a webhook that is often late. So an event is stored,
with others in one small transaction, acknowledged, and handled afterwards: one person's events in
order, several persons concurrently. A process that dies leaves its rows, and another claims them
when their lease expires; the inbox deduplicates, so nothing is answered twice.
"""

import asyncio
import hashlib
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, SQLModel, col

from bot.channels.base import Receive
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.dialects import dialect_of, insert_unless_there, one_of
from bot.inbox.models import Spooled
from bot.messages.content import Incoming
from bot.outbox import sender_lease
from bot.privacy import door

log = logging.getLogger(__name__)

MOST_ANNOUNCED = 1000  # persons of whom it is known that a secret may come next
GATHER = 0.005  # seconds in which events are put into one transaction
AT_ONCE = 4  # persons whose things are handled together: the webhook must still get its turn
HOLD = timedelta(minutes=2)
LOOK_EVERY = 30.0  # seconds between looks for what somebody left, and renewals of what is held
GIVE_UP_STOPPING = 3.0  # for a look at a database that does not answer
LONGEST_PAUSE = 30.0  # seconds before something that failed is tried again
SPOOLED = SQLModel.metadata.tables["spooled"]
SOME = 500  # rows taken over at once


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    incoming: Incoming


class Spool:
    """The queue of one process, which handles what it stored. `receive` is the inbox's."""

    def __init__(self, db: Database, clock: Clock, receive: Receive, holder: str) -> None:
        self._db = db
        self._clock = clock
        self._receive = receive
        self._holder = holder
        self._pending: list[_Item] = []
        self._stored: asyncio.Future[None] | None = None  # when what is pending is
        self._storing: asyncio.Task[None] | None = None
        self._announced: dict[tuple[str, str], str] = {}
        self._known: set[str] = set()  # keys in this process's hands
        self._queues: dict[str, deque[_Item]] = defaultdict(deque)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._done: list[str] = []
        self._cleaning: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def put(self, incoming: Incoming) -> None:
        """Store an event. Raises when it could not be stored: do not acknowledge it then."""
        clean = self._cover(incoming)
        self._pending.append(_Item(_key(incoming), clean))
        if self._stored is None:
            self._stored = asyncio.get_running_loop().create_future()
        if self._storing is None:
            self._storing = asyncio.create_task(self._store())
        await asyncio.shield(self._stored)

    def _cover(self, incoming: Incoming) -> Incoming:
        """Return the message masked, including secrets that the sender's last one announced."""
        who = (incoming.account, incoming.address)
        before = self._announced.pop(who, "")
        clean = door.clean(incoming, before)
        if announced := door.announces(clean, before):
            while len(self._announced) >= MOST_ANNOUNCED:
                self._announced.pop(next(iter(self._announced)))
            self._announced[who] = announced
        return clean

    async def _store(self) -> None:
        """Store everything pending, one transaction at a time."""
        try:
            while self._pending:
                await asyncio.sleep(GATHER)
                items, self._pending = self._pending, []
                stored, self._stored = self._stored, None
                assert stored is not None
                try:
                    await self._db.write(put_down, items, self._holder, now=self._clock())
                except Exception as error:
                    log.exception("spool: not stored", extra={"action": "spool_failed"})
                    stored.set_exception(error)
                    stored.exception()  # whoever waited has it; nobody else must
                    continue
                stored.set_result(None)
                self._queue(items)
        finally:
            self._storing = None

    def _queue(self, items: Sequence[_Item]) -> None:
        for item in items:
            if item.key in self._known:
                continue
            self._known.add(item.key)
            who = f"{item.incoming.account}\n{item.incoming.address}"
            self._queues[who].append(item)
            if who not in self._workers:
                self._workers[who] = asyncio.create_task(self._work(who))

    async def _work(self, who: str) -> None:
        """Handle one person's events in order."""
        queue = self._queues[who]
        while queue:
            async with self._room:
                await self._handle(queue.popleft())
        del self._queues[who], self._workers[who]

    async def _handle(self, item: _Item) -> None:
        pause = 0.5
        while True:
            try:
                await self._receive(item.incoming)
                break
            except Exception:
                log.exception("spool: not handled", extra={"action": "spool_retry"})
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._done.append(item.key)
        self._clean_soon()

    def _clean_soon(self) -> None:
        if self._done and self._cleaning is None:
            self._cleaning = asyncio.create_task(self._clean())

    async def _clean(self) -> None:
        """Delete handled events; on failure they are deleted at the next maintenance."""
        try:
            while self._done:
                await asyncio.sleep(10 * GATHER)
                keys = list(self._done)
                await self._db.write(take_away, keys)
                del self._done[: len(keys)]
                self._known.difference_update(keys)
        except Exception:
            log.exception("spool: not cleaned", extra={"action": "spool_failed"})
        finally:
            self._cleaning = None

    async def look(self) -> None:
        """Renew this process's leases and claim events whose lease has expired."""
        now = self._clock()
        await self._db.write(hold_on, self._holder, now=now)
        self._queue(await self._db.write(take_over, self._holder, now=now))
        self._clean_soon()

    def add_to(self, app: web.Application) -> None:
        """Run the maintenance with the application; unhandled events stay stored at shutdown."""

        async def live(_app: web.Application) -> AsyncIterator[None]:
            looking = asyncio.create_task(self._look_again())
            yield
            self._stopping.set()
            await self._finish(looking)
            workers = list(self._workers.values())
            for task in workers:
                task.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            if self._cleaning is not None:
                await self._cleaning
            await self._db.write(let_go, self._holder)

        app.cleanup_ctx.append(live)

    async def _finish(self, looking: asyncio.Task[None]) -> None:
        """Wait for running writes.

        A maintenance that ends after the release would claim events for a process that has ended.
        """
        writing = {looking} if self._storing is None else {looking, self._storing}
        _, late = await asyncio.wait(writing, timeout=GIVE_UP_STOPPING)
        for task in late:
            task.cancel()

    async def _look_again(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.look()
            except Exception:
                log.exception("spool: cannot look", extra={"action": "spool_failed"})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)


def _key(incoming: Incoming) -> str:
    whole = (incoming.account, incoming.address, incoming.message_id, incoming.event)
    return hashlib.sha256("\n".join(whole).encode("utf-8", "surrogatepass")).hexdigest()


def put_down(session: Session, items: Sequence[_Item], holder: str, *, now: datetime) -> None:
    """Insert the events; those already stored are left unchanged."""
    insert = insert_unless_there(dialect_of(session), Spooled)
    rows = [
        {
            "key": item.key,
            "holder": holder,
            "held_until": now + HOLD,
            "body": item.incoming.as_json(),
        }
        for item in items
    ]
    session.connection().execute(insert, rows)


def take_away(session: Session, keys: Sequence[str]) -> None:
    """Delete handled events."""
    which = one_of(dialect_of(session), SPOOLED.c.key, "keys")
    session.connection().execute(delete(SPOOLED).where(which), {"keys": list(keys)})


def hold_on(session: Session, holder: str, *, now: datetime) -> None:
    """Renew the leases of this process."""
    session.execute(
        update(Spooled).where(col(Spooled.holder) == holder).values(held_until=now + HOLD)
    )


def take_over(session: Session, holder: str, *, now: datetime) -> list[_Item]:
    """Claim events whose lease expired or was released, oldest first, for `holder`."""
    left = session.execute(
        select(Spooled)
        .where(or_(col(Spooled.held_until) < now, col(Spooled.holder) == ""))
        # + 0: or SQLite reads the whole table in this order instead of asking the indexes.
        .order_by(col(Spooled.id) + 0)
        .limit(SOME)
        .with_for_update(skip_locked=True)
    ).scalars()
    items = []
    for row in left:
        row.holder, row.held_until = holder, now + HOLD
        items.append(_Item(row.key, Incoming.from_json(row.body)))
    return items


def let_go(session: Session, holder: str) -> None:
    """Release this process's events, so that the next maintenance anywhere claims them."""
    session.execute(update(Spooled).where(col(Spooled.holder) == holder).values(holder=""))


def free_all(session: Session) -> None:
    """Release all events; only where no other process can be running."""
    session.execute(update(Spooled).values(holder=""))


def free_what_a_dead_process_held(
    db: Database, accounts: Sequence[str]
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a cleanup context that releases stale leases at start.

    On SQLite there is only one process, so any lease belongs to one that has died.
    """

    async def free(_app: web.Application) -> AsyncIterator[None]:
        if db.engine.dialect.name == "sqlite":
            await db.write(sender_lease.free_all, accounts)
            await db.write(free_all)
        yield

    return free
