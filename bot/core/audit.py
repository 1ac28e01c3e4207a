"""Audit log: who did what and when, written in the same transaction and never changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.db import identity, reference


class Audit(SQLModel, table=True):
    """One recorded action, by a known person or by the operator (`person_id` None)."""

    id: int = identity()
    action: str = Field(index=True, max_length=40)  # broadcast.approve
    subject: str = Field(index=True, max_length=60)  # broadcast:12
    person_id: int | None = reference("person.id", nullable=True)
    note: str = Field(default="", max_length=300)
    done_at: datetime


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
    session.add(
        Audit(action=action, subject=subject, person_id=person_id, note=note[:300], done_at=now)
    )


def list_actions(session: Session, subject: str) -> Sequence[Audit]:
    """Return the audit entries about one subject, oldest first."""
    return session.exec(select(Audit).where(Audit.subject == subject).order_by(col(Audit.id))).all()
