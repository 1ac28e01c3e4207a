"""Tables of announcements: Broadcast, its recipients as frozen, its board."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

from bot.db import Id, identity, reference


class State(StrEnum):
    """The life of an announcement; the last three are ends."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"  # for its time
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # the second person said no


class Urgency(StrEnum):
    """How far it may intrude."""

    NORMAL = "normal"  # by day; into the digest of whoever prefers one
    SOON = "soon"  # by day, to everybody as a message of its own
    URGENT = "urgent"  # at once, also at night: floods, fire


class Broadcast(SQLModel, table=True):
    """One announcement of one unit."""

    __table_args__ = (Index("ix_broadcast_state_send_at", "state", "send_at"),)

    id: int = identity()
    unit_id: int = reference("unit.id")  # whose officers may touch it; nobody outside hears it
    audience: str = Field(default="", max_length=300)  # as written, see `audience`
    text: str = ""
    code: str = Field(default="", index=True, max_length=6)  # says whether it is ours
    likeness: str = Field(default="", index=True, max_length=64)  # digest of the folded text
    files: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    buttons: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    urgency: str = Field(default=Urgency.NORMAL, max_length=10)
    send_at: datetime | None = None  # None: as soon as it is approved
    # Also where the platform charges for it (Zalo: two days after the person's last word).
    paid: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    send_before: datetime | None = None  # unsent by then, it is worth nothing
    state: str = Field(default=State.DRAFT, max_length=10)
    step: str = Field(default="", max_length=10)  # what a draft in a chat waits for
    drafted_by: int | None = reference("person.id", nullable=True)  # None: the operator
    drafted_at: datetime
    decided_by: int | None = reference("person.id", nullable=True, index=False)
    decided_at: datetime | None = None
    # How often it went to the second person: a button of an older notice decides nothing.
    asks: int = Field(default=0, sa_column_kwargs={"server_default": sql_text("0")})
    refused_why: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": sql_text("''")}
    )
    total: int = 0  # recipients at approval, the unreachable among them
    reachable: int = 0
    after_id: int = 0  # the last recipient that was staged
    batch_id: int | None = reference("batch.id", nullable=True, index=False)
    ended_at: datetime | None = None


class BroadcastBoard(SQLModel, table=True):
    """The message that shows its drafter how far a long announcement is, and what it shows."""

    __tablename__ = "broadcast_board"

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=Id)
    delivery_id: int | None = reference("delivery.id", nullable=True, index=False)
    begun_at: datetime
    began_with: int  # how many had come to an end then
    percent: int
    state: str = Field(max_length=10)


class BroadcastRecipient(SQLModel, table=True):
    """One human the announcement was approved for, and the chat it goes to."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "recipient"),
        Index("ix_broadcast_recipient_broadcast_id_id", "broadcast_id", "id"),
        Index("ix_broadcast_recipient_contact_id", "contact_id"),
    )

    id: int = identity()
    broadcast_id: int = reference("broadcast.id", index=False)
    recipient: str = Field(max_length=24)  # "p12", "c34": see `people.reach`
    contact_id: int = reference("contact.id", index=False)
    account: str = Field(max_length=40)
    unit_id: int | None = reference("unit.id", nullable=True, index=False)
    reach: str = Field(default="", max_length=10)  # why they cannot be told; "" can
