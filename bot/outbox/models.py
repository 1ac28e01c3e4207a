"""Tables of the outbox: Delivery, Batch and Lane.

Delivery is one message to one contact, Batch one message to many, Lane an account's sender lease.
"""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, Column, Index, false, text
from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference


class DeliveryStatus(StrEnum):
    """Status of a delivery; the last three are final."""

    QUEUED = "queued"  # owed; due at `due_at`
    PAUSED = "held"  # its batch is paused
    GATHERED = "gathered"  # goes out with others in the contact's digest
    PARKED = "parked"  # the platform takes nothing until the person writes; goes out then
    SENDING = "sending"  # a process has it until `claimed_until`
    SENT = "sent"  # the platform took it
    FAILED = "failed"  # will not be sent; `reason` says why
    CANCELLED = "cancelled"  # its batch was called off before its turn came


class Priority(IntEnum):
    """Priority of a delivery; smaller numbers are sent first."""

    REPLY = 0  # somebody is waiting in front of the screen
    NOTICE = 5  # a reminder, a colleague's note
    DIGEST = 7  # what was gathered for somebody during the day
    BULK = 9  # one of many


def _partial_index(name: str, column: str, condition: str) -> Index:
    """Return a partial index over the rows for which `condition` holds."""
    return Index(name, column, sqlite_where=text(condition), postgresql_where=text(condition))


_EMPTY = text("''")

# What may still be sent, or given up. A query means an index of these only if it says the same in
# the same words: see `dialects.is_any`.
WAITING = (
    DeliveryStatus.QUEUED,
    DeliveryStatus.PAUSED,
    DeliveryStatus.GATHERED,
    DeliveryStatus.PARKED,
)
_WAITING = ", ".join(f"'{status}'" for status in WAITING)


class Batch(SQLModel, table=True):
    """One message to many contacts. Its counters are incremented, never recounted."""

    id: int = identity()
    created_at: datetime
    # The words are kept once an account and shared by all: account → id of the message.
    messages: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    staged: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: int = 0  # blocked us, before or when it was sent
    expired: int = 0  # came to its end unsent: too late, or never seen again
    cancelled: int = 0
    paused_at: datetime | None = None
    cancelled_at: datetime | None = None


class Delivery(SQLModel, table=True):
    """One message to one contact."""

    __table_args__ = (
        Index("ix_delivery_lane", "account", "status", "priority", "due_at", "id"),
        Index("ix_delivery_contact_id_status", "contact_id", "status"),
        Index("ix_delivery_batch_id_status", "batch_id", "status"),
        _partial_index(
            "ix_delivery_send_before",
            "send_before",
            f"send_before IS NOT NULL AND status IN ({_WAITING})",
        ),
        _partial_index("ix_delivery_uncertain", "batch_id", "uncertain"),
        _partial_index("ix_delivery_gathered", "contact_id", "status = 'gathered'"),
        _partial_index("ix_delivery_carrier_id", "carrier_id", "carrier_id IS NOT NULL"),
        _partial_index("ix_delivery_replaces", "replaces", "replaces <> ''"),
    )

    id: int = identity()
    account: str = Field(max_length=40)
    contact_id: int = reference("contact.id", index=False)
    message_id: int = reference("message.id")
    batch_id: int | None = reference("batch.id", nullable=True, index=False)
    carrier_id: int | None = reference("delivery.id", nullable=True, index=False)  # its digest
    # The platform's id of what was said before: the words are put in its place.
    replaces: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": _EMPTY})
    # Chosen by the one who promises: the same promise made twice is one delivery.
    key: str | None = Field(default=None, unique=True, max_length=120)
    status: str = Field(default=DeliveryStatus.QUEUED, max_length=10)
    priority: int = Priority.REPLY
    paid: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # may cost
    due_at: datetime
    send_before: datetime | None = None  # after it the words are worth nothing
    # Its process died, or the platform gave no clear answer, while it was on its way: if it is sent
    # again, it may be heard twice.
    uncertain: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    attempts: int = 0
    parts_sent: int = 0  # a long text goes in parts; after a crash only the rest is sent
    claimed_by: str = Field(default="", max_length=40)
    claimed_until: datetime | None = None
    platform_id: str = Field(default="", max_length=200)  # of its last part
    # The ids of the parts before, each with a space after it: any of them may be answered to.
    earlier_ids: str = Field(default="", sa_column_kwargs={"server_default": _EMPTY})
    reason: str = Field(default="", max_length=300)
    staged_at: datetime
    settled_at: datetime | None = None


class Lane(SQLModel, table=True):
    """Sender lease: the one process that sends for a channel account."""

    account: str = Field(primary_key=True, max_length=40)
    holder: str = Field(default="", max_length=40)
    held_until: datetime
    paused_until: datetime | None = None  # the platform said wait (its `retry_after`)
