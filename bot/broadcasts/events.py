"""What happened to announcements, and to the questions about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor


class Deed(StrEnum):
    """What was done to an announcement that only the audit log hears of."""

    DRAFT = "draft"
    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    COPY = "copy"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class BroadcastEvent:
    """An officer's deed on an announcement; the base of the events below, never emitted itself."""

    broadcast_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The announcement, as the audit log names it."""
        return f"broadcast:{self.broadcast_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class BroadcastChanged(BroadcastEvent):
    """It was drafted, edited, paused, resumed or cancelled; or a new draft was made of it."""

    deed: Deed

    @property
    def action(self) -> str:
        """The deed, as the audit log names it."""
        return f"broadcast.{self.deed}"


@dataclass(frozen=True, slots=True)
class BroadcastSubmitted(BroadcastEvent):
    """A draft waits for a second person, who is shown `preview` and its times in `zone`.

    Without a preview nobody is asked: the same hand decides at once.
    """

    action: ClassVar[str] = "broadcast.ask"

    preview: str
    zone: ZoneInfo
    has_console: bool = False  # officers reach it: the notice offers the way


@dataclass(frozen=True, slots=True)
class BroadcastApproved(BroadcastEvent):
    """A second person approved it; `remark` says how, if that is worth an entry."""

    action: ClassVar[str] = "broadcast.approve"

    remark: str

    @property
    def note(self) -> str:
        """The remark."""
        return self.remark


@dataclass(frozen=True, slots=True)
class BroadcastRefused(BroadcastEvent):
    """A second person refused it, by their message `message_id`."""

    action: ClassVar[str] = "broadcast.refuse"

    message_id: int | None


@dataclass(frozen=True, slots=True)
class RefusalExplained(BroadcastEvent):
    """Whoever refused it gave the reason, by their message `message_id`."""

    action: ClassVar[str] = "broadcast.why"

    reason: str
    message_id: int | None

    @property
    def note(self) -> str:
        """The reason."""
        return self.reason


@dataclass(frozen=True, slots=True)
class RefusalTakenBack(BroadcastEvent):
    """Whoever refused it took that back, by their message `message_id`: it waits again."""

    action: ClassVar[str] = "broadcast.unrefuse"

    message_id: int | None


@dataclass(frozen=True, slots=True)
class BroadcastEnded:
    """It is sent as far as it can be; the drafter hears the result at `due_at`."""

    broadcast_id: int
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ProgressChanged:
    """The figures that the drafter's progress message shows have changed, or it is due."""

    broadcast_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionsGathered:
    """Residents' questions about it wait to be told to its author."""

    broadcast_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionsAnswered(BroadcastEvent):
    """The author answered everybody who asked; `contact_ids` are those who can be reached."""

    action: ClassVar[str] = "broadcast.answer"

    answer_id: int
    contact_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LiveSwitched:
    """A unit's residents hear announcements from now on, or no longer."""

    action: ClassVar[str] = "unit.live"

    unit_code: str
    live: bool
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The unit, as the audit log names it."""
        return f"unit:{self.unit_code}"

    @property
    def note(self) -> str:
        """Whether it is live now."""
        return str(self.live)
