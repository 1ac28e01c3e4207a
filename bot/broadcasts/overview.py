"""Lists of announcements for the officers' console: by where they stand, with drafter and reach.

Pages are keyed by the number of the last row; the figures of a row are the counters of its batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.core.errors import NotFound
from bot.outbox.models import Batch
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, is_within, within

PAGE = 30


class Shelf(StrEnum):
    """Where an announcement is looked for."""

    DRAFTING = "drafting"
    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"


SHELVES: dict[Shelf, tuple[BroadcastState, ...]] = {
    Shelf.DRAFTING: (BroadcastState.DRAFT, BroadcastState.REFUSED),
    Shelf.WAITING: (BroadcastState.WAITING,),
    Shelf.RUNNING: (BroadcastState.APPROVED, BroadcastState.SENDING, BroadcastState.PAUSED),
    Shelf.OVER: (BroadcastState.DONE, BroadcastState.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One announcement of a list. `drafter` is "" for the operator."""

    broadcast: Broadcast
    unit: str
    drafter: str
    sent: int

    @property
    def percent(self) -> int:
        """How much of it has arrived, in percent."""
        return 100 * self.sent // self.broadcast.total if self.broadcast.total else 0


def count_by_shelf(session: Session, actor: Actor) -> dict[Shelf, int]:
    """Return how many announcements of the actor's units stand where."""
    query = (
        select(Broadcast.state, func.count(col(Broadcast.id)))
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(within(Unit.path, actor.scope), Broadcast.text != "", _was_not_dropped())
        .group_by(col(Broadcast.state))
    )
    counts = dict(session.exec(query).all())
    return {
        shelf: sum(counts.get(state, 0) for state in states) for shelf, states in SHELVES.items()
    }


def list_lines(
    session: Session, actor: Actor, shelf: Shelf, *, before: int | None = None, limit: int = PAGE
) -> Sequence[Line]:
    """Return the announcements of the actor's units that stand there, newest first.

    `before` is the number of the last row that was shown.
    """
    return _list(
        session,
        within(Unit.path, actor.scope),
        _was_not_dropped(),
        col(Broadcast.state).in_(SHELVES[shelf]),
        before=before,
        limit=limit,
    )


def list_heard(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = PAGE
) -> Sequence[Line]:
    """Return the announcements that were sent in the actor's unit or above it, newest first.

    For leaders: their commune's announcements are not theirs to touch, who missed one is.
    """
    return _list(
        session,
        or_(col(Unit.id).in_(_scope_ids(actor)), within(Unit.path, actor.scope)),
        _was_begun(),
        before=before,
        limit=limit,
    )


def _list(
    session: Session, *where: ColumnElement[bool], before: int | None, limit: int
) -> Sequence[Line]:
    query = (
        select(Broadcast, Unit.name, func.coalesce(Person.name, ""), func.coalesce(Batch.sent, 0))
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .join(Person, col(Person.id) == Broadcast.drafted_by, isouter=True)
        .join(Batch, col(Batch.id) == Broadcast.batch_id, isouter=True)
        .where(Broadcast.text != "", *where)
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Broadcast.id < before)
    return [Line(*row) for row in session.exec(query)]


def _was_not_dropped() -> ColumnElement[bool]:
    """A draft that was given up before anybody approved it is not looked for any more."""
    return or_(
        col(Broadcast.state) != BroadcastState.CANCELLED, col(Broadcast.decided_at).is_not(None)
    )


def _was_begun() -> ColumnElement[bool]:
    return and_(
        col(Broadcast.batch_id).is_not(None),
        col(Broadcast.state).in_((*SHELVES[Shelf.RUNNING], *SHELVES[Shelf.OVER])),
    )


def _scope_ids(actor: Actor) -> list[int]:
    """Return the ids of the actor's unit and all above it."""
    return [int(step) for step in actor.scope.strip("/").split("/") if step]


def get_heard(session: Session, number: int, *, actor: Actor) -> Broadcast:
    """Return an announcement of the actor's units, or one from above that was sent there too.

    Raises NotFound.
    """
    broadcast = session.get(Broadcast, number)
    unit = session.get(Unit, broadcast.unit_id) if broadcast is not None else None
    if broadcast is not None and unit is not None:
        is_heard = broadcast.batch_id is not None and is_within(actor.scope, unit.path)
        if is_heard or is_within(unit.path, actor.scope):
            return broadcast
    raise NotFound(texts.BROADCAST_UNKNOWN.format(number=number))


@dataclass(frozen=True, slots=True)
class Names:
    """Who drafted and who decided an announcement; "" is the operator or nobody yet."""

    unit: str
    drafter: str
    decider: str


def find_names(session: Session, broadcast: Broadcast) -> Names:
    """Return the names of those who worked on it."""
    ids = {broadcast.drafted_by, broadcast.decided_by} - {None}
    query = select(Person.id, Person.name).where(col(Person.id).in_(ids))
    names = dict(session.exec(query).all()) if ids else {}
    return Names(
        session.get_one(Unit, broadcast.unit_id).name,
        names.get(broadcast.drafted_by or 0, ""),
        names.get(broadcast.decided_by or 0, ""),
    )


def list_villages(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return the units under `unit` that can be ticked, in their order."""
    return [below for below in units.list_subtree(session, unit) if below.id != unit.id]
