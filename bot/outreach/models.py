"""Tables of outreach: plan, its stops, visits, connectivity, announcements told at home.

A visit is one volunteer at one door on one day. What a household has come to is kept in one row of
its own (`HouseholdReach`), so that coverage is counted over households and never over visits.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference

_EMPTY = {"server_default": text("''")}
_CURRENT = text("superseded_at IS NULL")
_DUE = text("due_on IS NOT NULL")


def _string_list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class HomeVisitOutcome(StrEnum):
    """How a visit at a door ended."""

    DONE = "done"  # something was set up, or everything was there
    NO_PHONE = "no_phone"
    REFUSED = "refused"
    LATER = "later"  # an appointment: `due_on`
    AWAY = "away"  # nobody was at home


REACHED_OUTCOMES = tuple(
    outcome for outcome in HomeVisitOutcome if outcome is not HomeVisitOutcome.AWAY
)
"""The outcomes at which somebody was met."""


class ReachWay(StrEnum):
    """How a household was reached for the first time."""

    NONE = ""
    VISIT = "visit"
    CHAT = "chat"  # a chat proved by the household's code
    TOLD = "told"  # an announcement was told at home


class Signal(StrEnum):
    """The mobile signal at a place."""

    UNKNOWN = ""
    NONE = "none"
    WEAK = "weak"
    GOOD = "good"


class OutreachPlan(SQLModel, table=True):
    """Going through one village between two days: what to explain, and who goes where (stops)."""

    __tablename__ = "outreach_plan"
    __table_args__ = (Index("ix_outreach_plan_unit_id_last_on", "unit_id", "last_on"),)

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    title: str = Field(max_length=120)
    first_on: date
    last_on: date
    topics: list[str] = _string_list()  # what to explain, in the office's words
    # Households that are found on the way become stops too.
    all_households: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    made_by: int | None = reference("person.id", nullable=True, index=False)
    made_at: datetime
    ended_at: datetime | None = None  # called off, or over before its last day


class OutreachStop(SQLModel, table=True):
    """A household that a plan wants visited, and by whom; `position` is the order of walking."""

    __tablename__ = "outreach_stop"
    __table_args__ = (
        UniqueConstraint("plan_id", "household_id"),
        Index("ix_outreach_stop_plan_id_person_id", "plan_id", "person_id"),
    )

    id: int = identity()
    plan_id: int = reference("outreach_plan.id", index=False)
    household_id: int = reference("household.id")
    person_id: int | None = reference("person.id", nullable=True, index=False)
    position: int
    # The last visit within the plan, and whether somebody was met at any.
    visit_id: int | None = Field(default=None, sa_type=Id)
    reached_on: date | None = None


class HomeVisit(SQLModel, table=True):
    """One visit at one door. A withdrawn one stays for the record and counts nowhere."""

    __tablename__ = "home_visit"
    __table_args__ = (
        Index("ix_home_visit_unit_id_visited_on", "unit_id", "visited_on"),
        Index("ix_home_visit_household_id_visited_on", "household_id", "visited_on"),
        Index("ix_home_visit_due_on", "due_on", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    id: int = identity()
    # Chosen by whoever enters it: the same visit sent twice is one row.
    key: str = Field(unique=True, max_length=80)
    plan_id: int | None = reference("outreach_plan.id", nullable=True)
    household_id: int = reference("household.id", index=False)
    unit_id: int = reference("unit.id", index=False)
    visited_on: date
    person_id: int | None = reference("person.id", nullable=True)  # who went
    outcome: str = Field(max_length=10)
    setups: list[str] = _string_list()  # ids of `data/outreach/setups.toml`
    due_on: date | None = None  # come again on this day
    due_hint: str = Field(default="", max_length=20, sa_column_kwargs=_EMPTY)  # "chiều", "15:00"
    consent: bool | None = None  # to be told of announcements and classes; None: not asked
    note: str = Field(default="", max_length=300, sa_column_kwargs=_EMPTY)  # masked
    hand: str = Field(max_length=10)
    entered_by: int | None = reference("person.id", nullable=True, index=False)
    entered_at: datetime
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reminded_at: datetime | None = None  # when the volunteer was reminded of `due_on`


class HouseholdReach(SQLModel, table=True):
    """What outreach has come to at one household; derived from visits, chats and tellings."""

    __tablename__ = "household_reach"
    __table_args__ = (Index("ix_household_reach_unit_id_way", "unit_id", "way"),)

    household_id: int = Field(primary_key=True, foreign_key="household.id", sa_type=Id)
    unit_id: int = reference("unit.id", index=False)
    reached_on: date | None = None  # the first day somebody of it was met, linked or told
    way: str = Field(default=ReachWay.NONE, max_length=10, sa_column_kwargs=_EMPTY)
    last_visit_id: int | None = Field(default=None, sa_type=Id)
    last_on: date | None = None
    last_outcome: str = Field(default="", max_length=10, sa_column_kwargs=_EMPTY)
    due_on: date | None = None  # of the last visit
    setups: list[str] = _string_list()  # everything that was ever set up


class Connectivity(SQLModel, table=True):
    """What connects a household, or a village as a whole (`household_id` None), as of a day."""

    __table_args__ = (
        Index(
            "uq_connectivity_household",
            "household_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL AND household_id IS NOT NULL"),
            postgresql_where=text("superseded_at IS NULL AND household_id IS NOT NULL"),
        ),
        Index(
            "uq_connectivity_village",
            "unit_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL AND household_id IS NULL"),
            postgresql_where=text("superseded_at IS NULL AND household_id IS NULL"),
        ),
        Index(
            "ix_connectivity_current",
            "unit_id",
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    household_id: int | None = reference("household.id", nullable=True)
    signal: str = Field(default=Signal.UNKNOWN, max_length=6, sa_column_kwargs=_EMPTY)
    fibre: bool | None = None  # cáp quang: at the house, or to be had in the village
    hall_wifi: bool | None = None  # wifi of the nhà văn hoá; of villages only
    smartphones: int | None = None  # of the household; None: not counted
    noted_on: date
    person_id: int | None = reference("person.id", nullable=True, index=False)
    noted_at: datetime
    superseded_at: datetime | None = None


class HomeTelling(SQLModel, table=True):
    """An announcement told at the door of a household that it had not reached by chat."""

    __tablename__ = "home_telling"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "household_id"),
        Index("ix_home_telling_broadcast_id_unit_id", "broadcast_id", "unit_id"),
    )

    id: int = identity()
    broadcast_id: int = reference("broadcast.id", index=False)
    household_id: int = reference("household.id")
    unit_id: int = reference("unit.id", index=False)
    person_id: int | None = reference("person.id", nullable=True, index=False)
    told_on: date
    told_at: datetime


class TellingTarget(SQLModel, table=True):
    """How many of a hundred households of each village an announcement has to reach."""

    __tablename__ = "telling_target"

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=Id)
    percent: int


class VisitStep(StrEnum):
    """The question of a visit's form that waits for an answer."""

    HOUSEHOLD = "household"
    OUTCOME = "outcome"
    SETUPS = "setups"
    DUE = "due"
    CONFIRM = "confirm"


class VisitDraft(SQLModel, table=True):
    """A visit being told in a chat; one row a volunteer."""

    __tablename__ = "visit_draft"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    key: str = Field(max_length=80)  # of the visit it becomes
    step: str = Field(max_length=10)
    unit_id: int = reference("unit.id", index=False)
    household_id: int | None = reference("household.id", nullable=True)
    label: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)  # of one not known yet
    visit_id: int | None = Field(default=None, sa_type=Id)  # which is being corrected
    visited_on: date
    outcome: str = Field(default="", max_length=10, sa_column_kwargs=_EMPTY)
    setups: list[str] = _string_list()
    due_on: date | None = None
    due_hint: str = Field(default="", max_length=20, sa_column_kwargs=_EMPTY)
    consent: bool | None = None
    note: str = Field(default="", max_length=300, sa_column_kwargs=_EMPTY)
    moved_at: datetime
