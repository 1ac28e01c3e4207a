"""SQLite files: durability, busy timeout, and wiping of erased data."""

import sqlite3
from typing import Any

from sqlalchemy import Engine

BUSY_TIMEOUT = 5000  # ms a writer is waited for
WIPE_TIMEOUT = 50  # ms a reader is waited for; the next commit tries again


def configure_connection(connection: sqlite3.Connection, _record: object) -> None:
    """Configure a new connection (SQLAlchemy's "connect" event)."""
    # Python's own transaction handling starts none for a SELECT and loses updates without a word.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "temp_store=MEMORY",
        # What is deleted is overwritten: it must not be left to how SQLite was built.
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def truncate_wal(engine: Engine) -> bool:
    """Checkpoint and truncate the write-ahead log. Returns False while a reader still needs it."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute(f"PRAGMA busy_timeout={WIPE_TIMEOUT}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    return not busy


def forbid_writes(connection: sqlite3.Connection, _record: object) -> None:
    """Make a connection read-only (SQLAlchemy's "connect" event)."""
    connection.execute("PRAGMA query_only=ON")
