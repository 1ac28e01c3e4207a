"""Tables of tickets: the ticket and its history, duty, field reports, visits, support log.

A ticket is the time during which a person, not the bot, owes a resident an answer. Its state is
derived from columns, not stored: offered to `member_id`, taken once `accepted_at` is set, closed
once `closed_at` is.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, String, UniqueConstraint, false, text
from sqlmodel import AutoString, Field, SQLModel

from bot.core.db import Id, identity, reference
from bot.core.sealing import SealedText

URGENT = "urgent"  # the area of danger now: one open ticket, beside whatever else waits
ABOUT_TEAM = "about-team"  # the area of a complaint about the helper: never one with another
SEPARATE_AREAS = (URGENT, ABOUT_TEAM)


class TicketKind(StrEnum):
    """What a resident wants from a person."""

    QUESTION = "question"
    REPORT = "report"  # phản ánh hiện trường
    VISIT = "visit"  # help at home


class EscalationLevel(StrEnum):
    """How far a ticket has been escalated."""

    VILLAGE = "village"
    NEIGHBOUR = "neighbour"
    COMMUNE = "commune"
    DESK = "desk"  # nobody could: the commune's officers see it in their list


class TicketOutcome(StrEnum):
    """How a ticket ended."""

    DONE = "done"  # the member said so
    ANSWERED = "answered"  # by an officer
    QUIET = "quiet"  # nobody wrote for hours
    CANCELLED = "cancelled"  # by the resident
    HANDED_BACK = "handed_back"  # the resident wanted the bot again
    UNREACHABLE = "unreachable"  # the resident blocked us
    MERGED = "merged"  # into another ticket of the same person
    HELPED = "helped"  # at a visit
    NO_DEVICE = "no_device"  # at a visit


ANSWERED_OUTCOMES = (TicketOutcome.DONE, TicketOutcome.ANSWERED, TicketOutcome.QUIET)
"""The outcomes after which a resident may still say that it is not solved."""

RESOLVED_OUTCOMES = (*ANSWERED_OUTCOMES, TicketOutcome.HELPED)
"""The outcomes that the figures count as solved."""


class TicketEventKind(StrEnum):
    """What an entry of a ticket's history is about."""

    OPENED = "opened"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"  # taken away from a member who was late or left
    BUSY = "busy"  # declined by the member
    PASSED = "passed"
    ESCALATED = "escalated"  # nobody on duty took it
    REOPENED = "reopened"
    CLOSED = "closed"
    RELAYED_IN = "relayed_in"  # from the resident
    RELAYED_OUT = "relayed_out"
    NOT_ARRIVED = "not_arrived"
    TAKEN_BACK = "taken_back"
    SECRET_REQUESTED = "secret_ask"
    PHONE_REQUESTED = "call"
    PHONE_GIVEN = "phone"
    NAMED = "named"
    REVEALED = "revealed"  # to an officer with a reason
    NOTE = "note"
    CALL_TIME_WISHED = "wish"
    RATED = "rated"
    VISIT_ASKED = "visit_asked"
    VISIT_PLANNED = "visit"
    VISIT_SKIPPED = "visit_left"
    VISIT_CANCELLED = "visit_off"
    VISITED = "visited"


OFFER_KINDS = (TicketEventKind.OFFERED, TicketEventKind.ACCEPTED)
"""The entries that make a person one of those who were asked."""

_OPEN = text("closed_at IS NULL")
_EMPTY = {"server_default": text("''")}
WORD_LENGTH = 32  # characters of a word that is looked up
# Compared letter by letter: all words with one beginning lie together in the index.
_WORD: Any = AutoString(WORD_LENGTH).with_variant(String(WORD_LENGTH, collation="C"), "postgresql")


class Ticket(SQLModel, table=True):
    """A resident's request to talk with a person about one area; open until `closed_at` is set."""

    __table_args__ = (
        Index(
            "uq_ticket_open_area",
            "contact_id",
            "area",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_ticket_member_id_closed_at", "member_id", "closed_at"),
        Index("ix_ticket_closed_at_respond_due_at", "closed_at", "respond_due_at"),
    )

    id: int = identity()
    contact_id: int = reference("contact.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    area: str = Field(default="", max_length=20)
    topic_id: str = Field(default="", max_length=60)
    subject: str = Field(default="", max_length=160)  # the topic's title, or a report's category
    step: int | None = None  # of the topic's guided steps, from 1
    kind: str = Field(default=TicketKind.QUESTION, max_length=10)
    code: str | None = Field(default=None, unique=True, max_length=12)  # of a field report
    text: str = Field(default="")  # what they asked, masked
    attachments: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    opened_at: datetime = Field(index=True)
    waiting_since: datetime  # reopening does not move it
    queue_first: bool = Field(default=False)
    call_at: str = Field(default="", max_length=80)
    phone: str = Field(  # to be called back at
        default="",
        sa_column=Column(
            SealedText("ticket.phone"), nullable=False, server_default=_EMPTY["server_default"]
        ),
    )
    escalation_level: str = Field(default=EscalationLevel.VILLAGE, max_length=10)
    member_id: int | None = reference("person.id", nullable=True, index=False)
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    respond_due_at: datetime | None = None  # when the clock looks at it
    awaiting_member: bool = False  # the resident's last words wait for the member's
    last_member_at: datetime | None = None
    last_resident_at: datetime | None = None
    # Persons asked before.
    offered_to_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # Persons of the team whom its words name: they neither get nor see it.
    named_person_ids: list[int] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    # About how somebody of the team behaves: for the commune's officers only.
    about_team: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    anonymous: bool = Field(default=True)
    closed_at: datetime | None = None
    outcome: str = Field(default="", max_length=20)
    answer: str = Field(default="")  # the member's last words
    rating: int | None = None


class TicketEvent(SQLModel, table=True):
    """One entry of a ticket's history: what happened, by whom, when."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_kind_at", "kind", "at"),)

    id: int = identity()
    ticket_id: int = reference("ticket.id")
    kind: str = Field(max_length=20)
    person_id: int | None = reference("person.id", nullable=True)
    note: str = Field(default="", max_length=2000)
    at: datetime


class TicketWord(SQLModel, table=True):
    """A word of a ticket by which it is found, without tones: of its text, answer and notes, its
    code and the name its resident goes by.
    """

    __tablename__ = "ticket_word"
    __table_args__ = (UniqueConstraint("word", "ticket_id"),)

    id: int = identity()
    ticket_id: int = reference("ticket.id")
    word: str = Field(sa_type=_WORD)


class SaidWord(SQLModel, table=True):
    """A word said within a ticket, without tones, with the first message that has it."""

    __tablename__ = "said_word"
    __table_args__ = (UniqueConstraint("word", "ticket_id"),)

    id: int = identity()
    ticket_id: int = reference("ticket.id")
    message_id: int = reference("message.id")
    word: str = Field(sa_type=_WORD)


class DraftReply(SQLModel, table=True):
    """Messages of a member that wait until they tell for which resident they are.

    One row a member.
    """

    __tablename__ = "draft_reply"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    message_id: int = reference("message.id")
    # Ids of the messages that came while it was asked: they go with the first.
    further: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    held_at: datetime


class Relay(SQLModel, table=True):
    """A message carried from one side of a ticket to the other, and its author.

    The row is written when the message is enqueued, so that the author can be notified when the
    platform refuses it.
    """

    message_id: int = Field(primary_key=True, foreign_key="message.id", sa_type=Id)
    ticket_id: int = reference("ticket.id")
    source_message_id: int | None = reference("message.id", nullable=True)  # what is carried
    person_id: int | None = reference("person.id", nullable=True, index=False)  # None: a resident's
    again: bool = False  # sent a second time, as a file
    refused_at: datetime | None = None
    taken_back_at: datetime | None = None  # by whoever wrote them


class ReportStep(StrEnum):
    """The question of the report form that waits for an answer."""

    CATEGORY = "category"
    PHOTO = "photo"
    PLACE = "place"
    TEXT = "words"
    CONFIRM = "sure"  # the last text may mean that nothing is to be sent: it is asked


class ReportCategory(StrEnum):
    """What a field report is about."""

    ROAD = "road"
    LIGHT = "light"
    WASTE = "waste"
    WATER = "water"
    ORDER = "order"
    OTHER = "other"
    TEAM = "team"  # only the commune's officers get it


PROOF_CATEGORIES = (ReportCategory.ROAD, ReportCategory.LIGHT, ReportCategory.WASTE)
"""The categories that close with a photo of what was done."""


class ReportDraft(SQLModel, table=True):
    """A field report being filled in; one row a resident, resumable."""

    __tablename__ = "report_draft"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    step: str = Field(max_length=10)
    category: str = Field(default="", max_length=20)
    place: str = Field(default="", max_length=300)
    words: str = Field(default="", sa_column_kwargs=_EMPTY)  # said before they were asked for
    attachments: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    started_at: datetime
    moved_at: datetime


class VisitOutcome(StrEnum):
    """How a visit went, or why it does not take place."""

    PENDING = ""
    HELPED = "helped"
    ABSENT = "absent"  # the resident was not at home
    AGAIN = "again"  # another visit is needed
    NO_DEVICE = "no_device"
    CANCELLED = "off"
    MOVED = "moved"  # another appointment takes its place


REPORTED_OUTCOMES = (
    VisitOutcome.HELPED,
    VisitOutcome.ABSENT,
    VisitOutcome.AGAIN,
    VisitOutcome.NO_DEVICE,
)
"""The outcomes a member reports after a visit."""

CLOSING_OUTCOMES = (VisitOutcome.HELPED, VisitOutcome.NO_DEVICE)
"""The outcomes that close the ticket."""


class SafetyAnswer(StrEnum):
    """What a resident says on the day after a fraud."""

    NONE = ""
    DONE = "done"  # bank and police were told
    NOT_YET = "not_yet"


class SafetyFollowUp(SQLModel, table=True):
    """A question for the day after somebody told of a fraud that hit them."""

    __tablename__ = "safety_follow_up"
    __table_args__ = (
        Index(
            "ix_safety_follow_up_due_at",
            "due_at",
            sqlite_where=text("asked_at IS NULL"),
            postgresql_where=text("asked_at IS NULL"),
        ),
    )

    id: int = identity()
    contact_id: int = reference("contact.id")
    ticket_id: int = reference("ticket.id")
    kind: str = Field(max_length=20)  # the danger's id in data/intents
    due_at: datetime
    asked_at: datetime | None = None
    answer: str = Field(default=SafetyAnswer.NONE, max_length=10, sa_column_kwargs=_EMPTY)
    answered_at: datetime | None = None


class Appointment(SQLModel, table=True):
    """A visit to a resident's home or another place."""

    id: int = identity()
    ticket_id: int = reference("ticket.id")
    person_id: int = reference("person.id")
    starts_at: datetime = Field(index=True)
    place: str = Field(default="", max_length=200)
    made_at: datetime
    outcome: str = Field(default=VisitOutcome.PENDING, max_length=20)
    ended_at: datetime | None = None


class SupportWay(StrEnum):
    """How somebody was helped."""

    CHAT = "chat"
    VISIT = "visit"
    FACE = "face"  # face to face, without a ticket


class SupportLog(SQLModel, table=True):
    """One act of help: in a ticket, or face to face."""

    __tablename__ = "support_log"

    id: int = identity()
    ticket_id: int | None = reference("ticket.id", nullable=True)
    person_id: int | None = reference("person.id", nullable=True)
    unit_id: int | None = reference("unit.id", nullable=True)
    topic_id: str = Field(default="", max_length=60)
    words: str = Field(default="", max_length=300)
    households: int = 1
    way: str = Field(max_length=10)
    outcome: str = Field(default="", max_length=20)
    at: datetime = Field(index=True)
    withdrawn_at: datetime | None = None  # a mistake: it stays on record and is not counted


class HelpCount(SQLModel, table=True):
    """How many persons got one kind of help in one entry of the support log (ADR-0068).

    `counted` is what of `people` is in the daily counters: who got the same help on the same day by
    another entry is not counted again. `same_help` is the digest of resident, kind and day; ""
    when no resident was named.
    """

    __tablename__ = "help_count"
    __table_args__ = (UniqueConstraint("log_id", "kind"),)

    id: int = identity()
    log_id: int = reference("support_log.id", index=False)
    kind: str = Field(max_length=20)
    people: int
    counted: int = 0
    same_help: str = Field(default="", index=True, max_length=40)
