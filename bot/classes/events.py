"""What happens to classes, enrolments and class proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.classes.models import ProposalState
from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class ClassEvent:
    """An officer did something to a class; the base of the events that the audit tells of."""

    class_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The class, for the audit log."""
        return f"class:{self.class_id}"


@dataclass(frozen=True, slots=True)
class SeriesEvent:
    """An officer did something to a weekly series; the base of the events below."""

    series_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The series, for the audit log."""
        return f"series:{self.series_id}"


@dataclass(frozen=True, slots=True)
class ClassOpened(ClassEvent):
    """An officer opened a class."""

    action: ClassVar[str] = "class.open"

    note: str = ""


@dataclass(frozen=True, slots=True)
class PreviousClass:
    """What learners knew of a class before it changed; None or "" where nothing changed."""

    topic: str = ""
    starts_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class ClassUpdated(ClassEvent):
    """An officer updated a class. `previous` is None when learners need not know."""

    action: ClassVar[str] = "class.update"

    version: int
    previous: PreviousClass | None
    due_at: datetime  # of the notice to learners
    zone: ZoneInfo
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassCancelled(ClassEvent):
    """An officer cancelled a class; the note is the reason that learners read."""

    action: ClassVar[str] = "class.cancel"

    version: int
    due_at: datetime  # of the notice to learners
    zone: ZoneInfo
    note: str


@dataclass(frozen=True, slots=True)
class SeriesCreated(SeriesEvent):
    """An officer created a weekly series."""

    action: ClassVar[str] = "series.create"

    note: str = ""


@dataclass(frozen=True, slots=True)
class SeriesPaused(SeriesEvent):
    """An officer paused or resumed a weekly series."""

    is_paused: bool
    note: str = ""

    @property
    def action(self) -> str:
        """The deed, for the audit log."""
        return "series.pause" if self.is_paused else "series.resume"


@dataclass(frozen=True, slots=True)
class LearnerPromoted:
    """A learner moved up from the waiting list to a free seat."""

    enrolment_id: int
    due_at: datetime
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class SkippedLearnerReturned:
    """A learner who was skipped while unreachable is reachable again and still waits."""

    enrolment_id: int
    waiting_position: int
    skipped_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassReminderSent:
    """A reminder of a class was due and is sent."""

    reminder_id: int
    enrolment_ids: tuple[int, ...]  # of the contact's learners, the first can be left
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackAsked:
    """A contact whose learners attended is asked for feedback."""

    feedback_id: int
    enrolment_ids: tuple[int, ...]
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class MakeUpOffered:
    """Absent learners are offered another class on the topic."""

    make_up_id: int
    enrolment_ids: tuple[int, ...]
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassProposed:
    """A class is proposed to the officers, with times to choose from."""

    proposal_id: int
    times: tuple[datetime, ...]
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """An officer decided on a proposed class."""

    proposal_id: int
    state: ProposalState
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def action(self) -> str:
        """The deed, for the audit log."""
        return f"proposal.{self.state}"

    @property
    def subject(self) -> str:
        """The proposal, for the audit log."""
        return f"proposal:{self.proposal_id}"


@dataclass(frozen=True, slots=True)
class AskersInvited:
    """Those who asked about a topic are invited to the class that was opened for it."""

    proposal_id: int
    contact_ids: tuple[int, ...]
    due_at: datetime
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class CertificatesIssued(ClassEvent):
    """An officer issued the certificates of a class."""

    action: ClassVar[str] = "certificate.issue"

    note: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(ClassEvent):
    """A member or officer recorded who was there; the note says how many, never who."""

    action: ClassVar[str] = "class.roll"

    note: str


@dataclass(frozen=True, slots=True)
class LearnerAdded(ClassEvent):
    """An officer put somebody without a phone on a class's list."""

    action: ClassVar[str] = "class.learner"

    note: str = ""


@dataclass(frozen=True, slots=True)
class LearnerRemoved(ClassEvent):
    """An officer took somebody without a phone off a class's list."""

    action: ClassVar[str] = "class.unlist"

    note: str = ""


@dataclass(frozen=True, slots=True)
class RemindersFoundOverdue:
    """Reminders of a commune's residents are overdue."""

    commune_id: int
    count: int
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class LearnerEnrolled:
    """A learner got a seat, a place in the waiting list, or came without either."""

    enrolment_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassFollowedUp:
    """A class is over and its attendance is not taken any more."""

    class_id: int
    at: datetime
