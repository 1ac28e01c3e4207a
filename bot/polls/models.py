"""Tables of polls.

Poll, PollRound (one message to those concerned), PollQuestion, Ballot (one voter), Vote (one
answer), BallotDraft (answers in progress), VoterDigest (who answered, while the poll is open).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference
from bot.people.approvals import Stage


class PollState(StrEnum):
    """The states of a poll; the last two are final.

    Except that a refused poll can be edited, and one closed early can be reopened within an hour.
    """

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    SCHEDULED = "ready"  # opens by itself when its time comes
    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"  # the drafter or the second person said no


DRAFT_STATES = (PollState.DRAFT, PollState.WAITING)
UNOPENED_STATES = (*DRAFT_STATES, PollState.SCHEDULED)
OVER_STATES = (PollState.CLOSED, PollState.DROPPED)


class DraftStep(StrEnum):
    """What a draft in a chat waits for."""

    NONE = ""  # it is not being drafted in a chat
    FORM = "form"  # the title and all questions, in one message
    WHERE = "where"
    WHEN = "when"
    READY = "ready"  # the preview is shown


class VoterKind(StrEnum):
    """Who has one ballot."""

    PERSON = "person"
    HOUSEHOLD = "household"


class RoundKind(StrEnum):
    """What a round of messages is about."""

    INVITE = "invite"
    REMIND = "remind"
    RESULT = "result"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    YES_NO = "yesno"  # with a reason, if they like


class BallotMethod(StrEnum):
    """How a ballot was cast."""

    CHAT = "chat"  # by the voter's own hand
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"


class BallotProof(StrEnum):
    """Why a ballot counts as one person's or one household's; without a proof it waits.

    The first members are those of `people.proof`.
    """

    NONE = ""
    CHAT = "chat"
    LINKED = "linked"
    HOUSEHOLD = "household"
    MEMBER = "member"
    WRITTEN = "written"  # a member wrote it down
    EARLIER = "earlier"  # the web page, before a proof was asked for


class Poll(SQLModel, table=True):
    """One poll of one unit."""

    __table_args__ = (Index("ix_poll_state_closes_at", "state", "closes_at"),)

    id: int = identity()
    unit_id: int = reference("unit.id")
    title: str = Field(max_length=300)
    per: str = Field(default=VoterKind.PERSON, max_length=10)
    role: str = Field(default="", max_length=12)  # only people with this role in the unit; "" all
    state: str = Field(default=PollState.DRAFT, max_length=10)
    opens_at: datetime | None = None
    closes_at: datetime
    made_at: datetime
    # A DraftStep; after LEFT_PREFIX, one that was left for now.
    step: str = Field(
        default=DraftStep.NONE, max_length=10, sa_column_kwargs={"server_default": text("''")}
    )
    drafted_by: int | None = reference("person.id", nullable=True)  # None: the operator
    decided_by: int | None = reference("person.id", nullable=True, index=False)
    # How often it went to the second person: a button of an older notice decides nothing.
    asks: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    refused_why: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": text("''")}
    )
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    eligible: int = 0  # people who can be told, or households, when it opened
    reminded: int = 0
    reminded_at: datetime | None = None
    told_at: datetime | None = None  # the result went back to the villages

    @property
    def stage(self) -> Stage:
        """Where it stands between its drafter and its approver."""
        match self.state:
            case PollState.DRAFT:
                return Stage.DRAFTED
            case PollState.WAITING:
                return Stage.SUBMITTED
            case PollState.DROPPED:
                return Stage.REFUSED if self.decided_by is not None else Stage.WITHDRAWN
        return Stage.APPROVED


class PollRound(SQLModel, table=True):
    """An invitation, a reminder or the result on its way, village by village."""

    __tablename__ = "poll_round"
    __table_args__ = (Index("ix_poll_round_ended_at", "ended_at"),)

    id: int = identity()
    poll_id: int = reference("poll.id")
    kind: str = Field(max_length=10)
    result_text: str = ""  # of a result: counted once, when it is told back
    batch_id: int | None = reference("batch.id", nullable=True, index=False)
    after_unit_id: int = Field(default=0, sa_type=Id)  # the last village that was staged
    begun_at: datetime
    ended_at: datetime | None = None  # all is staged, or it was called off


class PollQuestion(SQLModel, table=True):
    """One question; with a condition, asked only after a certain answer to an earlier one."""

    __tablename__ = "poll_question"
    __table_args__ = (UniqueConstraint("poll_id", "place"),)

    id: int = identity()
    poll_id: int = reference("poll.id", index=False)
    place: int  # from 0
    text: str = Field(max_length=500)
    kind: str = Field(max_length=10)
    options: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    if_place: int | None = None
    if_option: int | None = None


class Ballot(SQLModel, table=True):
    """One voter's answers.

    `voter` is "p<person>", "c<contact>", "h<household>", "n<village>:<name>" or, when anonymised,
    "gone:<ballot>".
    """

    __table_args__ = (UniqueConstraint("poll_id", "voter"), Index("ix_ballot_voter", "voter"))

    id: int = identity()
    poll_id: int = reference("poll.id", index=False)
    voter: str = Field(max_length=40)
    contact_id: int | None = reference("contact.id", nullable=True)  # the chat it came from
    unit_id: int | None = reference("unit.id", nullable=True)
    receipt: str = Field(unique=True, max_length=12)
    how: str = Field(default=BallotMethod.CHAT, max_length=10)
    # Counted only with one.
    proof: str = Field(
        default=BallotProof.NONE, max_length=10, sa_column_kwargs={"server_default": text("''")}
    )
    entered_by: int | None = reference("person.id", nullable=True)  # not by the voter's own hand
    cast_at: datetime
    changed_at: datetime | None = None


class Vote(SQLModel, table=True):
    """One answer of a ballot: the indexes of the chosen options, and a reason (masked)."""

    __table_args__ = (UniqueConstraint("ballot_id", "question_id"),)

    id: int = identity()
    ballot_id: int = reference("ballot.id", index=False)
    question_id: int = reference("poll_question.id")
    options: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", max_length=500)


class BallotDraft(SQLModel, table=True):
    """Answers in progress of a chat: nothing counts before the last question."""

    __tablename__ = "ballot_draft"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    poll_id: int = reference("poll.id")
    voter: str = Field(max_length=40)
    unit_id: int | None = reference("unit.id", nullable=True, index=False)
    how: str = Field(default=BallotMethod.CHAT, max_length=10)
    place: int = 0  # the question that is asked
    reason: bool = False  # its reason is asked
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    begun_at: datetime


class VoterDigest(SQLModel, table=True):
    """Which voter a chat, a person or a household code is in a poll; deleted when the poll is over.

    `mark` is a keyed digest (HMAC), so that an erased chat is recognised and cannot vote twice: its
    `voter` is "" then, and nothing leads from the chat to the ballot.
    """

    __tablename__ = "voter_digest"
    __table_args__ = (UniqueConstraint("poll_id", "mark"),)

    id: int = identity()
    poll_id: int = reference("poll.id", index=False)
    mark: str = Field(max_length=64)
    voter: str = Field(max_length=40)  # as in Ballot; "" is forgotten, and was counted
    contact_id: int | None = reference("contact.id", nullable=True)
