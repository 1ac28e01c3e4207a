"""What happened to commitments. Those with an `action` leave an audit entry under it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class CommitmentEvent:
    """Something was done to a commitment; the base of those below, never emitted itself."""

    action: ClassVar[str]

    commitment_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The commitment, as the audit names it."""
        return f"commitment:{self.commitment_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class CommitmentDrafted(CommitmentEvent):
    """A draft was written or changed."""

    action: ClassVar[str] = "commitment.draft"


@dataclass(frozen=True, slots=True)
class CommitmentSubmitted(CommitmentEvent):
    """A draft waits for a second person."""

    action: ClassVar[str] = "commitment.ask"


@dataclass(frozen=True, slots=True)
class CommitmentApproved(CommitmentEvent):
    """It is promised: those who took part are told."""

    action: ClassVar[str] = "commitment.approve"


@dataclass(frozen=True, slots=True)
class CommitmentRefused(CommitmentEvent):
    """A second person sent it back to its drafter; nobody was told."""

    action: ClassVar[str] = "commitment.refuse"

    reason: str

    @property
    def note(self) -> str:
        """Why."""
        return self.reason


@dataclass(frozen=True, slots=True)
class DraftDropped(CommitmentEvent):
    """It was given up before anybody was told."""

    action: ClassVar[str] = "commitment.drop"


@dataclass(frozen=True, slots=True)
class CommitmentMoved(CommitmentEvent):
    """It has a new day."""

    action: ClassVar[str] = "commitment.move"

    before: date
    reason: str

    @property
    def note(self) -> str:
        """Why."""
        return self.reason


@dataclass(frozen=True, slots=True)
class CommitmentKept(CommitmentEvent):
    """What was promised is done."""

    action: ClassVar[str] = "commitment.keep"

    today: date


@dataclass(frozen=True, slots=True)
class CommitmentWithdrawn(CommitmentEvent):
    """It will not be done, and those who took part are told why."""

    action: ClassVar[str] = "commitment.withdraw"

    reason: str

    @property
    def note(self) -> str:
        """Why."""
        return self.reason


@dataclass(frozen=True, slots=True)
class CommitmentDue:
    """The day is near, has come or has passed: the officers are reminded, once of each."""

    commitment_id: int
    stage: str
    days_left: int  # below 0 when it is late
    at: datetime


@dataclass(frozen=True, slots=True)
class CommitmentLate:
    """It was found late for the first time."""

    commitment_id: int
    at: datetime
