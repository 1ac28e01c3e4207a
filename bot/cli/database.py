"""`bot database`: upgrade and back up."""

import argparse
import tempfile
from pathlib import Path

from sqlmodel import SQLModel

from bot import texts
from bot.channels.file_store import FILES_FOLDER
from bot.cli.backup_secrets import add_passphrase_file, find_passphrase, make_secret
from bot.cli.database_trials import find_scratch_folder, try_restore
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import open_upgraded_database, print_line
from bot.core import upgrade
from bot.core.clock import utc_now
from bot.core.database_dumps import dump_database, sqlite_path
from bot.core.errors import BotError
from bot.core.sealed_files import FileSecret
from bot.core.settings import ENV_FILE, Settings, load_settings
from bot.usecases import backups


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
        help="Write database, photos and settings to one sealed file, while the bot runs.",
        example="bot database backup var/backup/bot-2026-11-25.toso",
    )
    saving.add_argument("file", type=Path, help="the file to write")
    add_passphrase_file(saving)
    saving.add_argument(
        "--verify",
        action="store_true",
        help="restore it on trial, and count the rows of each table",
    )
    saving.add_argument(
        "--unsealed",
        action="store_true",
        help="the database only, readable by anybody who has the file",
    )


def migrate_database(_options: argparse.Namespace) -> int:
    """bot database migrate"""
    with open_upgraded_database(load_settings(), migrate=False) as db:
        done = upgrade.upgrade_database(db)
    print_line(texts.CLI_UPGRADED if done else texts.CLI_UP_TO_DATE)
    return 0


def backup_database(options: argparse.Namespace) -> int:
    """bot database backup: write a consistent copy, complete or not at all."""
    import bot.tables  # noqa: F401  every table must be known where rows are copied one by one

    settings = load_settings()
    passphrase = find_passphrase(options)
    target: Path = options.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fresh = Path(folder) / "backup"
            fresh.touch(mode=0o600)
            said = _write(settings, passphrase, fresh, options)
            fresh.replace(target)
    except OSError:
        raise BotError(
            texts.OUT_UNWRITABLE.format(path=target, instead=f"var/{target.name}")
        ) from None
    print_line(said)
    if options.verify:
        secret = None if options.unsealed else passphrase or make_secret(settings)
        print_line(try_restore(settings, target, secret))
    return 0


def _write(
    settings: Settings,
    passphrase: FileSecret | None,
    fresh: Path,
    options: argparse.Namespace,
) -> str:
    """Write the file. Returns the sentence about it."""
    if options.unsealed:
        dump_database(settings.database_url, fresh, SQLModel.metadata)
        return texts.CLI_BACKED_UP_PLAIN.format(path=options.file, size=_size(fresh))
    if settings.database_url.startswith("sqlite"):
        # Looked for before a key is made: a machine without a database has nothing to seal.
        path = sqlite_path(settings.database_url)
        if not path.is_file():
            raise BotError(texts.CLI_NO_DATABASE.format(path=path))
    # The dump is not sealed yet: it lies where the database does, not on the target's disk.
    with (
        tempfile.TemporaryDirectory(dir=find_scratch_folder(settings)) as scratch,
        fresh.open("wb") as file,
    ):
        manifest = backups.write_backup(
            file,
            passphrase or make_secret(settings),
            url=settings.database_url,
            metadata=SQLModel.metadata,
            photos=FILES_FOLDER,
            settings=ENV_FILE,
            scratch=Path(scratch),
            now=utc_now(),
        )
    key = texts.CLI_BACKUP_WITH_PASSPHRASE if passphrase else texts.CLI_BACKUP_WITH_KEY
    return texts.CLI_BACKED_UP.format(
        path=options.file,
        size=_size(fresh),
        photos=manifest.photos,
        key=key,
        rows=sum(manifest.rows.values()),
        tables=len(manifest.rows),
    )


def _size(path: Path) -> int:
    return path.stat().st_size // 1024
