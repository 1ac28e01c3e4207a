"""Tables of classes and reminders.

A `Reminder` row is one thing owed to one contact at one instant; the clock reads only those that
are due. Its `key` is what makes two ticks on two machines one reminder.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.db import Id, identity, reference


class Seat(StrEnum):
    """How an enrolment stands."""

    JOINED = "joined"
    WAITING = "waiting"  # the class is full; moves up by itself
    ASKED = "asked"  # from the web page, not confirmed yet: takes no seat
    LEFT = "left"


class Kind(StrEnum):
    """What is reminded of."""

    CLASS = "class"
    OWN = "own"


class State(StrEnum):
    """The life of a reminder; all but the first are ends."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # the person left, stopped, or is gone
    MISSED = "missed"  # it could not be sent in time; reported


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ClassSeries(SQLModel, table=True):
    """A weekly pattern in local time that makes class sessions."""

    __tablename__ = "class_series"

    id: int = identity()
    unit_id: int = reference("unit.id")
    pattern: str = Field(max_length=120)  # "T3, T5 19:30"
    first_on: date
    last_on: date | None = None
    what: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    paused_at: datetime | None = None
    created_at: datetime


class ClassSession(SQLModel, table=True):
    """One meeting of a class."""

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
    """One learner in one class; `contact_id` is the chat that is told, none for a walk-in."""

    __table_args__ = (
        Index("ix_enrolment_session_id_seat", "session_id", "seat"),
        # The clock asks for these few.
        Index("ix_enrolment_moved_at", "moved_at", **_where("moved_at IS NOT NULL")),
        Index("ix_enrolment_passed_at", "passed_at", **_where("passed_at IS NOT NULL")),
    )

    id: int = identity()
    key: str = Field(unique=True, max_length=200)  # session, contact, learner
    session_id: int = reference("class_session.id", index=False)
    contact_id: int | None = reference("contact.id", nullable=True)
    learner: str = Field(default="", max_length=120)  # "" is the contact's owner
    seat: str = Field(default=Seat.JOINED, max_length=10)
    joined_at: datetime
    # On whose account the seat is: "c<contact>", "p<person>" or "h<household>"; "" nobody's yet.
    holder: str = Field(default="", max_length=24, sa_column_kwargs={"server_default": text("''")})
    # Moved up from the waiting list; passed over there, as nobody could tell them.
    moved_at: datetime | None = None
    passed_at: datetime | None = None
    known_version: int = 0  # of the class, the one they said they know
    attended_at: datetime | None = None


class MakeUpState(StrEnum):
    """The life of an offer to learn what was missed; all but the first two are ends."""

    WAITING = "waiting"  # for a class to offer
    OFFERED = "offered"
    TAKEN = "taken"
    OVER = "over"  # declined, joined by themselves, or nothing came up in time


class MakeUp(SQLModel, table=True):
    """Somebody's learners were not there: one offer of another class on the same topic."""

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


class ClassFeedback(SQLModel, table=True):
    """What those who were there say of a class: two questions, one answer a chat."""

    __tablename__ = "class_feedback"
    __table_args__ = (UniqueConstraint("session_id", "contact_id"),)

    id: int = identity()
    session_id: int = reference("class_session.id", index=False)
    contact_id: int | None = reference("contact.id", nullable=True)
    clear: str = Field(default="", max_length=10)  # clear, fast, hard; "" is no answer
    wish: str = Field(default="", max_length=300)  # what to learn next, masked
    asked_at: datetime
    answered_at: datetime | None = Field(default=None, index=True)


class ProposalState(StrEnum):
    """What the officers said to a class that was proposed."""

    OPEN = "open"
    LATER = "later"  # not this week
    OPENED = "opened"
    DECLINED = "declined"


class ClassProposal(SQLModel, table=True):
    """A topic a village asked about; one a village and week."""

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


class SkillSeen(SQLModel, table=True):
    """A member saw a learner do something; the passport is the sum of these."""

    __tablename__ = "skill_seen"

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
    """A printed sheet of what a learner can do; its code tells whether it is genuine."""

    id: int = identity()
    code: str = Field(unique=True, max_length=12)
    holder: str = Field(unique=True, max_length=160)
    name: str = Field(default="", max_length=120)
    unit_id: int = reference("unit.id")
    issued_at: datetime


class Reminder(SQLModel, table=True):
    """One thing owed to one contact at one instant."""

    __table_args__ = (
        Index("ix_reminder_state_due_at", "state", "due_at"),
        Index("ix_reminder_contact_id_state", "contact_id", "state"),
    )

    id: int = identity()
    key: str = Field(unique=True, max_length=120)
    kind: str = Field(max_length=10)
    contact_id: int = reference("contact.id", index=False)
    session_id: int | None = reference("class_session.id", nullable=True)
    rule_id: int | None = reference("reminder_rule.id", nullable=True)  # it comes again
    text: str = Field(default="", max_length=300)
    due_at: datetime
    send_before: datetime | None = None  # afterwards it is worth nothing, and reported
    meant_at: datetime | None = None  # when it was to be, if a stop and the quiet hours moved it
    state: str = Field(default=State.WAITING, max_length=10)
    made_at: datetime
    fired_at: datetime | None = None
    done_at: datetime | None = None


class ReminderWish(SQLModel, table=True):
    """How somebody wants to be reminded; the last word wins."""

    __tablename__ = "reminder_wish"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    classes_stopped_at: datetime | None = None
    own_stopped_at: datetime | None = None  # of what was asked for before


class ReminderAsk(SQLModel, table=True):
    """What was asked of somebody and is not answered yet; one a person."""

    __tablename__ = "reminder_ask"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    kind: str = Field(max_length=10)  # learner, when, matter, wish, place, cancel
    session_id: int | None = reference("class_session.id", nullable=True, index=False)
    text: str = Field(default="", max_length=300)
    asked_at: datetime


class DeadlineWish(SQLModel, table=True):
    """Somebody wants to be told of a recurring deadline."""

    __tablename__ = "deadline_wish"
    __table_args__ = (
        UniqueConstraint("contact_id", "deadline"),
        Index("ix_deadline_wish_deadline_id", "deadline", "id"),
    )

    id: int = identity()
    contact_id: int = reference("contact.id", index=False)
    deadline: str = Field(max_length=40)
    wished_at: datetime


class DeadlineRun(SQLModel, table=True):
    """One telling of one deadline to all who want it, batch by batch."""

    __tablename__ = "deadline_run"
    __table_args__ = (UniqueConstraint("deadline", "day", "days_before"),)

    id: int = identity()
    deadline: str = Field(max_length=40)
    day: date
    days_before: int
    after_id: int = 0  # the last wish that was told
    told: int = 0
    started_at: datetime
    ended_at: datetime | None = None
