"""Tables of the knowledge: what was asked and how it went, and what a commune fills in."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.db import identity, reference


class Question(SQLModel, table=True):
    """One question as the matcher saw it. The words are in the message it refers to."""

    id: int = identity()
    message_id: int = reference("message.id")
    contact_id: int = reference("contact.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    outcome: str = Field(max_length=8)  # answer, choices, none
    kind: str = Field(default="", max_length=10)  # covered, outside, smalltalk, vague
    topic_id: str = Field(default="", index=True, max_length=60)
    score: float = 0.0
    asked_at: datetime = Field(index=True)


class Fact(SQLModel, table=True):
    """What a commune fills into the answers: office hours, phones, the fee resolution."""

    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: int = identity()
    unit_id: int = reference("unit.id")
    name: str = Field(max_length=40)
    value: str = Field(max_length=300)
    changed_at: datetime
