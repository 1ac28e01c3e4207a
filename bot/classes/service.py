"""Class sessions: open, update, cancel and find them. Learners are notified once a change.

Whoever counts the seats locks the session's row first, so that the last one goes to one learner.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, count
from typing import Any

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import enrolments, matching
from bot.classes.events import ClassCancelled, ClassOpened, ClassUpdated, PreviousClass
from bot.classes.models import TAKING_PART, ClassSession, EnrolmentStatus
from bot.classes.plans import ClassPlan
from bot.core import codes
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import units
from bot.people.actor import Actor, Hand
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind, is_within, within
from bot.reminders import wording
from bot.vietnamese.dates.weekdays import list_weekday_mismatches

MAX_LENGTHS = {"topic": 160, "place": 200, "map_url": 300, "teacher": 120, "bring": 300}
MAX_REASON_LENGTH = 200
MOST_SEATS = 1000
SHOWN = 8  # classes in one list


class PlanOutcome(StrEnum):
    """What storing a plan did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def open_or_update_class(
    session: Session,
    unit: Unit,
    plan: ClassPlan,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    series_id: int | None = None,
    target: ClassSession | None = None,
) -> tuple[ClassSession, PlanOutcome]:
    """Open the session or update it. Returns it and what was done.

    `target` is the session to update if it is not the one with the plan's code. A plan without a
    code means the unit's session with its title and time; one with a new code may not duplicate
    that. Raises NotFound for a unit outside the actor's, UserError for a duplicate or an invalid
    plan.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    same = matching.find_by_title_and_time(session, unit, plan)
    target = target or matching.find_by_code(session, unit, plan) or (None if plan.code else same)
    if target is not None:
        return target, update_class(session, target, plan, actor=actor, now=now, policy=policy)
    if same is not None and same.cancelled_at is None:
        when = wording.describe_moment(same.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_THERE.format(topic=same.topic, time=when))
    _validate_plan(session, plan, None, now=now, policy=policy)
    class_session = ClassSession(
        code=plan.code or _find_free_code(session, unit, plan, policy),
        unit_id=unit.id,
        series_id=series_id,
        door_code=codes.generate_code(8),
        created_at=now,
        **plan.column_values(),
    )
    session.add(class_session)
    session.flush()
    if actor.hand is not Hand.CLOCK:  # what a series opens is no officer's deed
        emit(session, ClassOpened(class_session.id, actor, at=now))
    return class_session, PlanOutcome.CREATED


def _find_free_code(session: Session, unit: Unit, plan: ClassPlan, policy: Policy) -> str:
    """Return an unused code of unit, day and time; sessions at the same time get a number."""
    code = f"{unit.code}-{plan.starts_at.astimezone(policy.zone):%y%m%d-%H%M}"
    numbered = (f"{code}-{number}" for number in count(2))
    return next(free for free in chain((code,), numbered) if not has_code(session, free))


NOTIFIED_FIELDS = ("topic", "starts_at", "place", "bring")  # what a learner must know anew


def update_class(
    session: Session,
    class_session: ClassSession,
    plan: ClassPlan,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    reason: str = "",
) -> PlanOutcome:
    """Store what differs, reschedule reminders, give new seats to the waiting list.

    Learners are told of what matters to them, with the reason if there is one. Raises UserError
    if cancelled, or for fewer seats than are taken.
    """
    wanted = plan.column_values() | ({"code": plan.code} if plan.code else {})
    before = {name: getattr(class_session, name) for name in wanted}
    different = {name for name, value in wanted.items() if before[name] != value}
    if not different and class_session.cancelled_at is None:
        return PlanOutcome.UNCHANGED
    if class_session.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=class_session.topic))
    _validate_plan(session, plan, class_session, now=now, policy=policy)
    taken = enrolments.count_enrolments(session, class_session.id, EnrolmentStatus.JOINED)
    if plan.seats < taken:
        raise UserError(texts.CLASS_SEATS_TAKEN.format(seats=plan.seats, count=taken))
    for name in different:
        setattr(class_session, name, wanted[name])
    session.flush()
    previous = _summarize_previous(before, different)
    if previous is not None:
        class_session.version += 1
    due_at = enrolments.compute_notice_time(class_session, now=now, policy=policy)
    version, zone = class_session.version, policy.zone
    event = ClassUpdated(class_session.id, actor, now, version, previous, due_at, zone, reason)
    emit(session, event)
    if "starts_at" in different:
        enrolments.reschedule_reminders(session, class_session, now=now, policy=policy)
    if "seats" in different:
        enrolments.promote_waiting(session, class_session, now=now, policy=policy)
    session.flush()
    return PlanOutcome.UPDATED


def change_class(
    session: Session,
    class_id: int,
    plan: ClassPlan,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> ClassSession:
    """Move or correct one session as its page's form says; its code stays.

    Raises NotFound, and UserError as `update_class` does, for an overlong reason, and when nothing
    differs.
    """
    reason = " ".join(reason.split())
    if len(reason) > MAX_REASON_LENGTH:
        raise UserError(texts.CLASS_CHANGE_REASON.format(limit=MAX_REASON_LENGTH))
    class_session = get_managed_class(session, class_id, actor=actor, lock=True)
    if class_session.starts_at + timedelta(minutes=class_session.minutes) <= now:
        raise UserError(texts.CLASS_CHANGE_LATE.format(topic=class_session.topic))
    outcome = update_class(
        session, class_session, plan, actor=actor, now=now, policy=policy, reason=reason
    )
    if outcome is PlanOutcome.UNCHANGED:
        raise UserError(texts.CLASS_SAME)
    return class_session


def _summarize_previous(
    before: Mapping[str, Any], different: Collection[str]
) -> PreviousClass | None:
    """Return the old title, time and place, or None if nothing changed that learners need."""
    if not set(different) & set(NOTIFIED_FIELDS):
        return None
    names = ("topic", "starts_at", "place")
    return PreviousClass(**{name: before[name] for name in names if name in different})


def check_reason(reason: str) -> None:
    """Raise UserError if the reason is empty or too long."""
    if not reason or len(reason) > MAX_REASON_LENGTH:
        raise UserError(texts.CLASS_CANCEL_REASON.format(limit=MAX_REASON_LENGTH))


def count_recipients(session: Session, class_id: int) -> int:
    """Count the contacts that would be notified of a cancellation."""
    return len(enrolments.list_contacts(session, class_id, statuses=TAKING_PART))


def cancel_class(
    session: Session,
    class_id: int,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    policy: Policy,
) -> ClassSession:
    """Cancel the class, drop its reminders; everyone enrolled is told once. Idempotent.

    Raises NotFound, also outside the actor's units, or UserError for an empty or overlong reason.
    """
    reason = " ".join(reason.split())
    check_reason(reason)
    class_session = get_managed_class(session, class_id, actor=actor, lock=True)
    if class_session.cancelled_at is None:
        class_session.cancelled_at, class_session.cancel_reason = now, reason
        class_session.version += 1
        enrolments.drop_reminders(session, class_session.id, now=now)
        due_at = enrolments.compute_notice_time(class_session, now=now, policy=policy)
        event = ClassCancelled(
            class_session.id, actor, now, class_session.version, due_at, policy.zone, note=reason
        )
        emit(session, event)
    return class_session


def _validate_plan(
    session: Session,
    plan: ClassPlan,
    class_session: ClassSession | None,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Raise UserError for a past time, a bad number of seats, a text too long or a busy teacher."""
    moved = class_session is None or class_session.starts_at != plan.starts_at
    if moved and plan.starts_at <= now:
        when = wording.describe_moment(plan.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_PAST.format(time=when))
    if not 1 <= plan.seats <= MOST_SEATS:
        raise UserError(texts.CLASS_BAD_SEATS.format(seats=plan.seats))
    for name, limit in MAX_LENGTHS.items():
        if len(getattr(plan, name)) > limit:
            raise UserError(
                texts.IMPORT_TOO_LONG.format(column=texts.CLASS_FIELDS[name], limit=limit)
            )
    check_weekdays((plan.topic, plan.place, plan.bring), policy.today(now))
    if plan.map_url and not plan.map_url.startswith("https://"):
        raise UserError(texts.CLASS_BAD_MAP.format(url=plan.map_url))
    if plan.teacher and (other := _find_teacher_conflict(session, plan, class_session)):
        when = wording.describe_moment(other.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_TEACHER_BUSY.format(teacher=plan.teacher, time=when))


def check_weekdays(lines: Iterable[str], today: date) -> None:
    """Raise UserError for a weekday that does not match its date, such as "thứ 6 ngày 03/12"."""
    for text in lines:
        for mismatch in list_weekday_mismatches(text, today):
            raise UserError(str(mismatch))


def _find_teacher_conflict(
    session: Session, plan: ClassPlan, class_session: ClassSession | None
) -> ClassSession | None:
    ends_at = plan.starts_at + timedelta(minutes=plan.minutes)
    near = session.exec(
        select(ClassSession).where(
            ClassSession.teacher == plan.teacher,
            ClassSession.starts_at < ends_at,
            ClassSession.starts_at > plan.starts_at - timedelta(days=1),
            col(ClassSession.cancelled_at).is_(None),
        )
    )
    for other in near:
        ends = other.starts_at + timedelta(minutes=other.minutes)
        if ends > plan.starts_at and (class_session is None or other.id != class_session.id):
            return other
    return None


def get_class(session: Session, class_id: int, *, lock: bool = False) -> ClassSession:
    """Return the session; raises NotFound. Lock it before counting its seats."""
    class_session = session.get(ClassSession, class_id, with_for_update=lock)
    if class_session is None:
        raise NotFound(texts.CLASS_UNKNOWN)
    return class_session


def get_managed_class(
    session: Session, class_id: int, *, actor: Actor, lock: bool = False
) -> ClassSession:
    """Return the session if its unit is within the actor's units. Raises NotFound."""
    class_session = get_class(session, class_id, lock=lock)
    if not is_within(session.get_one(Unit, class_session.unit_id).path, actor.scope):
        raise NotFound(texts.CLASS_UNKNOWN)
    return class_session


def find_by_door_code(session: Session, code: str) -> ClassSession | None:
    """Return the session with this check-in code, or None."""
    query = select(ClassSession).where(ClassSession.door_code == code.strip().upper())
    return session.exec(query).first()


def list_upcoming_classes(
    session: Session, unit: Unit | None, *, now: datetime, limit: int = SHOWN
) -> Sequence[ClassSession]:
    """Return the next listed sessions: the village's first, then those of its commune.

    Without a unit, or outside any commune, those of all units.
    """
    query = (
        select(ClassSession)
        .where(
            ClassSession.starts_at > now,
            col(ClassSession.cancelled_at).is_(None),
            or_(col(ClassSession.listed_at).is_(None), col(ClassSession.listed_at) <= now),
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
        .limit(limit)
    )
    commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) if unit else None
    if commune is None:
        return session.exec(query).all()
    inside = query.join(Unit, col(Unit.id) == ClassSession.unit_id).where(
        within(Unit.path, commune.path)
    )
    village_sessions = session.exec(
        inside.where(ClassSession.unit_id == (unit.id if unit else 0))
    ).all()
    others = [
        class_session
        for class_session in session.exec(inside)
        if class_session.id not in {village_session.id for village_session in village_sessions}
    ]
    return [*village_sessions, *others][:limit]


def list_classes(
    session: Session,
    unit: Unit,
    *,
    actor: Actor,
    since: datetime,
    until: datetime | None = None,
) -> Sequence[ClassSession]:
    """Return the sessions of a unit's subtree from an instant on, by start time."""
    query = (
        select(ClassSession)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            within(Unit.path, unit.path),
            within(Unit.path, actor.scope),
            ClassSession.starts_at >= since,
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
    )
    return session.exec(query.where(ClassSession.starts_at < until) if until else query).all()


def acknowledge_change(session: Session, contact: Contact, class_id: int, version: int) -> None:
    """Record that the contact acknowledged this version of the class (*Tôi biết rồi*)."""
    for enrolment in enrolments.list_contact_enrolments(session, contact.id, class_id):
        enrolment.known_version = max(enrolment.known_version, version)


def has_code(session: Session, code: str) -> bool:
    """Return whether any session, also a cancelled one, has this code."""
    return (
        session.exec(select(ClassSession.id).where(ClassSession.code == code)).first() is not None
    )
