"""What the clock does, and how often. APScheduler is only the clock: what is due is asked of the
database, so a tick may run twice, late, or on two machines (ADR-0006)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import alarms, demand, pieces
from bot.broadcasts import board, gathered, questions, sending
from bot.broadcasts.preview import Pace
from bot.clock import Clock
from bot.db import Database
from bot.handoff import waits
from bot.handoff.rules import Rules
from bot.outbox import digest, expiry
from bot.polls import service as polls
from bot.polls import telling
from bot.privacy import consent
from bot.reminders import aftercare, line, watchdog, weekly
from bot.reminders import service as reminders
from bot.reminders.rules import Rules as Reminding
from bot.shelf import Shelf

KNOWLEDGE_EVERY = 2.0  # seconds until a published answer is known to every process
ANNOUNCEMENTS_EVERY = 2.0  # a window of each is kept full
LATE_EVERY = 10.0  # what is too late is not sent meanwhile
TICKETS_EVERY = 15.0  # fractions of a minute may be given to a member
REMINDERS_EVERY = 15.0  # a lead may be given in seconds
ZALO = "zalo-oa"
FIVE_MINUTES, HOUR = 300.0, 3600.0

Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the ticks need."""

    db: Database
    shelf: Shelf
    clock: Clock
    rules: Rules
    remind: Reminding
    pace: Pace
    files: Path
    editable: frozenset[str]  # accounts where what was said can be changed
    drop_unused: Callable[..., int]  # deletes uploads that no message used
    answer_pieces: Job  # what waited for more words

    def ticks(self) -> Iterator[tuple[float, Job]]:
        """Every tick, with how many seconds lie between two of it."""
        yield KNOWLEDGE_EVERY, self.refresh
        yield pieces.LOOK_EVERY, self.answer_pieces
        yield LATE_EVERY, self._once(expiry.expire_late)
        yield from self._announcements()
        for due in waits.DUE:
            yield TICKETS_EVERY, self._once(due, rules=self.rules)
        for told in (reminders.fire_due, reminders.tell_deadlines):
            yield REMINDERS_EVERY, self._until_done(told, rules=self.remind)
        yield REMINDERS_EVERY, self._once(line.see_to_line, rules=self.remind)
        for seen_to in (weekly.open_due, aftercare.follow_up, aftercare.offer_make_ups):
            yield FIVE_MINUTES, self._once(seen_to, rules=self.remind)
        evening = {"zone": self.remind.zone, "quiet": self.remind.quiet}
        yield FIVE_MINUTES, self._until_done(digest.gather_due, **evening)
        yield FIVE_MINUTES, self._once(demand.propose_due, shelf=self.shelf, rules=self.remind)
        yield FIVE_MINUTES, self._once(watchdog.report, rules=self.remind)
        yield FIVE_MINUTES, partial(self.db.write, consent.delete_discarded, self.files)
        yield FIVE_MINUTES, self._drop_unused
        yield LATE_EVERY, self._once(consent.forget_due)
        yield HOUR, self._once(expiry.expire_due)
        yield FIVE_MINUTES, self._once(alarms.tell_consent, account=ZALO, **evening)
        yield HOUR, self._once(alarms.tell_plans, **evening)

    def _announcements(self) -> Iterator[tuple[float, Job]]:
        day: dict[str, Any] = {"zone": self.pace.zone, "quiet": self.pace.quiet}
        window = int(max(self.pace.rates.values(), default=0) * 5 * ANNOUNCEMENTS_EVERY)
        yield ANNOUNCEMENTS_EVERY, self._once(sending.begin_due)
        yield ANNOUNCEMENTS_EVERY, self._once(sending.stage_due, window=window, **day)
        yield LATE_EVERY, self._once(sending.end_due, **day)
        yield LATE_EVERY, self._once(board.show_due, accounts=self.editable)
        yield LATE_EVERY, self._once(gathered.tell_due, **day)
        yield HOUR, self._once(questions.end_due)
        yield LATE_EVERY, self._once(polls.open_due)
        yield LATE_EVERY, self._once(polls.close_due)
        yield ANNOUNCEMENTS_EVERY, self._once(telling.stage_due, window=window, **day)

    async def refresh(self) -> None:
        """Take in what officers published."""
        today = self.clock().astimezone(self.rules.zone).date()
        await self.shelf.refresh(self.db, today=today)

    async def _drop_unused(self) -> None:
        """Uploads that no message used."""
        await asyncio.to_thread(self.drop_unused, now=self.clock().timestamp())

    def _once(self, due: Callable[..., object], **given: Any) -> Job:
        return lambda: self.db.write(due, now=self.clock(), **given)

    def _until_done(self, due: Callable[..., int], **given: Any) -> Job:
        async def all_of_it() -> None:
            while await self.db.write(due, now=self.clock(), **given):
                pass  # a batch a transaction: answers get their turn in between

        return all_of_it


def run_clock(app: web.Application, works: Clockwork) -> None:
    """Start the clock with the application and stop it with it."""

    async def ticking(_app: web.Application) -> AsyncIterator[None]:
        # The default grace of one second would silently drop a tick that a busy moment delayed.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
        )
        for seconds, job in works.ticks():
            scheduler.add_job(_awaited(job), "interval", seconds=seconds)
        await works.refresh()
        scheduler.start()
        yield
        scheduler.shutdown(wait=False)

    app.cleanup_ctx.append(ticking)


def _awaited(job: Job) -> Job:
    """APScheduler awaits only what is declared `async`."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):  # the service stops: no fault to tell of
            await job()

    return run
