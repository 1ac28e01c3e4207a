"""What happened to tickets. Who is told of it is in `bot.notices.tickets`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor
from bot.tickets.assignment import Placement
from bot.tickets.models import TicketOutcome, VisitOutcome


@dataclass(frozen=True, slots=True)
class MemberTicketEvent:
    """Something happened to a ticket that its member hears of; a base of the events below."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OfficerTicketEvent:
    """An officer did something with a ticket; the base of the events that the audit tells of."""

    ticket_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The ticket."""
        return f"ticket:{self.ticket_id}"


@dataclass(frozen=True, slots=True)
class TicketOffered:
    """A member was asked to take a ticket; times on the card are said in `zone`."""

    ticket_id: int
    member_id: int
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketEscalated:
    """Everybody on duty was asked in vain; `leader_ids` are the persons who lead."""

    ticket_id: int
    leader_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketMoved:
    """A ticket was assigned anew without its resident having asked for it just now.

    `former_id` is the member who had it (`was_taken`) or was asked before, None for nobody.
    """

    former_id: int | None
    was_taken: bool
    placement: Placement
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketGivenOn:
    """A ticket went from a member to somebody else, by another's decision."""

    ticket_id: int
    former_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketTimedOut:
    """A member lost a ticket by not answering."""

    ticket_id: int
    former_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """A member accepted a ticket; `offered_to_id` is the person who was asked."""

    ticket_id: int
    member_id: int
    offered_to_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketExtended:
    """The resident added words or attachments for the member who has the card.

    `text` is what they wrote; the attachments are those of the ticket from `first_attachment` on,
    `attachments` of them.
    """

    ticket_id: int
    member_id: int
    text: str
    first_attachment: int
    attachments: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PhoneRequested(MemberTicketEvent):
    """The member asked for a phone number to call."""


@dataclass(frozen=True, slots=True)
class PhoneGiven(MemberTicketEvent):
    """The resident gave the member who has the ticket their phone number."""


@dataclass(frozen=True, slots=True)
class NameDisclosed(MemberTicketEvent):
    """The resident let the member see their name."""


@dataclass(frozen=True, slots=True)
class CallTimeWished(MemberTicketEvent):
    """The resident said when they want to be answered; the member has the card."""


@dataclass(frozen=True, slots=True)
class TicketCompleted(MemberTicketEvent):
    """The member closed the ticket as done."""


@dataclass(frozen=True, slots=True)
class TicketCancelled(MemberTicketEvent):
    """The resident closed the ticket, which somebody had or was asked to take."""


@dataclass(frozen=True, slots=True)
class TicketFellQuiet(MemberTicketEvent):
    """The member answered and the resident is silent: it may be over."""


@dataclass(frozen=True, slots=True)
class TicketClosedQuietly(MemberTicketEvent):
    """The clock closed a ticket in which nobody wrote for hours."""


@dataclass(frozen=True, slots=True)
class ResidentLost(MemberTicketEvent):
    """The clock closed the ticket of a resident who blocked us."""


@dataclass(frozen=True, slots=True)
class SafetyFollowUpDue:
    """It is the day after a resident told of a fraud."""

    follow_up_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DangerReported:
    """A resident is in danger; `helper_ids` are all who could come, but for who has the card."""

    ticket_id: int
    helper_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketAnswered(OfficerTicketEvent):
    """An officer answered a resident, which closed the ticket."""

    action: ClassVar[str] = "ticket.answer"
    note: ClassVar[str] = ""


class DeskDeed(StrEnum):
    """What is decided about a ticket at a desk, as the audit names it."""

    ASSIGN = "ticket.assign"
    TAKE = "ticket.take"  # from a member who had it
    CLOSE = "ticket.close"
    REOPEN = "ticket.reopen"


@dataclass(frozen=True, slots=True)
class DeskAction:
    """A leader or officer decided about a ticket at their desk."""

    action: DeskDeed
    ticket_id: int
    actor: Actor
    note: str
    at: datetime

    @property
    def subject(self) -> str:
        """The ticket."""
        return f"ticket:{self.ticket_id}"


@dataclass(frozen=True, slots=True)
class IdentityRevealed(OfficerTicketEvent):
    """An officer saw who is behind an alias; `note` says who asked and why."""

    action: ClassVar[str] = "ticket.reveal"

    note: str


@dataclass(frozen=True, slots=True)
class TicketWordsChanged:
    """What is said in a ticket, noted about it or known of its resident may have changed."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """A resident asked for a person."""

    ticket_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketClosed:
    """A ticket ended, in whatever way; `TicketCompleted` and others say who did it."""

    ticket_id: int
    outcome: TicketOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketReopened:
    """The resident said that it is not solved."""

    ticket_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketRated:
    """The resident gave 1 to 5 stars; the rating before it, if any, is replaced."""

    ticket_id: int
    stars: int
    at: datetime
    replaced: int | None = None


@dataclass(frozen=True, slots=True)
class VisitReported:
    """The member told how a visit went."""

    visit_id: int
    outcome: VisitOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class HelpedFaceToFace:
    """A member wrote down whom they helped without a ticket."""

    unit_id: int | None
    households: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HelpCounted:
    """A kind of help is counted for more, or (`people` < 0) fewer persons than before.

    `helped_at` is when the help was given: its day is the counter's. `contact_id` is the resident
    of the ticket, None face to face.
    """

    unit_id: int | None
    contact_id: int | None
    kind: str
    people: int
    helped_at: datetime


class HelpDeed(StrEnum):
    """What is decided about an entry of the support log, as the audit names it."""

    WITHDRAW = "help.withdraw"
    RESTORE = "help.restore"


@dataclass(frozen=True, slots=True)
class HelpEntryChanged:
    """An entry of the support log was taken back, or is valid again.

    `households` is how many more (or fewer) were helped face to face at `helped_at`.
    """

    action: HelpDeed
    log_id: int
    unit_id: int | None
    households: int
    helped_at: datetime
    actor: Actor
    note: str
    at: datetime

    @property
    def subject(self) -> str:
        """The entry."""
        return f"help:{self.log_id}"
