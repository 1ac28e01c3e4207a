"""Attendance taken by members: by name, as a head count with a photo, and for walk-ins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import learners as learners_by_name
from bot.classes import service
from bot.classes.models import ClassSession, Enrolment, Seat
from bot.core.errors import NotAllowed, UserError
from bot.people.models import Contact, Role
from bot.people.units import Unit

BEFORE, AFTER = timedelta(hours=1), timedelta(days=3)  # when a roll can be called
MOST = 1000  # people in one room


def list_open(session: Session, person_id: int, *, now: datetime) -> Sequence[ClassSession]:
    """Return the sessions whose attendance this person may take now, latest first."""
    query = (
        select(ClassSession)
        .where(
            ClassSession.starts_at > now - AFTER,
            ClassSession.starts_at < now + BEFORE,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at).desc(), col(ClassSession.id))
    )
    return [one for one in session.exec(query) if _may(session, person_id, one)]


def get(session: Session, person_id: int, class_id: int, *, now: datetime) -> ClassSession:
    """Return the session, locked, if this person may take its attendance now.

    Raises NotFound, NotAllowed, or UserError outside the time window.
    """
    one = service.get(session, class_id, lock=True)
    if not _may(session, person_id, one):
        raise NotAllowed(texts.ROLL_NOT_YOURS)
    if not now - AFTER < one.starts_at < now + BEFORE or one.cancelled_at is not None:
        raise UserError(texts.ROLL_CLOSED.format(topic=one.topic))
    return one


def _may(session: Session, person_id: int, one: ClassSession) -> bool:
    path = session.get_one(Unit, one.unit_id).path
    reach = select(Unit.path).join(Role, col(Role.unit_id) == Unit.id)
    return any(
        path.startswith(own) for own in session.exec(reach.where(Role.person_id == person_id))
    )


def learners(session: Session, one: ClassSession) -> Sequence[tuple[Enrolment, str]]:
    """Return the enrolments with a seat, and the name a member sees for each."""
    rows = session.exec(
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id, isouter=True)
        .where(Enrolment.session_id == one.id, Enrolment.seat == Seat.JOINED)
        .order_by(col(Enrolment.id))
    ).all()
    return [(each, each.learner or _called(each, chat)) for each, chat in rows]


def _called(enrolment: Enrolment, chat: Contact | None) -> str:
    return chat.name if chat and chat.name else texts.ALIAS.format(number=enrolment.id)


def toggle(session: Session, one: ClassSession, enrolment_id: int, *, now: datetime) -> None:
    """Mark a learner as present, or as absent again.

    Raises UserError for another class's enrolment.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.session_id != one.id:
        raise UserError(texts.BUTTON_OLD)
    enrolment.attended_at = None if enrolment.attended_at else now
    one.rolled_at = now
    session.flush()


def walk_in(session: Session, one: ClassSession, name: str, *, now: datetime) -> None:
    """Add a learner without a phone and mark them as present. Idempotent by name."""
    name = name[:120]
    there = select(Enrolment).where(
        Enrolment.session_id == one.id, col(Enrolment.contact_id).is_(None), Enrolment.learner != ""
    )
    found = learners_by_name.find(session.exec(there).all(), name)
    if found is None:
        key = learners_by_name.key_of(one.id, None, name)
        found = Enrolment(key=key, session_id=one.id, learner=name, joined_at=now)
        session.add(found)
    found.seat, found.attended_at = Seat.JOINED, found.attended_at or now
    one.rolled_at = now
    session.flush()


def count(
    session: Session, one: ClassSession, heads: int, things: list[dict[str, Any]], *, now: datetime
) -> None:
    """Record a head count without names, with photos of the paper sheet as evidence."""
    if heads > MOST:
        raise UserError(texts.ROLL_TOO_MANY.format(count=MOST))
    one.headcount, one.rolled_at = heads, now
    one.sheet = [*one.sheet, *things]
    session.flush()
