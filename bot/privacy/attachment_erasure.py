"""Erasing the photos, voice notes or locations of a person who no longer wants them kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, cast, or_, select, update
from sqlmodel import Session

from bot.messages.content import Attachment
from bot.people.models import Contact
from bot.people.purposes import Purpose, find_purpose
from bot.privacy import erasure


def erase_attachments(session: Session, contact: Contact, purpose: Purpose) -> int:
    """Erase a person's attachments of one purpose everywhere, members' chats included.

    Returns how many rows changed; their files are deleted by the clock.
    """
    session.flush()
    tickets = erasure.list_ticket_ids(session, contact, running=False)
    changed = 0
    for table, rules in erasure.list_owned_tables():
        name = rules.attachments_column
        if not name:
            continue
        rows = erasure.select_rows(table, rules, contact, tickets, running=False)
        if table.name == "message":
            rows = or_(rows, table.c.ticket_id.in_(tickets))
        changed += _clear_column(session, table, name, rows, contact.account, purpose)
    session.expire_all()
    return changed


def _clear_column(
    session: Session,
    table: Table,
    name: str,
    rows: ColumnElement[bool],
    account: str,
    purpose: Purpose,
) -> int:
    key, column = erasure.row_id(table), table.c[name]
    query = select(key, column).where(rows, cast(column, Text).like('%"kind"%'))
    changed = 0
    for row_id, stored in session.execute(query).all():
        things = stored.get("attachments", ()) if isinstance(stored, dict) else stored
        kept, gone = _split(things, purpose)
        if not gone:
            continue
        erasure.discard_files(session, account, gone)
        value = {**stored, "attachments": kept} if isinstance(stored, dict) else kept
        session.execute(update(table).where(key == row_id).values({name: value}))
        changed += 1
    return changed


def _split(
    things: Iterable[dict[str, Any]], purpose: Purpose
) -> tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]:
    kept: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for thing in things:
        is_gone = find_purpose(Attachment.from_json(thing)) is purpose
        (gone if is_gone else kept).append(thing)
    return kept, gone
