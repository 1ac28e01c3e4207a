"""Dispatcher of one account: claims due deliveries, sends at the allowed rate, records outcomes.

Only the process that holds the account's sender lease sends, so the rate limit holds across
processes. Claims are small: a reply staged now waits for at most one small batch of bulk.
"""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.errors import DeliveryError, Rejected, TryLater, WindowClosed
from bot.core.trace import tracing
from bot.messages.content import Reply
from bot.outbox import claims, observation, outcomes, sender_lease, service
from bot.outbox.claims import ClaimedDelivery
from bot.outbox.models import DeliveryStatus
from bot.outbox.pacer import Pacer
from bot.outbox.part_sender import transmit_part
from bot.outbox.result_writer import DATABASE_RETRY_SECONDS, ResultWriter, UndeliveredHook
from bot.outbox.senders import Sender
from bot.outbox.service import Outcome

log = logging.getLogger(__name__)

MIN_IN_FLIGHT = 10  # claimed and not settled, per account, at the least
LOOKAHEAD_SECONDS = 0.3  # and so many seconds' worth of its pace, or each claim would be a handful
POLL_SECONDS = 0.5  # seconds between looks when nobody wakes us
MAX_FETCH_ATTEMPTS = 6  # about a minute; then the words do not wait for the file any longer
GIVE_UP_STOPPING = 5.0  # for what is on its way when the service stops; less than STOP_WITHIN


MediaResolver = Callable[[str, Reply], Awaitable[Reply]]
TemplateSender = Callable[[str, Reply, int], Awaitable[str]]


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
        sender: Sender,
        clock: Clock,
        *,
        holder: str,
        rate: float = 1000.0,
        per_chat: float = 0.0,
        shared: bool = False,
        max_in_flight: int | None = None,
        resolve_media: MediaResolver | None = None,
        template_priorities: frozenset[int] = frozenset(),
        send_template: TemplateSender | None = None,
        on_undelivered: UndeliveredHook | None = None,
    ) -> None:
        self._db = db
        self._sender = sender
        self._clock = clock
        self._holder = holder
        self._pacer = Pacer(rate)
        self._per_chat = per_chat
        self._shared = shared
        self._max_in_flight = max_in_flight or MIN_IN_FLIGHT + int(rate * LOOKAHEAD_SECONDS)
        self._resolve_media = resolve_media
        self._template_priorities = template_priorities
        self._send_template = send_template
        self._wake = asyncio.Event()
        self._wake_requested = False  # something was staged: claim as soon as a place is free
        self._stopping = False
        self._in_flight: dict[int, asyncio.Task[None]] = {}  # contacts something is on its way to
        self._cooling_down: set[int] = set()  # contacts that heard from us less than `per_chat` ago
        self._result_writer = ResultWriter(
            db, sender.name, clock, self._pause_remaining, on_undelivered
        )
        self._run_task: asyncio.Task[None] | None = None
        self._renew_lease_at = 0.0  # monotonic
        self._paused_until = 0.0  # monotonic
        self._random = random.Random()

    def wake(self) -> None:
        """Look for due deliveries now: something was staged for this account."""
        self._wake_requested = True
        self._wake.set()

    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Start with the application and stop with it (an aiohttp `cleanup_ctx`)."""
        await self.start()
        yield
        await self.stop()

    async def start(self) -> None:
        """Start the send loop."""
        self._run_task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop claiming, let the sends in flight finish, and release the sender lease."""
        self._stopping = True
        self._wake.set()
        try:
            async with asyncio.timeout(GIVE_UP_STOPPING):
                if self._run_task:
                    await self._run_task
                while self._in_flight:
                    await asyncio.wait(self._in_flight.values())
                if not self._shared:
                    await self._db.write(
                        sender_lease.release_lease, self._sender.name, self._holder
                    )
        except (TimeoutError, OperationalError):
            # Claims and the lane end by themselves; what may not have arrived is sent again then.
            log.warning(
                "outbox: stopped before all was settled",
                extra={"action": "stopped_early", "count": len(self._in_flight)},
            )
            await self._abandon()

    async def _abandon(self) -> None:
        for task in self._in_flight.values():
            task.cancel()
        await asyncio.gather(
            *self._in_flight.values(), self._result_writer.abandon(), return_exceptions=True
        )

    async def _run(self) -> None:
        """Claim and send until stopped; errors are retried after a pause."""
        while not self._stopping:
            self._wake.clear()
            claimed = await self._claim_or_back_off()
            for delivery in claimed:
                self._in_flight[delivery.contact_id] = asyncio.create_task(self._deliver(delivery))
            if not claimed:
                await self._sleep()

    async def _sleep(self) -> None:
        wait = max(POLL_SECONDS, self._pause_remaining())
        try:
            await asyncio.wait_for(self._wake.wait(), wait)
        except TimeoutError:
            return

    async def _claim_or_back_off(self) -> list[ClaimedDelivery]:
        try:
            return await self._claim()
        except OperationalError as error:
            log.warning(
                "outbox: database trouble: %s", error.orig, extra={"action": "claim_failed"}
            )
        except Exception:
            # A bug here must not silence the account.
            log.exception("outbox: cannot claim", extra={"action": "claim_failed"})
        await asyncio.sleep(DATABASE_RETRY_SECONDS)
        return []

    async def _claim(self) -> list[ClaimedDelivery]:
        free_slots = self._max_in_flight - len(self._in_flight)
        addresses = self._sender.reachable()
        if free_slots <= 0 or addresses == frozenset() or self._pause_remaining():
            return []
        if not await self._ensure_lease():
            return []
        self._wake_requested = False
        return await self._db.write(
            claims.claim_deliveries,
            self._sender.name,
            self._holder,
            limit=free_slots,
            now=self._clock(),
            busy_contact_ids=(*self._in_flight, *self._cooling_down),
            addresses=addresses,
            template_priorities=self._template_priorities,
        )

    async def _ensure_lease(self) -> bool:
        """Acquire or renew (at half its duration) the sender lease; False if another has it."""
        if self._shared or time.monotonic() < self._renew_lease_at:
            return True
        now = self._clock()
        lease = await self._db.write(
            sender_lease.acquire_lease, self._sender.name, self._holder, now=now
        )
        if lease is None:
            return False
        self._renew_lease_at = time.monotonic() + sender_lease.LEASE_DURATION.total_seconds() / 2
        if lease.paused_until and lease.paused_until > now:
            self._pause_account((lease.paused_until - now).total_seconds())
            return False
        return True

    async def _deliver(self, delivery: ClaimedDelivery) -> None:
        try:
            with tracing(delivery.trace):
                outcome = await self._send_delivery(delivery)
                observation.observe_outcome(self._sender.name, delivery, outcome, now=self._clock())
            await asyncio.shield(self._result_writer.submit(outcome))
            if self._per_chat and outcome.status == DeliveryStatus.SENT:
                self._cooling_down.add(delivery.contact_id)
                loop = asyncio.get_running_loop()
                loop.call_later(self._per_chat, self._end_cooldown, delivery.contact_id)
        finally:
            del self._in_flight[delivery.contact_id]
            # Claimed by the handful: a transaction for each message would be most of the work.
            if self._wake_requested or 3 * len(self._in_flight) <= 2 * self._max_in_flight:
                self._wake.set()

    def _end_cooldown(self, contact_id: int) -> None:
        self._cooling_down.discard(contact_id)
        self._wake.set()

    async def _send_delivery(self, delivery: ClaimedDelivery) -> Outcome:
        """Send the remaining parts of one delivery; every failure becomes an outcome."""
        sent = delivery.parts_sent
        try:
            reply, refused = await self._resolve_attachments(delivery)
            parts = self._sender.parts(reply)
            refused, platform_id = refused or outcomes.find_left_out_reason(parts), ""
            for part in parts[sent:]:
                try:
                    platform_id = await self._send_part(delivery, part, sent)
                except Rejected as error:
                    if not part.attachments:
                        raise
                    # What cannot be shown must not take the words and buttons with it.
                    text_reply = outcomes.drop_attachments(part, already_explained=bool(refused))
                    for piece in self._sender.parts(text_reply) if text_reply else ():
                        platform_id = await self._send_part(delivery, piece, sent)
                    refused = str(error)
                except WindowClosed:
                    if sent or self._send_template is None:
                        raise
                    async with self._pacer.turn(delivery.priority):
                        platform_id = await self._send_template(
                            delivery.address, reply, delivery.priority
                        )
                    sent = len(parts)
                    break
                sent += 1
                if sent < len(parts):
                    await self._record_parts(delivery, sent, platform_id)
                    await asyncio.sleep(self._per_chat)
            return outcomes.build_sent_outcome(delivery, reply, platform_id, sent, refused)
        except DeliveryError as error:
            return self._handle_failure(delivery, error, sent)
        except Exception:
            # A bug in a channel must not stop the lane; the row is tried again and then given up.
            log.exception("outbox: a channel broke", extra={"delivery_id": delivery.id})
            return self._handle_failure(delivery, TryLater("internal error", uncertain=True), sent)

    async def _resolve_attachments(self, delivery: ClaimedDelivery) -> tuple[Reply, str]:
        """Return the reply with attachments this account can send, and why any were dropped.

        Attachments are dropped when they could not be fetched in `MAX_FETCH_ATTEMPTS` attempts.
        """
        reply = delivery.reply
        if self._resolve_media is None or not reply.attachments:
            return reply, ""
        try:
            return await self._resolve_media(self._sender.name, reply), ""
        except TryLater as error:
            text_reply = outcomes.drop_attachments(reply)
            if delivery.attempts < MAX_FETCH_ATTEMPTS or text_reply is None:
                raise
            return text_reply, str(error)

    async def _send_part(self, delivery: ClaimedDelivery, part: Reply, sent: int) -> str:
        """Send one part when the rate limit allows it; return the platform's message id."""
        async with self._pacer.turn(delivery.priority):
            self._check_may_send()
            return await transmit_part(
                self._db, self._sender, delivery, part, f"{delivery.id}.{sent + 1}"
            )

    def _check_may_send(self) -> None:
        """Raise TryLater if the account was paused, or stopped, while this part waited its turn."""
        if remaining := self._pause_remaining():
            raise TryLater("the platform asked the account to wait", retry_after=remaining)
        if self._stopping:
            raise TryLater("stopping", retry_after=0.0)

    async def _record_parts(self, delivery: ClaimedDelivery, sent: int, platform_id: str) -> None:
        now = self._clock()
        try:
            await self._db.write(service.record_parts, delivery.id, sent, platform_id, now=now)
        except OperationalError as error:
            # Only a crash before the message is settled would now repeat this part.
            log.warning("outbox: cannot note a part: %s", error.orig)

    def _handle_failure(
        self, delivery: ClaimedDelivery, error: DeliveryError, sent: int
    ) -> Outcome:
        log.info(
            "delivery failed: %s",
            error,
            extra={
                "action": "delivery_failed",
                "delivery_id": delivery.id,
                "attempt": delivery.attempts,
            },
        )
        if (
            isinstance(error, TryLater)
            and error.retry_after is not None
            and not error.only_this_message
        ):
            self._pause_account(error.retry_after)
        return outcomes.build_failed_outcome(
            delivery, error, sent, now=self._clock(), random_source=self._random
        )

    def _pause_account(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _pause_remaining(self) -> float:
        return max(0.0, self._paused_until - time.monotonic())
