"""What happens to personal reminders and to the notices of recurring deadlines."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


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
