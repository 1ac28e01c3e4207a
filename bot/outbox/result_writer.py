"""Batches delivery outcomes into one transaction and retries until the database accepts it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.clock import Clock
from bot.core.db import Database, OperationalError, Session
from bot.outbox import sender_lease, service
from bot.outbox.models import DeliveryStatus
from bot.outbox.reasons import RECALL_ANNOUNCED, RECALL_REMOVED, SENT_WITHOUT_FILE
from bot.outbox.service import Outcome

log = logging.getLogger(__name__)

UNDELIVERED = (DeliveryStatus.FAILED, DeliveryStatus.PARKED)  # what somebody may have to hear of


class UndeliveredHook(Protocol):
    """Called with outcomes that were not delivered, in the transaction that records them."""

    def __call__(self, session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None: ...


COLLECT_SECONDS = 0.02  # seconds in which what ended is put into one transaction
DATABASE_RETRY_SECONDS = 1.0  # seconds before the database is asked again


class ResultWriter:
    """Records the outcomes of one account's deliveries, and the pause its platform asked for."""

    def __init__(
        self,
        db: Database,
        account: str,
        clock: Clock,
        pause_remaining: Callable[[], float],
        on_undelivered: UndeliveredHook | None = None,
    ) -> None:
        self._db = db
        self._account = account
        self._clock = clock
        self._pause_remaining = pause_remaining  # seconds
        self._on_undelivered = on_undelivered
        self._outcomes: list[Outcome] = []
        self._written: asyncio.Future[None] | None = None  # when these outcomes are
        self._write_task: asyncio.Task[None] | None = None

    def submit(self, outcome: Outcome) -> asyncio.Future[None]:
        """Queue the outcome for recording; the returned future is done once it is committed."""
        self._outcomes.append(outcome)
        if self._written is None:
            self._written = asyncio.get_running_loop().create_future()
        if self._write_task is None:
            self._write_task = asyncio.create_task(self._write_batches())
        return self._written

    async def abandon(self) -> None:
        """Stop recording; what is left is sent again when its lease expires."""
        if self._write_task is not None:
            self._write_task.cancel()
            await asyncio.gather(self._write_task, return_exceptions=True)

    async def _write_batches(self) -> None:
        """Record all outcomes queued meanwhile, one transaction at a time."""
        try:
            while self._outcomes:
                await asyncio.sleep(COLLECT_SECONDS)
                outcomes, self._outcomes = self._outcomes, []
                written, self._written = self._written, None
                await self._write_until_stored(outcomes)
                if written is not None and not written.done():
                    written.set_result(None)
        finally:
            self._write_task = None

    async def _write_until_stored(self, outcomes: list[Outcome]) -> None:
        """Record the outcomes, retrying while the database is unavailable.

        If recording fails for another reason, it is repeated without the `on_undelivered` hook, so
        that a bug in the hook cannot block it.
        """
        on_undelivered = self._on_undelivered
        while True:
            now, remaining = self._clock(), self._pause_remaining()
            told_to_wait = remaining > 0 and any(outcome.refunds_attempt for outcome in outcomes)
            until = now + timedelta(seconds=remaining) if told_to_wait else None
            try:
                await self._db.write(
                    _write_outcomes, self._account, outcomes, until, on_undelivered, now=now
                )
                return
            except OperationalError as error:
                log.warning(
                    "outbox: cannot settle yet: %s", error.orig, extra={"action": "settle_failed"}
                )
                await asyncio.sleep(DATABASE_RETRY_SECONDS)
            except Exception:
                log.exception("outbox: cannot settle", extra={"action": "settle_failed"})
                if on_undelivered is None:
                    return
                on_undelivered = None


def _must_be_reported(outcome: Outcome) -> bool:
    """Return whether to report it: undelivered, sent without its file, or a recall."""
    reported_prefixes = (SENT_WITHOUT_FILE, RECALL_REMOVED, RECALL_ANNOUNCED)
    return outcome.status in UNDELIVERED or outcome.reason.startswith(reported_prefixes)


def _write_outcomes(
    session: Session,
    account: str,
    outcomes: list[Outcome],
    paused_until: datetime | None,
    on_undelivered: UndeliveredHook | None,
    *,
    now: datetime,
) -> None:
    service.settle_deliveries(session, outcomes, now=now)
    reportable = [
        outcome for outcome in outcomes if outcome.batch_id is None and _must_be_reported(outcome)
    ]
    if on_undelivered is not None and reportable:
        on_undelivered(session, reportable, now=now)
    if paused_until:
        sender_lease.pause_account(session, account, paused_until)
