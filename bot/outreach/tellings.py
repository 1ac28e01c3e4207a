"""Announcements told at the door of households that chats did not reach: tell, take back, target.

Which households an announcement left out is known above this floor
(`bot.usecases.unreached_households`), and so is whether the actor may see the announcement.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import UserError
from bot.core.events import emit
from bot.outreach import coverage
from bot.outreach.events import TellingTargetSet, TellingWithdrawn, ToldAtHome
from bot.outreach.models import HomeTelling, TellingTarget
from bot.people import households
from bot.people.actor import Actor
from bot.people.models import RoleKind

DEFAULT_TARGET = 100  # of a hundred households


def record_telling(
    session: Session,
    broadcast_id: int,
    household_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Note that a household was told at its door. Returns False if it was noted before.

    Raises NotFound for a household outside the actor's units.
    """
    household, unit = households.get_household(session, household_id, actor=actor)
    if actor.role is RoleKind.COMMITTEE:
        raise UserError(texts.HOME_VISIT_NOT_YOURS)
    today = coverage.figure_day(now)
    values = {
        "broadcast_id": broadcast_id,
        "household_id": household.id,
        "unit_id": unit.id,
        "person_id": actor.person_id,
        "told_on": today,
        "told_at": now,
    }
    statement = insert_or_ignore(dialect_name(session), HomeTelling, returning="id")
    if session.execute(statement, values).scalar() is None:
        return False
    coverage.refresh_household(session, household.id, now=now)
    emit(session, ToldAtHome(broadcast_id, household.id, unit.id, today, actor, now))
    return True


def withdraw_telling(
    session: Session,
    broadcast_id: int,
    household_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Take back that a household was told. Returns False if it was not noted. Raises NotFound."""
    household, _ = households.get_household(session, household_id, actor=actor)
    query = select(HomeTelling).where(
        HomeTelling.broadcast_id == broadcast_id, HomeTelling.household_id == household.id
    )
    if (telling := session.exec(query).first()) is None:
        return False
    unit_id, told_on = telling.unit_id, telling.told_on
    session.delete(telling)
    coverage.refresh_household(session, household.id, now=now)
    emit(session, TellingWithdrawn(broadcast_id, household.id, unit_id, told_on, actor, now))
    return True


def set_target(
    session: Session, broadcast_id: int, percent: int, *, actor: Actor, now: datetime
) -> None:
    """Set how many of a hundred households of each village the announcement has to reach."""
    if not 1 <= percent <= 100:
        raise UserError(texts.TELLING_TARGET)
    row = session.get(TellingTarget, broadcast_id) or TellingTarget(
        broadcast_id=broadcast_id, percent=DEFAULT_TARGET
    )
    row.percent = percent
    session.add(row)
    session.flush()
    emit(session, TellingTargetSet(broadcast_id, percent, actor, now))


def get_target(session: Session, broadcast_id: int) -> int:
    """Return how many of a hundred households the announcement has to reach."""
    row = session.get(TellingTarget, broadcast_id)
    return row.percent if row is not None else DEFAULT_TARGET


def list_told(
    session: Session, broadcast_id: int, unit_ids: Collection[int]
) -> dict[int, set[int]]:
    """Return the ids of the households told at home, by village."""
    query = select(HomeTelling.unit_id, HomeTelling.household_id).where(
        HomeTelling.broadcast_id == broadcast_id, col(HomeTelling.unit_id).in_(unit_ids)
    )
    told_ids: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    for unit_id, household_id in session.exec(query):
        told_ids[unit_id].add(household_id)
    return told_ids


def count_told(session: Session, broadcast_id: int) -> int:
    """Return how many households were told this announcement at home."""
    query = select(func.count(col(HomeTelling.id)))
    return session.exec(query.where(HomeTelling.broadcast_id == broadcast_id)).one()
