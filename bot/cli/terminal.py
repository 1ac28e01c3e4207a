"""Shared by the commands: printing, free text, the database in a transaction."""

import asyncio
import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bot import texts
from bot.core import upgrade
from bot.core.databases import open_database
from bot.core.db import Database, OperationalError
from bot.core.dialects import describe_database_error
from bot.core.errors import BotError, NotFound
from bot.core.events import Reactions
from bot.core.policy import Policy, policy_from
from bot.core.settings import Settings, load_settings
from bot.messages.masking.mask import mask
from bot.people.unit_policies import read_policies
from bot.people.units import Unit, get_unit
from bot.vietnamese.letters import nfc

T = TypeVar("T")


def print_line(text: str) -> None:
    """Print a line to stdout."""
    print(text, flush=True)  # noqa: T201


def format_local(at: datetime | None) -> str:
    """Format an instant in the residents' time zone; "-" for None."""
    return f"{at.astimezone(load_settings().zone):%H:%M %d/%m/%Y}" if at else "-"


def print_error(text: str) -> None:
    """Print a line to stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def masked_text(written: str) -> str:
    """Argument type of free text (`type=masked_text`): masks secrets and says so."""
    covered = mask(nfc(written))
    if covered.has_secret:
        print_error(texts.CLI_COVERED.format(text=covered.text))
    return covered.text


@contextmanager
def open_upgraded_database(settings: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """Open the database, upgraded; a context manager. Raises BotError saying why it is unusable."""
    # Here and not above: the list brings every feature, and what only prints needs none of them.
    from bot.reactions import REACTIONS

    with _open_database(settings, REACTIONS, migrate=migrate) as db:
        yield db


@contextmanager
def _open_database(
    settings: Settings, reactions: Reactions, *, migrate: bool
) -> Iterator[Database]:
    try:
        db = open_database(settings.database_url, reactions)
    except OSError as error:
        raise _unusable_error(f"{error.filename}: {describe_os_error(error)}") from None
    try:
        if migrate:
            _upgrade(db)
        yield db
    except OperationalError as error:
        raise _unusable_error(describe_database_error(str(error.orig))) from None
    finally:
        db.close()


def _upgrade(db: Database) -> None:
    try:
        upgrade.upgrade_database(db)
    except OSError as error:
        raise _unusable_error(f"{error.filename}: {describe_os_error(error)}") from None
    except DatabaseError as error:
        # The plain class is a file that is no database; the finer ones are bugs of a migration.
        if type(error) is not DatabaseError:
            raise
        raise _unusable_error(describe_database_error(str(error.orig))) from None


def _unusable_error(reason: str) -> BotError:
    return BotError(texts.DATABASE_UNUSABLE.format(reason=reason))


def in_transaction(fn: Callable[[Session], T]) -> T:
    """Run `fn` in one transaction of the configured database and return its result."""
    with open_upgraded_database(load_settings()) as db:
        return asyncio.run(db.write(fn))


def in_reading(fn: Callable[[Session], T]) -> T:
    """Run `fn`, which only reads, on the configured database: without importing every feature."""
    with _open_database(load_settings(), {}, migrate=True) as db:
        return asyncio.run(db.read(fn))


def get_base_address() -> str:
    """Return where browsers reach the bot: its public address, else this machine's."""
    settings = load_settings()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return settings.public_url or f"http://{host}:{settings.port}"


def load_policy() -> Policy:
    """Return the operator's policy, with what units set for themselves."""
    return in_reading(partial(read_policies, policy=policy_from(load_settings())))


def get_named_unit(session: Session, code: str) -> Unit:
    """Return the unit with this code. Raises BotError saying where the codes are listed."""
    try:
        return get_unit(session, code)
    except NotFound:
        raise BotError(texts.CLI_NO_UNIT.format(code=code)) from None


def describe_os_error(error: OSError) -> str:
    """Return the system's error in Vietnamese."""
    name = errno.errorcode.get(error.errno or 0, "")
    return texts.SYSTEM_TROUBLE.get(name) or texts.SYSTEM_ERROR.format(errno=error.errno)


class RollBackDryRun(Exception):
    """Raised to roll back a dry run's transaction; carries its result."""

    def __init__(self, result: object) -> None:
        super().__init__("dry run")
        self.result = result


def run_or_dry_run(fn: Callable[[Session], T], *, dry_run: bool) -> T:
    """Run `fn` like `in_transaction`; roll back if `dry_run`."""

    def work(session: Session) -> T:
        result = fn(session)
        if dry_run:
            raise RollBackDryRun(result)
        return result

    try:
        return in_transaction(work)
    except RollBackDryRun as over:
        return over.result  # type: ignore[return-value]
