"""Counts the statements that a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from tests.console.scene import Visitor

IGNORED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
# What the senders ask beside a page, whenever they wake.
BESIDE = ("FROM lane", "UPDATE lane", "UPDATE delivery", "FROM delivery JOIN contact")
TRIES = 8


@contextmanager
def collect_statements() -> Iterator[list[str]]:
    """Collect what is sent to the database within the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        is_beside = any(words in statement for words in BESIDE)
        if not statement.startswith(IGNORED) and not is_beside:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def list_queries(visitor: Visitor, path: str) -> list[str]:
    """Return the statements of a page: the fewest of some tries, for senders work beside it."""
    tries: list[list[str]] = []
    for _ in range(TRIES):
        with collect_statements() as statements:
            assert (await visitor.get(path)).status == 200, path
        tries.append(list(statements))
    return min(tries, key=len)
