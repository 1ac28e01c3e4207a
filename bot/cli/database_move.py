"""`bot database move`: all rows to another database, from SQLite to PostgreSQL or back."""

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import print_line
from bot.core import moves, upgrade
from bot.core.database_dumps import sqlite_path
from bot.core.databases import open_database
from bot.core.db import Database, OperationalError
from bot.core.dialects import describe_database_error
from bot.core.errors import BotError
from bot.core.settings import DatabaseUrl, load_settings


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot database` that moves it."""
    moving = add_command(
        verbs,
        "move",
        move_database,
        help="Copy every row to another, empty database, and compare them; stop the bot first.",
        example="bot database move --to postgresql://toso:password@127.0.0.1/toso",
    )
    moving.add_argument(
        "--to", required=True, type=_database_url, metavar="URL", help="the other database"
    )
    moving.add_argument(
        "--restart", action="store_true", help="throw away what an unfinished move brought"
    )


def _database_url(written: str) -> str:
    try:
        return TypeAdapter[str](DatabaseUrl).validate_python(written)
    except ValidationError as error:
        reason = error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise argparse.ArgumentTypeError(texts.MOVE_WRONG_URL.format(reason=reason)) from None


def move_database(options: argparse.Namespace) -> int:
    """bot database move: resumed where it was killed; the source is only read."""
    import bot.tables  # noqa: F401  every table is moved

    url, target_url = load_settings().database_url, str(options.to)
    if _name(url) == _name(target_url):
        raise BotError(texts.MOVE_SAME)
    if url.startswith("sqlite") and not sqlite_path(url).is_file():
        raise BotError(texts.CLI_NO_DATABASE.format(path=sqlite_path(url)))
    with _alone(url), _alone(target_url), _opened(url) as old, _opened(target_url) as new:
        upgrade.upgrade_database(old)
        moved = _move(old, new, _name(url), restart=options.restart)
    print_line(
        texts.CLI_MOVED.format(
            tables=len(moved),
            empty=sum(not table.rows for table in moved),
            rows=sum(table.rows for table in moved),
            url=make_url(target_url).render_as_string(),
        )
    )
    return 0


def _move(old: Database, new: Database, name: str, *, restart: bool) -> list[moves.MovedTable]:
    metadata = SQLModel.metadata
    with old.engine.connect() as source:
        # One state of the source, which nobody changes until its transaction ends.
        moves.hold_source(source, metadata)
        with new.engine.connect() as target:
            is_resumed = moves.begin_journal(target, name, metadata)
        upgrade.upgrade_database(new, during_move=True)
        with new.engine.connect() as target, upgrade.foreign_keys_off(target):
            move = moves.Move(source, target, metadata)
            if restart:
                move.empty()
            elif is_resumed:
                print_line(texts.CLI_MOVE_RESUMED)
            move.copy(_print_table)
            moved = move.compare()
            move.finish()
    return moved


def _print_table(name: str, rows: int) -> None:
    if rows:
        print_line(texts.CLI_MOVE_TABLE.format(name=name, rows=rows))


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    try:
        with closing(open_database(url)) as db:
            yield db
    except OperationalError as error:
        reason = describe_database_error(str(error.orig))
        raise BotError(texts.DATABASE_UNUSABLE.format(reason=reason)) from None


def _alone(url: str) -> AbstractContextManager[None]:
    """Hold the lock of a running bot on a SQLite file; PostgreSQL is asked who is connected."""
    if not url.startswith("sqlite"):
        return nullcontext()
    return upgrade.single_process_lock(sqlite_path(url))


def _name(url: str) -> str:
    """Return what tells a database from others, without its password."""
    if url.startswith("sqlite"):
        return f"sqlite:///{sqlite_path(url).resolve()}"
    return make_url(url).set(password=None).render_as_string()
