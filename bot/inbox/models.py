"""Table of the webhook queue (see `bot.inbox.webhook_queue`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from bot.core.db import identity


class QueuedEvent(SQLModel, table=True):
    """A stored event that is not handled yet. Its text is masked."""

    __tablename__ = "queued_event"

    id: int = identity()
    key: str = Field(unique=True, max_length=64)
    holder: str = Field(index=True, max_length=40)
    held_until: datetime = Field(index=True)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
