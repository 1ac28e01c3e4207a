"""Dispatcher of one account: claims due deliveries, sends at the allowed rate, records outcomes.

Only the process that holds the account's sender lease sends, so the rate limit holds across
processes. Claims are small: a reply staged now waits for at most one small batch of bulk.
"""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.core import metrics
from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.errors import DeliveryError, Rejected, TryLater, WindowShut
from bot.messages.content import Reply
from bot.outbox import claims, outcomes, sender_lease, service
from bot.outbox.claims import Claimed
from bot.outbox.models import Status
from bot.outbox.pacer import Pacer
from bot.outbox.result_writer import AFTER_TROUBLE, React, Settler
from bot.outbox.service import Outcome
from bot.outbox.speech import say_part
from bot.outbox.voices import Voice

log = logging.getLogger(__name__)

IN_FLIGHT = 10  # claimed and not settled, per account, at the least
AHEAD = 0.3  # and so many seconds' worth of its pace, or each claim would be a handful
LOOK_EVERY = 0.5  # seconds between looks when nobody wakes us
FETCH_TRIES = 6  # about a minute; then the words do not wait for the file any longer
GIVE_UP_STOPPING = 5.0  # for what is on its way when the service stops; less than STOP_WITHIN


Carry = Callable[[str, Reply], Awaitable[Reply]]
ByTemplate = Callable[[str, Reply, int], Awaitable[str]]


class Dispatcher:
    """Sends the deliveries of one account.

    `rate` is messages a second over all chats, `per_chat` seconds between two messages to one
    person. `shared` accounts (web pages) send from every process at once. `max_in_flight` limits
    concurrent sends. `resolve_media` turns attachments of other accounts into ones this account can
    send. `send_template` sends deliveries with a priority in `template_priorities` when the
    contact's messaging window is closed. `on_undelivered` is called with the outcomes that were not
    delivered.
    """

    def __init__(
        self,
        db: Database,
        voice: Voice,
        clock: Clock,
        *,
        holder: str,
        rate: float = 1000.0,
        per_chat: float = 0.0,
        shared: bool = False,
        at_once: int | None = None,
        carry: Carry | None = None,
        templated: frozenset[int] = frozenset(),
        by_template: ByTemplate | None = None,
        react: React | None = None,
    ) -> None:
        self._db = db
        self._voice = voice
        self._clock = clock
        self._holder = holder
        self._pacer = Pacer(rate)
        self._per_chat = per_chat
        self._shared = shared
        self._at_once = at_once or IN_FLIGHT + int(rate * AHEAD)
        self._carry = carry
        self._templated = templated
        self._by_template = by_template
        self._wake = asyncio.Event()
        self._called = False  # somebody staged something: look as soon as there is room
        self._stopping = False
        self._busy: dict[int, asyncio.Task[None]] = {}  # contacts something is on its way to
        self._resting: set[int] = set()  # contacts that heard from us less than `per_chat` ago
        self._settler = Settler(db, voice.name, clock, self._pause_left, react)
        self._running: asyncio.Task[None] | None = None
        self._held_until = 0.0  # monotonic
        self._paused_until = 0.0  # monotonic
        self._chance = random.Random()

    def wake(self) -> None:
        """Look for due deliveries now: something was staged for this account."""
        self._called = True
        self._wake.set()

    async def live(self, _app: object) -> AsyncIterator[None]:
        """Start with the application and stop with it (an aiohttp `cleanup_ctx`)."""
        await self.start()
        yield
        await self.stop()

    async def start(self) -> None:
        """Start the send loop."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop claiming, let the sends in flight finish, and release the sender lease."""
        self._stopping = True
        self._wake.set()
        try:
            async with asyncio.timeout(GIVE_UP_STOPPING):
                if self._running:
                    await self._running
                while self._busy:
                    await asyncio.wait(self._busy.values())
                if not self._shared:
                    await self._db.write(sender_lease.release_lane, self._voice.name, self._holder)
        except (TimeoutError, OperationalError):
            # Claims and the lane end by themselves; what may not have arrived is sent again then.
            log.warning(
                "outbox: stopped before all was settled",
                extra={"action": "stopped_early", "count": len(self._busy)},
            )
            await self._abandon()

    async def _abandon(self) -> None:
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), self._settler.abandon(), return_exceptions=True)

    async def _run(self) -> None:
        """Claim and send until stopped; errors are retried after a pause."""
        while not self._stopping:
            self._wake.clear()
            claimed = await self._claim_surely()
            for one in claimed:
                self._busy[one.contact_id] = asyncio.create_task(self._deliver(one))
            if not claimed:
                await self._sleep()

    async def _sleep(self) -> None:
        wait = max(LOOK_EVERY, self._pause_left())
        try:
            await asyncio.wait_for(self._wake.wait(), wait)
        except TimeoutError:
            return

    async def _claim_surely(self) -> list[Claimed]:
        try:
            return await self._claim()
        except OperationalError as error:
            log.warning(
                "outbox: database trouble: %s", error.orig, extra={"action": "claim_failed"}
            )
        except Exception:
            # A bug here must not silence the account.
            log.exception("outbox: cannot claim", extra={"action": "claim_failed"})
        await asyncio.sleep(AFTER_TROUBLE)
        return []

    async def _claim(self) -> list[Claimed]:
        room = self._at_once - len(self._busy)
        addresses = self._voice.reachable()
        if room <= 0 or addresses == frozenset() or self._pause_left():
            return []
        if not await self._may_speak():
            return []
        self._called = False
        return await self._db.write(
            claims.claim,
            self._voice.name,
            self._holder,
            limit=room,
            now=self._clock(),
            busy=(*self._busy, *self._resting),
            addresses=addresses,
            templated=self._templated,
        )

    async def _may_speak(self) -> bool:
        """Acquire or renew (at half its duration) the sender lease; False if another has it."""
        if self._shared or time.monotonic() < self._held_until:
            return True
        now = self._clock()
        lane = await self._db.write(sender_lease.hold_lane, self._voice.name, self._holder, now=now)
        if lane is None:
            return False
        self._held_until = time.monotonic() + sender_lease.LANE_LEASE.total_seconds() / 2
        if lane.paused_until and lane.paused_until > now:
            self._pause((lane.paused_until - now).total_seconds())
            return False
        return True

    async def _deliver(self, one: Claimed) -> None:
        try:
            outcome = await self._send(one)
            metrics.SETTLED.labels(self._voice.name, outcome.status).inc()
            await asyncio.shield(self._settler.ended(outcome))
            if self._per_chat and outcome.status == Status.SENT:
                self._resting.add(one.contact_id)
                loop = asyncio.get_running_loop()
                loop.call_later(self._per_chat, self._rested, one.contact_id)
        finally:
            del self._busy[one.contact_id]
            # Claimed by the handful: a transaction for each message would be most of the work.
            if self._called or 3 * len(self._busy) <= 2 * self._at_once:
                self._wake.set()

    def _rested(self, contact_id: int) -> None:
        self._resting.discard(contact_id)
        self._wake.set()

    async def _send(self, one: Claimed) -> Outcome:
        """Send the remaining parts of one delivery; every failure becomes an outcome."""
        sent = one.parts_sent
        try:
            reply, refused = await self._carried(one)
            parts = self._voice.parts(reply)
            refused, platform_id = refused or outcomes.left_out(parts), ""
            for part in parts[sent:]:
                try:
                    platform_id = await self._say(one, part, sent)
                except Rejected as error:
                    if not part.attachments:
                        raise
                    # What cannot be shown must not take the words and buttons with it.
                    words = outcomes.without_file(part, told=bool(refused))
                    for piece in self._voice.parts(words) if words else ():
                        platform_id = await self._say(one, piece, sent)
                    refused = str(error)
                except WindowShut:
                    if sent or self._by_template is None:
                        raise
                    async with self._pacer.turn(one.priority):
                        platform_id = await self._by_template(one.address, reply, one.priority)
                    sent = len(parts)
                    break
                sent += 1
                if sent < len(parts):
                    await self._note_parts(one, sent, platform_id)
                    await asyncio.sleep(self._per_chat)
            return outcomes.sent(one, reply, platform_id, sent, refused)
        except DeliveryError as error:
            return self._after(one, error, sent)
        except Exception:
            # A bug in a channel must not stop the lane; the row is tried again and then given up.
            log.exception("outbox: a channel broke", extra={"delivery_id": one.id})
            return self._after(one, TryLater("internal error", uncertain=True), sent)

    async def _carried(self, one: Claimed) -> tuple[Reply, str]:
        """Return the reply with attachments this account can send, and why any were dropped.

        Attachments are dropped when they could not be fetched in `MAX_FETCH_ATTEMPTS` attempts.
        """
        reply = one.reply
        if self._carry is None or not reply.attachments:
            return reply, ""
        try:
            return await self._carry(self._voice.name, reply), ""
        except TryLater as error:
            words = outcomes.without_file(reply)
            if one.attempts < FETCH_TRIES or words is None:
                raise
            return words, str(error)

    async def _say(self, one: Claimed, part: Reply, sent: int) -> str:
        """Send one part when the rate limit allows it; return the platform's message id."""
        async with self._pacer.turn(one.priority):
            self._still_may_send()
            return await say_part(self._db, self._voice, one, part, f"{one.id}.{sent + 1}")

    def _still_may_send(self) -> None:
        """Raise TryLater if the account was paused, or stopped, while this part waited its turn."""
        if left := self._pause_left():
            raise TryLater("the platform asked the account to wait", retry_after=left)
        if self._stopping:
            raise TryLater("stopping", retry_after=0.0)

    async def _note_parts(self, one: Claimed, sent: int, platform_id: str) -> None:
        now = self._clock()
        try:
            await self._db.write(service.note_parts, one.id, sent, platform_id, now=now)
        except OperationalError as error:
            # Only a crash before the message is settled would now repeat this part.
            log.warning("outbox: cannot note a part: %s", error.orig)

    def _after(self, one: Claimed, error: DeliveryError, sent: int) -> Outcome:
        log.info(
            "delivery failed: %s",
            error,
            extra={"action": "delivery_failed", "delivery_id": one.id, "attempt": one.attempts},
        )
        if isinstance(error, TryLater) and error.retry_after is not None and not error.alone:
            self._pause(error.retry_after)
        return outcomes.after(one, error, sent, now=self._clock(), chance=self._chance)

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _pause_left(self) -> float:
        return max(0.0, self._paused_until - time.monotonic())
