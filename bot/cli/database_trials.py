"""A backup restored on trial: into a scratch database, with the rows of every table compared."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from bot import texts
from bot.channels.file_store import FILES_FOLDER
from bot.core.database_dumps import DumpKind, check_sqlite, load_dump, sqlite_path
from bot.core.databases import open_database
from bot.core.errors import BotError
from bot.core.sealed_files import FileSecret
from bot.core.settings import Settings
from bot.core.table_copies import count_rows
from bot.usecases.backups import Contents, open_backup


def find_scratch_folder(settings: Settings) -> Path | None:
    """Return where unsealed copies may lie for a moment: with the database; None: the system's."""
    if settings.database_url.startswith("sqlite"):
        return sqlite_path(settings.database_url).parent
    return FILES_FOLDER.parent if FILES_FOLDER.parent.is_dir() else None


def try_restore(settings: Settings, source: Path, secret: FileSecret | None) -> str:
    """Restore a backup into a scratch database. Returns the sentence about it.

    Raises BotError when it does not open, or a table has not the rows it had.
    """
    with tempfile.TemporaryDirectory(dir=find_scratch_folder(settings)) as folder:
        contents = open_backup(source, secret, Path(folder))
        counts = _restore(settings, contents, source)
        manifest = contents.manifest
        tables, rows = len(counts), sum(counts.values())
        if manifest is None:
            return texts.CLI_VERIFIED_PLAIN.format(path=source, tables=tables, rows=rows)
        for table in sorted(manifest.rows.keys() | counts.keys()):
            expected, restored = manifest.rows.get(table, 0), counts.get(table, 0)
            if expected != restored:
                raise BotError(
                    texts.CLI_VERIFY_DIFFERS.format(
                        path=source, table=table, found=restored, expected=expected
                    )
                )
        return texts.CLI_VERIFIED.format(
            path=source, tables=tables, rows=rows, photos=len(contents.photos)
        )


def _restore(settings: Settings, contents: Contents, source: Path) -> dict[str, int]:
    if contents.kind is DumpKind.SQLITE:
        return check_backup(contents, source)
    if settings.database_url.startswith("sqlite"):
        raise BotError(texts.CLI_BACKUP_OTHER_KIND.format(path=source))
    with _scratch_database(settings.database_url) as url:
        load_dump(url, contents.database)
        with closing(open_database(url)) as db, db.engine.connect() as connection:
            return count_rows(connection)


def check_backup(contents: Contents, source: Path) -> dict[str, int]:
    """Return the rows of each table of a SQLite dump. Raises BotError naming the backup."""
    try:
        return check_sqlite(contents.database)
    except BotError:
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=source)) from None


@contextmanager
def _scratch_database(url: str) -> Iterator[str]:
    """Make a database beside the real one, and drop it at the end."""
    parsed = make_url(url).set(drivername="postgresql")
    name = f"toso_trial_{secrets.token_hex(6)}"
    with psycopg.connect(
        parsed.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        try:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise BotError(texts.CLI_VERIFY_NO_SCRATCH) from None
        try:
            yield parsed.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
