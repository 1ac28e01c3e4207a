"""Attendance taken by members: by name, as a head count with a photo, and for walk-ins."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import learners as learners_by_name
from bot.classes import service
from bot.classes.events import AttendanceRecorded, LearnerEnrolled
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.people.actor import Actor, list_scopes, shares_commune
from bot.people.models import Contact
from bot.people.units import Unit, is_within

OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(days=3)  # when a roll can be called
MAX_HEADCOUNT = 1000  # people in one room


def list_open_classes(session: Session, actor: Actor, *, now: datetime) -> Sequence[ClassSession]:
    """Return the sessions whose attendance the actor may take now, latest first."""
    query = (
        select(ClassSession)
        .where(
            ClassSession.starts_at > now - CLOSES_AFTER,
            ClassSession.starts_at < now + OPENS_BEFORE,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at).desc(), col(ClassSession.id))
    )
    paths = list_scopes(session, actor)
    return [
        class_session
        for class_session in session.exec(query)
        if _covers(session, paths, class_session)
    ]


def get_open_class(session: Session, class_id: int, *, actor: Actor, now: datetime) -> ClassSession:
    """Return the session, locked, if the actor may take its attendance now.

    Raises NotFound, also for another commune's class, NotAllowed for another village's, or
    UserError outside the time window.
    """
    class_session = service.get_class(session, class_id, lock=True)
    unit = session.get_one(Unit, class_session.unit_id)
    if not shares_commune(session, actor, unit):
        raise NotFound(texts.CLASS_UNKNOWN)
    if not _covers(session, list_scopes(session, actor), class_session):
        raise NotAllowed(texts.ROLL_NOT_YOURS)
    check_is_open(class_session, now=now)
    return class_session


def is_open(class_session: ClassSession, *, now: datetime) -> bool:
    """Whether a class's attendance can be taken."""
    is_time = now - CLOSES_AFTER < class_session.starts_at < now + OPENS_BEFORE
    return is_time and class_session.cancelled_at is None


def check_is_open(class_session: ClassSession, *, now: datetime) -> None:
    """Raise UserError when a class's attendance is not taken yet, or no more."""
    if not is_open(class_session, now=now):
        raise UserError(texts.ROLL_CLOSED.format(topic=class_session.topic))


def _covers(session: Session, paths: Sequence[str], class_session: ClassSession) -> bool:
    path = session.get_one(Unit, class_session.unit_id).path
    return any(is_within(path, scope) for scope in paths)


def list_learners(session: Session, class_session: ClassSession) -> Sequence[tuple[Enrolment, str]]:
    """Return the enrolments with a seat, and the name a member sees for each."""
    rows = session.exec(
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id, isouter=True)
        .where(Enrolment.session_id == class_session.id, Enrolment.status == EnrolmentStatus.JOINED)
        .order_by(col(Enrolment.id))
    ).all()
    return [
        (enrolment, enrolment.learner or display_name(enrolment, contact))
        for enrolment, contact in rows
    ]


def display_name(enrolment: Enrolment, chat: Contact | None) -> str:
    """Return what a member reads for a learner who gave no name: the contact's, or its alias."""
    if chat is not None and chat.name:
        return chat.name
    return texts.ALIAS.format(number=chat.id if chat is not None else enrolment.id)


def toggle_attendance(
    session: Session,
    class_session: ClassSession,
    enrolment_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Mark a learner as present, or as absent again.

    Raises UserError for another class's enrolment.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.session_id != class_session.id:
        raise UserError(texts.BUTTON_OLD)
    enrolment.attended_at = None if enrolment.attended_at else now
    class_session.rolled_at = now
    session.flush()
    _emit_roll(
        session,
        class_session,
        [row for row, _ in list_learners(session, class_session)],
        actor=actor,
        now=now,
    )


def _emit_roll(
    session: Session,
    class_session: ClassSession,
    learners: Sequence[Enrolment],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Say that the roll was called. Returns how many of the learners are present."""
    count = sum(1 for enrolment in learners if enrolment.attended_at is not None)
    note = texts.ROLL_NOTE.format(there=count, all=len(learners))
    emit(session, AttendanceRecorded(class_session.id, actor, now, note))
    return count


def record_roll(
    session: Session,
    class_id: int,
    *,
    listed: Collection[int],
    present: Collection[int],
    before: Collection[int],
    actor: Actor,
    now: datetime,
) -> int:
    """Record who of the `listed` enrolments is present; the others of the class stay as they are.

    `before` were shown as present: only what differs from it is changed, so that a page that stood
    open takes back nothing that somebody else has ticked meanwhile.

    Returns how many of the listed are present. Raises as `get_open_class`, and NotFound for a
    class outside the actor's scope.
    """
    service.get_managed_class(session, class_id, actor=actor)
    class_session = get_open_class(session, class_id, actor=actor, now=now)
    learners = [row for row, _ in list_learners(session, class_session) if row.id in listed]
    for enrolment in learners:
        is_present = enrolment.id in present
        if is_present != (enrolment.id in before):
            enrolment.attended_at = (enrolment.attended_at or now) if is_present else None
    class_session.rolled_at = now
    session.flush()
    return _emit_roll(session, class_session, learners, actor=actor, now=now)


def add_walk_in(
    session: Session, class_session: ClassSession, name: str, *, actor: Actor, now: datetime
) -> None:
    """Add a learner without a phone and mark them as present. Idempotent by name."""
    name = name[:120]
    walk_ins = select(Enrolment).where(
        Enrolment.session_id == class_session.id,
        col(Enrolment.contact_id).is_(None),
        Enrolment.learner != "",
    )
    enrolment = learners_by_name.find_by_name(session.exec(walk_ins).all(), name)
    if enrolment is None:
        key = learners_by_name.make_enrolment_key(class_session.id, None, name)
        enrolment = Enrolment(key=key, session_id=class_session.id, learner=name, joined_at=now)
        session.add(enrolment)
        session.flush()
        emit(session, LearnerEnrolled(enrolment.id, at=now))
    enrolment.status, enrolment.attended_at = EnrolmentStatus.JOINED, enrolment.attended_at or now
    class_session.rolled_at = now
    session.flush()
    emit(session, AttendanceRecorded(class_session.id, actor, now, texts.ROLL_NOTE_WALK_IN))


def record_headcount(
    session: Session,
    class_session: ClassSession,
    headcount: int,
    photos: list[dict[str, Any]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record a head count without names, with photos of the paper sheet as evidence."""
    if headcount > MAX_HEADCOUNT:
        raise UserError(texts.ROLL_TOO_MANY.format(count=MAX_HEADCOUNT))
    class_session.headcount, class_session.rolled_at = headcount, now
    class_session.sheet = [*class_session.sheet, *photos]
    session.flush()
    note = texts.ROLL_NOTE_COUNT.format(count=headcount)
    emit(session, AttendanceRecorded(class_session.id, actor, now, note))
