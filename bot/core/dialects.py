"""What SQLite and PostgreSQL say differently, said once."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Executable,
    String,
    all_,
    any_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from bot import texts


def dialect_of(session: Session) -> str:
    """ "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def trouble_words(reason: str) -> str:
    """Why a database cannot be used, in Vietnamese; what is not known is quoted as it was said."""
    first = reason.splitlines()[0] if reason else ""
    known = (words for said, words in texts.DATABASE_TROUBLE.items() if said in first)
    return next(known, f"«{first}»")


def one_of(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is in the list given as the parameter `name`.

    One text however long the list: with `IN (?, ?, …)` the driver and the database read a new
    statement each time, which in a drain cost more than running it.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(_unpacked(name))


def none_of(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is not in the list given as the parameter `name`; as `one_of`."""
    if dialect == "postgresql":
        return column != all_(bindparam(name, type_=ARRAY(column.type)))
    return column.not_in(_unpacked(name))


def constant(value: str) -> ColumnElement[str]:
    """`value` within the statement's text instead of beside it.

    SQLite plans before it knows what is bound: an index of few rows (`WHERE status = 'gathered'`)
    is used only where the statement says the same in words.
    """
    return literal(str(value), String, literal_execute=True)


def is_any(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """`column` is one of these constants; as `constant`."""
    words = [str(value) for value in values]
    given = bindparam(
        "constants", words, type_=String, expanding=True, literal_execute=True, unique=True
    )
    among: ColumnElement[bool] = column.in_(given)
    return among


def _unpacked(name: str) -> Any:
    """SQLite has no arrays: a JSON list, row by row."""
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


def count_anew(session: Session, table: str) -> None:
    """Let PostgreSQL look at a table that has just grown by much: until it has, by itself within a
    minute, it sorts what an index has in order. SQLite plans by the index alone."""
    if dialect_of(session) == "postgresql":
        session.connection().exec_driver_sql(f'ANALYZE "{table}"')


@cache
def insert_unless_there(dialect: str, table: type[SQLModel], *, returning: str = "") -> Executable:
    """An INSERT that does nothing when a unique key is taken; what it returns tells which it was.

    Give it the values as parameters: it is built once. Of two processes that insert the same key,
    the second waits for the first to commit.
    """
    columns = SQLModel.metadata.tables[str(table.__tablename__)]
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = build(columns).on_conflict_do_nothing()
    return statement.returning(columns.c[returning]) if returning else statement
