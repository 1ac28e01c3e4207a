"""Moving all rows to another database: counted, compared, and resumed after a crash (ADR-0076).

The journal lies in the target and is written in the transaction of the rows it tells of, so that a
batch is there with its line or not at all. While it exists no bot starts on the target.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, text

from bot import texts
from bot.core.errors import BotError
from bot.core.sealing import SealingKey
from bot.core.table_copies import (
    insert_rows,
    key_of,
    list_tables,
    read_batches,
    set_sequences,
    sum_table,
)
from bot.core.upgrade import MOVE_JOURNAL, MOVE_RULES

REVISION_TABLE = "alembic_version"
LOCK_TIMEOUT = 5000  # ms that others' transactions on the source are waited for


@dataclass(frozen=True, slots=True)
class MovedTable:
    """What was compared of a table: the same on both sides, else the move had not ended."""

    name: str
    rows: int
    digest: str


class Move:
    """The copying of every table of `metadata` from one database to another.

    Both are of the newest version, the target without rows. `whole` keeps all of it in the
    transaction of the caller (a restore); otherwise every batch is committed.
    """

    def __init__(
        self, source: Connection, target: Connection, metadata: MetaData, *, whole: bool = False
    ) -> None:
        self._source, self._target = source, target
        names = metadata.sorted_tables
        read = list_tables(metadata, source.dialect.name)
        written = list_tables(metadata, target.dialect.name)
        self._tables = list(zip(read, written, strict=True))
        self._commit: Callable[[], object] = (lambda: None) if whole else target.commit
        self.total = len(names)

    def copy(self, after_table: Callable[[str, int], object] = lambda _name, _rows: None) -> None:
        """Copy what the journal does not know yet; `after_table` hears name and rows of each."""
        self._drop_rules()
        for source, target in self._tables:
            after_table(target.name, self._copy_table(source, target))

    def compare(self) -> list[MovedTable]:
        """Count and digest every row on both sides. Raises BotError where they differ."""
        moved = []
        for source, target in self._tables:
            sums = sum_table(self._source, source), sum_table(self._target, target)
            if sums[0] != sums[1]:
                raise BotError(
                    texts.MOVE_DIFFERS.format(
                        table=target.name, source=sums[0].rows, target=sums[1].rows
                    )
                )
            moved.append(MovedTable(target.name, sums[1].rows, f"{sums[1].digest:064x}"))
        return moved

    def finish(self) -> None:
        """Put the foreign keys back, set the sequences, and drop the journal, at once."""
        if self._target.dialect.name == "postgresql":
            for table, name, definition in _read_rules(self._target):
                self._run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        elif self._target.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
            raise BotError(texts.MOVE_BROKEN)
        set_sequences(self._target, [target for _, target in self._tables])
        for journal in (MOVE_RULES, MOVE_JOURNAL):
            self._run(f"DROP TABLE {journal}")
        self._commit()

    def empty(self) -> None:
        """Delete what an earlier move brought, to begin anew."""
        self._drop_rules()
        for _, target in reversed(self._tables):
            self._target.execute(target.delete())
        self._run(f"DELETE FROM {MOVE_JOURNAL} WHERE name <> ''")
        self._commit()

    def _copy_table(self, source: Table, target: Table) -> int:
        last, rows = self._read_line(target)
        if last is None:  # a fresh target has a key of its own, which opens nothing of the source
            self._target.execute(target.delete())
        for batch in read_batches(self._source, source, last):
            insert_rows(self._target, target, batch)
            rows += len(batch)
            self._write_line(target.name, key_of(source, batch[-1]), rows)
            self._commit()
        return rows

    def _read_line(self, table: Table) -> tuple[list[Any] | None, int]:
        query = text(f"SELECT last, copied FROM {MOVE_JOURNAL} WHERE name = :name")
        line = self._target.execute(query, {"name": table.name}).one_or_none()
        return (json.loads(line[0]), line[1]) if line is not None else (None, 0)

    def _write_line(self, name: str, last: Sequence[Any], rows: int) -> None:
        values = {"name": name, "last": json.dumps(list(last), default=_plain), "copied": rows}
        self._target.execute(
            text(
                f"INSERT INTO {MOVE_JOURNAL} (name, last, copied) VALUES (:name, :last, :copied)"
                " ON CONFLICT (name) DO UPDATE SET last = excluded.last, copied = excluded.copied"
            ),
            values,
        )

    def _drop_rules(self) -> None:
        """Drop PostgreSQL's foreign keys, noted first: rows may refer to later ones."""
        if self._target.dialect.name != "postgresql":
            return
        names = [target.name for _, target in self._tables]
        keys = self._target.execute(_FOREIGN_KEYS, {"names": names}).all()
        for table, name, definition in keys:
            self._target.execute(_KEEP_RULE, {"t": table, "n": name, "d": definition})
            self._run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        self._commit()

    def _run(self, statement: str) -> None:
        self._target.exec_driver_sql(statement)


_FOREIGN_KEYS = text(
    "SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
    " JOIN pg_class t ON t.oid = c.conrelid"
    " WHERE c.contype = 'f' AND t.relname = ANY(:names)"
    " AND pg_table_is_visible(t.oid)"
)
_KEEP_RULE = text(f"INSERT INTO {MOVE_RULES} (place, name, definition) VALUES (:t, :n, :d)")


def _read_rules(connection: Connection) -> Sequence[Any]:
    return connection.execute(text(f"SELECT place, name, definition FROM {MOVE_RULES}")).all()


def _plain(value: datetime | date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def begin_journal(target: Connection, source: str, tables: MetaData) -> bool:
    """Open the journal in the target. Returns whether a move of the same source goes on.

    Raises BotError when the target holds anything that no move from `source` brought.
    """
    there = set(inspect(target).get_table_names())
    if MOVE_JOURNAL in there:
        query = text(f"SELECT last FROM {MOVE_JOURNAL} WHERE name = ''")
        before = target.execute(query).scalar_one_or_none()
        if before != json.dumps(source):
            raise BotError(texts.MOVE_OTHER_SOURCE.format(source=json.loads(before or '"?"')))
        return True
    ours = {table.name: table for table in tables.sorted_tables}
    made_fresh = {SealingKey.__tablename__}  # by the migrations
    filled = [n for n in (there & set(ours)) - made_fresh if _has_rows(target, ours[n])]
    if foreign := sorted(there - set(ours) - {REVISION_TABLE}) + sorted(filled):
        raise BotError(texts.MOVE_TARGET_IN_USE.format(table=foreign[0]))
    make_journal(target, source)
    target.commit()
    return False


def make_journal(target: Connection, source: str) -> None:
    """Create the journal's tables."""
    for statement in (
        f"CREATE TABLE {MOVE_RULES} (place TEXT, name TEXT, definition TEXT)",
        f"CREATE TABLE {MOVE_JOURNAL}"
        " (name VARCHAR(80) PRIMARY KEY, last TEXT NOT NULL, copied BIGINT NOT NULL)",
    ):
        target.execute(text(statement))
    line = text(f"INSERT INTO {MOVE_JOURNAL} (name, last, copied) VALUES ('', :last, 0)")
    target.execute(line, {"last": json.dumps(source)})


def _has_rows(connection: Connection, table: Table) -> bool:
    quoted = connection.dialect.identifier_preparer.format_table(table)
    return connection.execute(text(f"SELECT 1 FROM {quoted} LIMIT 1")).first() is not None


def hold_source(source: Connection, metadata: MetaData) -> None:
    """Keep everybody else from writing to the source until its connection ends.

    SQLite: the write lock that its transaction has begun with. PostgreSQL: others connected are
    refused, and the tables locked. Raises BotError when somebody is at work there.
    """
    source.exec_driver_sql("SELECT 1")  # its transaction begins here
    if source.dialect.name != "postgresql":
        return
    if others := count_others(source):
        raise BotError(texts.MOVE_SOURCE_IN_USE.format(count=others))
    source.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT}"))
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    source.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))


def count_others(connection: Connection) -> int:
    """Return how many others are connected to a PostgreSQL database."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    return int(connection.execute(query).scalar_one())
