"""Slow work that a message needs is done outside of the transaction that answers it.

SQLite has one writer: while a handler reads a large file there, nobody else is answered. Such a
handler raises `NotPrepared`; what it wrote is undone, the work is done in a transaction that only
reads, and the message is handled again.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import UserError

MOST_PREPARATIONS = 4  # for one message; more is a handler that forgets what was prepared
P = ParamSpec("P")
T = TypeVar("T")


class NotPrepared(Exception):
    """A handler cannot go on before `prepare` has run; it keeps its result where it is found.

    `refusal` is said when what was prepared was out of date each time.
    """

    def __init__(self, prepare: Callable[[Session], object], refusal: str = "") -> None:
        super().__init__("not prepared")
        self.prepare, self.refusal = prepare, refusal


async def write_prepared(
    db: Database, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run `fn` as `Database.write` does, after whatever it asks to be prepared.

    Raises what `fn` and the preparations raise, and UserError with the refusal of what cannot be
    prepared for good.
    """
    for _ in range(MOST_PREPARATIONS):
        try:
            return await db.write(fn, *args, **kwargs)
        except NotPrepared as missing:
            await db.read(missing.prepare)
    try:
        return await db.write(fn, *args, **kwargs)
    except NotPrepared as missing:
        if not missing.refusal:
            raise
        raise UserError(missing.refusal) from None
