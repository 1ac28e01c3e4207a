"""Counters of batches: incremented once per round of outcomes, never recounted over the table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Self

from sqlalchemy import Update, bindparam, update
from sqlmodel import Session, SQLModel

from bot.outbox.models import DeliveryStatus
from bot.outbox.reasons import REASON_BLOCKED, REASON_EXPIRED, REASON_LATE

BATCH = SQLModel.metadata.tables["batch"]


@dataclass(slots=True)
class BatchCounts:
    """Changes to the counters of one batch."""

    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    expired: int = 0
    cancelled: int = 0

    def change(self, status: str, reason: str, by: int) -> None:
        """Add `by` (1 or -1) to the counter of a final status; other statuses change nothing."""
        if (name := _counter_name(status, reason)) is not None:
            setattr(self, name, getattr(self, name) + by)

    @classmethod
    def from_batch_ids(
        cls, batch_ids: Iterable[int | None], status: DeliveryStatus, reason: str
    ) -> dict[int, Self]:
        """Return the changes per batch for deliveries that all ended alike; None is no batch."""
        counts: dict[int, Self] = {}
        for batch_id in batch_ids:
            if batch_id is not None:
                counts.setdefault(batch_id, cls()).change(status, reason, 1)
        return counts


def _counter_name(status: str, reason: str) -> str | None:
    match status:
        case DeliveryStatus.SENT:
            return "sent"
        case DeliveryStatus.CANCELLED:
            return "cancelled"
        case DeliveryStatus.FAILED:
            counter_names = {REASON_BLOCKED: "unreachable", REASON_EXPIRED: "expired"}
            return {**counter_names, REASON_LATE: "expired"}.get(reason, "failed")
    return None


def add_counts(session: Session, counts: Mapping[int, BatchCounts]) -> None:
    """Apply the changes, in the order of batch ids, so that two rounds cannot deadlock."""
    rows = [
        {
            "which": batch_id,
            **{f"more_{field.name}": getattr(counts[batch_id], field.name) for field in _FIELDS},
        }
        for batch_id in sorted(counts)
    ]
    if rows:
        session.flush()
        session.connection().execute(_update_batch(), rows)


_FIELDS = fields(BatchCounts)


@cache
def _update_batch() -> Update:
    return (
        update(BATCH)
        .where(BATCH.c.id == bindparam("which"))
        .values(
            {field.name: BATCH.c[field.name] + bindparam(f"more_{field.name}") for field in _FIELDS}
        )
    )
