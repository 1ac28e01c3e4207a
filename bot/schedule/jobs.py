"""Scheduled jobs and their intervals.

APScheduler only triggers: each job asks the database what is due, so it may run twice, late, or on
two machines (ADR-0006).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.broadcasts import live_progress, question_summary, questions, sending
from bot.broadcasts.preview import Pace
from bot.classes import follow_up, waiting_line, watchdog, weekly
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.faq.knowledge_base import Shelf
from bot.inbox import fragments
from bot.outbox import digest, expiry
from bot.polls import notify
from bot.polls import service as polls
from bot.privacy import consent
from bot.reminders import service as reminders
from bot.reminders.deadlines import Deadline
from bot.schedule import alarms
from bot.tickets import timers
from bot.usecases import class_from_demand, due_reminders

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
    """The dependencies of the scheduled jobs, and the list of jobs."""

    db: Database
    shelf: Shelf
    clock: Clock
    policy: Policy
    deadlines: tuple[Deadline, ...]
    pace: Pace
    files: Path
    editable: frozenset[str]  # accounts where what was said can be changed
    drop_unused: Callable[..., int]  # deletes uploads that no message used
    answer_pieces: Job  # what waited for more words

    def ticks(self) -> Iterator[tuple[float, Job]]:
        """Yield every job with its interval in seconds."""
        yield KNOWLEDGE_EVERY, self.refresh
        yield fragments.LOOK_EVERY, self.answer_pieces
        yield LATE_EVERY, self._once(expiry.expire_late)
        yield from self._announcements()
        for due in timers.DUE:
            yield TICKETS_EVERY, self._once(due, policy=self.policy)
        yield REMINDERS_EVERY, self._until_done(due_reminders.fire_due, policy=self.policy)
        known = {"deadlines": self.deadlines, "policy": self.policy}
        yield REMINDERS_EVERY, self._until_done(reminders.tell_deadlines, **known)
        yield REMINDERS_EVERY, self._once(waiting_line.see_to_line, policy=self.policy)
        for seen_to in (weekly.open_due, follow_up.follow_up, follow_up.offer_make_ups):
            yield FIVE_MINUTES, self._once(seen_to, policy=self.policy)
        evening = {"zone": self.policy.zone, "quiet": self.policy.quiet}
        yield FIVE_MINUTES, self._until_done(digest.gather_due, **evening)
        yield (
            FIVE_MINUTES,
            self._once(class_from_demand.propose_due, shelf=self.shelf, policy=self.policy),
        )
        yield FIVE_MINUTES, self._once(watchdog.report, policy=self.policy)
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
        yield LATE_EVERY, self._once(live_progress.show_due, accounts=self.editable)
        yield LATE_EVERY, self._once(question_summary.tell_due, **day)
        yield HOUR, self._once(questions.end_due)
        yield LATE_EVERY, self._once(polls.open_due)
        yield LATE_EVERY, self._once(polls.close_due)
        yield ANNOUNCEMENTS_EVERY, self._once(notify.stage_due, window=window, **day)

    async def refresh(self) -> None:
        """Load the revisions that officers published."""
        today = self.clock().astimezone(self.policy.zone).date()
        await self.shelf.refresh(self.db, today=today)

    async def _drop_unused(self) -> None:
        """Delete uploads that no message uses."""
        await asyncio.to_thread(self.drop_unused, now=self.clock().timestamp())

    def _once(self, due: Callable[..., object], **given: Any) -> Job:
        return lambda: self.db.write(due, now=self.clock(), **given)

    def _until_done(self, due: Callable[..., int], **given: Any) -> Job:
        async def all_of_it() -> None:
            while await self.db.write(due, now=self.clock(), **given):
                pass  # a batch a transaction: answers get their turn in between

        return all_of_it


def run_clock(app: web.Application, works: Clockwork) -> None:
    """Start the scheduler with the application and stop it at shutdown."""

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
    """Wrap a job in an `async def`: APScheduler awaits only declared coroutine functions."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):  # the service stops: no fault to tell of
            await job()

    return run
