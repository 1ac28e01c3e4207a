"""Audit log: who did what and when, written in the same transaction and never changed.

Entries are written by a reaction (`record_event`) from the event of the deed: no verb of an officer
can forget its entry.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Field, Session, SQLModel, col, or_, select

from bot.core.db import identity, reference

MAX_NOTE = 300  # characters


class Audit(SQLModel, table=True):
    """One recorded action, by a known person or by the operator (`person_id` None)."""

    id: int = identity()
    action: str = Field(index=True, max_length=40)  # broadcast.approve
    subject: str = Field(index=True, max_length=60)  # broadcast:12
    person_id: int | None = reference("person.id", nullable=True)
    note: str = Field(default="", max_length=MAX_NOTE)
    done_at: datetime


class AuditActor(Protocol):
    """Who did it."""

    @property
    def person_id(self) -> int | None:
        """The person, or None for the operator and the clock."""


class AuditedEvent(Protocol):
    """An event that leaves an entry: what was done, to what, by whom, when, and why."""

    @property
    def action(self) -> str:
        """The deed, as "broadcast.approve"."""

    @property
    def subject(self) -> str:
        """What it was done to, as "broadcast:12"."""

    @property
    def actor(self) -> AuditActor | None:
        """Who did it; None: a person with their own data."""

    @property
    def note(self) -> str:
        """The reason given, if any."""

    @property
    def at(self) -> datetime:
        """When."""


def record_event(session: Session, event: AuditedEvent) -> None:
    """Add the audit entry of an event; a reaction.

    What persons do with their own data leaves no entry: it would outlive what they erased.
    """
    if event.actor is None:
        return
    record_action(
        session,
        event.action,
        event.subject,
        person_id=event.actor.person_id,
        note=event.note,
        now=event.at,
    )


def record_action(
    session: Session,
    action: str,
    subject: str,
    *,
    person_id: int | None,
    note: str = "",
    now: datetime,
) -> None:
    """Add an audit entry. `person_id` None means the operator."""
    entry = Audit(
        action=action, subject=subject, person_id=person_id, note=note[:MAX_NOTE], done_at=now
    )
    session.add(entry)


def list_actions(session: Session, subject: str) -> Sequence[Audit]:
    """Return the audit entries about one subject, oldest first."""
    return session.exec(select(Audit).where(Audit.subject == subject).order_by(col(Audit.id))).all()


def list_entries(
    session: Session,
    *,
    since: datetime,
    until: datetime | None = None,
    action: str = "",
    person_ids: Collection[int] | None = None,
    before_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Audit]:
    """Return the entries of a period, newest first.

    `action` is a deed ("poll.open") or all deeds to one kind of thing ("poll"); `person_ids` are
    those who did it, None meaning anybody; `before_id` and `limit` page through them.
    """
    query = select(Audit).where(Audit.done_at >= since).order_by(col(Audit.id).desc())
    if until is not None:
        query = query.where(Audit.done_at < until)
    if action:
        deeds = col(Audit.action).startswith(f"{action}.", autoescape=True)
        query = query.where(or_(col(Audit.action) == action, deeds))
    if person_ids is not None:
        query = query.where(col(Audit.person_id).in_(person_ids))
    if before_id is not None:
        query = query.where(col(Audit.id) < before_id)
    if limit is not None:
        query = query.limit(limit)
    return session.exec(query).all()
