"""What happened to duty: swaps asked for and decided, a unit's hours and days set."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot import texts
from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class SwapRequested:
    """A member asked a colleague to swap duty."""

    swap_id: int
    proposer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SwapDecided:
    """The colleague agreed or refused; `proposer_id` is who had asked."""

    swap_id: int
    proposer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HoursSet:
    """The working hours of a unit were set; `note` is the hours as understood."""

    action: ClassVar[str] = "duty.hours"

    unit_id: int
    actor: Actor
    note: str
    at: datetime

    @property
    def subject(self) -> str:
        """The unit."""
        return f"unit:{self.unit_id}"


@dataclass(frozen=True, slots=True)
class DaySet:
    """A day of a unit was set as off or worked; `note` is the day and which."""

    action: ClassVar[str] = "duty.day"

    unit_id: int
    actor: Actor
    note: str
    at: datetime

    @property
    def subject(self) -> str:
        """The unit."""
        return f"unit:{self.unit_id}"


@dataclass(frozen=True, slots=True)
class DutyRecorded:
    """A leader or an officer wrote down a shift or an absence of a member."""

    action: ClassVar[str] = "duty.record"

    person_id: int
    actor: Actor
    at: datetime
    first: date
    last: date
    is_absence: bool

    @property
    def subject(self) -> str:
        """The member."""
        return f"person:{self.person_id}"

    @property
    def note(self) -> str:
        """Which days, and which of both."""
        days = texts.DUTY_DAYS.format(first=f"{self.first:%d/%m/%Y}", last=f"{self.last:%d/%m/%Y}")
        return f"{texts.DUTY_ABSENT if self.is_absence else texts.DUTY_ON}, {days}"


@dataclass(frozen=True, slots=True)
class DutyCleared:
    """A leader or an officer took a shift or an absence of a member back."""

    action: ClassVar[str] = "duty.clear"
    note: ClassVar[str] = ""

    person_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The member."""
        return f"person:{self.person_id}"
