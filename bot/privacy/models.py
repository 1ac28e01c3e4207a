"""Tables of consents, of requests about personal data, and of files to delete."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference
from bot.people.purposes import Purpose


class Consent(SQLModel, table=True):
    """One consent of one contact to one purpose, with the version of the text they read.

    Law 91/2025/QH15: consent is explicit, provable, and as easy to withdraw as to give. What was
    refused without having been agreed to was never given.
    """

    id: int = identity()
    contact_id: int = reference("contact.id")
    purpose: str = Field(
        default=Purpose.MEMORY,
        max_length=12,
        sa_column_kwargs={"server_default": text("'memory'")},
    )
    version: str = Field(max_length=20)
    given_at: datetime | None = None
    withdrawn_at: datetime | None = None


class RequestKind(StrEnum):
    """What a person may ask for about their own data (Law 91/2025/QH15)."""

    SEE = "see"
    CORRECT = "correct"
    EXPORT = "export"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class RequestOrigin(StrEnum):
    """Where it was asked: in the chat, or on paper at the office."""

    CHAT = "chat"
    PAPER = "paper"


class RequestAsker(StrEnum):
    """Who asks: the person, a parent or guardian for a child, somebody they authorised."""

    SELF = "self"
    GUARDIAN = "guardian"
    AGENT = "agent"


class RequestOutcome(StrEnum):
    """What came of it; "" while it is open."""

    OPEN = ""
    DONE = "done"
    REFUSED = "refused"
    GONE = "gone"  # the person erased everything before


_EMPTY = {"server_default": text("''")}
_OPEN = text("done_at IS NULL")


class DataRequest(SQLModel, table=True):
    """What one person asked for about their own data, and by when it must be done.

    Erasing the person empties the words; the row stays and is counted.
    """

    __tablename__ = "data_request"
    __table_args__ = (
        Index("ix_data_request_open", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int = identity()
    unit_id: int | None = reference("unit.id", nullable=True)
    contact_id: int | None = reference("contact.id", nullable=True)  # None: without a phone
    kind: str = Field(max_length=10)
    origin: str = Field(max_length=10)
    asker: str = Field(default=RequestAsker.SELF, max_length=10)
    name: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)  # of who asked on paper
    reach: str = Field(default="", max_length=160, sa_column_kwargs=_EMPTY)
    note: str = Field(default="", max_length=600, sa_column_kwargs=_EMPTY)
    asked_at: datetime
    due_at: datetime
    answer_by: datetime | None = None  # until when a request on paper must be acknowledged
    answered_at: datetime | None = None
    extended_at: datetime | None = None  # once only
    reminded_at: datetime | None = None
    done_at: datetime | None = None
    outcome: str = Field(default=RequestOutcome.OPEN, max_length=10, sa_column_kwargs=_EMPTY)
    result: str = Field(default="", max_length=300, sa_column_kwargs=_EMPTY)
    handled_by: int | None = reference("person.id", nullable=True)


class DataCopy(SQLModel, table=True):
    """A copy of a person's data that may be fetched for a short while, once by its link.

    Only the digest of the link is kept; `files` names what is written on the way to a platform.
    """

    __tablename__ = "data_copy"

    id: int = identity()
    contact_id: int = reference("contact.id")
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(index=True)
    used_at: datetime | None = None  # the link, not the files in the chat
    files: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )


class Discarded(SQLModel, table=True):
    """A file to delete; a scheduled job deletes it, because a transaction cannot."""

    id: int = identity()
    path: str = Field(max_length=300)
