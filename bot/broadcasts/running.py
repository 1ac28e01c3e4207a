"""Announcements that are being sent, and those that await a second person, for the first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.broadcasts.models import RUNNING_STATES, Broadcast, BroadcastState
from bot.outbox.models import Batch
from bot.people.actor import Actor
from bot.people.units import Unit, within

MAX_RUNNING = 10


@dataclass(frozen=True, slots=True)
class RunningBroadcast:
    """An announcement on its way: how many of its recipients are done."""

    broadcast: Broadcast
    unit_name: str
    done: int  # sent, or ended in another way
    total: int

    @property
    def share(self) -> float:
        """The share that is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def is_paused(self) -> bool:
        """Whether somebody stopped it for now."""
        return self.broadcast.state == BroadcastState.PAUSED


def list_running(session: Session, *, actor: Actor) -> Sequence[RunningBroadcast]:
    """Return the announcements of the actor's scope that are being sent; one query, counters only.

    Who could not be reached from the start counts as done.
    """
    rows = session.exec(
        select(Broadcast, Unit.name, Batch)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .join(Batch, col(Batch.id) == Broadcast.batch_id, isouter=True)
        .where(within(Unit.path, actor.scope), col(Broadcast.state).in_(RUNNING_STATES))
        .order_by(col(Broadcast.id).desc())
        .limit(MAX_RUNNING)
    )
    return [_make_running(broadcast, name, batch) for broadcast, name, batch in rows]


def _make_running(broadcast: Broadcast, unit_name: str, batch: Batch | None) -> RunningBroadcast:
    done = broadcast.total - broadcast.reachable
    if batch is not None:
        done += batch.sent + batch.failed + batch.unreachable + batch.expired + batch.cancelled
    return RunningBroadcast(broadcast, unit_name, min(done, broadcast.total), broadcast.total)


def select_waiting_count(actor: Actor) -> Select[Any]:
    """Return the query of how many announcements of the actor's scope await approval."""
    return (
        sa_select(func.count(col(Broadcast.id)))
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(within(Unit.path, actor.scope), col(Broadcast.state) == BroadcastState.WAITING)
    )
