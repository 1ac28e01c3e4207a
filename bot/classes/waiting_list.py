"""Timed jobs of waiting lists: a seat whose owner cannot be notified goes to the next one."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.classes import enrolments
from bot.classes.events import SkippedLearnerReturned
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.events import emit
from bot.core.policy import Policy
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people.models import Contact


def pass_seats_on_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Pass on undelivered seats and notify contacts who are reachable again.

    Returns rows handled.
    """
    return _reassign_undelivered(session, policy, now) + _notify_returned(session, policy, now)


def _reassign_undelivered(session: Session, policy: Policy, now: datetime) -> int:
    """Put promoted learners whose notice failed back on the waiting list and promote the next."""
    promoted = session.exec(
        select(Enrolment)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .join(Delivery, col(Delivery.contact_id) == Enrolment.contact_id)
        .where(
            col(Enrolment.moved_at).is_not(None),
            Enrolment.status == EnrolmentStatus.JOINED,
            col(Enrolment.attended_at).is_(None),
            col(Contact.unreachable_since).is_not(None),
            ClassSession.starts_at > now,
            Delivery.status == DeliveryStatus.FAILED,
            col(Delivery.staged_at) >= col(Enrolment.moved_at),
        )
        .distinct()
    ).all()
    reassigned = 0
    for enrolment in promoted:
        key = enrolments.promotion_key(enrolment, enrolment.moved_at or now)
        query = select(Delivery.status).where(Delivery.key == key)
        if session.exec(query).first() != DeliveryStatus.FAILED:
            continue
        class_session = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        enrolment.status, enrolment.moved_at, enrolment.passed_at = (
            EnrolmentStatus.WAITING,
            None,
            now,
        )
        session.flush()
        enrolments.promote_waiting(session, class_session, now=now, policy=policy)
        reassigned += 1
    return reassigned


def _notify_returned(session: Session, policy: Policy, now: datetime) -> int:
    """Promote skipped learners who are reachable again, or tell them their position."""
    returned = session.exec(
        select(Enrolment)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .where(
            col(Enrolment.passed_at).is_not(None),
            Enrolment.status == EnrolmentStatus.WAITING,
            col(Contact.unreachable_since).is_(None),
        )
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    for enrolment in returned:
        class_session = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        passed, enrolment.passed_at = enrolment.passed_at, None
        session.flush()
        enrolments.promote_waiting(session, class_session, now=now, policy=policy)
        if (
            enrolment.status != EnrolmentStatus.WAITING
            or class_session.cancelled_at is not None
            or passed is None
        ):
            continue
        position = enrolments.get_waiting_position(session, enrolment)
        emit(session, SkippedLearnerReturned(enrolment.id, position, passed, at=now))
    return len(returned)
