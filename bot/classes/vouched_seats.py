"""Enrolments requested on the web page, which take effect once the contact's identity is proved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.classes import enrolments
from bot.classes.learners import MOST_LEARNERS
from bot.classes.models import ClassSession, Enrolment, Seat
from bot.core.policy import Policy
from bot.people import proof
from bot.people.models import Contact


def confirm(
    session: Session, contact: Contact, *, now: datetime, policy: Policy
) -> Sequence[Enrolment]:
    """Turn the contact's requested enrolments into seats or waiting list places and return them.

    Does nothing while the contact has no proof of identity.
    """
    asked = [
        seat
        for seat, _ in enrolments.coming_of(session, contact.id, now=now)
        if seat.seat == Seat.ASKED
    ]
    holder = proof.holder_of(session, contact)
    given: list[Enrolment] = []
    for enrolment in asked if holder else ():
        one = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
        others = select(func.count(col(Enrolment.id))).where(
            Enrolment.holder == holder,
            Enrolment.session_id == one.id,
            col(Enrolment.seat).in_((Seat.JOINED, Seat.WAITING)),
        )
        if session.exec(others).one() < MOST_LEARNERS:
            enrolment.joined_at = now
            enrolments.take_place(session, one, enrolment, holder, now=now, policy=policy)
            given.append(enrolment)
    return given


def chats_asking(now: datetime) -> SelectOfScalar[Any]:
    """Select the contacts with an unconfirmed enrolment in an upcoming class."""
    return (
        select(Enrolment.contact_id)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(Enrolment.seat == Seat.ASKED, ClassSession.starts_at > now)
    )
