"""What the clock does, and how often. APScheduler is only the clock: what is due is asked of the
database, so a tick may run twice, late, or on two machines (ADR-0006)."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.db import Database
from bot.handoff import waits
from bot.handoff.rules import Rules
from bot.outbox import service as outbox
from bot.privacy import consent
from bot.reminders import service as reminders
from bot.reminders import weekly
from bot.reminders.rules import Rules as Reminding
from bot.shelf import Shelf

TICKETS_EVERY = 15  # seconds; fractions of a minute may be given to a member
REMINDERS_EVERY = 15  # seconds; a lead may be given in seconds
LATE_EVERY = 10  # seconds; what is too late is not sent meanwhile
KNOWLEDGE_EVERY = 2  # seconds until a published answer is known to every process


def run_clock(
    app: web.Application,
    db: Database,
    shelf: Shelf,
    clock: Clock,
    rules: Rules,
    remind: Reminding,
    files: Path,
) -> None:
    """Start the clock with the application and stop it with it."""

    async def expire_deliveries() -> None:
        await db.write(outbox.expire_due, now=clock())

    async def expire_late() -> None:
        await db.write(outbox.expire_late, now=clock())

    async def delete_files() -> None:
        await db.write(consent.delete_discarded, files)

    async def look_after_tickets(due: waits.Due) -> None:
        await db.write(due, rules=rules, now=clock())

    async def refresh_knowledge() -> None:
        await shelf.refresh(db, today=clock().astimezone(rules.zone).date())

    async def ticking(_app: web.Application) -> AsyncIterator[None]:
        # The default grace of one second would silently drop a tick that a busy moment delayed.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
        )
        scheduler.add_job(expire_deliveries, "interval", hours=1)
        scheduler.add_job(expire_late, "interval", seconds=LATE_EVERY)
        scheduler.add_job(delete_files, "interval", minutes=5)
        for due in waits.DUE:
            scheduler.add_job(look_after_tickets, "interval", (due,), seconds=TICKETS_EVERY)
        _add_reminders(scheduler, db, clock, remind)
        scheduler.add_job(refresh_knowledge, "interval", seconds=KNOWLEDGE_EVERY)
        await refresh_knowledge()
        scheduler.start()
        yield
        scheduler.shutdown(wait=False)

    app.cleanup_ctx.append(ticking)


def _add_reminders(
    scheduler: AsyncIOScheduler, db: Database, clock: Clock, rules: Reminding
) -> None:
    async def fire() -> None:
        for due in (reminders.fire_due, reminders.tell_deadlines):
            while await db.write(due, rules=rules, now=clock()):
                pass  # a batch a transaction: answers get their turn in between

    async def look_after_classes() -> None:
        await db.write(weekly.open_due, rules=rules, now=clock())
        await db.read(reminders.watch, now=clock())

    scheduler.add_job(fire, "interval", seconds=REMINDERS_EVERY)
    scheduler.add_job(look_after_classes, "interval", minutes=5)
