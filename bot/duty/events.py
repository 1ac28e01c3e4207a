"""What happened to duty: swaps asked for and decided, a unit's hours and days set."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

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
