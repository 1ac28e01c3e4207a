"""Tables of people: Person, Contact (a person on one channel), Household, Role.

A contact exists as soon as somebody writes, because the answer needs an address; everything about
the person behind it (name, village) stays empty until they agree (Law 91/2025/QH15).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Index,
    UniqueConstraint,
    event,
    false,
    inspect,
    or_,
    text,
)
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference
from bot.core.sealing import KeyedHash, SealedText, equals
from bot.vietnamese.letters import normalize_for_match


class RoleKind(StrEnum):
    """What a person may do in a unit and everything under it."""

    MEMBER = "member"
    LEADER = "leader"
    OFFICER = "officer"
    APPROVER = "approver"
    COMMITTEE = "committee"


# How officers name roles: each by itself, and the village's team as a whole.
ROLE_GROUPS = {
    "team": (RoleKind.MEMBER, RoleKind.LEADER),
    **{str(role_kind): (role_kind,) for role_kind in RoleKind},
}


class Household(SQLModel, table=True):
    """A family under one roof; one phone often serves three generations."""

    id: int = identity()
    unit_id: int = reference("unit.id")
    label: str = Field(max_length=120)
    # Two heads of one name in a village are told apart by these.
    year: str = Field(default="", max_length=4, sa_column_kwargs={"server_default": text("''")})
    address: str = Field(
        default="", max_length=160, sa_column_kwargs={"server_default": text("''")}
    )
    # Printed on the paper that is handed to the family: whoever has it speaks for the household.
    code: str | None = Field(default=None, unique=True, max_length=12)
    # Name, year, address and code without tones between spaces, for searching: kept by a listener.
    folded: str = Field(default="", max_length=400, sa_column_kwargs={"server_default": text("''")})


def _fold_household(_mapper: Any, _connection: Any, household: Household) -> None:
    written = (household.label, household.year, household.address, household.code or "")
    household.folded = f" {normalize_for_match(' '.join(written))} "


event.listen(Household, "before_insert", _fold_household)
event.listen(Household, "before_update", _fold_household)


class Person(SQLModel, table=True):
    """A person known by name: a team member, an officer, a resident who consented."""

    id: int = identity()
    name: str = Field(max_length=120)
    phone: str = Field(default="", sa_column=Column(SealedText("person.phone"), nullable=False))
    # By which a number is found (`has_phone`): kept by listeners and by the column's default.
    phone_key: str = Field(
        default="",
        sa_column=Column(
            KeyedHash("person.phone", "phone"),
            default=lambda context: context.get_current_parameters()["phone"],
            index=True,
            nullable=False,
            server_default=text("''"),
        ),
    )
    unit_id: int | None = reference("unit.id", nullable=True)
    household_id: int | None = reference("household.id", nullable=True)
    thanks_stopped_at: datetime | None = None  # a member wants no monthly thanks


def _hash_phone(_mapper: Any, _connection: Any, person: Person) -> None:
    if inspect(person).attrs.phone.history.has_changes():
        person.phone_key = person.phone


event.listen(Person, "before_insert", _hash_phone)
event.listen(Person, "before_update", _hash_phone)


def has_phone(*phones: str) -> ColumnElement[bool]:
    """Return the condition that a person has one of these numbers."""
    return or_(*(equals(Person.__table__.c.phone_key, phone) for phone in phones))  # type: ignore[attr-defined]


class Role(SQLModel, table=True):
    """*(person, unit, kind)*: reaches the unit's whole subtree (ADR-0011)."""

    __table_args__ = (UniqueConstraint("person_id", "unit_id", "kind"),)

    id: int = identity()
    person_id: int = reference("person.id")
    unit_id: int = reference("unit.id")
    kind: str = Field(max_length=12)
    skills: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class LinkCode(SQLModel, table=True):
    """A one-time code that links a chat to a person.

    Only its digest is stored. A name or a phone number typed in a chat proves nothing.
    """

    __tablename__ = "link_code"

    id: int = identity()
    digest: str = Field(unique=True, max_length=64)
    person_id: int = reference("person.id")
    expires_at: datetime
    used_at: datetime | None = None
    contact_id: int | None = reference("contact.id", nullable=True)  # the chat that used it


class InspectionLink(SQLModel, table=True):
    """A link that opens the console to an inspection team, to look only, until it expires.

    The team is a person of its own with the role of a committee, so that every page and the audit
    know who looked. The role ends with the link.
    """

    __tablename__ = "inspection_link"

    id: int = identity()
    digest: str = Field(unique=True, max_length=64)
    person_id: int = reference("person.id")
    unit_id: int = reference("unit.id")
    made_by: int | None = reference("person.id", nullable=True, index=False)  # None: the operator
    made_at: datetime
    expires_at: datetime = Field(index=True)
    ended_at: datetime | None = None


_STOPPED = text("stopped_at IS NOT NULL AND person_id IS NOT NULL")


class Contact(SQLModel, table=True):
    """A person as seen on one channel account."""

    __table_args__ = (
        UniqueConstraint("account", "address"),
        # Who of several chats' owners asked to be left alone: read for every village of a poll.
        Index("ix_contact_stopped", "person_id", sqlite_where=_STOPPED, postgresql_where=_STOPPED),
        Index(
            "ix_contact_forget_at",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
        Index(
            "ix_contact_held_until",
            "held_until",
            sqlite_where=text("held_until IS NOT NULL"),
            postgresql_where=text("held_until IS NOT NULL"),
        ),
    )

    id: int = identity()
    account: str = Field(max_length=40)
    address: str = Field(max_length=120)
    person_id: int | None = reference("person.id", nullable=True)
    name: str = Field(default="", max_length=120)
    # As the person gave it on the platform's form. It proves nothing: nobody is found by it.
    phone: str = Field(
        default="",
        sa_column=Column(SealedText("contact.phone"), nullable=False, server_default=text("''")),
    )
    unit_id: int | None = reference("unit.id", nullable=True)
    # The unit of the account itself (people.account_units): nothing the person said.
    account_unit_id: int | None = reference("unit.id", nullable=True, index=False)
    created_at: datetime
    seen_at: datetime
    greeted_at: datetime | None = None
    consented_at: datetime | None = None
    declined_at: datetime | None = None  # said no, or took the agreement back
    forget_at: datetime | None = None  # when words go of somebody who did not agree
    stopped_at: datetime | None = None  # asked for no more announcements; answers still go out
    unreachable_since: datetime | None = None
    # As they said themselves, a key of texts.LANGUAGES; "" is Vietnamese.
    language: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": text("''")})
    # Where a platform takes words only for a while after the person's last (see outbox.windows).
    last_interaction_at: datetime | None = None
    blocked_until: datetime | None = None  # by an officer (see contact_blocks)
    bot_paused_until: datetime | None = None  # a colleague answers on the platform's own console
    # Short words wait for what may follow them, to be read together (see `bot.inbox.fragments`):
    # the first message that waits, and until when.
    held_from: int | None = Field(default=None, sa_type=Id)
    held_until: datetime | None = None
    # Who answers for a chat of the web page, which anybody opens as often as they like: "member",
    # or "h<household>" by its code. The other code is what the person says to a member.
    vouched: str = Field(default="", max_length=24, sa_column_kwargs={"server_default": text("''")})
    vouch_code: str | None = Field(default=None, index=True, max_length=12)
    # Prefers one message a day to many; what cannot wait still comes at once.
    digest: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # What their last message announced without telling it: the mask reads the next one by it.
    announced: str = Field(
        default="", max_length=10, sa_column_kwargs={"server_default": text("''")}
    )
    # Which uses of their data they refused by themselves, with spaces between (people.purposes).
    refused: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": text("''")})
    # Under which words they agreed, and of which they were asked last.
    consent_version: str = Field(
        default="", max_length=20, sa_column_kwargs={"server_default": text("''")}
    )
    consent_asked: str = Field(
        default="", max_length=20, sa_column_kwargs={"server_default": text("''")}
    )
    # The buttons of the last reply, so that "2" presses the second one.
    offered: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    # The last lists by name (outbox.lists), so that "số 3 của lịch học" still presses. The column
    # could be empty, and never is: PostgreSQL compares no JSON, so it has no default of its own.
    lists: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON))

    @property
    def place_id(self) -> int | None:
        """The unit whose answers, team and rules count: the person's own, or the account's."""
        return self.unit_id or self.account_unit_id
