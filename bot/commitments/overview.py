"""Lists of commitments: for officers by where they stand, late ones first; for residents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from bot.commitments.models import Commitment, CommitmentState
from bot.commitments.service import is_readable
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, UnitKind, within

PAGE = 30
RECENTLY = timedelta(days=60)  # residents read of what was done since
MAX_TOLD = 5  # of each list a resident reads


class Shelf(StrEnum):
    """Where a commitment is looked for."""

    OPEN = "open"
    DRAFTING = "drafting"
    WAITING = "waiting"
    ENDED = "ended"


PUBLIC_SHELVES = (Shelf.OPEN, Shelf.ENDED)


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment of a list; `days_left` is below 0 when it is late."""

    commitment: Commitment
    unit: str
    drafter: str
    days_left: int


def _stands(shelf: Shelf) -> ColumnElement[bool]:
    state = col(Commitment.state)
    match shelf:
        case Shelf.OPEN:
            return state == CommitmentState.OPEN
        case Shelf.DRAFTING:
            return state.in_((CommitmentState.DRAFT, CommitmentState.REFUSED))
        case Shelf.WAITING:
            return state == CommitmentState.WAITING
    ended = state.in_((CommitmentState.KEPT, CommitmentState.WITHDRAWN))
    return ended & col(Commitment.approved_at).is_not(None)


def count_by_shelf(session: Session, actor: Actor) -> dict[Shelf, int]:
    """Return how many commitments that the actor may read stand where."""
    counts = [func.count(col(Commitment.id)).filter(_stands(shelf)) for shelf in Shelf]
    query = select(*counts).join(Unit, col(Unit.id) == Commitment.unit_id).where(is_readable(actor))
    return dict(zip(Shelf, session.execute(query).one(), strict=True))


def list_lines(
    session: Session,
    actor: Actor,
    shelf: Shelf,
    *,
    today: date,
    before: int | None = None,
    limit: int = PAGE,
) -> Sequence[Line]:
    """Return the commitments that stand there: open ones by day, the others newest first.

    `before` is the number of the last row shown; of the open ones it goes on behind that day.
    """
    query = (
        select(Commitment, Unit.name, func.coalesce(Person.name, ""))
        .join(Unit, col(Unit.id) == Commitment.unit_id)
        .join(Person, col(Person.id) == Commitment.drafted_by, isouter=True)
        .where(is_readable(actor), _stands(shelf))
        .limit(limit)
    )
    last = session.get(Commitment, before) if before is not None else None
    if shelf is Shelf.OPEN:
        query = query.order_by(col(Commitment.due_on), col(Commitment.id))
        if last is not None:
            same = (col(Commitment.due_on) == last.due_on) & (col(Commitment.id) > last.id)
            query = query.where((col(Commitment.due_on) > last.due_on) | same)
    else:
        query = query.order_by(col(Commitment.id).desc())
        if last is not None:
            query = query.where(Commitment.id < last.id)
    return [
        Line(commitment, unit, drafter, (commitment.due_on - today).days)
        for commitment, unit, drafter in session.exec(query)
    ]


def select_waiting_count(actor: Actor) -> Select[Any]:
    """Return the query of how many commitments of the actor's scope await approval."""
    return _count(actor, col(Commitment.state) == CommitmentState.WAITING)


def select_late_count(actor: Actor, *, today: date) -> Select[Any]:
    """Return the query of how many promises of the actor's scope are late."""
    is_late = (col(Commitment.state) == CommitmentState.OPEN) & (col(Commitment.due_on) < today)
    return _count(actor, is_late)


def _count(actor: Actor, condition: ColumnElement[bool]) -> Select[Any]:
    return (
        sa_select(func.count(col(Commitment.id)))
        .join(Unit, col(Unit.id) == Commitment.unit_id)
        .where(within(Unit.path, actor.scope), condition)
    )


@dataclass(frozen=True, slots=True)
class PublicPromises:
    """What residents of a commune may read: open by day, and recently done, newest first."""

    commune: Unit
    running: Sequence[Commitment]
    kept: Sequence[Commitment]


def list_public(session: Session, unit: Unit, *, now: datetime) -> PublicPromises:
    """Return the promises that residents of a unit read: those of its commune and in it."""
    commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
    query = (
        select(Commitment)
        .join(Unit, col(Unit.id) == Commitment.unit_id)
        .where(within(Unit.path, commune.path))
        .limit(MAX_TOLD)
    )
    running = query.where(Commitment.state == CommitmentState.OPEN)
    kept = query.where(
        Commitment.state == CommitmentState.KEPT, col(Commitment.ended_at) > now - RECENTLY
    )
    return PublicPromises(
        commune,
        session.exec(running.order_by(col(Commitment.due_on), col(Commitment.id))).all(),
        session.exec(kept.order_by(col(Commitment.ended_at).desc())).all(),
    )
