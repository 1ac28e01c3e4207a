"""What officers did to a contact: whom they blocked, and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.people.events import ChatEvent


@dataclass(frozen=True, slots=True)
class ContactBlocked(ChatEvent):
    """An officer blocked a contact until a moment."""

    action: ClassVar[str] = "contact.block"

    reason: str
    ends_at: datetime

    @property
    def note(self) -> str:
        """Until when, as ISO 8601, and why."""
        return f"{self.ends_at.isoformat(timespec='minutes')}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ContactUnblocked(ChatEvent):
    """A block ended, by an officer or by its time."""

    action: ClassVar[str] = "contact.unblock"
