"""Learners without a phone, whom the team puts on a class's list before it begins."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import enrolments, learners, service
from bot.classes.events import LearnerAdded, LearnerRemoved
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor


def add_learner(
    session: Session, class_id: int, name: str, *, actor: Actor, now: datetime
) -> Enrolment:
    """Enrol somebody without a phone, or put them on the waiting list. Idempotent by name.

    Raises NotFound, and UserError for an empty or overlong name, or a class that is cancelled or
    has begun.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= enrolments.MAX_NAME_LENGTH:
        raise UserError(texts.LEARNER_NAME_NEEDED.format(limit=enrolments.MAX_NAME_LENGTH))
    class_session = service.get_managed_class(session, class_id, actor=actor, lock=True)
    _check_is_coming(class_session, now)
    query = select(Enrolment).where(
        Enrolment.session_id == class_id,
        col(Enrolment.contact_id).is_(None),
        Enrolment.learner != "",
    )
    enrolment = learners.find_by_name(session.exec(query).all(), name)
    if enrolment is not None and enrolment.status != EnrolmentStatus.LEFT:
        return enrolment
    joined = enrolments.count_enrolments(session, class_id, EnrolmentStatus.JOINED)
    if enrolment is None:
        key = learners.make_enrolment_key(class_id, None, name)
        enrolment = Enrolment(key=key, session_id=class_id, learner=name, joined_at=now)
        session.add(enrolment)
    is_full = joined >= class_session.seats
    enrolment.joined_at = now
    enrolment.status = EnrolmentStatus.WAITING if is_full else EnrolmentStatus.JOINED
    session.flush()
    emit(session, LearnerAdded(class_id, actor, now))
    return enrolment


def remove_learner(
    session: Session,
    class_id: int,
    enrolment_id: int,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> Enrolment:
    """Take somebody without a phone off the list; the seat goes to the waiting list.

    Raises NotFound, also for a learner of another class or with a chat: that one leaves by chat.
    Raises UserError for a class that is cancelled or has begun.
    """
    class_session = service.get_managed_class(session, class_id, actor=actor, lock=True)
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.session_id != class_id or enrolment.contact_id is not None:
        raise NotFound(texts.LEARNER_UNKNOWN)
    _check_is_coming(class_session, now)
    if enrolment.status != EnrolmentStatus.LEFT:
        enrolment.status = EnrolmentStatus.LEFT
        session.flush()
        enrolments.promote_waiting(session, class_session, now=now, policy=policy)
        emit(session, LearnerRemoved(class_id, actor, now))
    return enrolment


def _check_is_coming(class_session: ClassSession, now: datetime) -> None:
    if class_session.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=class_session.topic))
    if class_session.starts_at <= now:
        raise UserError(texts.CLASS_BEGUN.format(topic=class_session.topic))
