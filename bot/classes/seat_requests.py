"""Enrolments requested on the web page, which take effect once the contact's identity is proved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.classes import enrolments
from bot.classes.learners import MAX_LEARNERS
from bot.classes.models import TAKING_PART, ClassSession, Enrolment, EnrolmentStatus
from bot.core.policy import Policy
from bot.people import proof
from bot.people.models import Contact


def confirm_enrolments(
    session: Session, contact: Contact, *, now: datetime, policy: Policy
) -> Sequence[Enrolment]:
    """Turn the contact's requested enrolments into seats or waiting list places and return them.

    Does nothing while the contact has no proof of identity.
    """
    requested = [
        seat
        for seat, _ in enrolments.list_upcoming_enrolments(session, contact.id, now=now)
        if seat.status == EnrolmentStatus.REQUESTED
    ]
    holder = proof.make_holder_key(session, contact)
    confirmed: list[Enrolment] = []
    for enrolment in requested if holder else ():
        class_session = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        others = select(func.count(col(Enrolment.id))).where(
            Enrolment.holder == holder,
            Enrolment.session_id == class_session.id,
            col(Enrolment.status).in_(TAKING_PART),
        )
        if session.exec(others).one() < MAX_LEARNERS:
            enrolment.joined_at = now
            enrolments.assign_seat(
                session, class_session, enrolment, holder, now=now, policy=policy
            )
            confirmed.append(enrolment)
    return confirmed


def select_unconfirmed_chats(now: datetime) -> SelectOfScalar[Any]:
    """Select the contacts with an unconfirmed enrolment in an upcoming class."""
    return (
        select(Enrolment.contact_id)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(Enrolment.status == EnrolmentStatus.REQUESTED, ClassSession.starts_at > now)
    )
