"""Joining what outreach knows of two entries of one household."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from bot.core.events import emit
from bot.outreach import coverage, stops
from bot.outreach.events import ReachChanged
from bot.outreach.models import (
    Connectivity,
    HomeTelling,
    HomeVisit,
    HouseholdReach,
    OutreachStop,
    ReachWay,
    VisitDraft,
)


def merge_households(session: Session, kept_id: int, other_id: int, *, now: datetime) -> None:
    """Move visits, stops, tellings and connectivity of `other` to `kept`; what both have, once."""
    visits = update(HomeVisit).where(col(HomeVisit.household_id) == other_id)
    session.execute(visits.values(household_id=kept_id))
    session.execute(delete(VisitDraft).where(col(VisitDraft.household_id) == other_id))
    _merge_tellings(session, kept_id, other_id)
    _merge_connectivity(session, kept_id, other_id, now=now)
    for plan_id in _merge_stops(session, kept_id, other_id):
        stops.refresh_stop(session, plan_id, kept_id)
    chat_since = _drop_reach(session, other_id)
    coverage.refresh_household(session, kept_id, now=now, chat_since=chat_since)


def _drop_reach(session: Session, household_id: int) -> date | None:
    """Delete the row of a household that is no more; return since when it had a chat."""
    row = session.get(HouseholdReach, household_id)
    if row is None:
        return None
    reached_on, way = row.reached_on, str(row.way)
    if reached_on is not None:
        emit(session, ReachChanged(household_id, row.unit_id, (reached_on, way), None))
    session.delete(row)
    session.flush()
    return reached_on if way == ReachWay.CHAT else None


def _merge_tellings(session: Session, kept_id: int, other_id: int) -> None:
    broadcast_ids = set(
        session.exec(select(HomeTelling.broadcast_id).where(HomeTelling.household_id == kept_id))
    )
    for telling in session.exec(select(HomeTelling).where(HomeTelling.household_id == other_id)):
        if telling.broadcast_id in broadcast_ids:
            session.delete(telling)
        else:
            telling.household_id = kept_id
    session.flush()


def _merge_connectivity(session: Session, kept_id: int, other_id: int, *, now: datetime) -> None:
    query = select(Connectivity).where(
        col(Connectivity.household_id).in_((kept_id, other_id)),
        col(Connectivity.superseded_at).is_(None),
    )
    current = sorted(session.exec(query).all(), key=lambda row: (row.noted_on, row.id))
    for row in current[:-1]:
        row.superseded_at = now
    session.flush()
    every = update(Connectivity).where(col(Connectivity.household_id) == other_id)
    session.execute(every.values(household_id=kept_id))


def _merge_stops(session: Session, kept_id: int, other_id: int) -> set[int]:
    query = select(OutreachStop.plan_id).where(OutreachStop.household_id == kept_id)
    there = set(session.exec(query))
    moved = session.exec(select(OutreachStop).where(OutreachStop.household_id == other_id)).all()
    for stop in moved:
        if stop.plan_id in there:
            session.delete(stop)
        else:
            stop.household_id = kept_id
    session.flush()
    return {*there, *(stop.plan_id for stop in moved)}
