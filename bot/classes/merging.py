"""Merge the enrolments and deadline subscriptions of two contacts of one person."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot.classes import enrolments
from bot.classes.models import ClassSession, Enrolment, Seat
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders.models import DeadlineWish
from bot.vietnamese.letters import name_key


def merge(
    session: Session, contact: Contact, other: Contact, *, now: datetime, policy: Policy
) -> int:
    """Cancel duplicates between two contacts of a person. Returns how many enrolments it cancelled.

    Of two enrolments of one learner in a class the better one stays.
    """
    given_back = 0
    mine = {(one.session_id, name_key(one.learner)): one for one in _coming(session, contact, now)}
    for there in _coming(session, other, now):
        here = mine.get((there.session_id, name_key(there.learner)))
        if here is None:
            continue
        order = (Seat.JOINED, Seat.WAITING, Seat.ASKED)
        worse, whose = max(
            ((here, contact), (there, other)),
            key=lambda pair: (order.index(Seat(pair[0].seat)), pair[0].joined_at),
        )
        enrolments.leave(session, worse.id, whose, now=now, policy=policy)
        given_back += 1
    wished = select(DeadlineWish.deadline).where(DeadlineWish.contact_id == contact.id)
    session.execute(
        delete(DeadlineWish)
        .where(col(DeadlineWish.contact_id) == other.id, col(DeadlineWish.deadline).in_(wished))
        .execution_options(synchronize_session=False)
    )
    return given_back


def _coming(session: Session, contact: Contact, now: datetime) -> list[Enrolment]:
    query = (
        select(Enrolment)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(
            Enrolment.contact_id == contact.id,
            col(Enrolment.seat).in_((Seat.JOINED, Seat.WAITING, Seat.ASKED)),
            ClassSession.starts_at > now,
        )
        .order_by(col(Enrolment.id))
    )
    return list(session.exec(query).all())
