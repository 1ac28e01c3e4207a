"""The classes of one day with their seats, for the first page of the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.people.actor import Actor
from bot.people.units import Unit, within

MAX_CLASSES = 30


@dataclass(frozen=True, slots=True)
class DayClass:
    """A class with how many have a seat and how many wait for one."""

    session: ClassSession
    unit_name: str
    joined: int
    waiting: int


def list_day(
    session: Session, *, actor: Actor, since: datetime, until: datetime
) -> Sequence[DayClass]:
    """Return the classes of the actor's scope that begin in this time, by start; one query."""

    def count(status: EnrolmentStatus) -> object:
        return func.coalesce(func.sum(case((col(Enrolment.status) == status, 1), else_=0)), 0)

    rows = session.exec(
        select(
            ClassSession,
            Unit.name,
            count(EnrolmentStatus.JOINED),
            count(EnrolmentStatus.WAITING),
        )  # type: ignore[call-overload]
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .join(Enrolment, col(Enrolment.session_id) == ClassSession.id, isouter=True)
        .where(
            within(Unit.path, actor.scope),
            col(ClassSession.starts_at) >= since,
            col(ClassSession.starts_at) < until,
        )
        .group_by(col(ClassSession.id), col(Unit.name))
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
        .limit(MAX_CLASSES)
    )
    return [DayClass(*row) for row in rows]
