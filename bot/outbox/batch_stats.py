"""The numbers of batches: what has ended is added, once a round, never counted over the table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Self

from sqlalchemy import Update, bindparam, update
from sqlmodel import Session, SQLModel

from bot.outbox.models import Status

BATCH = SQLModel.metadata.tables["batch"]
REASON_BLOCKED = "blocked"
REASON_EXPIRED = "expired"
REASON_LATE = "late"


@dataclass(slots=True)
class Count:
    """How many came to which end."""

    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    expired: int = 0
    cancelled: int = 0

    def change(self, status: str, reason: str, by: int) -> None:
        """One more, or one less, of those who ended so; of an end only."""
        if (name := _name(status, reason)) is not None:
            setattr(self, name, getattr(self, name) + by)

    @classmethod
    def of(cls, ended: Iterable[int | None], status: Status, reason: str) -> dict[int, Self]:
        """What deliveries of these batches (None: of no batch) add that ended all alike."""
        counts: dict[int, Self] = {}
        for batch_id in ended:
            if batch_id is not None:
                counts.setdefault(batch_id, cls()).change(status, reason, 1)
        return counts


def _name(status: str, reason: str) -> str | None:
    match status:
        case Status.SENT:
            return "sent"
        case Status.CANCELLED:
            return "cancelled"
        case Status.FAILED:
            named = {REASON_BLOCKED: "unreachable", REASON_EXPIRED: "expired"}
            return {**named, REASON_LATE: "expired"}.get(reason, "failed")
    return None


def add(session: Session, counts: Mapping[int, Count]) -> None:
    """Add to the batches' numbers; in the order of their ids, so that two rounds never cross."""
    rows = [
        {
            "which": batch_id,
            **{f"more_{one.name}": getattr(counts[batch_id], one.name) for one in _FIELDS},
        }
        for batch_id in sorted(counts)
    ]
    if rows:
        session.flush()
        session.connection().execute(_add(), rows)


_FIELDS = fields(Count)


@cache
def _add() -> Update:
    return (
        update(BATCH)
        .where(BATCH.c.id == bindparam("which"))
        .values({one.name: BATCH.c[one.name] + bindparam(f"more_{one.name}") for one in _FIELDS})
    )
