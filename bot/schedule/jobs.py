"""Scheduled jobs and their intervals.

APScheduler only triggers: each job asks the database what is due, so it may run twice, late, or on
two machines (ADR-0006).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.broadcasts import live_progress, question_digest, questions, sending
from bot.broadcasts.preview import SendingPolicy
from bot.classes import class_series, follow_up, waiting_list, watchdog
from bot.commitments import service as commitments
from bot.core.accounts import AccountKind, find_kind
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.faq.knowledge_base import KnowledgeBase
from bot.inbox import fragments
from bot.notices import broadcast_sending, commitment_rounds, poll_rounds
from bot.outbox import digest, expiry
from bot.outreach import follow_ups
from bot.people import contact_blocks, inspection_links, unit_policies
from bot.polls import service as polls
from bot.privacy import consent, data_copies, data_request_list, retention
from bot.reminders import service as reminders
from bot.reminders.deadlines import Deadline
from bot.reports import month_drafts, team_notes, thanks
from bot.schedule import alarms
from bot.schedule.monitoring import Monitor
from bot.tickets import timers
from bot.usecases import class_from_demand, due_reminders

log = logging.getLogger(__name__)

KNOWLEDGE_EVERY = 2.0  # seconds until a published answer is known to every process
POLICIES_EVERY = 2.0  # until what a unit set for itself holds in every process
ANNOUNCEMENTS_EVERY = 2.0  # a window of each is kept full
LATE_EVERY = 10.0  # what is too late is not sent meanwhile
TICKETS_EVERY = 15.0  # fractions of a minute may be given to a member
REMINDERS_EVERY = 15.0  # a lead may be given in seconds
FIVE_MINUTES, HOUR = 300.0, 3600.0
RETENTION_HOUR = 2  # local: when nobody waits for an answer

Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The dependencies of the scheduled jobs, and the list of jobs."""

    db: Database
    knowledge_base: KnowledgeBase
    clock: Clock
    policy: Policy
    deadlines: tuple[Deadline, ...]
    sending_policy: SendingPolicy
    files_dir: Path
    editable_accounts: frozenset[str]  # accounts where what was said can be changed
    drop_unused: Callable[..., int]  # deletes uploads that no message used
    answer_held: Job  # what waited for more words
    accounts: tuple[str, ...]  # those on the platforms
    monitor: Monitor

    def list_jobs(self) -> Iterator[tuple[float, Job]]:
        """Yield every job with its interval in seconds."""
        yield KNOWLEDGE_EVERY, self.refresh_knowledge
        yield POLICIES_EVERY, self.refresh_policies
        yield fragments.POLL_INTERVAL, self.answer_held
        yield LATE_EVERY, self._make_job(expiry.expire_late)
        yield from self._list_broadcast_jobs()
        for due in timers.DUE_JOBS:
            yield TICKETS_EVERY, self._make_job(due, policy=self.policy)
        yield REMINDERS_EVERY, self._make_draining_job(due_reminders.fire_due, policy=self.policy)
        known = {"deadlines": self.deadlines, "policy": self.policy}
        yield REMINDERS_EVERY, self._make_draining_job(reminders.send_deadlines_due, **known)
        yield REMINDERS_EVERY, self._make_job(waiting_list.pass_seats_on_due, policy=self.policy)
        yield from self._list_class_jobs()
        yield FIVE_MINUTES, self._make_draining_job(digest.gather_due, policy=self.policy)
        yield FIVE_MINUTES, self._make_job(watchdog.report_overdue, policy=self.policy)
        yield FIVE_MINUTES, partial(self.db.write, consent.delete_discarded, self.files_dir)
        yield FIVE_MINUTES, self._make_job(data_copies.end_copies_due)
        yield FIVE_MINUTES, self._drop_unused_uploads
        yield LATE_EVERY, self._make_job(consent.forget_due)
        yield FIVE_MINUTES, self._make_job(inspection_links.end_inspections_due)
        yield FIVE_MINUTES, self._make_job(contact_blocks.end_blocks_due)
        yield HOUR, self.delete_expired
        yield HOUR, self._make_job(expiry.expire_due)
        for account in self.accounts:
            if find_kind(account) == AccountKind.ZALO_OA:
                known_account = {"account": account, "policy": self.policy}
                yield FIVE_MINUTES, self._make_job(alarms.notify_consent_needed, **known_account)
        counted = {"accounts": self.accounts, "policy": self.policy}
        yield HOUR, self._make_job(alarms.notify_quota_usage, **counted)
        yield FIVE_MINUTES, self._make_job(data_request_list.remind_due, policy=self.policy)
        yield from self._list_note_jobs()
        yield from self.monitor.list_jobs()

    def _list_class_jobs(self) -> Iterator[tuple[float, Job]]:
        for class_job in (
            class_series.open_sessions_due,
            follow_up.follow_up_due,
            follow_up.offer_make_ups_due,
        ):
            yield FIVE_MINUTES, self._make_job(class_job, policy=self.policy)
        yield (
            FIVE_MINUTES,
            self._make_job(
                class_from_demand.propose_due,
                get_unit_index=self.knowledge_base.for_unit_path,
                policy=self.policy,
            ),
        )

    def _list_note_jobs(self) -> Iterator[tuple[float, Job]]:
        for note in (
            follow_ups.remind_due,
            month_drafts.draft_months_due,
            team_notes.send_team_notes_due,
            thanks.send_thanks_due,
        ):
            yield FIVE_MINUTES, self._make_draining_job(note, policy=self.policy)

    def _list_broadcast_jobs(self) -> Iterator[tuple[float, Job]]:
        window = int(max(self.sending_policy.rates.values(), default=0) * 5 * ANNOUNCEMENTS_EVERY)
        yield ANNOUNCEMENTS_EVERY, self._make_job(sending.begin_due)
        yield (
            ANNOUNCEMENTS_EVERY,
            self._make_job(broadcast_sending.stage_due, window=window, policy=self.policy),
        )
        yield LATE_EVERY, self._make_job(broadcast_sending.finish_due, policy=self.policy)
        yield (
            LATE_EVERY,
            self._make_job(live_progress.report_progress_due, accounts=self.editable_accounts),
        )
        yield LATE_EVERY, self._make_job(question_digest.gather_questions_due, policy=self.policy)
        yield HOUR, self._make_job(questions.expire_due)
        yield LATE_EVERY, self._make_job(polls.open_due)
        yield LATE_EVERY, self._make_job(polls.close_due)
        yield (
            ANNOUNCEMENTS_EVERY,
            self._make_job(poll_rounds.stage_due, window=window, policy=self.policy),
        )
        yield (
            ANNOUNCEMENTS_EVERY,
            self._make_job(commitment_rounds.stage_due, window=window, policy=self.policy),
        )
        yield FIVE_MINUTES, self._make_job(commitments.remind_due, policy=self.policy)

    async def refresh_knowledge(self) -> None:
        """Load the revisions that officers published."""
        today = self.clock().astimezone(self.policy.zone).date()
        await self.knowledge_base.refresh(self.db, today=today)

    async def refresh_policies(self) -> None:
        """Load what units set for themselves."""
        await unit_policies.refresh_policies(self.db, self.policy)

    async def delete_expired(self) -> None:
        """Delete at night what has outlived its lifetime, and log how many rows of which table."""
        if self.clock().astimezone(self.policy.zone).hour != RETENTION_HOUR:
            return
        sweep = retention.Sweep()
        while not sweep.is_over:  # a batch a transaction: answers get their turn in between
            sweep = await self.db.write(retention.delete_expired_due, sweep, now=self.clock())
        await self.db.write(retention.report_sweep, sweep, now=self.clock())
        for subject, count in sorted(sweep.done.items()):
            log.info("retention: %s", subject, extra={"action": "retention", "count": count})

    async def _drop_unused_uploads(self) -> None:
        """Delete uploads that no message uses."""
        await asyncio.to_thread(self.drop_unused, now=self.clock().timestamp())

    def _make_job(self, due: Callable[..., object], **given: Any) -> Job:
        async def run() -> None:
            await self.db.write(due, now=self.clock(), **given)

        run.__qualname__ = due.__name__  # as monitors know it
        return run

    def _make_draining_job(self, due: Callable[..., int], **given: Any) -> Job:
        async def drain() -> None:
            while await self.db.write(due, now=self.clock(), **given):
                pass  # a batch a transaction: answers get their turn in between

        drain.__qualname__ = due.__name__
        return drain


def run_scheduler(app: web.Application, jobs: Scheduler) -> None:
    """Start the scheduler with the application and stop it at shutdown."""

    async def ticking(_app: web.Application) -> AsyncIterator[None]:
        # The default grace of one second would silently drop a tick that a busy moment delayed.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
        )
        for seconds, job in jobs.list_jobs():
            watched = jobs.monitor.watch.watch(_find_name(job), seconds, _as_coroutine(job))
            scheduler.add_job(watched, "interval", seconds=seconds)
        await jobs.refresh_knowledge()
        await jobs.refresh_policies()
        scheduler.start()
        yield
        scheduler.shutdown(wait=False)

    app.cleanup_ctx.append(ticking)


def _find_name(job: Job) -> str:
    """Return the name of what a job does, as monitors know it."""
    inner = job.func if isinstance(job, partial) else job
    if isinstance(job, partial) and job.args:
        inner = job.args[0]
    return str(getattr(inner, "__qualname__", type(inner).__name__)).rpartition(".")[2]


def _as_coroutine(job: Job) -> Job:
    """Wrap a job in an `async def`: APScheduler awaits only declared coroutine functions."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):  # the service stops: no fault to tell of
            await job()

    return run
