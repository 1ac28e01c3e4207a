"""Class sessions: open, update, cancel and find them. Learners are notified once a change.

Whoever counts the seats locks the session's row first, so that the last one goes to one learner.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, count

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import enrolments, matching
from bot.classes import wording as class_wording
from bot.classes.models import ClassSession, Seat
from bot.classes.plans import Plan
from bot.core import audit, codes
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people import units
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind
from bot.reminders import wording
from bot.reminders.notify import tell
from bot.vietnamese.dates.weekdays import find_misfits

LONGEST = {"topic": 160, "place": 200, "map_url": 300, "teacher": 120, "bring": 300}
LONGEST_REASON = 200
MOST_SEATS = 1000
SHOWN = 8  # classes in one list


def put(
    session: Session,
    unit: Unit,
    plan: Plan,
    *,
    now: datetime,
    policy: Policy,
    series_id: int | None = None,
    meant: ClassSession | None = None,
) -> tuple[ClassSession, str]:
    """Open the session or update it. Returns it and "created", "updated" or "unchanged".

    `target` is the session to update if it is not the one with the plan's code. A plan without a
    code means the unit's session with its title and time; one with a new code may not duplicate
    that. Raises UserError for a duplicate or an invalid plan.
    """
    same = matching.find_same(session, unit, plan)
    meant = meant or matching.find_named(session, unit, plan) or (None if plan.code else same)
    if meant is not None:
        return meant, change(session, meant, plan, now=now, policy=policy)
    if same is not None and same.cancelled_at is None:
        when = wording.moment(same.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_THERE.format(topic=same.topic, time=when))
    _check(session, plan, None, now=now, policy=policy)
    made = ClassSession(
        code=plan.code or _free_code(session, unit, plan, policy),
        unit_id=unit.id,
        series_id=series_id,
        door_code=codes.fresh(8),
        created_at=now,
        **plan.values(),
    )
    session.add(made)
    session.flush()
    return made, "created"


def _free_code(session: Session, unit: Unit, plan: Plan, policy: Policy) -> str:
    """Return an unused code of unit, day and time; sessions at the same time get a number."""
    code = f"{unit.code}-{plan.starts_at.astimezone(policy.zone):%y%m%d-%H%M}"
    numbered = (f"{code}-{number}" for number in count(2))
    return next(free for free in chain((code,), numbered) if not has_code(session, free))


TOLD_OF = ("topic", "starts_at", "place", "bring")  # what a learner must know anew


def change(
    session: Session, one: ClassSession, plan: Plan, *, now: datetime, policy: Policy
) -> str:
    """Store what differs, notify learners of what matters to them, reschedule reminders.

    Returns "updated" or "unchanged". Raises UserError if cancelled, or for fewer seats than are
    taken.
    """
    wanted = plan.values() | ({"code": plan.code} if plan.code else {})
    before = {name: getattr(one, name) for name in wanted}
    different = {name for name, value in wanted.items() if before[name] != value}
    if not different and one.cancelled_at is None:
        return "unchanged"
    if one.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=one.topic))
    _check(session, plan, one, now=now, policy=policy)
    taken = enrolments.count(session, one.id, Seat.JOINED)
    if plan.seats < taken:
        raise UserError(texts.CLASS_SEATS_TAKEN.format(seats=plan.seats, count=taken))
    for name in different:
        setattr(one, name, wanted[name])
    session.flush()
    if different & set(TOLD_OF):
        one.version += 1
        was = class_wording.was(before, different, now=now, zone=policy.zone)
        _tell(session, one, texts.CLASS_CHANGED, was, now=now, policy=policy)
    if "starts_at" in different:
        enrolments.plan_again(session, one, now=now, policy=policy)
    if "seats" in different:
        enrolments.move_up(session, one, now=now, policy=policy)
    session.flush()
    return "updated"


def check_reason(reason: str) -> None:
    """Raise UserError if the reason is empty or too long."""
    if not reason or len(reason) > LONGEST_REASON:
        raise UserError(texts.CLASS_CANCEL_REASON.format(limit=LONGEST_REASON))


def count_told(session: Session, class_id: int) -> int:
    """Count the contacts that would be notified of a cancellation."""
    return len(enrolments.list_contacts(session, class_id, seats=(Seat.JOINED, Seat.WAITING)))


def cancel(
    session: Session,
    class_id: int,
    *,
    reason: str,
    now: datetime,
    policy: Policy,
    person_id: int | None = None,
) -> ClassSession:
    """Cancel the class, notify everyone enrolled once and drop its reminders. Idempotent.

    Raises NotFound, or UserError for an empty or overlong reason.
    """
    reason = " ".join(reason.split())
    check_reason(reason)
    one = get(session, class_id, lock=True)
    if one.cancelled_at is None:
        one.cancelled_at, one.cancel_reason = now, reason
        one.version += 1
        enrolments.drop_reminders(session, one.id, now=now)
        why = texts.CLASS_REASON.format(reason=reason)
        _tell(session, one, texts.CLASS_CANCELLED, why, now=now, policy=policy)
        audit.record(
            session, "class.cancel", f"class:{one.id}", person_id=person_id, note=reason, now=now
        )
    return one


def _tell(
    session: Session, one: ClassSession, words: str, more: str, *, now: datetime, policy: Policy
) -> None:
    """Enqueue a notice with the button *Tôi biết rồi* to everyone enrolled or waiting.

    Delayed until the end of the quiet hours, unless the class begins before that.
    """
    morning = policy.quiet.defer(now, policy.zone)
    due_at = morning if morning < one.starts_at else now
    text = (
        f"{words.format(what=class_wording.full(one, now=now, zone=policy.zone))}\n{more}".strip()
    )
    known = Choice(texts.BUTTON_KNOWN, f"lh:known:{one.id}:{one.version}")
    for contact in enrolments.list_contacts(session, one.id, seats=(Seat.JOINED, Seat.WAITING)):
        tell(
            session,
            contact,
            Reply(text, (known,)),
            now=now,
            due_at=due_at,
            key=f"class:{one.id}:v{one.version}:{contact.id}",
        )


def _check(
    session: Session, plan: Plan, one: ClassSession | None, *, now: datetime, policy: Policy
) -> None:
    """Raise UserError for a past time, a bad number of seats, a text too long or a busy teacher."""
    moved = one is None or one.starts_at != plan.starts_at
    if moved and plan.starts_at <= now:
        when = wording.moment(plan.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_PAST.format(time=when))
    if not 1 <= plan.seats <= MOST_SEATS:
        raise UserError(texts.CLASS_BAD_SEATS.format(seats=plan.seats))
    for name, limit in LONGEST.items():
        if len(getattr(plan, name)) > limit:
            raise UserError(
                texts.IMPORT_TOO_LONG.format(column=texts.CLASS_FIELDS[name], limit=limit)
            )
    check_words((plan.topic, plan.place, plan.bring), policy.today(now))
    if plan.map_url and not plan.map_url.startswith("https://"):
        raise UserError(texts.CLASS_BAD_MAP.format(url=plan.map_url))
    if plan.teacher and (other := _same_teacher(session, plan, one)):
        when = wording.moment(other.starts_at, now=now, zone=policy.zone)
        raise UserError(texts.CLASS_TEACHER_BUSY.format(teacher=plan.teacher, time=when))


def check_words(words: Iterable[str], today: date) -> None:
    """Raise UserError for a weekday that does not match its date, such as "thứ 6 ngày 03/12"."""
    for text in words:
        for misfit in find_misfits(text, today):
            raise UserError(str(misfit))


def _same_teacher(session: Session, plan: Plan, one: ClassSession | None) -> ClassSession | None:
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
        if ends > plan.starts_at and (one is None or other.id != one.id):
            return other
    return None


def get(session: Session, class_id: int, *, lock: bool = False) -> ClassSession:
    """Return the session; raises NotFound. Lock it before counting its seats."""
    found = session.get(ClassSession, class_id, with_for_update=lock)
    if found is None:
        raise NotFound(texts.CLASS_UNKNOWN)
    return found


def by_door_code(session: Session, code: str) -> ClassSession | None:
    """Return the session with this check-in code, or None."""
    query = select(ClassSession).where(ClassSession.door_code == code.strip().upper())
    return session.exec(query).first()


def upcoming(
    session: Session, unit: Unit | None, *, now: datetime, count: int = SHOWN
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
        .limit(count)
    )
    commune = units.ancestor(session, unit, UnitKind.COMMUNE) if unit else None
    if commune is None:
        return session.exec(query).all()
    inside = query.join(Unit, col(Unit.id) == ClassSession.unit_id).where(
        col(Unit.path).startswith(commune.path)
    )
    own = session.exec(inside.where(ClassSession.unit_id == (unit.id if unit else 0))).all()
    others = [one for one in session.exec(inside) if one.id not in {own_one.id for own_one in own}]
    return [*own, *others][:count]


def list_of(
    session: Session, unit: Unit, *, since: datetime, until: datetime | None = None
) -> Sequence[ClassSession]:
    """Return the sessions of a unit's subtree from an instant on, by start time."""
    query = (
        select(ClassSession)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(col(Unit.path).startswith(unit.path), ClassSession.starts_at >= since)
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
    )
    return session.exec(query.where(ClassSession.starts_at < until) if until else query).all()


def know(session: Session, contact: Contact, class_id: int, version: int) -> None:
    """Record that the contact acknowledged this version of the class (*Tôi biết rồi*)."""
    for one in enrolments.of_contact(session, contact.id, class_id):
        one.known_version = max(one.known_version, version)


def has_code(session: Session, code: str) -> bool:
    """Return whether any session, also a cancelled one, has this code."""
    return (
        session.exec(select(ClassSession.id).where(ClassSession.code == code)).first() is not None
    )
