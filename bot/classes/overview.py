"""Classes as officers look at them: the sessions of a month with their figures, and one session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, tuple_
from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import attendance, follow_up, service
from bot.classes.models import (
    ClassSeries,
    ClassSession,
    Enrolment,
    EnrolmentStatus,
    SkillObservation,
)
from bot.core.accounts import name_account
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.vietnamese.letters import normalize_for_match

MAX_LINES = 400  # sessions of a month: what a page holds
MAX_HELD = 100  # sessions of a page of those held
MAX_LEARNERS_SHOWN = 150


class ClassState(StrEnum):
    """Where a session stands; the keys of `texts.CLASS_STATES`."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One session with its figures."""

    session: ClassSession
    unit: Unit
    joined: int
    waiting: int
    attended: int  # by name, or as counted without names where that is more
    state: ClassState


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """A learner as officers see them; `account` is "" for somebody without a phone."""

    enrolment: Enrolment
    name: str
    account: str
    has_consented: bool
    is_unreachable: bool

    @property
    def state(self) -> str:
        """The enrolment's status; a key of `texts.LEARNER_STATES`."""
        return self.enrolment.status


@dataclass(frozen=True, slots=True)
class ClassDetails:
    """One session with its learners and what came of it."""

    line: ClassLine
    series: ClassSeries | None
    learners: Sequence[LearnerLine]
    next_id: int | None  # of the enrolment after which the next page begins
    feedback: Mapping[str, int]
    wishes: Sequence[str]
    skills: Mapping[str, int]  # how many learners were seen to do it, by skill


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of the sessions that the figures count as held, and the sums of all of them."""

    lines: Sequence[ClassLine]
    next_id: int | None  # of the last line, when there are more
    count: int
    people: int


def determine_state(class_session: ClassSession, now: datetime) -> ClassState:
    """Return where a session stands at an instant."""
    if class_session.cancelled_at is not None:
        return ClassState.CANCELLED
    if class_session.starts_at > now:
        return ClassState.COMING
    ends_at = class_session.starts_at + timedelta(minutes=class_session.minutes)
    return ClassState.RUNNING if ends_at > now else ClassState.OVER


def list_lines(
    session: Session,
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    now: datetime,
    unit_id: int | None = None,
    topic: str = "",
) -> list[ClassLine]:
    """Return the sessions of a period with their figures, by start; at most `MAX_LINES`.

    `topic` is words of the title, with or without tones.
    """
    query = (
        select(ClassSession, Unit)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            within(Unit.path, actor.scope),
            ClassSession.starts_at >= since,
            ClassSession.starts_at < until,
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
        .limit(MAX_LINES)
    )
    if unit_id is not None:
        query = query.where(ClassSession.unit_id == unit_id)
    wanted = normalize_for_match(topic)
    rows = [
        (class_session, unit)
        for class_session, unit in session.exec(query)
        if wanted in normalize_for_match(class_session.topic)
    ]
    counts = _count_by_class(session, [class_session.id for class_session, _ in rows])
    return [_make_line(row, unit, counts[row.id], now) for row, unit in rows]


def list_held(
    session: Session,
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    now: datetime,
    unit_id: int | None = None,
    after: int | None = None,
    limit: int | None = MAX_HELD,
) -> HeldPage:
    """Return a page of the sessions of a period that somebody came to and that were followed up.

    `after` is the id of the last one of the page before; a `limit` of None is all of them.
    """
    came, there = _count_attended()
    conditions = [
        within(Unit.path, actor.scope),
        col(ClassSession.starts_at) >= since,
        col(ClassSession.starts_at) < until,
        col(ClassSession.followed_at).is_not(None),
        there > 0,
    ]
    if unit_id is not None:
        conditions.append(col(ClassSession.unit_id) == unit_id)
    sums = select(func.count(col(ClassSession.id)), func.coalesce(func.sum(there), 0))
    count, people = session.exec(_join_held(sums, came).where(*conditions)).one()
    query = _join_held(select(ClassSession, Unit), came).where(*conditions)
    if after is not None:
        start = select(ClassSession.starts_at).where(ClassSession.id == after).scalar_subquery()
        query = query.where(tuple_(ClassSession.starts_at, ClassSession.id) > tuple_(start, after))
    ordered = query.order_by(col(ClassSession.starts_at), col(ClassSession.id))
    rows = session.exec(ordered.limit(limit and limit + 1)).all()
    shown = rows[:limit]
    counts = _count_by_class(session, [row.id for row, _ in shown])
    lines = [_make_line(row, unit, counts[row.id], now) for row, unit in shown]
    return HeldPage(lines, shown[-1][0].id if len(rows) > len(shown) else None, count, people)


def _count_attended() -> tuple[Any, ColumnElement[int]]:
    """Return who came by name by session, to be joined, and how many a session's figure counts."""
    came = (
        select(Enrolment.session_id, func.count(col(Enrolment.attended_at)).label("came"))
        .where(Enrolment.status == EnrolmentStatus.JOINED)
        .group_by(col(Enrolment.session_id))
        .subquery()
    )
    by_name = func.coalesce(came.c.came, 0)
    counted = func.coalesce(ClassSession.headcount, 0)
    return came, case((by_name > counted, by_name), else_=counted)


def _join_held(query: Any, came: Any) -> Any:
    return (
        query.select_from(ClassSession)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .join(came, came.c.session_id == ClassSession.id, isouter=True)
    )


def _make_line(
    class_session: ClassSession, unit: Unit, counts: Mapping[str, tuple[int, int]], now: datetime
) -> ClassLine:
    joined, attended = counts.get(EnrolmentStatus.JOINED, (0, 0))
    return ClassLine(
        class_session,
        unit,
        joined,
        counts.get(EnrolmentStatus.WAITING, (0, 0))[0],
        max(attended, class_session.headcount or 0),
        determine_state(class_session, now),
    )


def _count_by_class(
    session: Session, class_ids: Sequence[int]
) -> defaultdict[int, dict[str, tuple[int, int]]]:
    """Return by class and status how many enrolled, and how many of them were there."""
    query = (
        select(
            Enrolment.session_id,
            Enrolment.status,
            func.count(col(Enrolment.id)),
            func.count(col(Enrolment.attended_at)),
        )
        .where(col(Enrolment.session_id).in_(class_ids))
        .group_by(col(Enrolment.session_id), col(Enrolment.status))
    )
    counts: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for class_id, status, enrolled, attended in session.exec(query):
        counts[class_id][status] = (enrolled, attended)
    return counts


def load_details(
    session: Session, class_id: int, *, actor: Actor, now: datetime, after: int = 0
) -> ClassDetails:
    """Return a session with a page of its learners. Raises NotFound."""
    class_session = service.get_managed_class(session, class_id, actor=actor)
    unit = session.get_one(Unit, class_session.unit_id)
    learners = list_learner_lines(session, class_id, after=after, limit=MAX_LEARNERS_SHOWN + 1)
    has_more = len(learners) > MAX_LEARNERS_SHOWN
    learners = learners[:MAX_LEARNERS_SHOWN]
    wishes = follow_up.list_wished_topics(
        session, unit, actor=actor, since=class_session.created_at, class_id=class_id
    )
    return ClassDetails(
        _make_line(class_session, unit, _count_by_class(session, [class_id])[class_id], now),
        session.get(ClassSeries, class_session.series_id) if class_session.series_id else None,
        learners,
        learners[-1].enrolment.id if has_more else None,
        follow_up.count_feedback(session, class_id, actor=actor),
        [wish for *_, wish in wishes],
        _count_skills(session, class_id),
    )


def _count_skills(session: Session, class_id: int) -> dict[str, int]:
    query = (
        select(SkillObservation.skill, func.count(col(SkillObservation.id)))
        .where(SkillObservation.session_id == class_id)
        .group_by(col(SkillObservation.skill))
    )
    return dict(session.exec(query).all())


def list_learner_lines(
    session: Session, class_id: int, *, after: int = 0, limit: int | None = None
) -> list[LearnerLine]:
    """Return all but those who left, in the order of enrolment, from after an enrolment's id."""
    query = (
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id, isouter=True)
        .where(
            Enrolment.session_id == class_id,
            Enrolment.status != EnrolmentStatus.LEFT,
            col(Enrolment.id) > after,
        )
        .order_by(col(Enrolment.id))
        .limit(limit)
    )
    return [
        LearnerLine(
            enrolment,
            enrolment.learner or attendance.display_name(enrolment, contact),
            contact.account if contact else "",
            contact is not None and contact.consented_at is not None,
            contact is not None and contact.unreachable_since is not None,
        )
        for enrolment, contact in session.exec(query)
    ]


def list_conflicts(
    session: Session,
    unit: Unit,
    starts: Sequence[datetime],
    *,
    minutes: int,
    teacher: str,
    except_id: int | None = None,
) -> list[ClassSession]:
    """Return the sessions in the same unit, or of the same teacher, while one of these runs."""
    if not starts:
        return []
    near = select(ClassSession).where(
        or_(col(ClassSession.unit_id) == unit.id, *_same_teacher(teacher)),
        ClassSession.starts_at > min(starts) - timedelta(days=1),
        ClassSession.starts_at < max(starts) + timedelta(minutes=minutes),
        col(ClassSession.cancelled_at).is_(None),
    )
    return [
        other
        for other in session.exec(near.order_by(col(ClassSession.starts_at)))
        if other.id != except_id and any(_overlaps(other, start, minutes) for start in starts)
    ]


def _same_teacher(teacher: str) -> list[ColumnElement[bool]]:
    return [col(ClassSession.teacher) == teacher] if teacher else []


def _overlaps(other: ClassSession, start: datetime, minutes: int) -> bool:
    other_end = other.starts_at + timedelta(minutes=other.minutes)
    return other.starts_at < start + timedelta(minutes=minutes) and start < other_end


def describe_joining(line: LearnerLine) -> str:
    """Return how a learner joined, in words."""
    if not line.account:
        return texts.LEARNER_NO_PHONE
    return name_account(line.account)
