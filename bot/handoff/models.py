"""The table of tickets: the time a person, not the bot, owes a resident an answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from bot.db import identity, reference


class Ticket(SQLModel, table=True):
    """A resident's wish to talk with a person; open until somebody answered."""

    id: int = identity()
    contact_id: int = reference("contact.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    text: str = Field(default="")  # what they last asked, masked
    topic_id: str = Field(default="", max_length=60)
    step: int | None = None  # of the topic's guided steps, from 1
    attachments: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    opened_at: datetime = Field(index=True)
    closed_at: datetime | None = None
    answer: str = Field(default="")
