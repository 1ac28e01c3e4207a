"""Schema upgrade at start, by one process at a time (ADR-0008).

SQLite's schema changes are not transactional: the file is copied beside itself before an upgrade.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from bot import texts
from bot.core.db import Database
from bot.core.errors import BotError
from bot.core.sealing import SealingKey, ring_of

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

MIGRATIONS_DIR = Path(__file__).parents[1] / "migrations"
ADVISORY_LOCK_KEY = 0x70_50  # any number, the same in every process
# Tables of `bot.core.moves`: while they are there, not all rows of another database have come.
MOVE_JOURNAL, MOVE_RULES = "bot_move", "bot_move_rule"


def upgrade_database(
    db: Database, scripts: Path = MIGRATIONS_DIR, *, during_move: bool = False
) -> bool:
    """Apply missing migrations. Returns whether there were any; safe in several processes at once.

    Raises BotError when a later version of the bot has been at this database, or when it is the
    target of a move that has not ended (`during_move`: this is that move).
    """
    with _upgrade_lock(db.engine) as connection:
        if not during_move and inspect(connection).has_table(MOVE_JOURNAL):
            raise BotError(texts.UPGRADE_MOVE_UNFINISHED)
        before = current_revision(connection)
        newest = newest_revision(scripts)
        if before == newest:
            if not during_move and inspect(connection).has_table(SealingKey.__tablename__):
                ring_of(connection.dialect).read_keys(connection)  # or say that the secret is wrong
            return False
        if before is not None:
            _refuse_unknown_revision(scripts, before)
            _copy_database(connection, f"before-{newest}")
        with foreign_keys_off(connection):
            _run_migrations(connection, scripts)
            _check_foreign_keys(connection)
            if connection.in_transaction():
                connection.commit()
    log.info("database upgraded", extra={"action": "database_upgraded"})
    return True


def current_revision(connection: Connection) -> str | None:
    """Return the database's revision, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@cache
def newest_revision(scripts: Path = MIGRATIONS_DIR) -> str | None:
    """Return the revision this code needs."""
    return max(_list_revisions(scripts), default=None)


def _list_revisions(scripts: Path) -> list[str]:
    # Of the names, which begin with the number: reading fifty scripts, and loading Alembic for it,
    # costs 0.15 s at every start, and nearly every start has nothing to upgrade.
    return [path.name.split("_")[0] for path in (scripts / "versions").glob("[0-9]*_*.py")]


def _refuse_unknown_revision(scripts: Path, revision: str) -> None:
    if revision not in _list_revisions(scripts):
        raise BotError(texts.UPGRADE_LATER.format(revision=revision))


def _run_migrations(connection: Connection, scripts: Path) -> None:
    from alembic import command  # by who upgrades, not at every start

    command.upgrade(_config(connection, scripts), "head")


def _config(connection: Connection, scripts: Path) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Disable foreign keys on SQLite, which alters a table by copying and dropping it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.rollback()
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise BotError(texts.UPGRADE_BROKEN.format(count=len(broken)))


@contextmanager
def _upgrade_lock(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK_KEY})
            connection.commit()
            try:
                yield connection
            finally:
                connection.rollback()
                connection.execute(
                    text("select pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK_KEY}
                )
                connection.commit()
        return
    with lock_path(engine).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with engine.connect() as connection:
            yield connection


def lock_path(engine: Engine) -> Path:
    """Return the file that is locked while a SQLite database is upgraded."""
    return Path(f"{engine.url.database}.migrate-lock")


def _copy_database(connection: Connection, name: str) -> None:
    if connection.dialect.name != "sqlite":
        return
    target = Path(f"{connection.engine.url.database}.{name}")
    target.unlink(missing_ok=True)
    connection.rollback()
    raw: Any = connection.connection.driver_connection
    raw.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    log.info("database copied to %s", target, extra={"action": "database_copied"})


@contextmanager
def single_process_lock(database: Path) -> Iterator[None]:
    """Lock a SQLite file for one running bot. Raises BotError when another process has it."""
    lock = Path(f"{database}.lock")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        raise BotError(texts.DATABASE_UNWRITABLE.format(filename=error.filename)) from None
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BotError(texts.DATABASE_IN_USE.format(database=database)) from None
        yield
