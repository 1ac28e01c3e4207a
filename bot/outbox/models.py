"""Tables of the outbox: Delivery (one message to one contact), Lane (who sends for an account)."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.db import identity, reference


class Status(StrEnum):
    """The life of a delivery; the last two are ends."""

    QUEUED = "queued"  # owed; due at `due_at`
    SENDING = "sending"  # a process has it until `claimed_until`
    SENT = "sent"  # the platform took it
    FAILED = "failed"  # will not be sent; `reason` says why


class Priority(IntEnum):
    """Smaller goes first."""

    REPLY = 0  # somebody is waiting in front of the screen
    NOTICE = 5  # a reminder, a colleague's note
    BULK = 9  # one of many


class Delivery(SQLModel, table=True):
    """One message to one contact."""

    __table_args__ = (
        Index("ix_delivery_lane", "account", "status", "priority", "due_at", "id"),
        Index("ix_delivery_contact_id_status", "contact_id", "status"),
    )

    id: int = identity()
    account: str = Field(max_length=40)
    contact_id: int = reference("contact.id", index=False)
    message_id: int = reference("message.id")
    # Chosen by the one who promises: the same promise made twice is one delivery.
    key: str | None = Field(default=None, unique=True, max_length=120)
    status: str = Field(default=Status.QUEUED, max_length=10)
    priority: int = Priority.REPLY
    due_at: datetime
    attempts: int = 0
    parts_sent: int = 0  # a long text goes in parts; after a crash only the rest is sent
    claimed_by: str = Field(default="", max_length=40)
    claimed_until: datetime | None = None
    platform_id: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=300)
    staged_at: datetime
    settled_at: datetime | None = None


class Lane(SQLModel, table=True):
    """Which process speaks for a channel account; one at a time, so that its pace holds."""

    account: str = Field(primary_key=True, max_length=40)
    holder: str = Field(default="", max_length=40)
    held_until: datetime
    paused_until: datetime | None = None  # the platform said wait (its `retry_after`)
