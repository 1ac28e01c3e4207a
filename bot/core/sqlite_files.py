"""How SQLite keeps its files: durable, waiting for each other, nothing left of what was erased."""

import sqlite3
from typing import Any

from sqlalchemy import Engine

BUSY_TIMEOUT = 5000  # ms a writer is waited for
WIPE_WAITS = 50  # ms a reader is waited for; the next commit tries again


def prepare(connection: sqlite3.Connection, _record: object) -> None:
    """What every connection is told when it is opened."""
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


def empty_log(engine: Engine) -> bool:
    """Bring the write-ahead log into the database and cut it to nothing; False while somebody reads
    an older state of it."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute(f"PRAGMA busy_timeout={WIPE_WAITS}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    return not busy


def forbid_writes(connection: sqlite3.Connection, _record: object) -> None:
    """A connection that only reads."""
    connection.execute("PRAGMA query_only=ON")
