"""Lists that somebody sent and has not imported yet: kept for a day, written nowhere else.

Whoever sent one sees it, in whichever of their browsers. It is imported once: a second press finds
what the first one did.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, LargeBinary, text
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from bot import texts
from bot.core.db import identity, reference
from bot.core.errors import NotFound, UserError
from bot.people.actor import Actor

PENDING_FOR = timedelta(days=1)
MOST_PENDING = 20  # of one person; the oldest ones go
MAX_NAME = 120  # characters of a file's name, which is a label and never a path
_EMPTY = {"server_default": text("''")}


class PendingImport(SQLModel, table=True):
    """One list as it came, the columns as its owner changed them, and what became of it."""

    __tablename__ = "pending_import"

    id: int = identity()
    kind: str = Field(max_length=12)
    person_id: int | None = reference("person.id", nullable=True)  # None: the operator
    unit_id: int | None = reference("unit.id", nullable=True)  # the commune that is meant
    file: str = Field(default="", max_length=MAX_NAME, sa_column_kwargs=_EMPTY)  # "": pasted
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    mapping: str = Field(default="", sa_column_kwargs=_EMPTY)  # JSON, "" as guessed
    report: str = Field(default="", sa_column_kwargs=_EMPTY)  # JSON, of what was imported
    created_at: datetime
    applied_at: datetime | None = None


def keep_pending(
    session: Session,
    kind: str,
    content: bytes,
    *,
    file: str,
    unit_id: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a list for its preview. Returns its number."""
    row = PendingImport(
        kind=kind,
        person_id=actor.person_id,
        unit_id=unit_id,
        file=file[:MAX_NAME],
        content=content,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _drop_oldest(session, actor)
    return row.id


def _drop_oldest(session: Session, actor: Actor) -> None:
    own = select(PendingImport.id).where(PendingImport.person_id == actor.person_id)
    kept = own.order_by(col(PendingImport.id).desc()).limit(MOST_PENDING)
    oldest_kept = session.exec(select(func.min(kept.subquery().c.id))).one()
    session.execute(
        delete(PendingImport).where(
            col(PendingImport.person_id) == actor.person_id
            if actor.person_id is not None
            else col(PendingImport.person_id).is_(None),
            col(PendingImport.id) < oldest_kept,
        )
    )


def get_pending(
    session: Session, kind: str, number: int, *, actor: Actor, now: datetime, lock: bool = False
) -> PendingImport:
    """Return a list of the actor's. Raises NotFound for another's and for one that is too old."""
    row = session.get(PendingImport, number, with_for_update=lock)
    if row is None or row.kind != kind or row.person_id != actor.person_id:
        raise NotFound(texts.PENDING_GONE)
    if row.created_at <= now - PENDING_FOR:
        raise NotFound(texts.PENDING_GONE)
    return row


def save_mapping(
    session: Session, kind: str, number: int, mapping: str, *, actor: Actor, now: datetime
) -> None:
    """Keep the columns as the owner changed them. Raises UserError once it is imported."""
    row = get_pending(session, kind, number, actor=actor, now=now, lock=True)
    if row.applied_at is not None:
        raise UserError(texts.PENDING_DONE)
    row.mapping = mapping


def close_pending(row: PendingImport, report: Mapping[str, Any], *, now: datetime) -> None:
    """Note what was imported; the list itself is no longer needed."""
    row.applied_at, row.content, row.mapping = now, b"", ""
    row.report = json.dumps(report, ensure_ascii=False)
