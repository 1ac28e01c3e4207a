"""Requests about personal data as officers read them, the late first; when they are reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Select, func
from sqlmodel import Session, col, or_, select, tuple_

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, UnitKind, find_ancestor, within_or_unknown
from bot.privacy.events import DataRequestsDue
from bot.privacy.models import DataRequest
from bot.privacy.request_clock import REMIND_BEFORE

REMIND_HOUR = time(8)  # local: when the office opens
MOST_REMINDED = 200  # requests of one round


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request with its unit, if it is known, and who handled it."""

    row: DataRequest
    unit_name: str
    handler: str


def list_requests(
    session: Session,
    *,
    actor: Actor,
    is_open: bool,
    after: tuple[datetime, int] | None = None,
    limit: int,
) -> list[RequestLine]:
    """Return open requests, the first due first, or settled ones, the last first.

    `after` is the instant and id of the last row of the page before.
    """
    moment = col(DataRequest.due_at) if is_open else col(DataRequest.done_at)
    place = tuple_(moment, col(DataRequest.id))
    query = (
        select(DataRequest, Unit.name, Person.name)
        .join(Unit, col(Unit.id) == DataRequest.unit_id, isouter=True)
        .join(Person, col(Person.id) == DataRequest.handled_by, isouter=True)
        .where(
            within_or_unknown(DataRequest.unit_id, Unit.path, actor.scope),
            col(DataRequest.done_at).is_(None)
            if is_open
            else col(DataRequest.done_at).is_not(None),
        )
    )
    if is_open:
        query = query.order_by(moment, col(DataRequest.id))
        query = query.where(place > after) if after else query
    else:
        query = query.order_by(moment.desc(), col(DataRequest.id).desc())
        query = query.where(place < after) if after else query
    return [
        RequestLine(row, unit or "", handler or "")
        for row, unit, handler in session.exec(query.limit(limit))
    ]


def select_open_count(actor: Actor) -> Select[tuple[int]]:
    """Return the query of how many requests of the actor's units are open; bounded by its index."""
    return (
        select(func.count(col(DataRequest.id)))  # type: ignore[return-value]
        .select_from(DataRequest)
        .join(Unit, col(Unit.id) == DataRequest.unit_id, isouter=True)
        .where(
            col(DataRequest.done_at).is_(None),
            within_or_unknown(DataRequest.unit_id, Unit.path, actor.scope),
        )
    )


def select_late_count(actor: Actor, *, now: datetime) -> Select[tuple[int]]:
    """Return the query of how many open requests are late."""
    return select_open_count(actor).where(col(DataRequest.due_at) < now)


def remind_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Have officers told once a day which requests are due within days, or late.

    Returns how many requests; safe to repeat.
    """
    local = now.astimezone(policy.zone)
    if local.time() < REMIND_HOUR or policy.is_quiet(now):
        return 0
    today = datetime.combine(local.date(), time(), policy.zone).astimezone(now.tzinfo)
    acknowledged = col(DataRequest.answered_at).is_not(None)
    query = (
        select(DataRequest)
        .where(
            col(DataRequest.done_at).is_(None),
            or_(
                col(DataRequest.due_at) <= now + REMIND_BEFORE,
                ~acknowledged & (col(DataRequest.answer_by) <= now + REMIND_BEFORE),
            ),
            or_(col(DataRequest.reminded_at).is_(None), col(DataRequest.reminded_at) < today),
        )
        .order_by(col(DataRequest.due_at))
        .limit(MOST_REMINDED)
        .with_for_update(skip_locked=True)
    )
    rows = session.exec(query).all()
    for commune_id, due in _group(session, rows).items():
        late = sum(1 for row in due if row.due_at < now)
        first = min(row.due_at for row in due).astimezone(policy.zone).date()
        emit(session, DataRequestsDue(commune_id, len(due), late, first, local.date(), now))
    for row in rows:
        row.reminded_at = now
    return len(rows)


def _group(session: Session, rows: Sequence[DataRequest]) -> dict[int, list[DataRequest]]:
    """Return requests by their commune; one of no village is of the only commune."""
    communes = session.exec(select(Unit.id).where(Unit.kind == UnitKind.COMMUNE).limit(2)).all()
    only = communes[0] if len(communes) == 1 else None
    groups: dict[int, list[DataRequest]] = {}
    for row in rows:
        unit = session.get(Unit, row.unit_id) if row.unit_id else None
        commune = find_ancestor(session, unit, UnitKind.COMMUNE) if unit else None
        if (number := commune.id if commune else only) is not None:
            groups.setdefault(number, []).append(row)
    return groups
