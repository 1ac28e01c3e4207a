"""Erasure of residents' questions from the notices sent to an announcement's author.

Other residents' questions in the same notice stay.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, SQLModel

from bot.privacy.name_erasure import PLACEHOLDER

_TABLES = SQLModel.metadata.tables


def erase_question_copies(session: Session, which: ColumnElement[bool]) -> None:
    """Remove the text of these questions from the notices that authors were sent."""
    asked, telling, message = (
        _TABLES[name] for name in ("notice_question", "notice_digest", "message")
    )
    rows = session.execute(
        select(asked.c.broadcast_id, asked.c.text).where(which, asked.c.text != "")
    ).all()
    questions: dict[int, set[str]] = {}
    for number, text in rows:
        questions.setdefault(number, set()).add(text)
    for number, erased_texts in questions.items():
        notices = (
            select(message.c.id, message.c.text)
            .join(telling, telling.c.message_id == message.c.id)
            .where(telling.c.broadcast_id == number)
        )
        for row in session.execute(notices).all():
            text = _remove_questions(row.text, erased_texts)
            session.execute(update(message).where(message.c.id == row.id).values(text=text))


def _remove_questions(notice: str, gone: Iterable[str]) -> str:
    """Return the notice without these questions, each removed from the end of its line."""
    endings = tuple(f": {text}" for text in gone)
    return "\n".join(_remove_ending(line, endings) for line in notice.split("\n"))


def _remove_ending(line: str, endings: Iterable[str]) -> str:
    ending = next((ending for ending in endings if line.endswith(ending)), None)
    return line if ending is None else f"{line.removesuffix(ending)}: {PLACEHOLDER}"
