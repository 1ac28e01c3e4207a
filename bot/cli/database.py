"""`bot migrate`, `bot backup`, `bot restore`, `bot doctor`."""

import argparse
import json
import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from bot import texts
from bot.cli import doctor
from bot.cli.terminal import Commands, add, database, say
from bot.core import upgrade
from bot.core.errors import BotError
from bot.core.settings import Settings, load


def add_commands(commands: Commands) -> None:
    """Add `migrate`, `backup`, `restore` and `doctor`."""
    add(
        commands,
        "migrate",
        migrate,
        help="Bring the database to the newest shape (`bot run` does it by itself).",
        example="bot migrate",
    )
    saving = add(
        commands,
        "backup",
        backup,
        help="Write everything in the database to one file, while the bot runs.",
        example="bot backup var/backup-2026-11-25.db",
    )
    saving.add_argument("file", type=Path, help="the file to write")
    restoring = add(
        commands,
        "restore",
        restore,
        help="Put a backup in the place of the database; stop the bot first.",
        example="bot restore var/backup-2026-11-25.db",
    )
    restoring.add_argument("file", type=Path, help="a file that `bot backup` wrote")
    checking = add(
        commands,
        "doctor",
        check,
        help="Check settings, database, knowledge, clock zone, tokens, webhooks and disk.",
        example="bot doctor --json",
    )
    checking.add_argument("--json", action="store_true", help="one JSON object")


def migrate(_options: argparse.Namespace) -> int:
    """bot migrate"""
    with database(load(), migrate=False) as db:
        done = upgrade.upgrade(db)
    say(texts.CLI_UPGRADED if done else texts.CLI_UP_TO_DATE)
    return 0


def backup(options: argparse.Namespace) -> int:
    """bot backup: write a consistent copy, complete or not at all."""
    settings = load()
    target: Path = options.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fresh = Path(folder) / "backup"
            if settings.database_url.startswith("sqlite"):
                _copy(_file(settings), fresh)
            else:
                _run("pg_dump", "--format=custom", f"--file={fresh}", settings)
            fresh.chmod(0o600)
            fresh.replace(target)
    except OSError:
        raise BotError(
            texts.OUT_UNWRITABLE.format(path=target, instead=f"var/{target.name}")
        ) from None
    say(texts.CLI_BACKED_UP.format(path=target, size=target.stat().st_size // 1024))
    return 0


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BotError(texts.CLI_NO_DATABASE.format(path=source))
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.DatabaseError:
        raise BotError(texts.CLI_UNREADABLE_DATABASE.format(path=source)) from None


def restore(options: argparse.Namespace) -> int:
    """bot restore: replace the database, keeping the old one beside it."""
    settings = load()
    source: Path = options.file
    if not source.is_file():
        raise BotError(texts.CLI_NO_BACKUP.format(path=source))
    if not settings.database_url.startswith("sqlite"):
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", str(source), settings)
        say(texts.CLI_RESTORED)
        return 0
    _check_backup(source)
    target = _file(settings)
    with upgrade.only_process(target):
        fresh = target.with_suffix(".restoring")
        _copy(source, fresh)
        fresh.chmod(0o600)
        kept = _put_aside(target)
        fresh.replace(target)
    say(texts.CLI_RESTORED_KEPT.format(path=kept) if kept else texts.CLI_RESTORED)
    return 0


def _put_aside(target: Path) -> Path | None:
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


def _file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _run(program: str, *arguments_and_settings: object) -> None:
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


def check(options: argparse.Namespace) -> int:
    """bot doctor"""
    findings = doctor.examine()
    if options.json:
        say(json.dumps([one.as_json() for one in findings], ensure_ascii=False))
    else:
        for one in findings:
            say(f"{'ok' if one.fine else texts.DOCTOR_FAULT:5}  {one.subject}: {one.words}")
    return 0 if all(one.fine for one in findings) else 1
