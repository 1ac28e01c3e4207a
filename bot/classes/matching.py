"""Match a row of an officer's sheet with a class: by code, by title and time, or by similarity.

A class that looks moved or renamed is reported for a decision, never guessed.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import ClassSession
from bot.classes.plans import ClassPlan
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.people.units import Unit
from bot.vietnamese.letters import name_key


def find_target(session: Session, unit: Unit, plan: ClassPlan) -> ClassSession | None:
    """Return the class with the plan's code, else with its title and time, locked; or None."""
    return find_by_code(session, unit, plan) or find_by_title_and_time(session, unit, plan)


def find_by_code(session: Session, unit: Unit, plan: ClassPlan) -> ClassSession | None:
    """Return the class with the plan's code, or None. Raises UserError if another unit has it."""
    if not plan.code:
        return None
    query = select(ClassSession).where(ClassSession.code == plan.code).with_for_update()
    if (
        class_session := session.exec(query).first()
    ) is not None and class_session.unit_id != unit.id:
        raise UserError(texts.CLASS_CODE_ELSEWHERE.format(code=plan.code))
    return class_session


def find_by_title_and_time(session: Session, unit: Unit, plan: ClassPlan) -> ClassSession | None:
    """Return the unit's class with this title and time, or None."""
    at_that_hour = session.exec(
        select(ClassSession)
        .where(ClassSession.unit_id == unit.id, ClassSession.starts_at == plan.starts_at)
        .order_by(col(ClassSession.id))
        .with_for_update()
    )
    title = name_key(plan.topic)
    return next(
        (class_session for class_session in at_that_hour if name_key(class_session.topic) == title),
        None,
    )


def list_similar(
    session: Session,
    unit: Unit,
    plan: ClassPlan,
    *,
    excluded_ids: Collection[int],
    now: datetime,
    policy: Policy,
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
        class_session
        for class_session in coming
        if class_session.id not in excluded_ids and _is_similar(class_session, plan, policy)
    ]


def _is_similar(class_session: ClassSession, plan: ClassPlan, policy: Policy) -> bool:
    title = name_key(class_session.topic) == name_key(plan.topic)
    place = name_key(class_session.place) == name_key(plan.place)
    hour = class_session.starts_at == plan.starts_at
    day = _local_date(class_session.starts_at, policy) == _local_date(plan.starts_at, policy)
    return (title and (place or day)) or (place and hour)


def _local_date(at: datetime, policy: Policy) -> date:
    return at.astimezone(policy.zone).date()
