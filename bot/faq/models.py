"""Tables of the knowledge: questions, facts, feedback, guided steps, officers' revisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference


class Question(SQLModel, table=True):
    """One question and how it was matched. Its text is in the message it refers to."""

    id: int = identity()
    message_id: int = reference("message.id")
    contact_id: int = reference("contact.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    outcome: str = Field(max_length=8)  # answer, choices, none
    kind: str = Field(default="", max_length=10)  # covered, outside, smalltalk, vague
    topic_id: str = Field(default="", index=True, max_length=60)
    score: float = 0.0
    # The kind of point that was asked and of which the topic says nothing: "phat", "phi".
    missing: str = Field(default="", max_length=12, sa_column_kwargs={"server_default": text("''")})
    asked_at: datetime = Field(index=True)
    revision_id: int | None = None  # the edit that answers it, once published
    dismissed_at: datetime | None = None  # an officer put it aside: nothing is to be answered


class Fact(SQLModel, table=True):
    """A commune's value for a placeholder in the answers: office hours, phones, fee resolution."""

    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: int = identity()
    unit_id: int = reference("unit.id")
    name: str = Field(max_length=40)
    value: str = Field(max_length=300)
    changed_at: datetime


class Feedback(SQLModel, table=True):
    """Whether an answer helped: one verdict per question, the last one counts."""

    id: int = identity()
    question_id: int = Field(foreign_key="question.id", unique=True, sa_type=Id)
    contact_id: int = reference("contact.id")
    topic_id: str = Field(index=True, max_length=60)
    helped: bool
    given_at: datetime


class GuideState(StrEnum):
    """State of a guided answer."""

    RUNNING = "running"
    STUCK = "stuck"  # asked for a photo or a word of what is wrong
    DONE = "done"
    LEFT = "left"


class Guide(SQLModel, table=True):
    """One resident's progress through a topic's steps; resumable on another day."""

    id: int = identity()
    contact_id: int = reference("contact.id")
    topic_id: str = Field(max_length=60)
    step: int = 0  # from 0
    state: str = Field(default=GuideState.RUNNING, max_length=8)
    started_at: datetime
    moved_at: datetime


class StepMark(SQLModel, table=True):
    """An event at one step, for statistics per step and village."""

    __tablename__ = "step_mark"
    __table_args__ = (Index("ix_step_mark_topic_id_step", "topic_id", "step"),)

    id: int = identity()
    guide_id: int = reference("guide.id")
    topic_id: str = Field(max_length=60)
    step: int
    kind: str = Field(max_length=8)  # shown, done, back, stuck, left
    unit_id: int | None = reference("unit.id", nullable=True)
    marked_at: datetime


class RevisionState(StrEnum):
    """Lifecycle of an officer's revision."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"  # a later revision of the topic was published


class Revision(SQLModel, table=True):
    """One revision of one topic over the shipped files, with its author (ADR-0009)."""

    id: int = identity()
    # Whose residents read it; None: everywhere.
    unit_id: int | None = reference("unit.id", nullable=True)
    topic_id: str = Field(index=True, max_length=60)
    # The whole topic as in the files; None hides the shipped one.
    content: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    state: str = Field(default=RevisionState.DRAFT, max_length=12)
    author: str = Field(max_length=120)
    drafted_by: int | None = reference("person.id", nullable=True)  # None: the operator
    reviewer: str = Field(default="", max_length=120)
    decided_by: int | None = reference("person.id", nullable=True, index=False)
    note: str = Field(default="", max_length=300)
    # The shipped topic's fingerprint when the edit was made: another one later is a conflict.
    base: str = Field(default="", max_length=64)
    valid_from: date | None = None
    valid_to: date | None = None
    # Questions that had no answer and now get this one.
    question_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    decided_at: datetime | None = Field(default=None, index=True)
