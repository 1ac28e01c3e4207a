"""Match a row of an officer's sheet with a class: by code, by title and time, or by similarity.

A class that looks moved or renamed is reported for a decision, never guessed.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import ClassSession
from bot.classes.plans import Plan
from bot.core.errors import UserError
from bot.people.units import Unit
from bot.vietnamese.letters import name_key


def find_meant(session: Session, unit: Unit, plan: Plan) -> ClassSession | None:
    """Return the class with the plan's code, else with its title and time, locked; or None."""
    return find_named(session, unit, plan) or find_same(session, unit, plan)


def find_named(session: Session, unit: Unit, plan: Plan) -> ClassSession | None:
    """Return the class with the plan's code, or None. Raises UserError if another unit has it."""
    if not plan.code:
        return None
    query = select(ClassSession).where(ClassSession.code == plan.code).with_for_update()
    if (named := session.exec(query).first()) is not None and named.unit_id != unit.id:
        raise UserError(texts.CLASS_CODE_ELSEWHERE.format(code=plan.code))
    return named


def find_same(session: Session, unit: Unit, plan: Plan) -> ClassSession | None:
    """Return the unit's class with this title and time, or None."""
    at_that_hour = session.exec(
        select(ClassSession)
        .where(ClassSession.unit_id == unit.id, ClassSession.starts_at == plan.starts_at)
        .order_by(col(ClassSession.id))
        .with_for_update()
    )
    title = name_key(plan.topic)
    return next((lesson for lesson in at_that_hour if name_key(lesson.topic) == title), None)


def find_alike(
    session: Session,
    unit: Unit,
    plan: Plan,
    *,
    besides: Collection[int],
    now: datetime,
    zone: ZoneInfo,
) -> Sequence[ClassSession]:
    """Return the unit's upcoming classes that may be this one moved or renamed.

    Similar means that two of title, place and time are equal, or the title and the day.
    `excluded_ids` are the classes that other rows of the sheet mean.
    """
    coming = session.exec(
        select(ClassSession)
        .where(
            ClassSession.unit_id == unit.id,
            ClassSession.starts_at > now,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
    )
    return [
        lesson for lesson in coming if lesson.id not in besides and _looks_like(lesson, plan, zone)
    ]


def _looks_like(lesson: ClassSession, plan: Plan, zone: ZoneInfo) -> bool:
    title = name_key(lesson.topic) == name_key(plan.topic)
    place = name_key(lesson.place) == name_key(plan.place)
    hour = lesson.starts_at == plan.starts_at
    day = _day(lesson.starts_at, zone) == _day(plan.starts_at, zone)
    return (title and (place or day)) or (place and hour)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
