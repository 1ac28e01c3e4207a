"""Sealing of rows that are plain or sealed with an older key: in batches, online, resumable.

A row is changed only if it still holds what was read: a bot that writes meanwhile wins.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, and_, delete, func, insert, select, update
from sqlmodel import col

from bot.core.sealing import (
    JSON_MARK,
    KeyedHash,
    SealedJson,
    SealedText,
    SealingKey,
    SealingRing,
    list_sealed_columns,
)
from bot.core.table_copies import list_tables, read_batches

BATCH = 500  # rows


def ensure_key(connection: Connection, ring: SealingRing, *, now: datetime) -> None:
    """Make the first key of a database, and let the ring have it before the commit."""
    if connection.execute(select(func.count(col(SealingKey.id)))).scalar_one() == 0:
        connection.execute(insert(SealingKey), ring.make_key(now=now))
    ring.read_keys(connection)


def add_key(connection: Connection, ring: SealingRing, *, now: datetime) -> None:
    """Make a new key, which every process seals with within `RELOAD_AFTER` seconds."""
    connection.execute(insert(SealingKey), ring.make_key(now=now))


def drop_key(connection: Connection, key_id: str) -> None:
    """Delete a key that no row needs any more."""
    connection.execute(delete(SealingKey).where(col(SealingKey.id) == key_id))


def forget_sealed(
    connection: Connection, ring: SealingRing, metadata: MetaData, *, now: datetime
) -> int:
    """Empty every sealed value and begin with a new key, when the secret is lost for good.

    Returns how many rows were emptied. The caller commits: all of it or nothing.
    """
    count = 0
    for table, stored in _list_pairs(connection, metadata):
        columns = list_sealed_columns(table)
        empty = {n: "{}" if isinstance(k, SealedJson) else "" for n, k in columns.items()}
        for rows in read_batches(connection, stored, size=BATCH):
            for row in rows:
                if any(_written(row._mapping[name]) for name in columns):
                    count += _replace(connection, stored, row._mapping, empty)
    connection.execute(delete(SealingKey))
    ensure_key(connection, ring, now=now)
    return count


def list_keys(connection: Connection) -> list[tuple[str, datetime]]:
    """Return the keys, the newest last."""
    query = select(col(SealingKey.id), col(SealingKey.made_at))
    rows = connection.execute(query.order_by(col(SealingKey.made_at), col(SealingKey.id)))
    return [(key_id, made_at) for key_id, made_at in rows]


def reseal_rows(
    connection: Connection,
    ring: SealingRing,
    metadata: MetaData,
    commit: Callable[[], object],
) -> int:
    """Seal with the newest key whatever is not. Returns how many rows were changed.

    `commit` is called after each batch.
    """
    changed = 0
    for table, stored in _list_pairs(connection, metadata):
        for rows in read_batches(connection, stored, size=BATCH):
            for row in rows:
                if values := _reseal(ring, table, row._mapping):
                    changed += _replace(connection, stored, row._mapping, values)
            commit()
    return changed


def count_rows_of(
    connection: Connection, ring: SealingRing, metadata: MetaData, key_id: str
) -> int:
    """Return how many rows need this key."""
    count = 0
    for table, stored in _list_pairs(connection, metadata):
        columns = list_sealed_columns(table)
        for rows in read_batches(connection, stored, size=BATCH):
            values = ([_written(row._mapping[name]) for name in columns] for row in rows)
            count += sum(any(ring.uses(text, key_id) for text in texts) for texts in values)
    return count


def _list_pairs(connection: Connection, metadata: MetaData) -> Iterator[tuple[Table, Table]]:
    for stored in list_tables(metadata, connection.dialect.name):
        table = metadata.tables[stored.name]
        if list_sealed_columns(table):
            yield table, stored


def _written(value: str | None) -> str:
    """Return the sealed text of a stored value, out of its JSON if it is one."""
    if value and value.startswith("{"):
        content = json.loads(value)
        return str(content.get(JSON_MARK, "plain")) if content else ""
    return "" if value in (None, "[]", "null") else str(value)


def _reseal(ring: SealingRing, table: Table, row: Any) -> dict[str, str]:
    """Return the new stored values of a row, {} when all are of the newest key."""
    values: dict[str, str] = {}
    for name, kind in list_sealed_columns(table).items():
        source = kind.source if isinstance(kind, KeyedHash) else name
        written = _written(row[name])
        is_missing = isinstance(kind, KeyedHash) and bool(row[source]) and not written
        if not is_missing and not ring.is_stale(written):
            continue
        if isinstance(kind, SealedJson):
            plain = ring.open(kind.purpose, written) if written != "plain" else row[name]
            values[name] = json.dumps({JSON_MARK: ring.seal(kind.purpose, plain)})
        elif isinstance(kind, SealedText):
            values[name] = ring.seal(kind.purpose, ring.open(kind.purpose, written))
        else:
            values[name] = ring.hash(kind.purpose, ring.open(kind.purpose, row[source]))
    return values


def _replace(connection: Connection, stored: Table, row: Any, values: dict[str, str]) -> int:
    keys = [key == row[key.name] for key in stored.primary_key.columns]
    same = [
        stored.columns[name] == row[name]
        for name in values
        if not hasattr(stored.columns[name].type, "is_stored_json")  # PostgreSQL compares no JSON
    ]
    statement = update(stored).where(and_(*keys, *same)).values(values)
    return connection.execute(statement).rowcount
