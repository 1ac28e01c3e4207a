"""`bot database restore`: a backup in the place of the database, once all of it is known good."""

import argparse
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlmodel import SQLModel

from bot import texts
from bot.channels.file_store import FILES_FOLDER
from bot.cli.backup_secrets import add_passphrase_file, get_secret
from bot.cli.database_trials import check_backup, find_scratch_folder, try_restore
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import print_line
from bot.core import upgrade
from bot.core.database_dumps import DumpKind, load_dump, load_rows, sqlite_path
from bot.core.databases import open_database
from bot.core.errors import BotError
from bot.core.moves import count_others
from bot.core.settings import Settings, load_settings
from bot.usecases.backups import Contents, open_backup, put_photos, put_settings


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot database` that bring a backup back."""
    restoring = add_command(
        verbs,
        "restore",
        restore_database,
        help="Put a backup in the place of the database; stop the bot first.",
        example="bot database restore var/backup/bot-2026-11-25.toso",
    )
    restoring.add_argument("file", type=Path, help="a file that `bot database backup` wrote")
    add_passphrase_file(restoring)
    restoring.add_argument(
        "--photos",
        type=Path,
        default=FILES_FOLDER,
        metavar="FOLDER",
        help="where the photos go (default: %(default)s)",
    )
    restoring.add_argument(
        "--verify", action="store_true", help="restore it on trial only: nothing is changed"
    )


def restore_database(options: argparse.Namespace) -> int:
    """bot database restore: replace the database, keeping the old one of SQLite beside it."""
    import bot.tables  # noqa: F401  every table must be known where rows are copied one by one

    settings = load_settings()
    source: Path = options.file
    if not source.is_file():
        raise BotError(texts.CLI_NO_BACKUP.format(path=source))
    secret = get_secret(settings, options, source)
    if options.verify:
        print_line(try_restore(settings, source, secret))
        return 0
    scratch = find_scratch_folder(settings)
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        contents = open_backup(source, secret, Path(folder))
        print_line(_replace_database(settings, contents, source))
        _put_files(contents, options.photos)
    return 0


def _put_files(contents: Contents, photos: Path) -> None:
    if count := put_photos(contents, photos):
        print_line(texts.CLI_RESTORED_PHOTOS.format(count=count, folder=photos))
    if path := put_settings(contents, photos.parent):
        print_line(texts.CLI_RESTORED_SETTINGS.format(path=path))


def _replace_database(settings: Settings, contents: Contents, source: Path) -> str:
    if settings.database_url.startswith("sqlite"):
        if contents.kind is not DumpKind.SQLITE:
            raise BotError(texts.CLI_BACKUP_OTHER_KIND.format(path=source))
        check_backup(contents, source)
        return _replace_file(contents.database, sqlite_path(settings.database_url))
    _replace_rows(settings.database_url, contents, source)
    return texts.CLI_RESTORED


def _replace_rows(url: str, contents: Contents, source: Path) -> None:
    with closing(open_database(url)) as db:
        with db.engine.connect() as connection:
            if others := count_others(connection):
                raise BotError(texts.CLI_RESTORE_IN_USE.format(count=others))
        if contents.kind is DumpKind.SQLITE:
            check_backup(contents, source)
            load_rows(contents.database, db, SQLModel.metadata)
            return
    load_dump(url, contents.database)


def _replace_file(fresh: Path, target: Path) -> str:
    with upgrade.single_process_lock(target):
        restoring = target.with_suffix(".restoring")
        shutil.move(fresh, restoring)
        restoring.chmod(0o600)
        kept = _keep_replaced(target)
        restoring.replace(target)
    return texts.CLI_RESTORED_KEPT.format(path=kept) if kept else texts.CLI_RESTORED


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
