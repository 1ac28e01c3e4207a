"""Rows of every table as they lie in the database: read in batches, counted, compared, inserted.

The copy goes by the definitions of the tables, so that a day, an instant and a flag mean the same
on SQLite and on PostgreSQL; JSON is carried as the text it is kept as, NULL apart from `null`.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    MetaData,
    Table,
    Text,
    cast,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.types import TypeDecorator

from bot import texts
from bot.core.errors import BotError
from bot.core.sealing import KeyedHash, SealedJson, SealedText

BATCH = 1000  # rows
_DIGEST_SPACE = 1 << 256


class _StoredJson(TypeDecorator[str]):
    """The text a JSON column holds, unread: it is the same on both databases."""

    impl = Text
    cache_ok = True
    is_stored_json = True

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)

    def bind_expression(self, bindparam: Any) -> Any:
        return _to_json(bindparam)


class _StoredJsonText(_StoredJson):
    """The same on SQLite, where a cast to JSON would make a number of the text."""

    cache_ok = True

    def bind_expression(self, bindparam: Any) -> Any:
        return bindparam


def _to_json(bindparam: Any) -> Any:
    return cast(cast(bindparam, Text), JSON)


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and a digest of them in which their order plays no part."""

    rows: int = 0
    digest: int = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> "TableSum":
        """Return the sum with these rows added."""
        digest = sum(_digest_row(row) for row in rows)
        return TableSum(self.rows + len(rows), (self.digest + digest) % _DIGEST_SPACE)


def list_tables(metadata: MetaData, dialect: str) -> list[Table]:
    """Return copies of the tables for reading and writing stored values, referred-to ones first."""
    # Tables alone are mirrored, not the types of their columns: what is sealed stays sealed.
    mirror = MetaData()
    kind = _StoredJson if dialect == "postgresql" else _StoredJsonText
    for table in metadata.sorted_tables:
        copy = table.to_metadata(mirror)
        for column in copy.columns:
            if isinstance(column.type, JSON | SealedJson):
                column.type = kind()
            elif isinstance(column.type, SealedText | KeyedHash):
                column.type = Text()
                column.default = None
    return [mirror.tables[table.name] for table in metadata.sorted_tables]


def read_batches(
    connection: Connection, table: Table, after: Sequence[Any] | None = None, size: int = BATCH
) -> Iterator[list[Any]]:
    """Yield the rows behind the key `after` in the order of the primary key, `size` at a time."""
    keys = list(table.primary_key.columns)
    while True:
        query = select(table).order_by(*keys).limit(size)
        if after is not None:
            values = [literal(value, key.type) for value, key in zip(after, keys, strict=True)]
            query = query.where(tuple_(*keys) > tuple_(*values))
        rows = list(connection.execute(query))
        if not rows:
            return
        yield rows
        after = key_of(table, rows[-1])


def key_of(table: Table, row: Any) -> list[Any]:
    """Return the values of the primary key of a row."""
    return [row._mapping[key] for key in table.primary_key.columns]


def sum_table(connection: Connection, table: Table) -> TableSum:
    """Return the count and the digest of all rows of a table."""
    total = TableSum()
    for rows in read_batches(connection, table):
        total = total.add(rows)
    return total


def insert_rows(connection: Connection, table: Table, rows: Sequence[Any]) -> None:
    """Insert rows. Raises BotError naming the row that the database refuses."""
    values = [dict(zip(table.columns.keys(), row, strict=True)) for row in rows]
    try:
        with connection.begin_nested():
            connection.execute(insert(table), values)
    except (DataError, IntegrityError) as error:
        refused = _find_refused(connection, table, values)
        raise BotError(
            texts.MOVE_ROW_REFUSED.format(
                table=table.name,
                key=", ".join(str(refused[key.name]) for key in table.primary_key.columns),
                reason=str(error.orig).partition("\n")[0],
            )
        ) from None


def _find_refused(
    connection: Connection, table: Table, values: list[dict[str, Any]]
) -> dict[str, Any]:
    for row in values:
        try:
            with connection.begin_nested():
                connection.execute(insert(table), row)
        except (DataError, IntegrityError):
            return row
    return values[0]


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every table there is, whatever the version of the bot."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one()
        for name in sorted(inspect(connection).get_table_names())
    }


def set_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL's generated ids go on behind the highest one; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        if "id" not in table.columns or not connection.execute(select(sequence)).scalar():
            continue
        highest = func.coalesce(func.max(table.columns["id"]), 1)
        has_rows = func.count(table.columns["id"]) > 0
        connection.execute(select(func.setval(sequence, highest, has_rows)))


def _digest_row(row: Sequence[Any]) -> int:
    written = json.dumps([_canonical(value) for value in row], ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(written.encode()).digest())


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return repr(value) if isinstance(value, float) else value
