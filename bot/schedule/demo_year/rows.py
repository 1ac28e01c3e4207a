"""Collects rows and inserts them in bulk, with ids chosen here, parents before children."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from bot.core.dialects import dialect_name

TABLES = SQLModel.metadata.tables
MOST_PENDING = 20_000  # rows kept in memory
Row = dict[str, Any]


class RowWriter:
    """Collects rows by table; those of the same columns go in one statement."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pending: dict[str, list[Row]] = defaultdict(list)
        self._last_ids: dict[str, int] = {}
        self._count = 0
        self.totals: dict[str, int] = defaultdict(int)

    def add(self, table: str, **values: Any) -> int:
        """Add a row of a table with an id; returns the id."""
        row_id = self.reserve_id(table)
        self.add_keyed(table, id=row_id, **values)
        return row_id

    def reserve_id(self, table: str) -> int:
        """Return the next id of a table, for a row that is added later."""
        if table not in self._last_ids:
            column = TABLES[table].c.id
            self._last_ids[table] = (
                self._session.connection()
                .execute(select(func.coalesce(func.max(column), 0)))
                .scalar_one()
            )
        self._last_ids[table] += 1
        return self._last_ids[table]

    def add_keyed(self, table: str, **values: Any) -> None:
        """Add a row whose key is among the values."""
        self._pending[table].append(values)
        self.totals[table] += 1
        self._count += 1

    def flush_many(self) -> None:
        """Insert what is pending if it is many; call it when no row waits for its parent."""
        if self._count >= MOST_PENDING:
            self.flush()

    def flush(self) -> None:
        """Insert what is pending."""
        connection = self._session.connection()
        for table in SQLModel.metadata.sorted_tables:
            by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in self._pending.pop(table.name, ()):
                by_columns[tuple(row)].append(row)
            for rows in by_columns.values():
                connection.execute(insert(table), rows)
        self._count = 0

    def close(self) -> None:
        """Insert the rest and let the database count on from the last ids."""
        self.flush()
        if dialect_name(self._session) == "postgresql":
            for table, last_id in self._last_ids.items():
                name = TABLES[table].name
                statement = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
                values = {"table": f'"{name}"', "last": last_id}
                self._session.connection().execute(statement, values)
