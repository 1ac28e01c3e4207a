"""Tables of reminders: what one contact is owed at one instant, and what people asked for."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference


class ReminderKind(StrEnum):
    """What a reminder is about."""

    CLASS = "class"
    PERSONAL = "own"


class ReminderState(StrEnum):
    """Status of a reminder; all but WAITING are final."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # the person left, stopped, or is gone
    MISSED = "missed"  # it could not be sent in time; reported


class RuleState(StrEnum):
    """Status of a recurring rule."""

    RUNNING = "waiting"
    PAUSED = "paused"  # until it is resumed
    ENDED = "dropped"


KEPT_RULES = (RuleState.RUNNING, RuleState.PAUSED)
"""What a contact's list of recurring reminders shows."""


class QuestionKind(StrEnum):
    """What a contact is asked and answers in words."""

    LEARNER = "learner"  # the name of the relative to enrol
    TIME = "when"
    WHICH_TIME = "which"  # one of several
    MATTER = "matter"
    MATTER_AND_TIME = "both"
    END = "end"  # of a recurring reminder
    WISHED_TOPIC = "wish"
    CLASS_PLACE = "place"
    CANCEL_REASON = "cancel"


class Reminder(SQLModel, table=True):
    """One message due to one contact at one instant."""

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
    state: str = Field(default=ReminderState.WAITING, max_length=10)
    made_at: datetime
    fired_at: datetime | None = None
    done_at: datetime | None = None


class ReminderPreferences(SQLModel, table=True):
    """A contact's opt-outs of class and personal reminders; the latest choice wins."""

    __tablename__ = "reminder_preferences"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    classes_stopped_at: datetime | None = None
    own_stopped_at: datetime | None = None  # of what was asked for before


class PendingQuestion(SQLModel, table=True):
    """The question a contact has not answered yet; at most one a contact."""

    __tablename__ = "pending_question"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    kind: str = Field(max_length=10)  # QuestionKind
    session_id: int | None = reference("class_session.id", nullable=True, index=False)
    text: str = Field(default="", max_length=300)
    asked_at: datetime


class DeadlineSubscription(SQLModel, table=True):
    """A contact's subscription to the notices of a recurring deadline."""

    __tablename__ = "deadline_subscription"
    __table_args__ = (
        UniqueConstraint("contact_id", "deadline"),
        Index("ix_deadline_subscription_deadline_id", "deadline", "id"),
    )

    id: int = identity()
    contact_id: int = reference("contact.id", index=False)
    deadline: str = Field(max_length=40)
    wished_at: datetime


class DeadlineRepeat(StrEnum):
    """How often a unit's own deadline comes."""

    ONCE = "once"
    YEARLY = "yearly"
    MONTHLY = "monthly"


class UnitDeadline(SQLModel, table=True):
    """A deadline that a unit added for its residents."""

    __tablename__ = "unit_deadline"

    id: int = identity()
    unit_id: int = reference("unit.id")
    title: str = Field(max_length=80)
    text: str = Field(max_length=300)
    day: date  # of a monthly one only its day counts, of a yearly one day and month
    repeat: str = Field(max_length=10)
    days_before: str = Field(max_length=40)  # "7,1": how many days before it is told
    basis: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": sql_text("''")}
    )
    written_by: int | None = reference("person.id", nullable=True)
    written_at: datetime
    withdrawn_at: datetime | None = None


class DeadlineRun(SQLModel, table=True):
    """One notice of a deadline, sent to all subscribers batch by batch."""

    __tablename__ = "deadline_run"
    __table_args__ = (UniqueConstraint("deadline", "day", "days_before"),)

    id: int = identity()
    deadline: str = Field(max_length=40)
    day: date
    days_before: int
    after_id: int = 0  # the last wish that was told
    notified_count: int = 0
    started_at: datetime
    ended_at: datetime | None = None
