"""What happened to polls. Every event leaves an audit entry under the name in `action`."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class PollEvent:
    """Something was done to a poll; the base of the events below, never emitted itself."""

    action: ClassVar[str]

    poll_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The poll, as the audit names it."""
        return f"poll:{self.poll_id}"

    @property
    def note(self) -> str:
        """What the audit entry says beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class PollDrafted(PollEvent):
    """A draft was begun."""

    action: ClassVar[str] = "poll.draft"


@dataclass(frozen=True, slots=True)
class PollSubmitted(PollEvent):
    """A draft waits for a second person; its times are shown to them in `zone`."""

    action: ClassVar[str] = "poll.ask"

    zone: ZoneInfo
    has_console: bool = False  # officers reach it: the notice offers the way


@dataclass(frozen=True, slots=True)
class PollApproved(PollEvent):
    """A second person approved it: it is open now, or opens at its time."""

    action: ClassVar[str] = "poll.approve"


@dataclass(frozen=True, slots=True)
class PollRefused(PollEvent):
    """A second person refused it, by their message `message_id`; nobody is asked."""

    action: ClassVar[str] = "poll.refuse"

    message_id: int | None


@dataclass(frozen=True, slots=True)
class RefusalExplained(PollEvent):
    """Who refused it gave the reason, by their message `message_id`."""

    action: ClassVar[str] = "poll.why"

    message_id: int | None


@dataclass(frozen=True, slots=True)
class RefusalWithdrawn(PollEvent):
    """Who refused it took that back, by their message `message_id`: it waits again."""

    action: ClassVar[str] = "poll.unrefuse"

    message_id: int | None


@dataclass(frozen=True, slots=True)
class PollReturned(PollEvent):
    """Its drafter took it back to edit it."""

    action: ClassVar[str] = "poll.edit"


@dataclass(frozen=True, slots=True)
class PollWithdrawn(PollEvent):
    """It was withdrawn before it opened."""

    action: ClassVar[str] = "poll.drop"


@dataclass(frozen=True, slots=True)
class PollScheduled(PollEvent):
    """It opens by itself when its time comes."""

    action: ClassVar[str] = "poll.ready"


@dataclass(frozen=True, slots=True)
class PollOpened(PollEvent):
    """It can be answered, and the invitations are on their way."""

    action: ClassVar[str] = "poll.open"


@dataclass(frozen=True, slots=True)
class PollMissed(PollEvent):
    """Its end passed before it could be opened."""

    action: ClassVar[str] = "poll.missed"


@dataclass(frozen=True, slots=True)
class VotersReminded(PollEvent):
    """Reminders to those who have not answered are on their way."""

    action: ClassVar[str] = "poll.remind"


@dataclass(frozen=True, slots=True)
class PollClosed(PollEvent):
    """It can no longer be answered; `turnout` is kept when somebody closed it early."""

    action: ClassVar[str] = "poll.close"

    turnout: str = ""

    @property
    def note(self) -> str:
        """The turnout."""
        return self.turnout


@dataclass(frozen=True, slots=True)
class PollReopened(PollEvent):
    """It was closed by mistake, and can be answered again."""

    action: ClassVar[str] = "poll.reopen"


@dataclass(frozen=True, slots=True)
class ResultsSent(PollEvent):
    """The result is on its way to the villages."""

    action: ClassVar[str] = "poll.tell"


@dataclass(frozen=True, slots=True)
class PapersEntered(PollEvent):
    """Votes on paper were typed in, `count` of them."""

    action: ClassVar[str] = "poll.paper"

    count: int

    @property
    def note(self) -> str:
        """How many."""
        return str(self.count)


@dataclass(frozen=True, slots=True)
class BallotCast:
    """A voter answered for the first time; a changed ballot is not told again."""

    ballot_id: int
    at: datetime
