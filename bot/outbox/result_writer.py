"""Batches delivery outcomes into one transaction and retries until the database accepts it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.clock import Clock
from bot.core.db import Database, OperationalError, Session
from bot.outbox import sender_lease, service
from bot.outbox.models import Status
from bot.outbox.outcomes import WITHOUT_FILE
from bot.outbox.recalls import REMOVED, SAID_INSTEAD
from bot.outbox.service import Outcome

log = logging.getLogger(__name__)

BAD = (Status.FAILED, Status.PARKED)  # what somebody may have to hear of


class React(Protocol):
    """Called with outcomes that were not delivered, in the transaction that records them."""

    def __call__(self, session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None: ...


GATHER = 0.02  # seconds in which what ended is put into one transaction
AFTER_TROUBLE = 1.0  # seconds before the database is asked again


class Settler:
    """Records the outcomes of one account's deliveries, and the pause its platform asked for."""

    def __init__(
        self,
        db: Database,
        account: str,
        clock: Clock,
        pause_left: Callable[[], float],
        react: React | None = None,
    ) -> None:
        self._db = db
        self._account = account
        self._clock = clock
        self._pause_left = pause_left  # seconds
        self._react = react
        self._outcomes: list[Outcome] = []
        self._recorded: asyncio.Future[None] | None = None  # when these outcomes are
        self._settling: asyncio.Task[None] | None = None

    def ended(self, outcome: Outcome) -> asyncio.Future[None]:
        """Queue the outcome for recording; the returned future is done once it is committed."""
        self._outcomes.append(outcome)
        if self._recorded is None:
            self._recorded = asyncio.get_running_loop().create_future()
        if self._settling is None:
            self._settling = asyncio.create_task(self._settle())
        return self._recorded

    async def abandon(self) -> None:
        """Stop recording; what is left is sent again when its lease expires."""
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.gather(self._settling, return_exceptions=True)

    async def _settle(self) -> None:
        """Record all outcomes queued meanwhile, one transaction at a time."""
        try:
            while self._outcomes:
                await asyncio.sleep(GATHER)
                outcomes, self._outcomes = self._outcomes, []
                recorded, self._recorded = self._recorded, None
                await self._settle_surely(outcomes)
                if recorded is not None and not recorded.done():
                    recorded.set_result(None)
        finally:
            self._settling = None

    async def _settle_surely(self, outcomes: list[Outcome]) -> None:
        """Record the outcomes, retrying while the database is unavailable.

        If recording fails for another reason, it is repeated without the `on_undelivered` hook, so
        that a bug in the hook cannot block it.
        """
        react = self._react
        while True:
            now, left = self._clock(), self._pause_left()
            told_to_wait = left > 0 and any(outcome.refund for outcome in outcomes)
            until = now + timedelta(seconds=left) if told_to_wait else None
            try:
                await self._db.write(_record, self._account, outcomes, until, react, now=now)
                return
            except OperationalError as error:
                log.warning(
                    "outbox: cannot settle yet: %s", error.orig, extra={"action": "settle_failed"}
                )
                await asyncio.sleep(AFTER_TROUBLE)
            except Exception:
                log.exception("outbox: cannot settle", extra={"action": "settle_failed"})
                if react is None:
                    return
                react = None


def _lacks(outcome: Outcome) -> bool:
    """Return whether to report it: undelivered, sent without its file, or a recall."""
    told = (WITHOUT_FILE, REMOVED, SAID_INSTEAD)
    return outcome.status in BAD or outcome.reason.startswith(told)


def _record(
    session: Session,
    account: str,
    outcomes: list[Outcome],
    paused_until: datetime | None,
    react: React | None,
    *,
    now: datetime,
) -> None:
    service.settle(session, outcomes, now=now)
    bad = [one for one in outcomes if one.batch_id is None and _lacks(one)]
    if react is not None and bad:
        react(session, bad, now=now)
    if paused_until:
        sender_lease.pause_lane(session, account, paused_until)
