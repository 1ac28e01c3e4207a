"""What happened to messages and visits of tickets. Who is told: `bot.notices.ticket_messages`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.tickets.events import MemberTicketEvent
from bot.tickets.secret_requests import Secret


@dataclass(frozen=True, slots=True)
class MemberMessageRelayed:
    """A member's message is relayed to the resident of the ticket."""

    ticket_id: int
    message_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ResidentMessageRelayed:
    """A resident's message is relayed to the member who has the ticket."""

    ticket_id: int
    message_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketHandedBack(MemberTicketEvent):
    """The resident wants the bot again, which closed the ticket the member has."""


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """The resident confirmed that they have read a member's message."""

    ticket_id: int
    message_id: int
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SecretRequestRepeated:
    """A member asked residents for secrets several times; `leader_ids` are those to be told."""

    ticket_id: int
    member_id: int
    secret: Secret
    count: int
    leader_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitScheduled:
    """A visit was planned or moved; its time is said in `zone`."""

    visit_id: int
    zone: ZoneInfo
    at: datetime


class VisitReminder(StrEnum):
    """When a reminder of a visit is sent."""

    EVE = "eve"  # the evening before
    HOUR = "hour"  # an hour before


@dataclass(frozen=True, slots=True)
class VisitComingUp:
    """A visit is near: both sides are to be reminded."""

    visit_id: int
    reminder: VisitReminder
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitOver:
    """A visit's time has passed: the member is to tell how it went."""

    visit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The member who had promised a visit cancelled it."""

    visit_id: int
    zone: ZoneInfo
    at: datetime


class RelayFailure(StrEnum):
    """What became of a relayed message that did not arrive whole."""

    REFUSED = "refused"
    PARKED = "parked"  # until the resident writes again
    FILE_LOST = "file_lost"  # the text arrived
    VOICE_LOST = "voice_lost"  # the channel cannot send voice at all
    RETRIED = "retried"  # the attachments are sent again as files


@dataclass(frozen=True, slots=True)
class MemberMessageFailed:
    """A member's message did not arrive whole at the resident."""

    ticket_id: int
    member_id: int
    failure: RelayFailure
    at: datetime


@dataclass(frozen=True, slots=True)
class ResidentMessageFailed:
    """A resident's message did not arrive whole at the member."""

    ticket_id: int
    member_id: int | None
    failure: RelayFailure
    at: datetime


@dataclass(frozen=True, slots=True)
class RelayRetried:
    """The attachments of a refused message are sent again as files, to the same side.

    `member_id` is the member who has the ticket.
    """

    ticket_id: int
    message_id: int
    member_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class VoiceNoteUnheard:
    """The member cannot hear a resident's voice note."""

    ticket_id: int
    message_id: int
    member_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CardAttachmentsLost:
    """A member's card did not arrive because of its attachments; times are said in `zone`."""

    ticket_id: int
    member_id: int
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class MessagesRecalled:
    """The author recalled messages that had been sent; `member_id` is None for a resident's."""

    ticket_id: int
    message_ids: tuple[int, ...]
    member_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AdditionRecalled(MemberTicketEvent):
    """The resident recalled what they had added to the ticket that the member was asked to take."""


@dataclass(frozen=True, slots=True)
class TicketRecalled(MemberTicketEvent):
    """The resident recalled the ticket that the member has or was asked to take."""


class RecallEffect(StrEnum):
    """How the recall of a message ended on the other side."""

    REMOVED = "removed"
    ANNOUNCED = "announced"  # the other side was asked to ignore the message
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecallSettled:
    """The recall of a message reached the other side, or failed.

    `message_id` is the message that was recalled, `member_id` who has the ticket now; `key` names
    the recall and its outcome, so that messages recalled together are reported once.
    """

    ticket_id: int
    message_id: int
    member_id: int | None
    effect: RecallEffect
    key: str
    at: datetime
