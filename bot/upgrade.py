"""Brings the database to the newest shape at start, one process at a time (ADR-0008).

SQLite's changes of shape are not transactional: the file is copied beside itself before an upgrade.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.db import Database
from bot.errors import BotError

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "migrations"
PG_LOCK = 0x70_50  # any number, the same in every process


def upgrade(db: Database) -> bool:
    """Apply what is missing; whether anything was. Safe to call from several processes at once."""
    with _locked(db.engine) as connection:
        before = current_revision(connection)
        if before == newest_revision():
            return False
        if before is not None:
            _copy_aside(connection, before)
        command.upgrade(_config(connection), "head")
        if connection.get_transaction() is not None:
            connection.commit()
    log.info("database upgraded", extra={"action": "database_upgraded"})
    return True


def current_revision(connection: Connection) -> str | None:
    """The revision the database is at; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": PG_LOCK})
            connection.commit()
            try:
                yield connection
            finally:
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock(:key)"), {"key": PG_LOCK})
                connection.commit()
        return
    with lock_path(engine).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with engine.connect() as connection:
            yield connection


def lock_path(engine: Engine) -> Path:
    """The file that is locked while a SQLite database changes its shape."""
    return Path(f"{engine.url.database}.migrate-lock")


def _copy_aside(connection: Connection, revision: str) -> None:
    if connection.dialect.name != "sqlite":
        return
    target = Path(f"{connection.engine.url.database}.before-{newest_revision()}")
    target.unlink(missing_ok=True)
    connection.rollback()
    raw = connection.connection.driver_connection
    raw.execute("VACUUM INTO ?", (str(target),))  # type: ignore[union-attr]
    log.info("database copied to %s", target, extra={"action": "database_copied"})


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """Hold a SQLite file for one running bot; BotError when another has it."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{database}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BotError(
                f"another bot is running on {database}; stop it first, or use PostgreSQL."
            ) from None
        yield
