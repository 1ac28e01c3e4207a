"""Erasure of a person's and their learners' names from the team's messages and support log.

Members' commands ("/diemdanh 3 + …", "/ghinhan vneid 1 hộ …") are stored in their own chats and in
the support log. The search is limited to the team of the person's village.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select, update
from sqlmodel import Session, SQLModel, col

from bot.messages.history import WHOLE, Message
from bot.people.models import Contact, Role
from bot.people.units import Unit, line_of
from bot.vietnamese.letters import fold

GONE = "…"
_TABLES = SQLModel.metadata.tables
# A short name is a word like others: it is looked for in the calls of a roll only.
ROLL = ("/diemdanh", '"dd:')


def names_of(session: Session, contact: Contact) -> set[str]:
    """Return every name the person and their learners are stored under."""
    found = {contact.name}
    for table in ("enrolment", "skill_seen"):
        own = _TABLES[table].c
        found.update(session.scalars(select(own.learner).where(own.contact_id == contact.id)))
    sheet, seen = _TABLES["certificate"].c, _TABLES["skill_seen"].c
    holders = select(seen.holder).where(seen.contact_id == contact.id)
    found.update(session.scalars(select(sheet.name).where(sheet.holder.in_(holders))))
    return {name.strip() for name in found if len(name.strip()) > 1}


def blot_out(session: Session, contact: Contact, unit_id: int | None, names: set[str]) -> None:
    """Remove the names from the team's messages, buttons and support log."""
    line = _line(session, unit_id)
    if not names or not line:
        return
    staff = select(col(Role.person_id)).where(col(Role.unit_id).in_(line))
    chats = session.scalars(
        select(Contact).where(col(Contact.person_id).in_(staff), col(Contact.id) != contact.id)
    ).all()
    for chat in chats:
        if (clean := _without(chat.offered, names)) != chat.offered:
            chat.offered = clean
        if (clean := _without(chat.lists, names)) != chat.lists:
            chat.lists = clean
    _messages(session, [chat.id for chat in chats], names, since=contact.created_at)
    log = _TABLES["support_log"]
    lines = select(log.c.id, log.c.words).where(log.c.unit_id.in_(line), _like(log.c.words, names))
    for row in session.execute(lines).all():
        words = _without(row.words, _whole(names))
        session.execute(update(log).where(log.c.id == row.id).values(words=words))


def _line(session: Session, unit_id: int | None) -> list[int]:
    unit = session.get(Unit, unit_id) if unit_id else None
    return line_of(unit) if unit is not None else []


def _messages(session: Session, chats: Sequence[int], names: set[str], *, since: datetime) -> None:
    payload = cast(col(Message.payload), Text)
    roll = or_(col(Message.text).startswith(ROLL[0]), payload.contains(ROLL[1]))
    pieces = payload.contains(f'"{WHOLE}"')  # words of other messages too, escaped as JSON does
    rows = session.execute(
        select(col(Message.id), col(Message.text), col(Message.payload)).where(
            col(Message.contact_id).in_(chats),
            col(Message.said_at) >= since,
            or_(roll, pieces, _like(col(Message.text), names)),
        )
    ).all()
    for row in rows:
        called = row.text.startswith(ROLL[0]) or "dd:" in str(row.payload)
        looked_for = names if called else _whole(names)
        text, things = _without(row.text, looked_for), _without(row.payload, looked_for)
        if (text, things) != (row.text, row.payload):
            session.execute(
                update(Message)
                .where(col(Message.id) == row.id)
                .values(text=text, payload=things)
                .execution_options(synchronize_session=False)
            )


def _like(column: Any, names: Iterable[str]) -> Any:
    """Return the condition that a column may contain one of the names, in any usual spelling."""
    ways = {way for name in names for way in (name, name.lower(), name.upper(), fold(name))}
    return or_(*(column.like(f"%{_escaped(way)}%", escape="/") for way in sorted(ways)))


def _escaped(name: str) -> str:
    return re.sub(r"([%_/])", r"/\1", name)


def _whole(names: Iterable[str]) -> set[str]:
    """Return the names of several words; a single syllable is a word like others."""
    return {name for name in names if " " in name}


def _without(value: Any, names: Iterable[str]) -> Any:
    """Return the text, list or dict with the names replaced."""
    match value:
        case str():
            return _blotted(value, names)
        case dict():
            return {key: _without(item, names) for key, item in value.items()}
        case list():
            return [_without(item, names) for item in value]
    return value


def without_full_name(text: str, name: str) -> str:
    """Return the text without its author's full name; a single syllable is left."""
    return _blotted(text, _whole({name.strip()}))


def _blotted(text: str, names: Iterable[str]) -> str:
    letters = [fold(letter) for letter in text]
    # Letter for letter, so that a place in one is the same place in the other.
    folded = "".join(
        plain if len(plain) == 1 else letter for plain, letter in zip(letters, text, strict=True)
    )
    spans = [
        match.span()
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded)
    ]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + GONE + text[end:]
    return text
