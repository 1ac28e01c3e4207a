"""Looks the whole installation over: what works, what does not, and what to do about it."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot import upgrade
from bot.app import make_telegram, make_zalo_bot
from bot.clock import utc_now
from bot.db import Database, open_database
from bot.errors import BotError
from bot.reminders import watchdog
from bot.settings import Settings, load
from bot.shelf import build_index

LOW_DISK = 500_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    fine: bool
    words: str

    def as_json(self) -> dict[str, object]:
        """For `bot doctor --json`."""
        return {"subject": self.subject, "ok": self.fine, "words": self.words}


def examine() -> list[Finding]:
    """Everything, in the order a person would look; wrong settings end it at once."""
    try:
        settings = load()
    except BotError as error:
        return [Finding("settings", fine=False, words=str(error))]
    return [Finding("settings", fine=True, words="readable"), *_look(settings)]


def _look(settings: Settings) -> Iterator[Finding]:
    yield from _look_at_database(settings)
    yield _try("knowledge", lambda: _knowledge(settings))
    local = utc_now().astimezone(settings.zone)
    yield Finding("clock", fine=True, words=f"{local:%Y-%m-%d %H:%M} in {settings.timezone}")
    free = shutil.disk_usage(Path.cwd()).free
    yield Finding("disk", fine=free > LOW_DISK, words=f"{free // 1_000_000} MB free")
    if settings.telegram_token.get_secret_value():
        yield _try("telegram", lambda: asyncio.run(make_telegram(settings).check()))
    else:
        yield Finding("telegram", fine=True, words="off (BOT_TELEGRAM_TOKEN is not set)")
    if settings.zalo_bot_token.get_secret_value():
        yield _try("zalo-bot", lambda: asyncio.run(make_zalo_bot(settings).check()))
    else:
        yield Finding("zalo-bot", fine=True, words="off (BOT_ZALO_BOT_TOKEN is not set)")


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
        words = str(getattr(error, "orig", error)).splitlines()[0]
        yield Finding("database", fine=False, words=f"BOT_DATABASE_URL: {words}")
        return
    finally:
        if db is not None:
            db.close()
    yield Finding("database", fine=True, words="answers")
    newest = upgrade.newest_revision()
    words = (
        f"at {revision}" if revision == newest else f"at {revision}, needs {newest}: bot migrate"
    )
    yield Finding("migrations", fine=revision == newest, words=words)
    if overdue is not None:
        words = "none overdue" if not overdue else f"{overdue} overdue: is `bot run` running?"
        yield Finding("reminders", fine=not overdue, words=words)


def _knowledge(settings: Settings) -> str:
    index = build_index(settings.data_dir)
    return f"{len(index.knowledge.topics)} topics"


def _try(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, fine=True, words=look())
    except BotError as error:
        return Finding(subject, fine=False, words=str(error))
