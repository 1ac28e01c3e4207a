"""Tables of duty: what a member said about when, swaps, and a unit's working hours."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference


class DutyEntryKind(StrEnum):
    """What a duty entry states."""

    SHIFT = "shift"
    ABSENCE = "absence"
    WEEKLY = "weekly"


class DutyEntry(SQLModel, table=True):
    """One shift, absence or weekly pattern stated for a person; the latest takes precedence."""

    __tablename__ = "duty_entry"
    __table_args__ = (Index("ix_duty_entry_person_id_last_on", "person_id", "last_on"),)

    id: int = identity()
    person_id: int = reference("person.id", index=False)
    kind: str = Field(max_length=10)
    first_on: date | None = None
    last_on: date | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    hours: str = Field(default="", max_length=300)  # of a weekly pattern
    said: str = Field(default="", max_length=300)
    said_at: datetime


class Swap(SQLModel, table=True):
    """A duty swap that was proposed; it takes effect once the other person agrees."""

    id: int = identity()
    giver_id: int = reference("person.id")
    taker_id: int = reference("person.id")
    asked_id: int = reference("person.id", index=False)
    day: date
    start_minute: int | None = None
    end_minute: int | None = None
    asked_at: datetime
    decided_at: datetime | None = None
    agreed: bool = False


class UnitHours(SQLModel, table=True):
    """Working hours, extra days off and extra working days of a unit and its subtree."""

    __tablename__ = "unit_hours"

    unit_id: int = Field(primary_key=True, foreign_key="unit.id", sa_type=Id)
    hours: str = Field(default="", max_length=300)
    days_off: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    worked: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    changed_at: datetime
