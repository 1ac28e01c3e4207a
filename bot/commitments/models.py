"""Tables of commitments.

Commitment, CommitmentTicket (the field reports it answers), CommitmentRecipient (who took part),
CommitmentRound (one message to them) and CommitmentShare (how many of a village were told).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference
from bot.people.approvals import Stage

_EMPTY = text("''")
_ZERO = text("0")


class CommitmentState(StrEnum):
    """The states of a commitment; the last two are final."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    REFUSED = "refused"  # by the second person; its drafter may mend it
    OPEN = "open"  # promised, and told to those who took part
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


UNTOLD_STATES = (CommitmentState.DRAFT, CommitmentState.WAITING, CommitmentState.REFUSED)


class RoundKind(StrEnum):
    """What a message to those who took part is about."""

    PROMISED = "promised"
    MOVED = "moved"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class DueStage(StrEnum):
    """How far the officers were reminded of the due day, in this order."""

    NONE = ""
    SOON = "soon"
    TODAY = "today"
    LATE = "late"


class Commitment(SQLModel, table=True):
    """One promise of a unit. It answers a poll (`poll_id`) or field reports (CommitmentTicket)."""

    __table_args__ = (Index("ix_commitment_state_due_on", "state", "due_on"),)

    id: int = identity()
    unit_id: int = reference("unit.id")
    poll_id: int | None = reference("poll.id", nullable=True)
    subject: str = Field(max_length=300)  # the poll's title, or the reports' categories
    answer: str = Field(max_length=600)  # what the commune heard
    promise: str = Field(max_length=400)  # what it will do
    due_on: date
    state: str = Field(default=CommitmentState.DRAFT, max_length=10)
    drafted_by: int | None = reference("person.id", nullable=True)  # None: the operator
    drafted_at: datetime
    decided_by: int | None = reference("person.id", nullable=True, index=False)
    asks: int = Field(default=0, sa_column_kwargs={"server_default": _ZERO})
    refused_why: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": _EMPTY}
    )
    approved_at: datetime | None = None
    # Since the day was last set: a new day brings new reminders.
    reminded: str = Field(
        default=DueStage.NONE, max_length=10, sa_column_kwargs={"server_default": _EMPTY}
    )
    moved: int = Field(default=0, sa_column_kwargs={"server_default": _ZERO})  # how often
    late_at: datetime | None = None  # when it was first found late; a new day does not undo it
    ended_at: datetime | None = None  # kept or withdrawn
    # What was done, or why it was withdrawn, in the commune's words.
    outcome: str = Field(default="", max_length=600, sa_column_kwargs={"server_default": _EMPTY})
    # Done by the day it was last promised for.
    in_time: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    photo: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )

    @property
    def stage(self) -> Stage:
        """Where it stands between its drafter and its approver."""
        match self.state:
            case CommitmentState.DRAFT:
                return Stage.DRAFTED
            case CommitmentState.WAITING:
                return Stage.SUBMITTED
            case CommitmentState.REFUSED:
                return Stage.REFUSED
            case CommitmentState.WITHDRAWN if self.approved_at is None:
                return Stage.WITHDRAWN
        return Stage.APPROVED


class CommitmentTicket(SQLModel, table=True):
    """A field report that a commitment answers."""

    __tablename__ = "commitment_ticket"
    __table_args__ = (UniqueConstraint("commitment_id", "ticket_id"),)

    id: int = identity()
    commitment_id: int = reference("commitment.id", index=False)
    ticket_id: int = reference("ticket.id")


class CommitmentRecipient(SQLModel, table=True):
    """A chat that took part, as its unit was then; never what was voted."""

    __tablename__ = "commitment_recipient"
    __table_args__ = (
        UniqueConstraint("commitment_id", "contact_id"),
        Index("ix_commitment_recipient_unit", "commitment_id", "unit_id"),
    )

    id: int = identity()
    commitment_id: int = reference("commitment.id", index=False)
    contact_id: int = reference("contact.id")
    unit_id: int = reference("unit.id", index=False)  # without a village, the commitment's
    codes: str = Field(default="", max_length=60)  # of their reports


class CommitmentRound(SQLModel, table=True):
    """One message to all who took part, on its way village by village."""

    __tablename__ = "commitment_round"
    __table_args__ = (Index("ix_commitment_round_ended_at", "ended_at"),)

    id: int = identity()
    commitment_id: int = reference("commitment.id")
    kind: str = Field(max_length=10)
    text: str  # with a gap for what the reader did
    batch_id: int | None = reference("batch.id", nullable=True, index=False)
    after_unit_id: int = Field(default=0, sa_type=Id)  # the last unit that was staged
    begun_at: datetime
    ended_at: datetime | None = None  # all is staged


class CommitmentShare(SQLModel, table=True):
    """To how many of a unit a round went; it stays when they are erased."""

    __tablename__ = "commitment_share"
    __table_args__ = (UniqueConstraint("round_id", "unit_id"),)

    id: int = identity()
    round_id: int = reference("commitment_round.id", index=False)
    unit_id: int = reference("unit.id", index=False)
    told: int
