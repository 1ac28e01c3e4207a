"""`bot database`: upgrade, back up and restore."""

import argparse
import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import open_upgraded_database, print_line
from bot.core import upgrade
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot database`."""
    add_command(
        verbs,
        "migrate",
        migrate_database,
        help="Bring the database to the newest shape (`bot service run` does it by itself).",
        example="bot database migrate",
    )
    saving = add_command(
        verbs,
        "backup",
        backup_database,
        help="Write everything in the database to one file, while the bot runs.",
        example="bot database backup var/backup-2026-11-25.db",
    )
    saving.add_argument("file", type=Path, help="the file to write")
    restoring = add_command(
        verbs,
        "restore",
        restore_database,
        help="Put a backup in the place of the database; stop the bot first.",
        example="bot database restore var/backup-2026-11-25.db",
    )
    restoring.add_argument("file", type=Path, help="a file that `bot database backup` wrote")


def migrate_database(_options: argparse.Namespace) -> int:
    """bot database migrate"""
    with open_upgraded_database(load_settings(), migrate=False) as db:
        done = upgrade.upgrade_database(db)
    print_line(texts.CLI_UPGRADED if done else texts.CLI_UP_TO_DATE)
    return 0


def backup_database(options: argparse.Namespace) -> int:
    """bot database backup: write a consistent copy, complete or not at all."""
    settings = load_settings()
    target: Path = options.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fresh = Path(folder) / "backup"
            if settings.database_url.startswith("sqlite"):
                _copy_sqlite(_database_file(settings), fresh)
            else:
                _run_program("pg_dump", "--format=custom", f"--file={fresh}", settings)
            fresh.chmod(0o600)
            fresh.replace(target)
    except OSError:
        raise BotError(
            texts.OUT_UNWRITABLE.format(path=target, instead=f"var/{target.name}")
        ) from None
    print_line(texts.CLI_BACKED_UP.format(path=target, size=target.stat().st_size // 1024))
    return 0


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BotError(texts.CLI_NO_DATABASE.format(path=source))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.DatabaseError:
        raise BotError(texts.CLI_UNREADABLE_DATABASE.format(path=source)) from None


def restore_database(options: argparse.Namespace) -> int:
    """bot database restore: replace the database, keeping the old one beside it."""
    settings = load_settings()
    source: Path = options.file
    if not source.is_file():
        raise BotError(texts.CLI_NO_BACKUP.format(path=source))
    if not settings.database_url.startswith("sqlite"):
        _run_program(
            "pg_restore", "--clean", "--if-exists", "--single-transaction", str(source), settings
        )
        print_line(texts.CLI_RESTORED)
        return 0
    _check_backup(source)
    target = _database_file(settings)
    with upgrade.single_process_lock(target):
        fresh = target.with_suffix(".restoring")
        _copy_sqlite(source, fresh)
        fresh.chmod(0o600)
        kept = _keep_replaced(target)
        fresh.replace(target)
    print_line(texts.CLI_RESTORED_KEPT.format(path=kept) if kept else texts.CLI_RESTORED)
    return 0


def _keep_replaced(target: Path) -> Path | None:
    """Rename the old database, intact or not. Returns its new path, or None if there was none."""
    if not target.exists():
        return None
    kept = target.with_suffix(".replaced")
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(target)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    target.replace(kept)
    for part in ("-wal", "-shm"):
        Path(f"{kept}{part}").unlink(missing_ok=True)
        if Path(f"{target}{part}").exists():
            Path(f"{target}{part}").replace(f"{kept}{part}")
    return kept


def _check_backup(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            fine = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        fine = False
    if not fine:
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=source))


def _database_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _run_program(program: str, *arguments_and_settings: object) -> None:
    *arguments, settings = arguments_and_settings
    assert isinstance(settings, Settings)
    url = make_url(settings.database_url)
    # The password goes by the environment: a command line is there for every user to read.
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    where = [f"--dbname={url.set(password=None).render_as_string(hide_password=False)}"]
    try:
        subprocess.run([program, *map(str, arguments), *where], check=True, env=environment)
    except FileNotFoundError:
        raise BotError(texts.CLI_NO_PROGRAM.format(program=program)) from None
    except subprocess.CalledProcessError as error:
        raise BotError(
            texts.CLI_PROGRAM_FAILED.format(program=program, code=error.returncode)
        ) from None
