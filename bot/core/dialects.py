"""Where SQLite and PostgreSQL differ in SQL."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Date,
    Executable,
    String,
    all_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from bot import texts


def dialect_name(session: Session) -> str:
    """Return "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def describe_database_error(reason: str) -> str:
    """Explain in Vietnamese why a database is unusable; an unknown reason is quoted."""
    first = reason.splitlines()[0] if reason else ""
    known = (sentence for fragment, sentence in texts.DATABASE_TROUBLE.items() if fragment in first)
    return next(known, f"«{first}»")


def in_parameter(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that `column` is in the list bound as the parameter `name`.

    The statement's text is the same however long the list: with `IN (?, ?, …)` the driver and the
    database parse a new statement each time, which in a drain cost more than running it.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(_json_values(name))


def not_in_parameter(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that `column` is not in the bound list; see `in_parameter`."""
    if dialect == "postgresql":
        return column != all_(bindparam(name, type_=ARRAY(column.type)))
    return column.not_in(_json_values(name))


def literal_constant(value: str) -> ColumnElement[str]:
    """Return `value` as a literal in the statement's text instead of a bound parameter.

    SQLite plans before it knows what is bound: a partial index (`WHERE status = 'gathered'`) is
    used only where the statement has the same literal.
    """
    return literal(str(value), String, literal_execute=True)


def in_constants(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that `column` is one of these constants; see `literal_constant`."""
    constants = [str(value) for value in values]
    parameter = bindparam(
        "constants", constants, type_=String, expanding=True, literal_execute=True, unique=True
    )
    condition: ColumnElement[bool] = column.in_(parameter)
    return condition


def _json_values(name: str) -> Any:
    """Return the rows of a JSON list, because SQLite has no arrays."""
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


def analyze_table(session: Session, table: str) -> None:
    """Run ANALYZE on a table that has just grown by much, on PostgreSQL only.

    Until autovacuum does it, within a minute, PostgreSQL sorts what an index has in order. SQLite
    plans by the index alone.
    """
    if dialect_name(session) == "postgresql":
        session.connection().exec_driver_sql(f'ANALYZE "{table}"')


@cache
def insert_or_ignore(dialect: str, table: type[SQLModel], *, returning: str = "") -> Executable:
    """Return an INSERT … ON CONFLICT DO NOTHING; `returning` tells whether a row was inserted.

    Pass the values as parameters: the statement is built once. Of two processes that insert the
    same key, the second waits for the first to commit.
    """
    columns = SQLModel.metadata.tables[str(table.__tablename__)]
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = build(columns).on_conflict_do_nothing()
    return statement.returning(columns.c[returning]) if returning else statement


@cache
def insert_or_add(dialect: str, table: type[SQLModel], *, keys: tuple[str, ...]) -> Executable:
    """Return an INSERT that adds its `count` to the row with the same `keys`, if there is one.

    Pass the values as parameters: the statement is built once.
    """
    columns = SQLModel.metadata.tables[str(table.__tablename__)]
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = build(columns)
    return statement.on_conflict_do_update(
        index_elements=list(keys),
        set_={"count": columns.c.count + statement.excluded.count},
    )


def local_day_of(dialect: str, instant: Any, zone: ZoneInfo) -> ColumnElement[date]:
    """Return the day of an instant's column in a zone whose clocks are never changed."""
    if dialect == "postgresql":
        return cast(func.timezone(str(zone), instant), Date)
    minutes = int(datetime(2000, 1, 1, tzinfo=zone).utcoffset().total_seconds() // 60)  # type: ignore[union-attr]
    return func.date(instant, f"{minutes:+d} minutes", type_=Date)


def month_of(dialect: str, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the month of a day's column as text: "2026-11"."""
    if dialect == "postgresql":
        return func.to_char(column, "YYYY-MM")
    return func.strftime("%Y-%m", column)


def cast_month(dialect: str, column: ColumnElement[Any]) -> ColumnElement[date]:
    """Return the first day of the month of a day's column, as a day."""
    if dialect == "postgresql":
        return cast(func.date_trunc("month", column), Date)
    return func.date(column, "start of month", type_=Date)


def monday_of(dialect: str, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the Monday of a day's ISO week as text: "2026-11-30"."""
    if dialect == "postgresql":
        return func.to_char(func.date_trunc("week", column), "YYYY-MM-DD")
    return func.date(column, "-6 days", "weekday 1")
