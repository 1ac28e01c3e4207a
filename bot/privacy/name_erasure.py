"""Erasure of a person's and their learners' names from the team's messages and support log.

Members' commands ("/diemdanh 3 + …", "/ghinhan vneid 1 hộ …") are stored in their own chats and in
the support log. The search is limited to the team of the person's village.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, Text, cast, or_, select, update
from sqlmodel import Session, SQLModel, col

from bot.messages.history import MERGED_TEXT, Message
from bot.people.models import Contact, Role
from bot.people.units import Unit, list_ancestor_ids
from bot.vietnamese.letters import strip_tones

PLACEHOLDER = "…"
_TABLES = SQLModel.metadata.tables
NOTED_IN = (("support_log", "words"), ("home_visit", "note"))
# A short name is a word like others: it is looked for in the calls of a roll only.
ROLL_MARKERS = ("/diemdanh", '"attendance:', '"dd:')  # the last until 30/11/2026


def list_known_names(session: Session, contact: Contact) -> set[str]:
    """Return every name the person and their learners are stored under."""
    names = {contact.name}
    for table in ("enrolment", "skill_observation"):
        columns = _TABLES[table].c
        names.update(
            session.scalars(select(columns.learner).where(columns.contact_id == contact.id))
        )
    sheet, seen = _TABLES["certificate"].c, _TABLES["skill_observation"].c
    holders = select(seen.holder).where(seen.contact_id == contact.id)
    names.update(session.scalars(select(sheet.name).where(sheet.holder.in_(holders))))
    return {name.strip() for name in names if len(name.strip()) > 1}


def erase_names(session: Session, contact: Contact, unit_id: int | None, names: set[str]) -> None:
    """Remove the names from the team's messages, buttons, support log and notes of visits."""
    line = _list_unit_line(session, unit_id)
    if not names or not line:
        return
    staff = select(col(Role.person_id)).where(col(Role.unit_id).in_(line))
    chats = session.scalars(
        select(Contact).where(col(Contact.person_id).in_(staff), col(Contact.id) != contact.id)
    ).all()
    for chat in chats:
        if (clean := _remove_names(chat.offered, names)) != chat.offered:
            chat.offered = clean
        if (clean := _remove_names(chat.lists, names)) != chat.lists:
            chat.lists = clean
    _erase_from_messages(session, [chat.id for chat in chats], names, since=contact.created_at)
    for table, column in NOTED_IN:
        _erase_from_notes(session, _TABLES[table], column, line, names)


def _erase_from_notes(
    session: Session, table: Table, column: str, line: Sequence[int], names: set[str]
) -> None:
    """Remove the names from what the team of these units noted of its help and its visits."""
    written = table.c[column]
    rows = select(table.c.id, written).where(
        table.c.unit_id.in_(line), _contains_any(written, names)
    )
    for row_id, words in session.execute(rows).all():
        text = _remove_names(words, _full_names(names))
        session.execute(update(table).where(table.c.id == row_id).values({column: text}))


def _list_unit_line(session: Session, unit_id: int | None) -> list[int]:
    unit = session.get(Unit, unit_id) if unit_id else None
    return list_ancestor_ids(unit) if unit is not None else []


def _erase_from_messages(
    session: Session, chats: Sequence[int], names: set[str], *, since: datetime
) -> None:
    payload = cast(col(Message.payload), Text)
    roll = or_(col(Message.text).startswith(ROLL_MARKERS[0]), payload.contains(ROLL_MARKERS[1]))
    pieces = payload.contains(
        f'"{MERGED_TEXT}"'
    )  # words of other messages too, escaped as JSON does
    rows = session.execute(
        select(col(Message.id), col(Message.text), col(Message.payload)).where(
            col(Message.contact_id).in_(chats),
            col(Message.said_at) >= since,
            or_(roll, pieces, _contains_any(col(Message.text), names)),
        )
    ).all()
    for row in rows:
        pressed = str(row.payload)
        called = row.text.startswith(ROLL_MARKERS[0]) or any(
            marker.strip('"') in pressed for marker in ROLL_MARKERS[1:]
        )
        looked_for = names if called else _full_names(names)
        text, things = _remove_names(row.text, looked_for), _remove_names(row.payload, looked_for)
        if (text, things) != (row.text, row.payload):
            session.execute(
                update(Message)
                .where(col(Message.id) == row.id)
                .values(text=text, payload=things)
                .execution_options(synchronize_session=False)
            )


def _contains_any(column: Any, names: Iterable[str]) -> Any:
    """Return the condition that a column may contain one of the names, in any usual spelling."""
    ways = {way for name in names for way in (name, name.lower(), name.upper(), strip_tones(name))}
    return or_(*(column.like(f"%{_escape_like(way)}%", escape="/") for way in sorted(ways)))


def _escape_like(name: str) -> str:
    return re.sub(r"([%_/])", r"/\1", name)


def _full_names(names: Iterable[str]) -> set[str]:
    """Return the names of several words; a single syllable is a word like others."""
    return {name for name in names if " " in name}


def _remove_names(value: Any, names: Iterable[str]) -> Any:
    """Return the text, list or dict with the names replaced."""
    match value:
        case str():
            return _replace_names(value, names)
        case dict():
            return {key: _remove_names(item, names) for key, item in value.items()}
        case list():
            return [_remove_names(item, names) for item in value]
    return value


def remove_full_name(text: str, name: str) -> str:
    """Return the text without its author's full name; a single syllable is left."""
    return _replace_names(text, _full_names({name.strip()}))


def _replace_names(text: str, names: Iterable[str]) -> str:
    letters = [strip_tones(letter) for letter in text]
    # Letter for letter, so that a place in one is the same place in the other.
    folded = "".join(
        plain if len(plain) == 1 else letter for plain, letter in zip(letters, text, strict=True)
    )
    spans = [
        match.span()
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(strip_tones(name))}(?!\w)", folded)
    ]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + PLACEHOLDER + text[end:]
    return text
