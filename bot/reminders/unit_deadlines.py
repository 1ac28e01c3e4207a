"""Deadlines that a commune adds for its own residents: read, added, changed, withdrawn.

They are told as those of the shipped file are, to those who asked for them. Whoever asked is told
too when a day is changed or a deadline is withdrawn: they may have heard the old day already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.links import extract_links, is_official
from bot.core.policy import Policy
from bot.messages.masking.mask import mask
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind, is_within, within
from bot.reminders.deadlines import MAX_DAYS_BEFORE, OWN_PREFIX, Deadline
from bot.reminders.events import UnitDeadlineAdded, UnitDeadlineChanged, UnitDeadlineWithdrawn
from bot.reminders.models import DeadlineRepeat, DeadlineSubscription, UnitDeadline

MAX_DEADLINES = 30  # of one unit that are not withdrawn
LENGTHS = {"title": 80, "text": 300, "basis": 200}
EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class DeadlinePlan:
    """What an officer wrote of a deadline."""

    title: str
    text: str
    day: date | None
    repeat: str
    days_before: Sequence[int]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ListedDeadline:
    """A unit's own deadline, its next day (None: over), and how many asked to be told."""

    row: UnitDeadline
    next_day: date | None
    subscriber_count: int


def make_deadline(row: UnitDeadline) -> Deadline:
    """Return a unit's deadline as the notices and residents' lists take it."""
    words = texts.UNIT_DEADLINE_TEXT.format(title=row.title, text=row.text).strip()
    escaped = words.replace("{", "{{").replace("}", "}}").replace(texts.UNIT_DEADLINE_GAP, "{day}")
    return Deadline(
        id=f"{OWN_PREFIX}{row.id}",
        title=row.title,
        text=escaped,
        day=row.day.day,
        months=(row.day.month,) if row.repeat == DeadlineRepeat.YEARLY else EVERY_MONTH,
        days_before=tuple(int(days) for days in row.days_before.split(",")),
        basis=row.basis or texts.UNIT_DEADLINE_BASIS,
        checked=row.written_at.date(),
        on=row.day if row.repeat == DeadlineRepeat.ONCE else None,
    )


def list_standing(session: Session) -> list[Deadline]:
    """Return the deadlines of all units that are not withdrawn."""
    query = (
        select(UnitDeadline)
        .where(col(UnitDeadline.withdrawn_at).is_(None))
        .order_by(col(UnitDeadline.id))
    )
    return [make_deadline(row) for row in session.exec(query)]


def list_for_contact(session: Session, contact: Contact) -> list[Deadline]:
    """Return the deadlines of a resident's unit and of those above it.

    Of somebody without a unit those of the only commune, if there is exactly one.
    """
    unit = session.get(Unit, contact.place_id) if contact.place_id else None
    if unit is None:
        communes = units.list_units(session, UnitKind.COMMUNE)
        unit = communes[0] if len(communes) == 1 else None
    if unit is None:
        return []
    query = (
        select(UnitDeadline)
        .where(
            col(UnitDeadline.unit_id).in_(units.list_ancestor_ids(unit)),
            col(UnitDeadline.withdrawn_at).is_(None),
        )
        .order_by(col(UnitDeadline.id))
    )
    return [make_deadline(row) for row in session.exec(query)]


def list_own(session: Session, unit: Unit, *, actor: Actor, today: date) -> list[ListedDeadline]:
    """List a unit's own deadlines, the nearest first, those that are over last.

    Raises NotFound for a unit outside the actor's scope.
    """
    _require_within(unit, actor)
    query = select(UnitDeadline).where(
        UnitDeadline.unit_id == unit.id, col(UnitDeadline.withdrawn_at).is_(None)
    )
    rows = session.exec(query.order_by(col(UnitDeadline.id))).all()
    names = [f"{OWN_PREFIX}{row.id}" for row in rows]
    counts = dict(
        session.exec(
            select(DeadlineSubscription.deadline, func.count(col(DeadlineSubscription.id)))
            .where(col(DeadlineSubscription.deadline).in_(names))
            .group_by(col(DeadlineSubscription.deadline))
        ).all()
    )
    listed = [
        ListedDeadline(
            row, make_deadline(row).find_next_day(today), counts.get(f"{OWN_PREFIX}{row.id}", 0)
        )
        for row in rows
    ]
    return sorted(listed, key=lambda shown: (shown.next_day is None, shown.next_day or today))


def get_own(
    session: Session, deadline_id: int, *, actor: Actor, lock: bool = False
) -> UnitDeadline:
    """Return a deadline of the actor's units that is not withdrawn. Raises NotFound."""
    query = (
        select(UnitDeadline)
        .join(Unit, col(Unit.id) == UnitDeadline.unit_id)
        .where(
            UnitDeadline.id == deadline_id,
            col(UnitDeadline.withdrawn_at).is_(None),
            within(Unit.path, actor.scope),
        )
    )
    row = session.exec(query.with_for_update(of=UnitDeadline) if lock else query).first()
    if row is None:
        raise NotFound(texts.UNIT_DEADLINE_UNKNOWN)
    return row


def add_deadline(
    session: Session,
    unit: Unit,
    plan: DeadlinePlan,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> UnitDeadline:
    """Add a deadline for a unit's residents.

    Raises NotFound for a unit outside the actor's scope, UserError with the first fault.
    """
    _require_within(unit, actor)
    if len(list_own(session, unit, actor=actor, today=policy.today(now))) >= MAX_DEADLINES:
        raise UserError(texts.UNIT_DEADLINE_MANY.format(most=MAX_DEADLINES))
    row = UnitDeadline(unit_id=unit.id, **_check_plan(plan, policy.today(now)), written_at=now)
    row.written_by = actor.person_id
    session.add(row)
    session.flush()
    emit(session, UnitDeadlineAdded(row.id, actor, now, row.title))
    return row


def change_deadline(
    session: Session,
    deadline_id: int,
    plan: DeadlinePlan,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> int:
    """Change a deadline; return how many who asked for it are told of a new day.

    Raises NotFound outside the actor's scope, UserError with the first fault.
    """
    row = get_own(session, deadline_id, actor=actor, lock=True)
    before = row.day, row.repeat
    for name, value in _check_plan(plan, policy.today(now)).items():
        setattr(row, name, value)
    row.written_by, row.written_at = actor.person_id, now
    session.flush()
    contact_ids = list_told(session, row) if (row.day, row.repeat) != before else ()
    next_day = make_deadline(row).find_next_day(policy.today(now))
    emit(session, UnitDeadlineChanged(row.id, actor, now, row.title, next_day, contact_ids))
    return len(contact_ids)


def withdraw_deadline(session: Session, deadline_id: int, *, actor: Actor, now: datetime) -> int:
    """Take a deadline away; return how many who asked for it are told. Raises NotFound."""
    row = get_own(session, deadline_id, actor=actor, lock=True)
    row.withdrawn_at = now
    contact_ids = list_told(session, row)
    emit(session, UnitDeadlineWithdrawn(row.id, actor, now, row.title, contact_ids))
    return len(contact_ids)


def list_told(session: Session, row: UnitDeadline) -> tuple[int, ...]:
    """Return the contacts who asked for the deadline and can be told; a stop since counts."""
    query = (
        select(Contact.id)
        .join(DeadlineSubscription, col(DeadlineSubscription.contact_id) == Contact.id)
        .where(
            DeadlineSubscription.deadline == f"{OWN_PREFIX}{row.id}",
            col(Contact.unreachable_since).is_(None),
            or_(
                col(Contact.stopped_at).is_(None),
                col(Contact.stopped_at) < col(DeadlineSubscription.wished_at),
            ),
        )
        .order_by(col(Contact.id))
    )
    return tuple(session.exec(query))


def _check_plan(plan: DeadlinePlan, today: date) -> dict[str, Any]:
    """Return the columns of a plan. Raises UserError with the first fault."""
    words = {
        name: mask(" ".join(written.split())).text
        for name, written in (("title", plan.title), ("text", plan.text), ("basis", plan.basis))
    }
    if not words["title"] or any(len(words[name]) > most for name, most in LENGTHS.items()):
        raise UserError(texts.UNIT_DEADLINE_WORDS)
    for link in extract_links(" ".join(words.values())):
        if not is_official(link):
            raise UserError(texts.UNIT_DEADLINE_LINK.format(link=link))
    if plan.day is None:
        raise UserError(texts.DAY_NEEDED)
    if plan.repeat not in list(DeadlineRepeat):
        raise UserError(texts.UNIT_DEADLINE_REPEAT)
    if plan.repeat == DeadlineRepeat.ONCE and plan.day < today:
        raise UserError(texts.UNIT_DEADLINE_OVER)
    days = sorted({count for count in plan.days_before if 0 <= count <= MAX_DAYS_BEFORE})
    if not days:
        raise UserError(texts.UNIT_DEADLINE_BEFORE)
    joined = ",".join(str(count) for count in reversed(days))
    return {**words, "day": plan.day, "repeat": plan.repeat, "days_before": joined}


def _require_within(unit: Unit, actor: Actor) -> None:
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
