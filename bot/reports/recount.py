"""Recompute the daily counters of a period from the rows they were counted from.

For an installation that is older than its counters, and to check them. Repeatable: the counters of
the period are replaced. What no row tells stays as it was counted (`NOT_RECOUNTED`).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, delete, func, insert, literal, select, text
from sqlmodel import Session, SQLModel, col

from bot.broadcasts import results
from bot.broadcasts.models import Broadcast
from bot.classes.models import ClassSession, Enrolment
from bot.core.dialects import cast_month, dialect_name, local_day_of
from bot.core.policy import POLICY
from bot.outreach.models import HomeVisit
from bot.reports.counters import Key, local_day
from bot.reports.histograms import name_bucket
from bot.reports.models import DETAILED, CountName, DailyCount, MonthlyCount
from bot.reports.periods import Period, month_of
from bot.reports.recount_sources import (
    CONTACT,
    DaySource,
    Source,
    list_day_sources,
    list_sources,
    make_first_responses,
)
from bot.reports.residents import find_count_unit_id
from bot.reports.row_conditions import during, is_not_resident

COUNT = SQLModel.metadata.tables[str(DailyCount.__tablename__)]
MONTH = SQLModel.metadata.tables[str(MonthlyCount.__tablename__)]
BATCH = 5000  # rows an INSERT takes
NOT_RECOUNTED = (CountName.LINKED, CountName.TICKET_LATE)
"""No row says when a village became known, or why a ticket was taken from a member."""
RECOUNTED = tuple(name for name in CountName if name not in NOT_RECOUNTED)

Counts = Counter[Key]


def recount_days(session: Session, period: Period) -> int:
    """Replace the counters of these days; returns how many rows there are now.

    The chats of who has a role today are left out also for the days before; a consent is counted in
    the village its owner has now.
    """
    if dialect_name(session) == "postgresql":
        # Who is counting now has written its rows: it waits, and adds itself afterwards.
        session.execute(text("LOCK TABLE daily_count, monthly_count IN EXCLUSIVE MODE"))
    counts: Counts = Counter()
    nowhere = find_count_unit_id(session, None)
    for unit_id, day, name, detail, amount in _list_counted(session, period):
        place = unit_id if unit_id is not None else nowhere
        if place is not None:
            counts[place, day, name, detail] += amount
    session.execute(
        delete(COUNT).where(
            COUNT.c.name.in_([str(name) for name in RECOUNTED]),
            COUNT.c.day >= period.first,
            COUNT.c.day <= period.last,
        )
    )
    rows = [
        {"unit_id": unit_id, "day": day, "name": name, "detail": detail, "count": count}
        for (unit_id, day, name, detail), count in counts.items()
        if count
    ]
    for start in range(0, len(rows), BATCH):
        session.connection().execute(insert(COUNT), rows[start : start + BATCH])
    sum_months_again(session, period)
    return len(rows)


def sum_months_again(session: Session, period: Period) -> None:
    """Replace the sums of the months that the period touches by those of their days."""
    months = Period(period.first.replace(day=1), month_of(period.last).last)
    session.execute(
        delete(MONTH).where(MONTH.c.month >= months.first, MONTH.c.month <= months.last)
    )
    detail = case((COUNT.c.name.in_(list(map(str, DETAILED))), COUNT.c.detail), else_=literal(""))
    month = cast_month(dialect_name(session), COUNT.c.day).label("summed_month")
    columns = COUNT.c.unit_id, month, COUNT.c.name, detail.label("summed_detail")
    sums = (
        select(*columns, func.sum(COUNT.c.count))
        .where(COUNT.c.day >= months.first, COUNT.c.day <= months.last)
        .group_by(COUNT.c.unit_id, "summed_month", COUNT.c.name, "summed_detail")
    )
    keys = ["unit_id", "month", "name", "detail", "count"]
    session.execute(insert(MONTH).from_select(keys, sums))


def _list_counted(session: Session, period: Period) -> Iterator[Any]:
    """Yield unit, day, name, detail and amount of what was counted."""
    for source in list_sources():
        yield from _count_source(session, source, period)
    yield from _count_first_responses(session, period)
    yield from _count_classes(session, period)
    yield from _count_broadcasts(session, period)
    for day_source in list_day_sources():
        yield from _count_day_source(session, day_source, period)
    yield from _count_set_ups(session, period)


def _count_source(session: Session, source: Source, period: Period) -> Iterator[Any]:
    day = local_day_of(dialect_name(session), source.at, POLICY.zone).label("counted_on")
    columns = source.unit_id.label("counted_in"), day, source.name.label("counted_as")
    detail = source.detail.label("counted_detail")
    query = (
        select(*columns, detail, source.amount)
        .select_from(source.rows)
        .where(*during(source.at, period), *source.where)
        .group_by("counted_in", "counted_on", "counted_as", "counted_detail")
    )
    if source.contact_id is not None:
        query = query.where(source.contact_id.is_(None) | ~is_not_resident(source.contact_id))
    yield from session.connection().execute(query)


def _count_first_responses(session: Session, period: Period) -> Iterator[Any]:
    query = make_first_responses()
    first_at = query.selected_columns.first_at
    query = query.where(*during(first_at, period), ~is_not_resident(CONTACT.id))
    for unit_id, opened_at, answered_at in session.connection().execute(query):
        bucket = name_bucket(answered_at - opened_at)
        yield unit_id, local_day(answered_at), str(CountName.FIRST_RESPONSE), bucket, 1


def _count_classes(session: Session, period: Period) -> Iterator[Any]:
    came = (
        select(func.count(col(Enrolment.id)))
        .where(
            col(Enrolment.session_id) == ClassSession.id, col(Enrolment.attended_at).is_not(None)
        )
        .scalar_subquery()
    )
    query = select(
        col(ClassSession.unit_id), col(ClassSession.starts_at), col(ClassSession.headcount), came
    ).where(col(ClassSession.followed_at).is_not(None), *during(ClassSession.starts_at, period))
    for unit_id, starts_at, headcount, learners in session.connection().execute(query):
        if attended := max(learners, headcount or 0):
            yield unit_id, local_day(starts_at), str(CountName.CLASS_HELD), "", 1
            yield unit_id, local_day(starts_at), str(CountName.ATTENDED), "", attended


def _count_day_source(session: Session, source: DaySource, period: Period) -> Iterator[Any]:
    keys = source.unit_id, source.day
    detail = source.detail.label("counted_detail")
    query = (
        select(*keys, detail, func.count())
        .select_from(source.rows)
        .where(source.day >= period.first, source.day <= period.last, *source.where)
        .group_by(*keys, "counted_detail")
    )
    for unit_id, day, kind, count in session.connection().execute(query):
        yield unit_id, day, str(source.name), kind, count


def _count_set_ups(session: Session, period: Period) -> Iterator[Any]:
    query = select(col(HomeVisit.unit_id), col(HomeVisit.visited_on), col(HomeVisit.setups)).where(
        col(HomeVisit.visited_on) >= period.first,
        col(HomeVisit.visited_on) <= period.last,
        col(HomeVisit.withdrawn_at).is_(None),
    )
    for unit_id, day, setups in session.connection().execute(query):
        for setup in setups:
            yield unit_id, day, str(CountName.HOUSE_SET_UP), setup, 1


def _count_broadcasts(session: Session, period: Period) -> Iterator[Any]:
    query = select(Broadcast).where(
        col(Broadcast.batch_id).is_not(None), *during(col(Broadcast.ended_at), period)
    )
    for broadcast in session.execute(query).scalars():
        day = local_day(broadcast.ended_at)
        yield broadcast.unit_id, day, str(CountName.BROADCAST), "", 1
        for reach in results.count_reach_by_unit(session, broadcast):
            unit_id = reach.unit_id or broadcast.unit_id
            yield unit_id, day, str(CountName.ADDRESSED), "", reach.total
            yield unit_id, day, str(CountName.DELIVERED), "", reach.sent
            yield unit_id, day, str(CountName.UNREACHED), "", reach.unreachable
