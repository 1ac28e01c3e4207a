"""Tables of classes and reminders.

A `Reminder` is one message due to one contact at one instant; the scheduler reads only those that
are due. Its unique `key` deduplicates the reminders that concurrent ticks create.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference


class EnrolmentStatus(StrEnum):
    """Status of an enrolment."""

    JOINED = "joined"
    WAITING = "waiting"  # the class is full; moves up by itself
    REQUESTED = "asked"  # from the web page, not confirmed yet: takes no seat
    LEFT = "left"


TAKING_PART = (EnrolmentStatus.JOINED, EnrolmentStatus.WAITING)
"""Has a seat or waits for one: who is told of changes."""

ENROLLED = (*TAKING_PART, EnrolmentStatus.REQUESTED)
"""All but those who left, the best first."""


def _partial_index(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ClassSeries(SQLModel, table=True):
    """A weekly pattern in local time from which class sessions are created."""

    __tablename__ = "class_series"

    id: int = identity()
    unit_id: int = reference("unit.id")
    pattern: str = Field(max_length=120)  # "T3, T5 19:30"
    first_on: date
    last_on: date | None = None
    template: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    paused_at: datetime | None = None
    created_at: datetime


class ClassSession(SQLModel, table=True):
    """One session of a class."""

    __tablename__ = "class_session"
    __table_args__ = (
        Index("ix_class_session_unit_id_starts_at", "unit_id", "starts_at"),
        Index("ix_class_session_teacher_starts_at", "teacher", "starts_at"),
        Index("ix_class_session_starts_at", "starts_at"),
    )

    id: int = identity()
    code: str = Field(unique=True, max_length=60)  # what an officer's sheet calls it
    unit_id: int = reference("unit.id", index=False)
    series_id: int | None = reference("class_series.id", nullable=True)
    topic: str = Field(max_length=160)
    place: str = Field(max_length=200)
    map_url: str = Field(default="", max_length=300)
    teacher: str = Field(default="", max_length=120)
    seats: int = 30
    bring: str = Field(default="", max_length=300)
    starts_at: datetime
    minutes: int = 90
    version: int = 1  # raised by every change that learners are told of
    door_code: str = Field(unique=True, max_length=12)  # checks in whoever stands at the door
    headcount: int | None = None  # counted, without names
    sheet: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )  # photos of the paper roll
    rolled_at: datetime | None = None
    listed_at: datetime | None = None  # until then only those who were invited know of it
    followed_at: datetime | None = None  # who was there was asked, who was not was seen to
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": text("''")}
    )
    created_at: datetime


class Enrolment(SQLModel, table=True):
    """One learner in one class; `contact_id` is who is notified, None for a walk-in."""

    __table_args__ = (
        Index("ix_enrolment_session_id_status", "session_id", "status"),
        # The clock asks for these few.
        Index("ix_enrolment_moved_at", "moved_at", **_partial_index("moved_at IS NOT NULL")),
        Index("ix_enrolment_passed_at", "passed_at", **_partial_index("passed_at IS NOT NULL")),
    )

    id: int = identity()
    key: str = Field(unique=True, max_length=200)  # session, contact, learner
    session_id: int = reference("class_session.id", index=False)
    contact_id: int | None = reference("contact.id", nullable=True)
    learner: str = Field(default="", max_length=120)  # "" is the contact's owner
    status: str = Field(default=EnrolmentStatus.JOINED, max_length=10)
    joined_at: datetime
    # On whose account the seat is: "c<contact>", "p<person>" or "h<household>"; "" nobody's yet.
    holder: str = Field(default="", max_length=24, sa_column_kwargs={"server_default": text("''")})
    # Moved up from the waiting list; passed over there, as nobody could tell them.
    moved_at: datetime | None = None
    passed_at: datetime | None = None
    known_version: int = 0  # of the class, the one they said they know
    attended_at: datetime | None = None


class MakeUpState(StrEnum):
    """Status of a make-up offer; TAKEN and OVER are final."""

    WAITING = "waiting"  # for a class to offer
    OFFERED = "offered"
    TAKEN = "taken"
    OVER = "over"  # declined, joined by themselves, or nothing came up in time


class MakeUp(SQLModel, table=True):
    """An offer of another class on the same topic to a contact whose learners were absent."""

    __tablename__ = "make_up"
    __table_args__ = (
        UniqueConstraint("session_id", "contact_id"),
        Index("ix_make_up_state_id", "state", "id"),
    )

    id: int = identity()
    session_id: int = reference("class_session.id", index=False)  # the one that was missed
    contact_id: int = reference("contact.id")
    state: str = Field(default=MakeUpState.WAITING, max_length=10)
    offered_id: int | None = reference("class_session.id", nullable=True, index=False)
    wait_until: datetime


class Clarity(StrEnum):
    """How a class was, as attendees answer; in the order of `texts.FEEDBACK_ANSWERS`."""

    CLEAR = "clear"
    FAST = "fast"
    HARD = "hard"


class ClassFeedback(SQLModel, table=True):
    """Two feedback questions about a class to a contact who attended, and the answers."""

    __tablename__ = "class_feedback"
    __table_args__ = (UniqueConstraint("session_id", "contact_id"),)

    id: int = identity()
    session_id: int = reference("class_session.id", index=False)
    contact_id: int | None = reference("contact.id", nullable=True)
    clear: str = Field(default="", max_length=10)  # Clarity; "" is no answer
    wish: str = Field(default="", max_length=300)  # what to learn next, masked
    asked_at: datetime
    answered_at: datetime | None = Field(default=None, index=True)


class ProposalState(StrEnum):
    """The officers' decision on a proposed class."""

    OPEN = "open"
    LATER = "later"  # not this week
    OPENED = "opened"
    DECLINED = "declined"


UNDECIDED = (ProposalState.OPEN, ProposalState.LATER)
SETTLED = (ProposalState.OPENED, ProposalState.DECLINED)


class ClassProposal(SQLModel, table=True):
    """A class proposed from what a village asked about; at most one a village and week."""

    __tablename__ = "class_proposal"

    id: int = identity()
    key: str = Field(unique=True, max_length=60)  # unit, ISO week
    unit_id: int = reference("unit.id")
    topic_id: str = Field(max_length=60)
    title: str = Field(max_length=160)
    askers: int
    state: str = Field(default=ProposalState.OPEN, max_length=10)
    proposed_at: datetime
    decided_at: datetime | None = None
    person_id: int | None = reference("person.id", nullable=True, index=False)  # who decided
    session_id: int | None = reference("class_session.id", nullable=True, index=False)


class SkillObservation(SQLModel, table=True):
    """A member observed a learner's skill; a skills passport lists a learner's observations."""

    __tablename__ = "skill_observation"

    id: int = identity()
    key: str = Field(unique=True, max_length=200)  # holder, skill
    holder: str = Field(index=True, max_length=160)
    contact_id: int | None = reference("contact.id", nullable=True)
    unit_id: int = reference("unit.id")
    learner: str = Field(default="", max_length=120)  # "" is the contact's owner
    skill: str = Field(max_length=40)  # in data/skills.toml
    session_id: int | None = reference("class_session.id", nullable=True)
    person_id: int | None = reference("person.id", nullable=True)  # who saw it
    seen_at: datetime


class Certificate(SQLModel, table=True):
    """A printed certificate of a learner's skills; its code proves that it is genuine."""

    id: int = identity()
    code: str = Field(unique=True, max_length=12)
    holder: str = Field(unique=True, max_length=160)
    name: str = Field(default="", max_length=120)
    unit_id: int = reference("unit.id")
    issued_at: datetime
