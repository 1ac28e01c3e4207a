"""Installation check (`bot doctor`): what works, what does not, and how to repair it."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.app import make_telegram, make_zalo_bot, make_zalo_oa
from bot.channels.zalo_oa.channel import WEBHOOK_PATH
from bot.classes import watchdog
from bot.core import tokens, upgrade
from bot.core.clock import utc_now
from bot.core.db import Database, open_database
from bot.core.dialects import trouble_words
from bot.core.errors import BotError
from bot.core.settings import Settings, load
from bot.core.tokens import Health
from bot.faq import overlay
from bot.faq.check import Fault, check_topics
from bot.faq.editing import published
from bot.faq.knowledge_base import build_index
from bot.faq.overlay import Edit
from bot.faq.store import load as load_knowledge
from bot.web.zalo import ACCOUNT as ZALO
from bot.web.zalo import seed_of

LOW_DISK = 500_000_000  # bytes
LISTED = 20  # places of the knowledge; `bot faq check` lists all


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    subject: str
    fine: bool
    words: str

    def as_json(self) -> dict[str, object]:
        """Return the dict printed by `bot doctor --json`."""
        return {"subject": self.subject, "ok": self.fine, "words": self.words}


def examine() -> list[Finding]:
    """Run all checks, in the order an operator would. Wrong settings end it at once."""
    try:
        settings = load()
    except BotError as error:
        return [Finding("settings", fine=False, words=str(error))]
    return [Finding("settings", fine=True, words=texts.DOCTOR_READABLE), *_look(settings)]


def _look(settings: Settings) -> Iterator[Finding]:
    yield from _look_at_database(settings)
    yield from _look_at_knowledge(settings)
    local = utc_now().astimezone(settings.zone)
    yield Finding("clock", fine=True, words=f"{local:%H:%M %d/%m/%Y} theo {settings.timezone}")
    free = shutil.disk_usage(Path.cwd()).free
    yield Finding(
        "disk", fine=free > LOW_DISK, words=texts.DOCTOR_DISK.format(size=free // 1_000_000)
    )
    if settings.telegram_token.get_secret_value():
        yield _try("telegram", lambda: asyncio.run(make_telegram(settings).check()))
    else:
        yield Finding("telegram", fine=True, words=texts.DOCTOR_TELEGRAM_OFF)
    if settings.zalo_app_id:
        yield from _look_at_zalo(settings)
    else:
        yield Finding("zalo-oa", fine=True, words=texts.DOCTOR_ZALO_OFF)
    if settings.zalo_bot_token.get_secret_value():
        yield _try("zalo-bot", lambda: asyncio.run(make_zalo_bot(settings).check()))
    else:
        yield Finding("zalo-bot", fine=True, words=texts.DOCTOR_ZALO_BOT_OFF)


def _look_at_database(settings: Settings) -> Iterator[Finding]:
    db: Database | None = None
    try:
        db = open_database(settings.database_url)
        with db.engine.connect() as connection:
            revision = upgrade.current_revision(connection)
        overdue = None
        if revision == upgrade.newest_revision():
            overdue = asyncio.run(db.read(lambda session: watchdog.watch(session, now=utc_now())))
    except (DatabaseError, OSError) as error:
        words = trouble_words(str(getattr(error, "orig", error)))
        yield Finding("database", fine=False, words=f"BOT_DATABASE_URL: {words}")
        return
    finally:
        if db is not None:
            db.close()
    yield Finding("database", fine=True, words=texts.DOCTOR_DATABASE)
    newest = upgrade.newest_revision()
    words = (
        texts.DOCTOR_REVISION.format(revision=revision)
        if revision == newest
        else texts.DOCTOR_REVISION_OLD.format(revision=revision or "-", newest=newest)
    )
    yield Finding("migrations", fine=revision == newest, words=words)
    if overdue is not None:
        words = texts.DOCTOR_OVERDUE.format(count=overdue) if overdue else texts.DOCTOR_ON_TIME
        yield Finding("reminders", fine=not overdue, words=words)


def _look_at_zalo(settings: Settings) -> Iterator[Finding]:
    """Check an Official Account in order: webhook address, consent, then a request to Zalo."""
    secure = settings.public_url.startswith("https://")
    words = f"{settings.public_url}{WEBHOOK_PATH}" if secure else texts.DOCTOR_NEEDS_HTTPS
    yield Finding("zalo-oa webhook", fine=secure, words=words)
    try:
        db = open_database(settings.database_url)
    except (DatabaseError, OSError):
        return  # said before
    try:
        found, why = asyncio.run(
            db.read(lambda session: tokens.health(session, ZALO, now=utc_now()))
        )
        seeded = found is Health.NONE and seed_of(settings) is not None
        fine = found in (Health.FINE, Health.OLD) or seeded
        yield Finding("zalo-oa tokens", fine=fine, words=texts.TOKEN_HEALTH[found].format(why=why))
        if fine:
            yield _try("zalo-oa", lambda: asyncio.run(make_zalo_oa(settings, db).check()))
    except DatabaseError:
        return  # the migrations were said to be missing
    finally:
        db.close()


def _look_at_knowledge(settings: Settings) -> Iterator[Finding]:
    """Count the topics, then report each text that is out of date or whose legal basis ended."""
    today = utc_now().astimezone(settings.zone).date()
    try:
        index = build_index(settings.data_dir, today=today)
        shipped = load_knowledge(settings.data_dir)
        knowledge = overlay.apply(shipped, _published(settings), today=today)
    except BotError as error:
        yield Finding("knowledge", fine=False, words=str(error).replace("\n", "; "))
        return
    count = len(index.knowledge.topics)
    yield Finding("knowledge", fine=True, words=texts.DOCTOR_TOPICS.format(count=count))
    places: dict[str, list[Fault]] = {}
    for topic_id, fault in check_topics(knowledge, today=today):
        places.setdefault(fault.place(topic_id), []).append(fault)
    for place, faults in sorted(places.items())[:LISTED]:
        fine = all(fault.soon for fault in faults)
        words = "; ".join(fault.words for fault in faults)
        yield Finding(f"knowledge {place}", fine=fine, words=words)
    if len(places) > LISTED:
        more = texts.DOCTOR_MORE.format(count=len(places) - LISTED)
        yield Finding("knowledge …", fine=True, words=more)


def _published(settings: Settings) -> list[Edit]:
    """Return the published edits; none if the database is unreadable (reported elsewhere)."""
    try:
        db = open_database(settings.database_url)
    except (DatabaseError, OSError):
        return []
    try:
        return asyncio.run(db.read(published))
    except (DatabaseError, OSError):
        return []
    finally:
        db.close()


def _try(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, fine=True, words=look())
    except BotError as error:
        return Finding(subject, fine=False, words=str(error))
