"""Installation check (`bot service check`): what works, what does not, and how to repair it."""

import asyncio
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.classes import watchdog
from bot.cli import account_checks
from bot.cli.findings import Finding
from bot.core import upgrade
from bot.core.clock import utc_now
from bot.core.db import Database, open_database
from bot.core.dialects import describe_database_error
from bot.core.errors import BotError
from bot.core.sealing import ring_of
from bot.core.settings import Settings, load_settings
from bot.faq import overlay
from bot.faq.checks import Fault, check_topics, list_topic_faults
from bot.faq.knowledge_base import build_index
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.knowledge_files import load_knowledge as load_knowledge
from bot.faq.overlay import PublishedRevision
from bot.faq.revision_lifecycle import list_published_revisions
from bot.reports.indicators.files import load_indicator_sets

LOW_DISK = 500_000_000  # bytes
MAX_LISTED = 20  # places of the knowledge; `bot faq check` lists all


def run_checks() -> list[Finding]:
    """Run all checks, in the order an operator would. Wrong settings end it at once."""
    try:
        settings = load_settings()
    except BotError as error:
        return [Finding("settings", ok=False, message=str(error))]
    return [Finding("settings", ok=True, message=texts.DOCTOR_READABLE), *_check_all(settings)]


def _check_all(settings: Settings) -> Iterator[Finding]:
    yield from _check_database(settings)
    yield from _check_knowledge(settings)
    yield _check_indicators(settings)
    local = utc_now().astimezone(settings.zone)
    yield Finding("clock", ok=True, message=f"{local:%H:%M %d/%m/%Y} theo {settings.timezone}")
    free = shutil.disk_usage(Path.cwd()).free
    yield Finding(
        "disk", ok=free > LOW_DISK, message=texts.DOCTOR_DISK.format(size=free // 1_000_000)
    )
    yield from account_checks.check_accounts(settings)


def _check_database(settings: Settings) -> Iterator[Finding]:
    db: Database | None = None
    try:
        db = open_database(settings.database_url)
        with db.engine.connect() as connection:
            revision = upgrade.current_revision(connection)
        overdue = None
        if revision == upgrade.newest_revision():
            overdue = asyncio.run(
                db.read(lambda session: watchdog.count_overdue(session, now=utc_now()))
            )
    except (DatabaseError, OSError) as error:
        message = describe_database_error(str(getattr(error, "orig", error)))
        yield Finding("database", ok=False, message=f"BOT_DATABASE_URL: {message}")
        return
    finally:
        if db is not None:
            db.close()
    yield Finding("database", ok=True, message=texts.DOCTOR_DATABASE)
    newest = upgrade.newest_revision()
    message = (
        texts.DOCTOR_REVISION.format(revision=revision)
        if revision == newest
        else texts.DOCTOR_REVISION_OLD.format(revision=revision or "-", newest=newest)
    )
    yield Finding("migrations", ok=revision == newest, message=message)
    if revision == newest:
        yield _probe_keys(settings)
    if overdue is not None:
        message = texts.DOCTOR_OVERDUE.format(count=overdue) if overdue else texts.DOCTOR_ON_TIME
        yield Finding("reminders", ok=not overdue, message=message)


def _probe_keys(settings: Settings) -> Finding:
    """Check that the secret key opens what is sealed."""
    with closing(open_database(settings.database_url)) as db:
        try:
            ring_of(db.engine.dialect).reload()
        except BotError as error:
            return Finding("keys", ok=False, message=str(error))
    return Finding("keys", ok=True, message=texts.DOCTOR_KEYS)


def _check_knowledge(settings: Settings) -> Iterator[Finding]:
    """Count the topics, then report each text that is out of date or whose legal basis ended."""
    today = utc_now().astimezone(settings.zone).date()
    try:
        index = build_index(settings.data_dir, today=today)
        shipped = load_knowledge(settings.data_dir)
        edits = _list_published_edits(settings)
        everywhere = overlay.list_revisions_for(edits, "")
        knowledge = overlay.apply_revisions(shipped, everywhere, today=today)
        of_units = list(_list_unit_topics(shipped, edits, today))
    except BotError as error:
        yield Finding("knowledge", ok=False, message=str(error).replace("\n", "; "))
        return
    count = len(index.knowledge.topics)
    yield Finding("knowledge", ok=True, message=texts.DOCTOR_TOPICS.format(count=count))
    places: dict[str, list[Fault]] = {}
    for topic_id, fault in check_topics(knowledge, today=today):
        places.setdefault(fault.place(topic_id), []).append(fault)
    for revision_id, topic in of_units:
        for fault in list_topic_faults(topic, today, register=shipped.register):
            place = f"{fault.place(topic.id)} (revision {revision_id})"
            places.setdefault(place, []).append(fault)
    for place, faults in sorted(places.items())[:MAX_LISTED]:
        fine = all(fault.soon for fault in faults)
        message = "; ".join(fault.message for fault in faults)
        yield Finding(f"knowledge {place}", ok=fine, message=message)
    if len(places) > MAX_LISTED:
        more = texts.DOCTOR_MORE.format(count=len(places) - MAX_LISTED)
        yield Finding("knowledge …", ok=True, message=more)


def _check_indicators(settings: Settings) -> Finding:
    """Read the sets of indicators: a wrong file keeps the service from starting."""
    try:
        count = len(load_indicator_sets(settings.data_dir))
    except BotError as error:
        return Finding("indicators", ok=False, message=str(error))
    return Finding("indicators", ok=True, message=texts.DOCTOR_INDICATORS.format(count=count))


def _list_unit_topics(
    shipped: Knowledge, edits: Iterable[PublishedRevision], today: date
) -> Iterator[tuple[int, Topic]]:
    """Yield the topics that units published for themselves, with the number of the edit."""
    for edit in overlay.list_in_force(edits, today=today):
        topic = overlay.read_revised_topic(edit, shipped) if edit.unit_path else None
        if topic is not None:
            yield edit.revision_id, topic


def _list_published_edits(settings: Settings) -> list[PublishedRevision]:
    """Return the published edits; none if the database is unreadable (reported elsewhere)."""
    try:
        db = open_database(settings.database_url)
    except (DatabaseError, OSError):
        return []
    try:
        return asyncio.run(db.read(list_published_revisions))
    except (DatabaseError, OSError):
        return []
    finally:
        db.close()
