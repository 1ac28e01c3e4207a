"""Doors to come back to: what a volunteer is reminded of on the morning of the day agreed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.outreach.events import HomeVisitDue
from bot.outreach.models import HomeVisit, HouseholdReach
from bot.people.actor import Actor
from bot.people.models import Household
from bot.people.units import Unit, within

MORNING = time(7)  # local: before the first door
LATEST_NEWS = timedelta(days=2)  # a reminder that is later than this helps nobody
BATCH_SIZE = 200


def remind_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Remind volunteers of today's returns; returns how many there were. May run twice.

    A household that was visited again since needs none. One of yesterday is still told, for the
    machine may have been off.
    """
    local = now.astimezone(policy.zone)
    if local.time() < MORNING or policy.is_quiet(now):
        return 0
    today = local.date()
    query = (
        select(HomeVisit)
        .join(HouseholdReach, col(HouseholdReach.last_visit_id) == HomeVisit.id)
        .where(
            col(HomeVisit.due_on).is_not(None),
            col(HomeVisit.due_on) <= today,
            col(HomeVisit.due_on) > today - LATEST_NEWS,
            col(HomeVisit.reminded_at).is_(None),
            col(HomeVisit.withdrawn_at).is_(None),
        )
        .order_by(col(HomeVisit.id))
        .limit(BATCH_SIZE)
        .with_for_update(of=HomeVisit, key_share=True, skip_locked=True)
    )
    visits = session.exec(query).all()
    for visit in visits:
        visit.reminded_at = now
        emit(session, HomeVisitDue(visit.id, now))
    session.flush()
    return len(visits)


def list_due(
    session: Session, *, actor: Actor, until: date, person_id: int | None = None, limit: int
) -> Sequence[tuple[HomeVisit, Household, Unit]]:
    """Return the households to come back to by a day, the earliest first; of one volunteer or all.

    A household visited since is not among them.
    """
    query = (
        select(HomeVisit, Household, Unit)
        .join(HouseholdReach, col(HouseholdReach.last_visit_id) == HomeVisit.id)
        .join(Household, col(Household.id) == HomeVisit.household_id)
        .join(Unit, col(Unit.id) == HomeVisit.unit_id)
        .where(
            within(Unit.path, actor.scope),
            col(HomeVisit.due_on).is_not(None),
            col(HomeVisit.due_on) <= until,
        )
        .order_by(col(HomeVisit.due_on), col(HomeVisit.id))
        .limit(limit)
    )
    if person_id is not None:
        query = query.where(HomeVisit.person_id == person_id)
    return session.exec(query).all()
