"""How the service is: what waits and for how long, tokens, database, disk, backup.

One look costs a few steps into indexes, however much there is: the clock takes it every 15 s for
monitors and alarms, and `bot service check` once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, col

from bot.core import machine, metrics
from bot.core.dialects import dialect_name
from bot.core.tokens import ChannelToken
from bot.core.trace import FIELD, read_started_at
from bot.inbox.models import QueuedEvent
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from bot.schedule.models import CLOCK, Heartbeat

COUNTED_AT_MOST = 10_000  # rows of one state; more is said as this
URGENT = (Priority.REPLY, Priority.NOTICE)  # announcements are paced, and may be due for hours
STATES = (
    DeliveryStatus.QUEUED,
    DeliveryStatus.PAUSED,
    DeliveryStatus.GATHERED,
    DeliveryStatus.PARKED,
    DeliveryStatus.SENDING,
)
KEEPS_FOR_VISITORS = "webchat"  # what is owed there waits for a visitor to come back


@dataclass(frozen=True, slots=True)
class StoredVitals:
    """What the database says, as of one instant."""

    queue_age: timedelta = timedelta()  # of the oldest webhook call not handled yet
    waiting: Mapping[tuple[str, str], int] = field(default_factory=dict)  # account, state → rows
    overdue: Mapping[str, timedelta] = field(default_factory=dict)  # account → oldest urgent row
    token_ages: Mapping[str, timedelta] = field(default_factory=dict)
    database_bytes: int = 0
    ticked_at: datetime | None = None
    began_at: datetime | None = None  # when the clock of this installation first looked


@dataclass(frozen=True, slots=True)
class MachineVitals:
    """What the machine says; None where it does not."""

    free: Mapping[str, int] = field(default_factory=dict)  # folder → free bytes, a disk once
    backup_at: datetime | None = None
    keeps_backups: bool = True  # a database server is backed up on its own machine


def read_stored(session: Session, accounts: Sequence[str], *, now: datetime) -> StoredVitals:
    """Read what the database says about these accounts."""
    beat = session.get(Heartbeat, CLOCK)
    return StoredVitals(
        _measure_queue(session, now),
        {(name, state): _count_waiting(session, name, state) for name in accounts
         for state in STATES},
        {name: _find_overdue(session, name, now) for name in accounts
         if name != KEEPS_FOR_VISITORS},
        _read_token_ages(session, accounts, now),
        _measure_database(session),
        beat.beat_at if beat else None,
        beat.began_at if beat else None,
    )  # fmt: skip


def _measure_queue(session: Session, now: datetime) -> timedelta:
    oldest = select(func.min(col(QueuedEvent.id))).scalar_subquery()
    body = session.execute(
        select(col(QueuedEvent.body)).where(col(QueuedEvent.id) == oldest)
    ).scalar()
    arrived = read_started_at(str(body.get(FIELD, ""))) if body else None
    return max(timedelta(), now - arrived) if arrived else timedelta()


def _count_waiting(session: Session, account: str, state: DeliveryStatus) -> int:
    some = (
        select(col(Delivery.id))
        .where(col(Delivery.account) == account, col(Delivery.status) == state)
        .limit(COUNTED_AT_MOST)
        .subquery()
    )
    count: int = session.execute(select(func.count()).select_from(some)).scalar_one()
    return count


def _find_overdue(session: Session, account: str, now: datetime) -> timedelta:
    """Return for how long the oldest answer or notice has been due; the index leads to it."""
    oldest = now
    for priority in URGENT:
        due_at = session.execute(
            select(func.min(col(Delivery.due_at))).where(
                col(Delivery.account) == account,
                col(Delivery.status) == DeliveryStatus.QUEUED,
                col(Delivery.priority) == priority,
            )
        ).scalar()
        oldest = min(oldest, due_at or now)
    return now - oldest


def _read_token_ages(
    session: Session, accounts: Sequence[str], now: datetime
) -> dict[str, timedelta]:
    query = select(col(ChannelToken.account), col(ChannelToken.rotated_at)).where(
        col(ChannelToken.account).in_(accounts), col(ChannelToken.rotated_at).is_not(None)
    )
    return {account: now - rotated for account, rotated in session.execute(query)}


def _measure_database(session: Session) -> int:
    if dialect_name(session) == "postgresql":
        return int(
            session.execute(text("select pg_database_size(current_database())")).scalar_one()
        )
    pages = session.execute(text("pragma page_count")).scalar_one()
    return int(pages) * int(session.execute(text("pragma page_size")).scalar_one())


def read_machine(database_url: str) -> MachineVitals:
    """Look at the disks of database, photos and backups, and at the newest backup."""
    folders = {"var/photos": machine.PHOTO_FOLDER, "var/backup": machine.BACKUP_FOLDER}
    if database_url.startswith("sqlite"):
        file = Path(make_url(database_url).database or "")
        folders = {str(file.parent): file.parent, **folders}
    free: dict[str, int] = {}
    disks: set[int | None] = set()
    for name, folder in folders.items():
        disk, size = machine.find_device(folder), machine.measure_free(folder)
        if size is not None and disk not in disks:
            disks.add(disk)
            free[name] = size
    keeps = database_url.startswith("sqlite")
    return MachineVitals(free, machine.find_newest(machine.BACKUP_FOLDER), keeps)


def publish(stored: StoredVitals, seen: MachineVitals, *, now: datetime) -> None:
    """Put what was read where `/metrics` finds it."""
    metrics.QUEUE_AGE.set(stored.queue_age.total_seconds())
    for (account, state), count in stored.waiting.items():
        metrics.OUTBOX_WAITING.labels(account, state).set(count)
    for account, late in stored.overdue.items():
        metrics.OUTBOX_AGE.labels(account).set(late.total_seconds())
    for account, age in stored.token_ages.items():
        metrics.TOKEN_AGE.labels(account).set(age.total_seconds())
    metrics.DATABASE_BYTES.set(stored.database_bytes)
    for folder, free in seen.free.items():
        metrics.DISK_FREE.labels(folder).set(free)
    if seen.backup_at is not None:
        metrics.BACKUP_AGE.set((now - seen.backup_at).total_seconds())
    metrics.note_tick()
