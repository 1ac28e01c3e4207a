"""Revisions as officers look them up: one by its number, those sent back, those of a topic."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotFound
from bot.faq.models import Question, Revision, RevisionState
from bot.faq.revision_lifecycle import is_changeable, is_readable
from bot.people.actor import Actor
from bot.people.units import Unit

MAX_VERSIONS = 50  # of a topic


def get_revision(
    session: Session, revision_id: int, *, actor: Actor
) -> tuple[Revision, Unit | None]:
    """Return a revision of the actor's units, or published above them, with its unit.

    Raises NotFound.
    """
    query = (
        select(Revision, Unit)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(Revision.id == revision_id, is_readable(actor))
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound(texts.REVISION_UNKNOWN)
    return row


def list_versions(
    session: Session, topic_id: str, *, actor: Actor
) -> Sequence[tuple[Revision, Unit | None]]:
    """List the latest revisions of a topic that the actor may read, newest first."""
    return session.exec(
        select(Revision, Unit)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(Revision.topic_id == topic_id, is_readable(actor))
        .order_by(col(Revision.id).desc())
        .limit(MAX_VERSIONS)
    ).all()


def list_returned(
    session: Session, *, actor: Actor, since: datetime
) -> Sequence[tuple[Revision, Unit | None]]:
    """List the actor's own drafts that somebody else turned down since an instant, newest first."""
    return session.exec(
        select(Revision, Unit)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(
            Revision.state == RevisionState.REJECTED,
            Revision.drafted_by == actor.person_id,
            col(Revision.decided_by).is_distinct_from(actor.person_id),
            col(Revision.decided_at) >= since,
            is_readable(actor),
        )
        .order_by(col(Revision.id).desc())
    ).all()


def count_drafts(session: Session, *, actor: Actor) -> int:
    """Count the drafts of the actor's units that await approval."""
    query = (
        select(func.count(col(Revision.id)))
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(Revision.state == RevisionState.DRAFT, is_changeable(actor))
    )
    return session.exec(query).one()


def find_same_draft(
    session: Session, topic_id: str, content: Mapping[str, Any] | None, *, actor: Actor, unit: Unit
) -> Revision | None:
    """Return the actor's waiting draft of just this text: the button was pressed twice."""
    query = select(Revision).where(
        Revision.topic_id == topic_id,
        Revision.state == RevisionState.DRAFT,
        Revision.unit_id == unit.id,
        Revision.drafted_by == actor.person_id,
    )
    return next((row for row in session.exec(query) if row.content == content), None)


def count_answered_askers(session: Session, revision_id: int) -> int:
    """Count the people whose questions a published revision has answered."""
    query = select(func.count(col(Question.contact_id).distinct())).where(
        Question.revision_id == revision_id
    )
    return session.exec(query).one()
