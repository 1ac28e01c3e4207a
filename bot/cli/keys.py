"""`bot keys`: the keys that columns are sealed with: list, rotate, retire (ADR-0075)."""

import argparse
from datetime import timedelta

from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import format_local, open_upgraded_database, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.resealing import (
    add_key,
    count_rows_of,
    drop_key,
    forget_sealed,
    list_keys,
    reseal_rows,
)
from bot.core.sealing import SealingRing, ring_of
from bot.core.settings import load_settings

# Every process has read the new key by then, and what it was writing is committed.
RETIRE_AFTER = timedelta(minutes=5)


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot keys`."""
    add_command(
        verbs, "list", show_keys, help="The keys, the newest last.", example="bot keys list"
    )
    add_command(
        verbs,
        "rotate",
        rotate_key,
        help="Make a new key and seal everything with it, while the bot runs.",
        example="bot keys rotate",
    )
    add_command(
        verbs,
        "retire",
        retire_key,
        help="Delete the key before, once no row needs it.",
        example="bot keys retire",
    )
    forgetting = add_command(
        verbs,
        "reset",
        reset_keys,
        help="The secret key is lost for good: empty what it sealed, and begin anew.",
        example="bot keys reset --yes",
    )
    forgetting.add_argument("--yes", action="store_true", help="do it: nothing brings it back")


def show_keys(_options: argparse.Namespace) -> int:
    """bot keys list"""
    with open_upgraded_database(load_settings()) as db, db.engine.connect() as connection:
        keys = list_keys(connection)
    for key_id, made_at in keys:
        state = texts.CLI_KEY_NEWEST if key_id == keys[-1][0] else texts.CLI_KEY_OLDER
        line = texts.CLI_KEY.format(key=key_id, made_at=format_local(made_at), state=state)
        print_line(line)
    return 0


def rotate_key(_options: argparse.Namespace) -> int:
    """bot keys rotate: run again after a crash, it goes on with the key that is there."""
    with open_upgraded_database(load_settings()) as db, db.engine.connect() as connection:
        ring = ring_of(connection.dialect)
        is_new = len(list_keys(connection)) == 1
        if is_new:
            add_key(connection, ring, now=utc_now())
        connection.commit()
        rows, key = _reseal(connection), ring.newest.id
    minutes = int(RETIRE_AFTER.total_seconds() // 60)
    if is_new:
        print_line(texts.CLI_KEY_ROTATED.format(key=key, rows=rows, minutes=minutes))
    else:
        print_line(texts.CLI_KEY_RESUMED.format(key=key, rows=rows, minutes=minutes))
    return 0


def retire_key(_options: argparse.Namespace) -> int:
    """bot keys retire: what a running bot still sealed with the key before is sealed anew first."""
    with open_upgraded_database(load_settings()) as db, db.engine.connect() as connection:
        keys = list_keys(connection)
        connection.commit()
        if len(keys) < 2:
            raise BotError(texts.CLI_KEY_NONE_OLD)
        if utc_now() < keys[-1][1] + RETIRE_AFTER:
            minutes = int(RETIRE_AFTER.total_seconds() // 60)
            raise BotError(texts.CLI_KEY_TOO_EARLY.format(minutes=minutes))
        rows, old = _reseal(connection), keys[0][0]
        ring = ring_of(connection.dialect)
        if left := count_rows_of(connection, ring, SQLModel.metadata, old):
            raise BotError(texts.CLI_KEY_STILL_USED.format(rows=left, key=old))
        drop_key(connection, old)
        connection.commit()
    print_line(texts.CLI_KEY_RETIRED.format(rows=rows, key=old))
    return 0


def reset_keys(options: argparse.Namespace) -> int:
    """bot keys reset: refused while the secret key that is there opens everything."""
    # Not upgraded: that is what a wrong secret refuses.
    with (
        open_upgraded_database(load_settings(), migrate=False) as db,
        db.engine.begin() as connection,
    ):
        ring = ring_of(connection.dialect)
        if _opens(ring, connection):
            raise BotError(texts.CLI_KEYS_FINE)
        if not options.yes:
            raise BotError(texts.CLI_KEYS_RESET_ASK)
        rows = forget_sealed(connection, ring, SQLModel.metadata, now=utc_now())
    print_line(texts.CLI_KEYS_RESET.format(rows=rows))
    return 0


def _opens(ring: SealingRing, connection: Connection) -> bool:
    try:
        ring.read_keys(connection)
    except BotError:
        return False
    return True


def _reseal(connection: Connection) -> int:
    ring = ring_of(connection.dialect)
    ring.reload()
    return reseal_rows(connection, ring, SQLModel.metadata, connection.commit)
