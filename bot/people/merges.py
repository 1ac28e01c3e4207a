"""What was moved when two entries were merged, so that it can be undone for a while."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.db import Id, identity, reference
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.units import Unit, within

UNDO_WITHIN = timedelta(days=30)


class MergeKind(StrEnum):
    """What was merged."""

    HOUSEHOLD = "household"
    MEMBER = "member"


class Merge(SQLModel, table=True):
    """Two entries that were made one. `other` is the one that went; `moved` lists ids by what."""

    __tablename__ = "merge"
    __table_args__ = (Index("ix_merge_kept", "kind", "kept_id"),)

    id: int = identity()
    kind: str = Field(max_length=12)
    unit_id: int = reference("unit.id")
    # Of the household or person: no reference, for both tables are meant.
    kept_id: int = Field(sa_type=Id)
    other: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    moved: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    person_id: int | None = reference("person.id", nullable=True)  # who did it
    merged_at: datetime
    undone_at: datetime | None = None


def list_undoable(
    session: Session, kind: MergeKind, kept_id: int, *, actor: Actor, now: datetime
) -> list[Merge]:
    """Return the merges into an entry that can still be undone, the last first."""
    query = (
        select(Merge)
        .join(Unit, col(Unit.id) == Merge.unit_id)
        .where(
            Merge.kind == kind,
            Merge.kept_id == kept_id,
            within(Unit.path, actor.scope),
            col(Merge.undone_at).is_(None),
            Merge.merged_at > now - UNDO_WITHIN,
        )
    )
    return list(session.exec(query.order_by(col(Merge.id).desc())))


def get_undoable(
    session: Session, kind: MergeKind, kept_id: int, merge_id: int, *, actor: Actor, now: datetime
) -> Merge:
    """Return a merge into an entry, the last of them. Raises NotFound for any other.

    A merge that others followed can be undone when those are.
    """
    merges = list_undoable(session, kind, kept_id, actor=actor, now=now)
    if not merges or merges[0].id != merge_id:
        raise NotFound(texts.MERGE_GONE)
    return session.get_one(Merge, merge_id, with_for_update=True)
