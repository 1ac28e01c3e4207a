"""Erasure of residents' questions from the notices sent to an announcement's author.

Other residents' questions in the same notice stay.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, SQLModel

from bot.privacy.names import GONE

_TABLES = SQLModel.metadata.tables


def blot_told(session: Session, which: ColumnElement[bool]) -> None:
    """Remove the text of these questions from the notices that authors were sent."""
    asked, telling, message = (
        _TABLES[name] for name in ("notice_question", "notice_telling", "message")
    )
    rows = session.execute(
        select(asked.c.broadcast_id, asked.c.text).where(which, asked.c.text != "")
    ).all()
    words: dict[int, set[str]] = {}
    for number, text in rows:
        words.setdefault(number, set()).add(text)
    for number, gone in words.items():
        told = (
            select(message.c.id, message.c.text)
            .join(telling, telling.c.message_id == message.c.id)
            .where(telling.c.broadcast_id == number)
        )
        for row in session.execute(told).all():
            text = _without(row.text, gone)
            session.execute(update(message).where(message.c.id == row.id).values(text=text))


def _without(told: str, gone: Iterable[str]) -> str:
    """Return the notice without these questions, each removed from the end of its line."""
    endings = tuple(f": {text}" for text in gone)
    return "\n".join(_cut(line, endings) for line in told.split("\n"))


def _cut(line: str, endings: Iterable[str]) -> str:
    ending = next((ending for ending in endings if line.endswith(ending)), None)
    return line if ending is None else f"{line.removesuffix(ending)}: {GONE}"
