"""Installation check (`bot service check`): what works, what does not, and what to do next.

It changes nothing, and needs no running service.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bot import texts
from bot.app.channels import find_reference_url
from bot.channels.http_date import measure_skew
from bot.classes import watchdog
from bot.cli.doctor_channels import check_channels, list_accounts
from bot.cli.doctor_knowledge import check_indicators, check_knowledge
from bot.cli.doctor_machine import (
    check_backup,
    check_clock_service,
    check_machine,
    check_secret_key,
)
from bot.cli.findings import Finding
from bot.core import upgrade
from bot.core.accounts import name_account
from bot.core.clock import utc_now
from bot.core.databases import open_database
from bot.core.db import Database
from bot.core.dialects import describe_database_error, dialect_name
from bot.core.errors import BotError
from bot.core.sealing import ring_of
from bot.core.settings import Settings, load_settings
from bot.outbox.backlog import STUCK
from bot.schedule import vitals
from bot.schedule.alarms import STOPPED_FOR
from bot.schedule.fault_rules import QUEUE_WAITS, describe_age
from bot.schedule.vitals import StoredVitals

SKEW_ALLOWED = timedelta(seconds=10)  # a platform's date knows whole seconds; a signature minutes


def run_checks() -> list[Finding]:
    """Run all checks, in the order an operator would. Wrong settings end it at once."""
    try:
        settings = load_settings()
    except BotError as error:
        return [Finding("settings", ok=False, message=str(error), next=texts.NEXT_SETTINGS)]
    return [Finding("settings", ok=True, message=texts.DOCTOR_READABLE), *_check_all(settings)]


def _check_all(settings: Settings) -> Iterator[Finding]:
    now = utc_now()
    yield check_secret_key(settings)
    stored, server_time = None, None
    for result in _check_database(settings, now):
        if isinstance(result, Finding):
            yield result
        else:
            stored, server_time = result
    yield from check_knowledge(settings)
    yield check_indicators(settings)
    yield from _check_clock(settings, server_time)
    if stored is not None:
        yield from _check_waiting(stored, now)
        yield check_backup(settings, stored.began_at, now)
    yield from check_machine(settings)
    yield from check_channels(settings)


def _check_database(
    settings: Settings, now: datetime
) -> Iterator[Finding | tuple[StoredVitals, datetime | None]]:
    db: Database | None = None
    try:
        db = open_database(settings.database_url)
        with db.engine.connect() as connection:
            revision = upgrade.current_revision(connection)
        yield Finding("database", ok=True, message=texts.DOCTOR_DATABASE)
        yield _compare_revisions(revision)
        if revision == upgrade.newest_revision():
            yield _probe_keys(settings)
            yield _check_reminders(asyncio.run(db.read(watchdog.count_overdue, now=now)))
            accounts = list_accounts(settings)
            stored = asyncio.run(db.read(vitals.read_stored, accounts, now=now))
            yield stored, asyncio.run(db.read(_read_server_time))
    except (DatabaseError, OSError) as error:
        message = describe_database_error(str(getattr(error, "orig", error)))
        yield Finding(
            "database", ok=False, message=f"BOT_DATABASE_URL: {message}", next=texts.NEXT_DATABASE
        )
    finally:
        if db is not None:
            db.close()


def _probe_keys(settings: Settings) -> Finding:
    """Check that the secret key opens what is sealed."""
    with closing(open_database(settings.database_url)) as db:
        try:
            ring_of(db.engine.dialect).reload()
        except BotError as error:
            return Finding("keys", ok=False, message=str(error), next=texts.NEXT_KEYS)
    return Finding("keys", ok=True, message=texts.DOCTOR_KEYS)


def _compare_revisions(revision: str | None) -> Finding:
    newest = upgrade.newest_revision()
    if revision == newest:
        return Finding(
            "migrations", ok=True, message=texts.DOCTOR_REVISION.format(revision=revision)
        )
    newer = (revision or "") > (newest or "")
    words = texts.DOCTOR_REVISION_NEWER if newer else texts.DOCTOR_REVISION_OLD
    return Finding(
        "migrations",
        ok=False,
        message=words.format(revision=revision or "-", newest=newest),
        next=texts.NEXT_NEWER if newer else texts.NEXT_MIGRATE,
    )


def _check_reminders(overdue: int) -> Finding:
    message = texts.DOCTOR_OVERDUE.format(count=overdue) if overdue else texts.DOCTOR_ON_TIME
    return Finding("reminders", ok=not overdue, message=message, next=texts.NEXT_OVERDUE)


def _read_server_time(session: Session) -> datetime | None:
    """Return what a database server's clock shows; a file has none."""
    if dialect_name(session) != "postgresql":
        return None
    shown: datetime = session.execute(text("select clock_timestamp()")).scalar_one()
    return shown


def _check_clock(settings: Settings, server_time: datetime | None) -> Iterator[Finding]:
    """Check the zone, the time server, and the clock against a platform's or the database's."""
    yield check_clock_service(settings)
    url = find_reference_url(settings)
    skew = asyncio.run(measure_skew(url, utc_now)) if url else None
    source = texts.DOCTOR_SKEW_PLATFORM.format(host=urlsplit(url).hostname)
    if skew is None and server_time is not None:
        skew, source = utc_now() - server_time, texts.DOCTOR_SKEW_DATABASE
    if skew is None:
        yield Finding("clock skew", ok=True, message=texts.DOCTOR_SKEW_NONE)
        return
    words = texts.DOCTOR_SKEW.format(seconds=round(skew.total_seconds()), source=source)
    fine = abs(skew) <= SKEW_ALLOWED
    yield Finding("clock skew", ok=fine, message=words, next=texts.NEXT_CLOCK)


def _check_waiting(stored: StoredVitals, now: datetime) -> Iterator[Finding]:
    """Check what waits in the queue and the outbox, and whether the clock of the service looks."""
    waits = stored.queue_age >= QUEUE_WAITS
    age = describe_age(stored.queue_age)
    words = texts.DOCTOR_QUEUE_WAITS.format(age=age) if waits else texts.DOCTOR_QUEUE
    yield Finding("queue", ok=not waits, message=words, next=texts.NEXT_SERVICE)

    late = {account: age for account, age in stored.overdue.items() if age >= STUCK}
    words = texts.DOCTOR_OUTBOX
    if late:
        names = ", ".join(map(name_account, sorted(late)))
        age = describe_age(max(late.values()))
        words = texts.DOCTOR_OUTBOX_LATE.format(accounts=names, age=age)
    yield Finding("outbox", ok=not late, message=words, next=texts.NEXT_STATUS)

    if stored.ticked_at is None:
        yield Finding("tick", ok=True, message=texts.DOCTOR_TICK_NEVER)
        return
    since = max(timedelta(), now - stored.ticked_at)
    words = texts.DOCTOR_TICK.format(age=describe_age(since))
    yield Finding("tick", ok=since < STOPPED_FOR, message=words, next=texts.NEXT_SERVICE)
