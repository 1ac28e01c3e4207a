"""Batches: one message to many contacts, with set-based inserts, pause, resume and cancel.

The owner of a batch stages it in chunks (`stage_deliveries` is idempotent: one delivery per
recipient and batch), so that one commune's batch does not block another's. The counters of a batch
are incremented, never recounted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from bot.core.dialects import dialect_name
from bot.messages import history
from bot.messages.content import Reply
from bot.outbox import batch_stats
from bot.outbox.batch_stats import BatchCounts
from bot.outbox.buttons import number_buttons
from bot.outbox.models import Batch, Delivery, DeliveryStatus, Priority
from bot.people.models import Contact

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]


# What nothing has happened to yet.
INITIAL_VALUES: dict[str, ColumnElement[Any]] = {
    **{name: literal(0) for name in ("attempts", "parts_sent")},
    **{name: literal("") for name in ("claimed_by", "platform_id", "reason", "replaces")},
}


MIN_IN_OUTBOX = 300  # deliveries of one batch in the outbox, at the least


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Progress of a batch. The `uncertain` ones may have been received twice."""

    staged: int
    sent: int
    failed: int
    unreachable: int
    expired: int
    cancelled: int
    uncertain: int
    parked: int = 0  # of those pending: they must write first

    @property
    def pending(self) -> int:
        """Return how many are staged and not yet finished."""
        ended = self.sent + self.failed + self.unreachable + self.expired + self.cancelled
        return self.staged - ended


def open_batch(session: Session, *, now: datetime) -> Batch:
    """Create an empty batch and return it."""
    batch = Batch(created_at=now)
    session.add(batch)
    session.flush()
    return batch


def stage_deliveries(
    session: Session,
    batch_id: int,
    recipients: Select[Any],
    replies: Reply | Mapping[str, Reply],
    *,
    now: datetime,
    due_at: datetime | None = None,
    send_before: datetime | None = None,
    priority: Priority = Priority.BULK,
    allow_digest: bool = False,
    paid: bool = False,
    separate_message: bool = False,
) -> int:
    """Insert a delivery for each recipient that has none in the batch; return the number inserted.

    `recipients` selects recipient (text), contact_id and account. `replies` is one message for all
    accounts, or one per account; a batch keeps the message it was first staged with, one per
    account. A cancelled batch takes nothing. `allow_digest`: see `outbox.service.stage`. `paid`:
    send also where the platform charges for it. `separate_message`: store a message for these
    recipients only.
    """
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    if batch.cancelled_at is not None:
        return 0
    recipient_rows = recipients.subquery()
    create_message = _create_message if separate_message else _shared_message_id
    may_wait = allow_digest and send_before is None
    shared_values = {
        "contact_id": recipient_rows.c.contact_id,
        "batch_id": literal(batch_id),
        "key": literal(f"b{batch_id}:") + cast(recipient_rows.c.recipient, String),
        "status": _initial_status(batch, recipient_rows, allow_digest=may_wait),
        "priority": literal(int(priority)),
        "paid": literal(paid),
        **_dates(now, due_at or now, send_before),
        **INITIAL_VALUES,
    }
    staged = 0
    for account in sorted(session.execute(select(recipient_rows.c.account).distinct()).scalars()):
        reply = replies if isinstance(replies, Reply) else replies[account]
        message_id = create_message(session, batch, account, reply, now=now)
        own_values = {"account": literal(account), "message_id": literal(message_id)}
        is_here = recipient_rows.c.account == account
        staged += _insert_deliveries(session, {**own_values, **shared_values}, is_here)
    batch.staged += staged
    session.flush()
    return staged


def _dates(
    now: datetime, due_at: datetime, send_before: datetime | None
) -> dict[str, ColumnElement[Any]]:
    columns = DELIVERY.c
    return {
        "due_at": literal(due_at, columns.due_at.type),
        "send_before": literal(send_before, columns.send_before.type),
        "staged_at": literal(now, columns.staged_at.type),
    }


def _initial_status(
    batch: Batch, recipient_rows: Subquery, *, allow_digest: bool
) -> ColumnElement[Any]:
    direct_status = literal(
        DeliveryStatus.PAUSED if batch.paused_at else DeliveryStatus.QUEUED, String
    )
    if not allow_digest:
        return direct_status
    prefers_digest = (
        select(CONTACT.c.digest)
        .where(CONTACT.c.id == recipient_rows.c.contact_id)
        .scalar_subquery()
    )
    return case((prefers_digest, literal(DeliveryStatus.GATHERED, String)), else_=direct_status)


def _shared_message_id(
    session: Session, batch: Batch, account: str, reply: Reply, *, now: datetime
) -> int:
    """Return the id of the batch's message for the account, stored on first use."""
    if account not in batch.messages:
        message_id = _create_message(session, batch, account, reply, now=now)
        batch.messages = {**batch.messages, account: message_id}
    return batch.messages[account]


def _create_message(
    session: Session, _batch: Batch, account: str, reply: Reply, *, now: datetime
) -> int:
    return history.store_outgoing(session, account, number_buttons(reply), contact_id=None, now=now)


def _insert_deliveries(
    session: Session, values: Mapping[str, ColumnElement[Any]], condition: ColumnElement[bool]
) -> int:
    dialect_insert = sqlite.insert if dialect_name(session) == "sqlite" else postgresql.insert
    rows = select(*values.values()).where(condition)
    statement = dialect_insert(DELIVERY).from_select(list(values), rows, include_defaults=False)
    counted_insert = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return session.connection().execute(counted_insert).rowcount


def count_queued(session: Session, batch_id: int | None, *, limit: int) -> int:
    """Return how many deliveries of the batch are queued, counting at most `limit`."""
    limited = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.batch_id == batch_id, DELIVERY.c.status == DeliveryStatus.QUEUED)
        .limit(limit)
        .subquery()
    )
    count: int = session.execute(select(func.count()).select_from(limited)).scalar_one()
    return count


def pause_batch(session: Session, batch_id: int, *, now: datetime) -> None:
    """Pause the batch: queued deliveries wait until it is resumed."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    batch.paused_at = batch.paused_at or now
    _change_status(session, batch_id, (DeliveryStatus.QUEUED,), DeliveryStatus.PAUSED)


def resume_batch(session: Session, batch_id: int, *, now: datetime) -> None:
    """Resume the batch: paused deliveries are queued again, unless it was cancelled."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    if batch.cancelled_at is None:
        batch.paused_at = None
        _change_status(session, batch_id, (DeliveryStatus.PAUSED,), DeliveryStatus.QUEUED)


def cancel_batch(session: Session, batch_id: int, *, now: datetime) -> int:
    """Cancel the deliveries that are not being sent yet; return how many there were."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    batch.cancelled_at = batch.cancelled_at or now
    waiting = (
        DeliveryStatus.QUEUED,
        DeliveryStatus.PAUSED,
        DeliveryStatus.GATHERED,
        DeliveryStatus.PARKED,
    )
    ended = _change_status(session, batch_id, waiting, DeliveryStatus.CANCELLED, at=now)
    batch_stats.add_counts(session, {batch_id: BatchCounts(cancelled=ended)})
    return ended


def _change_status(
    session: Session,
    batch_id: int,
    before: tuple[DeliveryStatus, ...],
    after: DeliveryStatus,
    *,
    at: datetime | None = None,
) -> int:
    session.flush()
    moved = session.connection().execute(
        update(DELIVERY)
        .where(
            DELIVERY.c.batch_id == batch_id,
            DELIVERY.c.status.in_(before),
            DELIVERY.c.carrier_id.is_(None),  # a digest that has it is on its way
        )
        .values(status=after, settled_at=at)
    )
    return moved.rowcount


def get_progress(session: Session, batch_id: int) -> BatchProgress:
    """Return the progress of the batch: its counters, and how many are uncertain or parked."""
    batch = session.get_one(Batch, batch_id, populate_existing=True)
    uncertain_query = select(func.count(col(Delivery.id))).where(
        col(Delivery.batch_id) == batch_id, col(Delivery.uncertain)
    )
    parked_query = select(func.count(col(Delivery.id))).where(
        col(Delivery.batch_id) == batch_id, col(Delivery.status) == DeliveryStatus.PARKED
    )
    both = select(uncertain_query.scalar_subquery(), parked_query.scalar_subquery())
    uncertain, parked = session.execute(both).one()
    return BatchProgress(
        batch.staged,
        batch.sent,
        batch.failed,
        batch.unreachable,
        batch.expired,
        batch.cancelled,
        uncertain,
        parked,
    )
