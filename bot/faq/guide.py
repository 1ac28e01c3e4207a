"""Guided answers: one step per message, *Xong · Lùi · Kẹt ở đây · Thoát*, resumable later.

Progress is stored in the guide's row. Buttons carry the guide and step they were shown with, so
that stale ones are detected. Every move is recorded for statistics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.faq.events import StepMarked
from bot.faq.models import Guide, GuideState, StepMark
from bot.people.models import Contact
from bot.people.units import Unit, within

RESUMABLE_FOR = timedelta(days=14)  # a guide nobody moved for so long is not offered again
STUCK_FOR = timedelta(hours=12)  # what comes later is a new matter, not the word that was asked for


def start_guide(session: Session, contact: Contact, topic_id: str, *, now: datetime) -> Guide:
    """Start guiding the contact through a topic; a guide that is still open is abandoned."""
    if (other := find_open_guide(session, contact, now=now)) is not None:
        abandon_guide(session, other, contact, now=now)
    guide = Guide(contact_id=contact.id, topic_id=topic_id, started_at=now, moved_at=now)
    session.add(guide)
    session.flush()
    _record_step(session, guide, contact, "shown", now)
    return guide


def find_open_guide(session: Session, contact: Contact, *, now: datetime) -> Guide | None:
    """Return the contact's open guide if it moved within `RESUMABLE_FOR`, else None."""
    return session.exec(
        select(Guide)
        .where(
            Guide.contact_id == contact.id,
            col(Guide.state).in_((GuideState.RUNNING, GuideState.STUCK)),
            Guide.moved_at > now - RESUMABLE_FOR,
        )
        .order_by(col(Guide.id).desc())
        .limit(1)
    ).first()


def find_stuck_guide(session: Session, contact: Contact, *, now: datetime) -> Guide | None:
    """Return the guide whose stuck resident was just asked for a photo or words, or None."""
    guide = find_open_guide(session, contact, now=now)
    if guide and guide.state == GuideState.STUCK and now - guide.moved_at < STUCK_FOR:
        return guide
    return None


def advance_guide(
    session: Session, guide: Guide, contact: Contact, *, steps: int, now: datetime
) -> bool:
    """Complete the current step and move to the next. Returns False when it was the last."""
    _record_step(session, guide, contact, "done", now)
    guide.moved_at = now
    guide.state = GuideState.RUNNING
    if guide.step + 1 >= steps:
        guide.state = GuideState.DONE
        return False
    guide.step += 1
    _record_step(session, guide, contact, "shown", now)
    return True


def move_back(session: Session, guide: Guide, contact: Contact, *, now: datetime) -> None:
    """Move one step back; the first step stays."""
    _record_step(session, guide, contact, "back", now)
    guide.state = GuideState.RUNNING
    guide.step = max(guide.step - 1, 0)
    guide.moved_at = now


def mark_stuck(session: Session, guide: Guide, contact: Contact, *, now: datetime) -> None:
    """Mark the guide as stuck; the resident's next message is taken as the description."""
    if guide.state != GuideState.STUCK:
        _record_step(session, guide, contact, "stuck", now)
    guide.state = GuideState.STUCK
    guide.moved_at = now


def resume_guide(guide: Guide, *, now: datetime) -> None:
    """Resume the guide at its current step."""
    guide.state = GuideState.RUNNING
    guide.moved_at = now


def abandon_guide(session: Session, guide: Guide, contact: Contact, *, now: datetime) -> None:
    """Abandon the guide at its current step."""
    _record_step(session, guide, contact, "left", now)
    guide.state = GuideState.LEFT
    guide.moved_at = now


def _record_step(
    session: Session, guide: Guide, contact: Contact, kind: str, now: datetime
) -> None:
    session.add(
        StepMark(
            guide_id=guide.id,
            topic_id=guide.topic_id,
            step=guide.step,
            kind=kind,
            unit_id=contact.place_id,
            marked_at=now,
        )
    )
    event = StepMarked(contact.id, contact.place_id, guide.topic_id, guide.step, kind, at=now)
    emit(session, event)


@dataclass(frozen=True, slots=True)
class StepCount:
    """Counts of one step of a topic in one village (None: unknown village); `step` starts at 1."""

    topic_id: str
    step: int
    unit_code: str | None
    shown: int
    done: int
    stuck: int


def count_steps(session: Session, unit: Unit | None = None) -> Sequence[StepCount]:
    """Count step events per step and village, most stuck first; of one unit's subtree, or all."""

    def count_kind(kind: str):  # type: ignore[no-untyped-def]
        return func.count(col(StepMark.id)).filter(col(StepMark.kind) == kind)

    stuck = count_kind("stuck")
    query = (
        select(  # type: ignore[call-overload]
            StepMark.topic_id,
            StepMark.step,
            Unit.code,
            count_kind("shown"),
            count_kind("done"),
            stuck,
        )
        .join(Unit, col(Unit.id) == StepMark.unit_id, isouter=True)
        .group_by(col(StepMark.topic_id), col(StepMark.step), col(Unit.code))
        .order_by(stuck.desc(), col(StepMark.topic_id), col(StepMark.step))
    )
    if unit is not None:
        query = query.where(within(Unit.path, unit.path))
    return [
        StepCount(topic, step + 1, code, shown, done, stuck_count)
        for topic, step, code, shown, done, stuck_count in session.exec(query)
    ]
