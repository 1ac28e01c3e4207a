"""Timed jobs of waiting lists: a seat whose owner cannot be notified goes to the next one."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import enrolments
from bot.classes.models import ClassSession, Enrolment, Seat
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.outbox.models import Delivery, Status
from bot.people.models import Contact
from bot.reminders.notify import tell


def see_to_line(session: Session, *, policy: Policy, now: datetime) -> int:
    """Pass on undelivered seats and notify contacts who are reachable again.

    Returns rows handled.
    """
    return _hand_on(session, policy, now) + _tell_returned(session, policy, now)


def _hand_on(session: Session, policy: Policy, now: datetime) -> int:
    """Put promoted learners whose notice failed back on the waiting list and promote the next."""
    found = session.exec(
        select(Enrolment)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .join(Delivery, col(Delivery.contact_id) == Enrolment.contact_id)
        .where(
            col(Enrolment.moved_at).is_not(None),
            Enrolment.seat == Seat.JOINED,
            col(Enrolment.attended_at).is_(None),
            col(Contact.unreachable_since).is_not(None),
            ClassSession.starts_at > now,
            Delivery.status == Status.FAILED,
            col(Delivery.staged_at) >= col(Enrolment.moved_at),
        )
        .distinct()
    ).all()
    handed = 0
    for enrolment in found:
        query = select(Delivery.status).where(Delivery.key == enrolments.up_key(enrolment))
        if session.exec(query).first() != Status.FAILED:
            continue
        one = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        enrolment.seat, enrolment.moved_at, enrolment.passed_at = Seat.WAITING, None, now
        session.flush()
        enrolments.move_up(session, one, now=now, policy=policy)
        handed += 1
    return handed


def _tell_returned(session: Session, policy: Policy, now: datetime) -> int:
    """Promote skipped learners who are reachable again, or tell them their position."""
    found = session.exec(
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .where(
            col(Enrolment.passed_at).is_not(None),
            Enrolment.seat == Seat.WAITING,
            col(Contact.unreachable_since).is_(None),
        )
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    for enrolment, contact in found:
        one = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        passed, enrolment.passed_at = enrolment.passed_at, None
        session.flush()
        enrolments.move_up(session, one, now=now, policy=policy)
        if enrolment.seat != Seat.WAITING or one.cancelled_at is not None or passed is None:
            continue
        words = texts.CLASS_PASSED_OVER_LATE
        if one.starts_at > now:
            words = texts.CLASS_PASSED_OVER
        text = words.format(topic=one.topic, place=enrolments.place_in_line(session, enrolment))
        leave = Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{enrolment.id}")
        key = f"class:{one.id}:passed:{enrolment.id}:{int(passed.timestamp())}"
        tell(session, contact, Reply(text, (leave,)), now=now, key=key)
    return len(found)
