"""What happens to personal reminders and to the notices of recurring deadlines."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor


class RulePlace(StrEnum):
    """Where an occurrence stands in its recurring rule, as far as its owner is told."""

    INSIDE = "inside"  # or no rule at all
    BACK = "back"  # the first after a suspension
    LAST = "last"
    WAS_LAST = "was_last"  # the last, said on a later day


@dataclass(frozen=True, slots=True)
class ReminderSent:
    """A personal reminder was due and is sent."""

    reminder_id: int
    meant_at: datetime  # when it was to be
    is_late: bool
    place: RulePlace
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadlineNoticeDue:
    """A batch of subscribers is due for the notice of a recurring deadline."""

    run_id: int
    text: str  # of data/deadlines.toml, with a gap for the day
    contact_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitDeadlineEvent:
    """A unit's own deadline was written by an officer; the base of the events below."""

    action: ClassVar[str]

    deadline_id: int
    actor: Actor
    at: datetime
    note: str  # its title

    @property
    def subject(self) -> str:
        """The deadline, as the audit names it."""
        return f"deadline:{self.deadline_id}"


@dataclass(frozen=True, slots=True)
class UnitDeadlineAdded(UnitDeadlineEvent):
    """It was added."""

    action: ClassVar[str] = "deadline.add"


@dataclass(frozen=True, slots=True)
class UnitDeadlineChanged(UnitDeadlineEvent):
    """It was changed; whoever asked for it is told when its day is another (`contact_ids`)."""

    action: ClassVar[str] = "deadline.change"

    next_day: date | None
    contact_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitDeadlineWithdrawn(UnitDeadlineEvent):
    """It was taken away; whoever asked for it is told."""

    action: ClassVar[str] = "deadline.withdraw"

    contact_ids: tuple[int, ...]
