"""What happened to tickets. Who is told of it is in `bot.notices.tickets`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor
from bot.tickets.assignment import Placement


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
class PhoneRequested:
    """The member asked for a phone number to call."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PhoneGiven:
    """The resident gave the member who has the ticket their phone number."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NameDisclosed:
    """The resident let the member see their name."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CallTimeWished:
    """The resident said when they want to be answered; the member has the card."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketCompleted:
    """The member closed the ticket as done."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketCancelled:
    """The resident closed the ticket, which somebody had or was asked to take."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketFellQuiet:
    """The member answered and the resident is silent: it may be over."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketClosedQuietly:
    """The clock closed a ticket in which nobody wrote for hours."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ResidentLost:
    """The clock closed the ticket of a resident who blocked us."""

    ticket_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DangerReported:
    """A resident is in danger; `helper_ids` are all who could come, but for who has the card."""

    ticket_id: int
    helper_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketAnswered:
    """An officer answered a resident, which closed the ticket."""

    action: ClassVar[str] = "ticket.answer"
    note: ClassVar[str] = ""

    ticket_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The ticket."""
        return f"ticket:{self.ticket_id}"


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
class IdentityRevealed:
    """An officer saw who is behind an alias; `note` says who asked and why."""

    action: ClassVar[str] = "ticket.reveal"

    ticket_id: int
    actor: Actor
    note: str
    at: datetime

    @property
    def subject(self) -> str:
        """The ticket."""
        return f"ticket:{self.ticket_id}"


@dataclass(frozen=True, slots=True)
class ChatLinked:
    """A chat was linked to a person with a role; `name` is what the platform calls it."""

    action: ClassVar[str] = "chat.link"
    note: ClassVar[str] = ""

    contact_id: int
    actor: Actor
    name: str
    at: datetime

    @property
    def subject(self) -> str:
        """The chat."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class LinkUndone:
    """An older chat of the same person unlinked a newer one."""

    action: ClassVar[str] = "chat.undo"
    note: ClassVar[str] = ""

    contact_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The chat."""
        return f"contact:{self.contact_id}"
