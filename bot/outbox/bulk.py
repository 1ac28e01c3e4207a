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

from bot.core.dialects import dialect_of
from bot.messages import history
from bot.messages.content import Reply
from bot.outbox import batch_stats
from bot.outbox.batch_stats import Count
from bot.outbox.buttons import numbered
from bot.outbox.models import Batch, Delivery, Priority, Status
from bot.people.models import Contact

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]


# What nothing has happened to yet.
NEW: dict[str, ColumnElement[Any]] = {
    **{name: literal(0) for name in ("attempts", "parts_sent")},
    **{name: literal("") for name in ("claimed_by", "platform_id", "reason", "replaces")},
}


WINDOW = 300  # deliveries of one batch in the outbox, at the least


@dataclass(frozen=True, slots=True)
class Progress:
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


def stage_many(
    session: Session,
    batch_id: int,
    recipients: Select[Any],
    replies: Reply | Mapping[str, Reply],
    *,
    now: datetime,
    due_at: datetime | None = None,
    send_before: datetime | None = None,
    priority: Priority = Priority.BULK,
    may_wait: bool = False,
    paid: bool = False,
    own_words: bool = False,
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
    them = recipients.subquery()
    words = _own_message if own_words else _message
    staged = 0
    for account in sorted(session.execute(select(them.c.account).distinct()).scalars()):
        reply = replies if isinstance(replies, Reply) else replies[account]
        values = {
            "account": literal(account),
            "contact_id": them.c.contact_id,
            "message_id": literal(words(session, batch, account, reply, now=now)),
            "batch_id": literal(batch_id),
            "key": literal(f"b{batch_id}:") + cast(them.c.recipient, String),
            "status": _status(batch, them, may_wait=may_wait and send_before is None),
            "priority": literal(int(priority)),
            "paid": literal(paid),
            "due_at": literal(due_at or now, DELIVERY.c.due_at.type),
            "send_before": literal(send_before, DELIVERY.c.send_before.type),
            "staged_at": literal(now, DELIVERY.c.staged_at.type),
            **NEW,
        }
        staged += _insert(session, values, them.c.account == account)
    batch.staged += staged
    session.flush()
    return staged


def _status(batch: Batch, them: Subquery, *, may_wait: bool) -> ColumnElement[Any]:
    ready = literal(Status.HELD if batch.paused_at else Status.QUEUED, String)
    if not may_wait:
        return ready
    prefers = select(CONTACT.c.digest).where(CONTACT.c.id == them.c.contact_id).scalar_subquery()
    return case((prefers, literal(Status.GATHERED, String)), else_=ready)


def _message(session: Session, batch: Batch, account: str, reply: Reply, *, now: datetime) -> int:
    """Return the id of the batch's message for the account, stored on first use."""
    if account not in batch.messages:
        made = _own_message(session, batch, account, reply, now=now)
        batch.messages = {**batch.messages, account: made}
    return batch.messages[account]


def _own_message(
    session: Session, _batch: Batch, account: str, reply: Reply, *, now: datetime
) -> int:
    return history.promise(session, account, numbered(reply), contact_id=None, now=now)


def _insert(
    session: Session, values: Mapping[str, ColumnElement[Any]], which: ColumnElement[bool]
) -> int:
    build = sqlite.insert if dialect_of(session) == "sqlite" else postgresql.insert
    rows = select(*values.values()).where(which)
    statement = build(DELIVERY).from_select(list(values), rows, include_defaults=False)
    counted = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return session.connection().execute(counted).rowcount


def queued(session: Session, batch_id: int | None, *, most: int) -> int:
    """Return how many deliveries of the batch are queued, counting at most `limit`."""
    some = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.batch_id == batch_id, DELIVERY.c.status == Status.QUEUED)
        .limit(most)
        .subquery()
    )
    count: int = session.execute(select(func.count()).select_from(some)).scalar_one()
    return count


def pause_batch(session: Session, batch_id: int, *, now: datetime) -> None:
    """Pause the batch: queued deliveries wait until it is resumed."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    batch.paused_at = batch.paused_at or now
    _move(session, batch_id, (Status.QUEUED,), Status.HELD)


def resume_batch(session: Session, batch_id: int, *, now: datetime) -> None:
    """Resume the batch: paused deliveries are queued again, unless it was cancelled."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    if batch.cancelled_at is None:
        batch.paused_at = None
        _move(session, batch_id, (Status.HELD,), Status.QUEUED)


def cancel_batch(session: Session, batch_id: int, *, now: datetime) -> int:
    """Cancel the deliveries that are not being sent yet; return how many there were."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    batch.cancelled_at = batch.cancelled_at or now
    waiting = (Status.QUEUED, Status.HELD, Status.GATHERED, Status.PARKED)
    ended = _move(session, batch_id, waiting, Status.CANCELLED, at=now)
    batch_stats.add(session, {batch_id: Count(cancelled=ended)})
    return ended


def _move(
    session: Session,
    batch_id: int,
    before: tuple[Status, ...],
    after: Status,
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


def progress(session: Session, batch_id: int) -> Progress:
    """Return the progress of the batch: its counters, and how many are uncertain or parked."""
    batch = session.get_one(Batch, batch_id, populate_existing=True)
    doubtful = select(func.count(col(Delivery.id))).where(
        col(Delivery.batch_id) == batch_id, col(Delivery.uncertain)
    )
    parked = select(func.count(col(Delivery.id))).where(
        col(Delivery.batch_id) == batch_id, col(Delivery.status) == Status.PARKED
    )
    return Progress(
        batch.staged,
        batch.sent,
        batch.failed,
        batch.unreachable,
        batch.expired,
        batch.cancelled,
        session.execute(doubtful).scalar_one(),
        session.execute(parked).scalar_one(),
    )
