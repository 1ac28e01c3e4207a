"""What the stand-ins, the people and the processes of a run have seen; the auditor reads it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MEMORY = timedelta(seconds=150)  # a process may act on the clock it read so long ago


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that a platform took for somebody, or a page showed. `at` is the real time."""

    account: str
    address: str
    platform_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message of somebody that our side confirmed to the platform."""

    account: str
    address: str
    platform_id: str
    at: datetime


@dataclass
class Evidence:
    """Everything that was seen from outside."""

    heard: list[Heard] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)  # bodies of calls to platforms
    logs: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)  # may stand nowhere
    offsets: list[tuple[datetime, float]] = field(default_factory=list)  # from when, seconds
    interruptions: list[datetime] = field(default_factory=list)  # kills and broken connections
    faults: list[str] = field(default_factory=list)  # as they were played
    left_out: list[str] = field(default_factory=list)  # what this machine cannot play
    reminders_asked: int = 0
    ended_at: datetime | None = None  # when the books were closed; what is due later is not lost
    heard_by: dict[tuple[str, str], list[Heard]] = field(default_factory=dict)

    def hear(self, heard: Heard) -> None:
        """Somebody heard something."""
        self.heard.append(heard)
        self.heard_by.setdefault((heard.account, heard.address), []).append(heard)

    def latest_clock(self, at: datetime) -> datetime:
        """The latest that any process may have believed it to be at this instant."""
        known = [offset for since, offset in self.offsets if since <= at - MEMORY][-1:]
        recent = [offset for since, offset in self.offsets if at - MEMORY < since <= at]
        return at + timedelta(seconds=max((*known, *recent, 0.0)))


def real_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)
