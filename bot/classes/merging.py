"""Merge the enrolments and deadline subscriptions of two contacts of one person."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot.classes import enrolments
from bot.classes.models import ENROLLED, ClassSession, Enrolment, EnrolmentStatus
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders.models import DeadlineSubscription
from bot.vietnamese.letters import name_key


def merge_contacts(
    session: Session, contact: Contact, other: Contact, *, now: datetime, policy: Policy
) -> int:
    """Cancel duplicates between two contacts of a person. Returns how many enrolments it cancelled.

    Of two enrolments of one learner in a class the better one stays.
    """
    given_back = 0
    by_learner = {
        (enrolment.session_id, name_key(enrolment.learner)): enrolment
        for enrolment in _list_upcoming(session, contact, now)
    }
    for other_enrolment in _list_upcoming(session, other, now):
        existing = by_learner.get((other_enrolment.session_id, name_key(other_enrolment.learner)))
        if existing is None:
            continue
        worse, whose = max(
            ((existing, contact), (other_enrolment, other)),
            key=lambda pair: (ENROLLED.index(EnrolmentStatus(pair[0].status)), pair[0].joined_at),
        )
        enrolments.leave_class(session, worse.id, whose, now=now, policy=policy)
        given_back += 1
    wished = select(DeadlineSubscription.deadline).where(
        DeadlineSubscription.contact_id == contact.id
    )
    session.execute(
        delete(DeadlineSubscription)
        .where(
            col(DeadlineSubscription.contact_id) == other.id,
            col(DeadlineSubscription.deadline).in_(wished),
        )
        .execution_options(synchronize_session=False)
    )
    return given_back


def _list_upcoming(session: Session, contact: Contact, now: datetime) -> list[Enrolment]:
    query = (
        select(Enrolment)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(
            Enrolment.contact_id == contact.id,
            col(Enrolment.status).in_(ENROLLED),
            ClassSession.starts_at > now,
        )
        .order_by(col(Enrolment.id))
    )
    return list(session.exec(query).all())
