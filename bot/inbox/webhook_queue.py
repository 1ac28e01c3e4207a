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
from bot.core.dialects import dialect_name, in_parameter, insert_or_ignore
from bot.core.trace import FIELD, make_trace, tracing
from bot.inbox.models import QueuedEvent
from bot.messages.content import Incoming
from bot.outbox import sender_lease
from bot.privacy import incoming_mask

log = logging.getLogger(__name__)

MAX_ANNOUNCED = 1000  # persons of whom it is known that a secret may come next
GATHER_TIME = 0.005  # seconds in which events are put into one transaction
CONCURRENCY = 4  # persons whose things are handled together: the webhook must still get its turn
LEASE_TIME = timedelta(minutes=2)
RENEW_INTERVAL = 30.0  # seconds between looks for what somebody left, and renewals of what is held
STOP_TIMEOUT = 3.0  # for a look at a database that does not answer
MAX_BACK_OFF = 30.0  # seconds before something that failed is tried again
QUEUE_TABLE = SQLModel.metadata.tables["queued_event"]
CLAIM_LIMIT = 500  # rows taken over at once


@dataclass(frozen=True, slots=True)
class _QueuedItem:
    key: str
    incoming: Incoming
    trace: str = ""


class WebhookQueue:
    """The queue of one account in one process, which handles what it stored.

    `receive` is the inbox's. What a dead process left is taken over by account: one that has much
    to catch up with makes no other wait.
    """

    def __init__(
        self, db: Database, clock: Clock, receive: Receive, holder: str, account: str
    ) -> None:
        self._db = db
        self._clock = clock
        self._receive = receive
        self._holder = holder
        self._account = account
        self._pending: list[_QueuedItem] = []
        self._stored_future: asyncio.Future[None] | None = None  # when what is pending is
        self._store_task: asyncio.Task[None] | None = None
        self._announced_secrets: dict[tuple[str, str], str] = {}
        self._known_keys: set[str] = set()  # keys of the calls this process holds
        self._queues: dict[str, deque[_QueuedItem]] = defaultdict(deque)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._semaphore = asyncio.Semaphore(CONCURRENCY)
        self._handled_keys: list[str] = []
        self._cleanup_task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def enqueue(self, incoming: Incoming) -> None:
        """Store an event. Raises when it could not be stored: do not acknowledge it then."""
        clean = self._mask(incoming)
        self._pending.append(_QueuedItem(_make_key(incoming), clean, make_trace(self._clock())))
        if self._stored_future is None:
            self._stored_future = asyncio.get_running_loop().create_future()
        if self._store_task is None:
            self._store_task = asyncio.create_task(self._store_pending())
        await asyncio.shield(self._stored_future)

    def _mask(self, incoming: Incoming) -> Incoming:
        """Return the message masked, including secrets that the sender's last one announced."""
        who = (incoming.account, incoming.address)
        before = self._announced_secrets.pop(who, "")
        clean = incoming_mask.mask_incoming(incoming, before)
        if announced := incoming_mask.detect_announced_secret(clean, before):
            while len(self._announced_secrets) >= MAX_ANNOUNCED:
                self._announced_secrets.pop(next(iter(self._announced_secrets)))
            self._announced_secrets[who] = announced
        return clean

    async def _store_pending(self) -> None:
        """Store everything pending, one transaction at a time."""
        try:
            while self._pending:
                await asyncio.sleep(GATHER_TIME)
                items, self._pending = self._pending, []
                stored, self._stored_future = self._stored_future, None
                assert stored is not None
                try:
                    await self._db.write(insert_events, items, self._holder, now=self._clock())
                except Exception as error:
                    log.exception("spool: not stored", extra={"action": "spool_failed"})
                    stored.set_exception(error)
                    stored.exception()  # whoever waited has it; nobody else must
                    continue
                stored.set_result(None)
                self._dispatch(items)
        finally:
            self._store_task = None

    def _dispatch(self, items: Sequence[_QueuedItem]) -> None:
        for item in items:
            if item.key in self._known_keys:
                continue
            self._known_keys.add(item.key)
            who = f"{item.incoming.account}\n{item.incoming.address}"
            self._queues[who].append(item)
            if who not in self._workers:
                self._workers[who] = asyncio.create_task(self._run_worker(who))

    async def _run_worker(self, who: str) -> None:
        """Handle one person's events in order."""
        queue = self._queues[who]
        while queue:
            async with self._semaphore:
                await self._handle_item(queue.popleft())
        del self._queues[who], self._workers[who]

    async def _handle_item(self, item: _QueuedItem) -> None:
        pause = 0.5
        while True:
            try:
                with tracing(item.trace):
                    await self._receive(item.incoming)
                break
            except Exception:
                log.exception("spool: not handled", extra={"action": "spool_retry"})
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_BACK_OFF)
        self._handled_keys.append(item.key)
        self._start_cleanup()

    def _start_cleanup(self) -> None:
        if self._handled_keys and self._cleanup_task is None:
            self._cleanup_task = asyncio.create_task(self._delete_handled())

    async def _delete_handled(self) -> None:
        """Delete handled events; on failure they are deleted at the next maintenance."""
        try:
            while self._handled_keys:
                await asyncio.sleep(10 * GATHER_TIME)
                keys = list(self._handled_keys)
                await self._db.write(delete_events, keys)
                del self._handled_keys[: len(keys)]
                self._known_keys.difference_update(keys)
        except Exception:
            log.exception("spool: not cleaned", extra={"action": "spool_failed"})
        finally:
            self._cleanup_task = None

    async def maintain(self) -> None:
        """Renew this process's leases and claim events whose lease has expired."""
        now = self._clock()
        await self._db.write(renew_leases, self._holder, now=now)
        self._dispatch(await self._db.write(claim_expired, self._holder, self._account, now=now))
        self._start_cleanup()

    def attach(self, app: web.Application) -> None:
        """Run the maintenance with the application; unhandled events stay stored at shutdown."""

        async def lifespan(_app: web.Application) -> AsyncIterator[None]:
            looking = asyncio.create_task(self._run_maintenance())
            yield
            self._stopping.set()
            await self._drain_writes(looking)
            workers = list(self._workers.values())
            for task in workers:
                task.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            if self._cleanup_task is not None:
                await self._cleanup_task
            await self._db.write(release_events, self._holder)

        app.cleanup_ctx.append(lifespan)

    async def _drain_writes(self, looking: asyncio.Task[None]) -> None:
        """Wait for running writes.

        A maintenance that ends after the release would claim events for a process that has ended.
        """
        writing = {looking} if self._store_task is None else {looking, self._store_task}
        _, late = await asyncio.wait(writing, timeout=STOP_TIMEOUT)
        for task in late:
            task.cancel()

    async def _run_maintenance(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.maintain()
            except Exception:
                log.exception("spool: cannot look", extra={"action": "spool_failed"})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), RENEW_INTERVAL)


def _make_key(incoming: Incoming) -> str:
    whole = (incoming.account, incoming.address, incoming.message_id, incoming.event)
    return hashlib.sha256("\n".join(whole).encode("utf-8", "surrogatepass")).hexdigest()


def insert_events(
    session: Session, items: Sequence[_QueuedItem], holder: str, *, now: datetime
) -> None:
    """Insert the events; those already stored are left unchanged."""
    insert = insert_or_ignore(dialect_name(session), QueuedEvent)
    rows = [
        {
            "key": item.key,
            "holder": holder,
            "held_until": now + LEASE_TIME,
            "body": {**item.incoming.as_json(), FIELD: item.trace},
        }
        for item in items
    ]
    session.connection().execute(insert, rows)


def delete_events(session: Session, keys: Sequence[str]) -> None:
    """Delete handled events."""
    which = in_parameter(dialect_name(session), QUEUE_TABLE.c.key, "keys")
    session.connection().execute(delete(QUEUE_TABLE).where(which), {"keys": list(keys)})


def renew_leases(session: Session, holder: str, *, now: datetime) -> None:
    """Renew the leases of this process."""
    session.execute(
        update(QueuedEvent)
        .where(col(QueuedEvent.holder) == holder)
        .values(held_until=now + LEASE_TIME)
    )


def claim_expired(
    session: Session, holder: str, account: str, *, now: datetime
) -> list[_QueuedItem]:
    """Claim an account's events whose lease expired or was released, oldest first, for `holder`."""
    left = session.execute(
        select(QueuedEvent)
        .where(
            or_(col(QueuedEvent.held_until) < now, col(QueuedEvent.holder) == ""),
            col(QueuedEvent.body)["account"].as_string() == account,
        )
        # + 0: or SQLite reads the whole table in this order instead of asking the indexes.
        .order_by(col(QueuedEvent.id) + 0)
        .limit(CLAIM_LIMIT)
        .with_for_update(skip_locked=True)
    ).scalars()
    items = []
    for row in left:
        row.holder, row.held_until = holder, now + LEASE_TIME
        body = dict(row.body)
        trace = body.pop(FIELD, "")  # rows of an older program have none
        items.append(_QueuedItem(row.key, Incoming.from_json(body), trace))
    return items


def release_events(session: Session, holder: str) -> None:
    """Release this process's events, so that the next maintenance anywhere claims them."""
    session.execute(update(QueuedEvent).where(col(QueuedEvent.holder) == holder).values(holder=""))


def release_all(session: Session) -> None:
    """Release all events; only where no other process can be running."""
    session.execute(update(QueuedEvent).values(holder=""))


def release_stale_leases(
    db: Database, accounts: Sequence[str]
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a cleanup context that releases stale leases at start.

    On SQLite there is only one process, so any lease belongs to one that has died.
    """

    async def free(_app: web.Application) -> AsyncIterator[None]:
        if db.engine.dialect.name == "sqlite":
            await db.write(sender_lease.release_all, accounts)
            await db.write(release_all)
        yield

    return free
