"""Tables of broadcasts.

Broadcast, its frozen recipients, its progress message; residents' questions and the author's
answers.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference
from bot.people.approvals import Stage


class BroadcastState(StrEnum):
    """The states of a broadcast; the last three are final."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"  # for its time
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # the second person said no


OPEN_STATES = (
    BroadcastState.DRAFT,
    BroadcastState.WAITING,
    BroadcastState.APPROVED,
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
)
APPROVED_STATES = (
    BroadcastState.APPROVED,
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
    BroadcastState.DONE,
)
SENT_STATES = (BroadcastState.SENDING, BroadcastState.DONE)  # residents have it, or are getting it
RUNNING_STATES = (BroadcastState.SENDING, BroadcastState.PAUSED)
ENDED_STATES = (BroadcastState.DONE, BroadcastState.CANCELLED)
STAGES = {
    BroadcastState.DRAFT: Stage.DRAFTED,
    BroadcastState.WAITING: Stage.SUBMITTED,
    BroadcastState.REFUSED: Stage.REFUSED,
    BroadcastState.CANCELLED: Stage.WITHDRAWN,
}
"""Where each state stands between drafter and approver; every other state is an approved one's."""


class DraftStep(StrEnum):
    """What a draft in a chat waits for."""

    NONE = ""
    TEXT = "text"
    AUDIENCE = "audience"
    AUDIENCE_AGAIN = "who"
    WHEN = "when"
    READY = "ready"  # nothing: it can be submitted


class Urgency(StrEnum):
    """How intrusively a broadcast is delivered."""

    NORMAL = "normal"  # by day; into the digest of whoever prefers one
    SOON = "soon"  # by day, to everybody as a message of its own
    URGENT = "urgent"  # at once, also at night: floods, fire


class Broadcast(SQLModel, table=True):
    """One announcement of one unit."""

    __table_args__ = (Index("ix_broadcast_state_send_at", "state", "send_at"),)

    id: int = identity()
    unit_id: int = reference("unit.id")  # whose officers may touch it; nobody outside hears it
    audience: str = Field(default="", max_length=1000)  # as written, see `audience`
    text: str = ""
    code: str = Field(default="", index=True, max_length=6)  # says whether it is ours
    content_hash: str = Field(default="", index=True, max_length=64)  # digest of the folded text
    files: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    buttons: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    urgency: str = Field(default=Urgency.NORMAL, max_length=10)
    send_at: datetime | None = None  # None: as soon as it is approved
    # Also where the platform charges for it (Zalo: two days after the person's last word).
    paid: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    send_before: datetime | None = None  # unsent by then, it is worth nothing
    state: str = Field(default=BroadcastState.DRAFT, max_length=10)
    step: str = Field(default=DraftStep.NONE, max_length=10)  # what a draft in a chat waits for
    drafted_by: int | None = reference("person.id", nullable=True)  # None: the operator
    drafted_at: datetime
    decided_by: int | None = reference("person.id", nullable=True, index=False)
    decided_at: datetime | None = None
    # How often it went to the second person: a button of an older notice decides nothing.
    asks: int = Field(default=0, sa_column_kwargs={"server_default": sql_text("0")})
    refused_why: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": sql_text("''")}
    )
    total: int = 0  # recipients at approval, the unreachable among them
    reachable: int = 0
    after_id: int = 0  # the last recipient that was staged
    batch_id: int | None = reference("batch.id", nullable=True, index=False)
    ended_at: datetime | None = None
    # The announcement that this one puts right: it goes to those who got that one.
    corrects_id: int | None = reference("broadcast.id", nullable=True)

    @property
    def stage(self) -> Stage:
        """Where it stands between its drafter and its approver."""
        return STAGES.get(BroadcastState(self.state), Stage.APPROVED)


class ProgressMessage(SQLModel, table=True):
    """The progress message of a long broadcast, and the figures it shows now."""

    __tablename__ = "progress_message"

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=Id)
    delivery_id: int | None = reference("delivery.id", nullable=True, index=False)
    begun_at: datetime
    began_with: int  # how many had come to an end then
    percent: int
    state: str = Field(max_length=10)


class BroadcastRecipient(SQLModel, table=True):
    """One human being the broadcast was approved for, and the chat it goes to."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "recipient"),
        Index("ix_broadcast_recipient_broadcast_id_id", "broadcast_id", "id"),
        Index("ix_broadcast_recipient_contact_id", "contact_id"),
    )

    id: int = identity()
    broadcast_id: int = reference("broadcast.id", index=False)
    recipient: str = Field(max_length=24)  # "p12", "c34": see `people.reach`
    contact_id: int = reference("contact.id", index=False)
    account: str = Field(max_length=40)
    unit_id: int | None = reference("unit.id", nullable=True, index=False)
    reach: str = Field(default="", max_length=10)  # why they cannot be told; "" can


class QuestionState(StrEnum):
    """The states of a resident's question; all but the first are final."""

    WAITING = "waiting"  # for the author's answer
    ANSWERED = "answered"
    UNREACHED = "unreached"  # answered, but the asker had blocked us
    FORGOTTEN = "forgotten"  # the asker had themselves erased
    EXPIRED = "over"  # nobody answered for so long that it is worth nothing


class NoticeQuestion(SQLModel, table=True):
    """A resident's question about a broadcast, masked. Counted, never shown with a name."""

    __tablename__ = "notice_question"
    __table_args__ = (
        Index("ix_notice_question_broadcast_id_state", "broadcast_id", "state"),
        Index(
            "ix_notice_question_untold",
            "broadcast_id",
            sqlite_where=sql_text("told_at IS NULL"),
            postgresql_where=sql_text("told_at IS NULL"),
        ),
        Index(
            "ix_notice_question_waiting",
            "asked_at",
            sqlite_where=sql_text("state = 'waiting'"),
            postgresql_where=sql_text("state = 'waiting'"),
        ),
    )

    id: int = identity()
    broadcast_id: int = reference("broadcast.id", index=False)
    contact_id: int = reference("contact.id")
    # The words that asked it: pressed twice, they ask once.
    message_id: int = Field(foreign_key="message.id", unique=True, sa_type=Id)
    text: str = Field(max_length=500)
    state: str = Field(default=QuestionState.WAITING, max_length=10)
    asked_at: datetime
    told_at: datetime | None = None  # when the author was told of it, or needs not be any more
    answer_id: int | None = reference("notice_answer.id", nullable=True, index=False)
    answered_at: datetime | None = None


class AnswerState(StrEnum):
    """The states of an author's answer; the last two are final."""

    OPEN = "open"  # its words are waited for
    AWAITING_CONFIRMATION = "shown"  # said back; waits for a yes
    SENT = "sent"
    ABANDONED = "left"


OPEN_ANSWER_STATES = (AnswerState.OPEN, AnswerState.AWAITING_CONFIRMATION)


class NoticeAnswer(SQLModel, table=True):
    """One answer of an author to everybody who asked about a broadcast."""

    __tablename__ = "notice_answer"

    id: int = identity()
    broadcast_id: int = reference("broadcast.id")
    person_id: int = reference("person.id")
    text: str = ""
    state: str = Field(default=AnswerState.OPEN, max_length=10)
    begun_at: datetime
    up_to: int = 0  # the last question that was counted when it was said back
    sent_at: datetime | None = None


class NoticeDigest(SQLModel, table=True):
    """A digest message with residents' questions.

    Erasing a person redacts their words in it too.
    """

    __tablename__ = "notice_digest"

    message_id: int = Field(primary_key=True, foreign_key="message.id", sa_type=Id)
    broadcast_id: int = reference("broadcast.id")
    told_at: datetime
