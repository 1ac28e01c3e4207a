"""A consistent copy of the whole database in one file, while the bot runs, and how it comes back.

SQLite: a SQLite file. PostgreSQL: the custom format of pg_dump, or, where none fits the server, the
rows in a SQLite file (`bot.core.moves`).
"""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, inspect, text
from sqlalchemy.engine import make_url

from bot import texts
from bot.core.databases import open_database
from bot.core.db import Database
from bot.core.errors import BotError
from bot.core.moves import Move, begin_journal, make_journal
from bot.core.table_copies import count_rows
from bot.core.upgrade import foreign_keys_off, upgrade_database

CUSTOM_DUMP = b"PGDMP"
SQLITE_FILE = b"SQLite format 3\0"


class DumpKind(StrEnum):
    """What a dump is."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def read_dump_kind(path: Path) -> DumpKind | None:
    """Return what a file is by its first bytes, None when it is no dump."""
    with path.open("rb") as file:
        head = file.read(len(SQLITE_FILE))
    if head == SQLITE_FILE:
        return DumpKind.SQLITE
    return DumpKind.POSTGRESQL if head.startswith(CUSTOM_DUMP) else None


def dump_database(url: str, target: Path, metadata: MetaData) -> dict[str, int]:
    """Write the database at `url` to `target`. Returns how many rows of which table are in it."""
    if url.startswith("sqlite"):
        copy_sqlite(sqlite_path(url), target)
        return check_sqlite(target)
    if _has_pg_dump(url):
        return _dump_postgresql(url, target)
    return _dump_rows(url, target, metadata)


def sqlite_path(url: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(make_url(url).database or "")


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database in use. Raises BotError if there is none, or it is broken."""
    if not source.is_file():
        raise BotError(texts.CLI_NO_DATABASE.format(path=source))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            target.chmod(0o600)
            old.backup(new)
    except sqlite3.DatabaseError:
        raise BotError(texts.CLI_UNREADABLE_DATABASE.format(path=source)) from None


def check_sqlite(path: Path) -> dict[str, int]:
    """Return the rows of every table. Raises BotError if the file is broken or not ours."""
    engine = create_engine(f"sqlite:///file:{_quote(path)}?mode=ro&uri=true")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            fine = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
        with engine.connect() as connection:
            rows = count_rows(connection)
    except (sqlite3.DatabaseError, OSError):
        fine = False
    finally:
        engine.dispose()
    if not fine:
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=path))
    return rows


def _quote(path: Path) -> str:
    return path.resolve().as_uri().removeprefix("file://")


def _has_pg_dump(url: str) -> bool:
    """Return whether there is a pg_dump that knows this server: one of its version or later."""
    if (program := shutil.which("pg_dump")) is None:
        return False
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\d+", said.stdout)
    with closing(open_database(url)) as db, db.engine.connect() as connection:
        server = connection.execute(text("SHOW server_version_num")).scalar_one()
    return version is not None and int(version[0]) >= int(server) // 10_000


def _dump_postgresql(url: str, target: Path) -> dict[str, int]:
    with closing(open_database(url)) as db, db.engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        rows = count_rows(connection)
        # Counted and dumped from one state, whatever is written meanwhile.
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        options = ("--format=custom", f"--file={target}", f"--snapshot={snapshot}")
        run_program("pg_dump", *options, url=url)
    return rows


def _dump_rows(url: str, target: Path, metadata: MetaData) -> dict[str, int]:
    with (
        closing(open_database(url)) as source,
        closing(open_database(f"sqlite:///{target}")) as copy,
        source.engine.connect() as old,
    ):
        old.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        _copy_rows(old, copy, metadata)
    return check_sqlite(target)


def _copy_rows(source: Connection, copy: Database, metadata: MetaData) -> None:
    with copy.engine.connect() as new:
        begin_journal(new, "dump", metadata)
    upgrade_database(copy, during_move=True)
    with copy.engine.connect() as new, foreign_keys_off(new):
        move = Move(source, new, metadata)
        move.copy()
        move.compare()
        move.finish()


def load_rows(dump: Path, target: Database, metadata: MetaData) -> None:
    """Put the rows of a SQLite dump in the place of all rows of PostgreSQL, in one transaction."""
    with closing(open_database(f"sqlite:///{dump}")) as source:
        upgrade_database(source)
        upgrade_database(target)
        with source.engine.connect() as old, target.engine.begin() as new:
            make_journal(new, "dump")
            move = Move(old, new, metadata, whole=True)
            move.empty()
            move.copy()
            move.compare()
            move.finish()


def load_dump(url: str, dump: Path) -> None:
    """Put pg_dump's file in the place of everything in the database: all of it or nothing.

    What a later version added goes too: `pg_restore --clean` would leave it, and the next upgrade
    would then find tables that it is about to create.
    """
    script, drops = dump.with_suffix(".sql"), dump.with_suffix(".drop.sql")
    for path in (script, drops):
        path.touch(mode=0o600)
    arguments = ("--no-owner", "--no-privileges", f"--file={script}", str(dump))
    run_program("pg_restore", *arguments)
    with closing(open_database(url)) as db, db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
    statements = (f'DROP TABLE "{name}" CASCADE;\n' for name in names)
    drops.write_text("".join(("SET client_min_messages = warning;\n", *statements)))
    options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run_program("psql", *options, f"--file={drops}", f"--file={script}", url=url, is_quiet=True)


def run_program(program: str, *arguments: str, url: str = "", is_quiet: bool = False) -> None:
    """Run one of PostgreSQL's programs, on the database at `url` if given.

    Raises BotError when it is not installed or fails.
    """
    # The password goes by the environment: a command line is there for every user to read.
    environment, where = dict(os.environ), []
    if url:
        parsed = make_url(url)
        environment["PGPASSWORD"] = parsed.password or ""
        plain = parsed.set(password=None, drivername="postgresql")
        where = [f"--dbname={plain.render_as_string(hide_password=False)}"]
    output = subprocess.DEVNULL if is_quiet else None
    try:
        subprocess.run([program, *arguments, *where], check=True, env=environment, stdout=output)
    except FileNotFoundError:
        raise BotError(texts.CLI_NO_PROGRAM.format(program=program)) from None
    except subprocess.CalledProcessError as error:
        raise BotError(
            texts.CLI_PROGRAM_FAILED.format(program=program, code=error.returncode)
        ) from None
