"""Tables of indicators: values and ranks that people enter. Nothing of them is ever overwritten."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference

MAX_SOURCE = 200  # characters
MAX_NOTE = 500
MAX_FILE_LABEL = 120
CURRENT = text("ended_at IS NULL")
_EMPTY = {"server_default": text("''")}


class Ending(StrEnum):
    """Why a value is no longer the one that counts."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class IndicatorValue(SQLModel, table=True):
    """A value of an indicator, or the score a commune gives itself, in a unit and period.

    The one without `ended_at` counts; the others are its history.
    """

    __tablename__ = "indicator_value"
    __table_args__ = (
        Index("ix_indicator_value_place", "unit_id", "set_key", "code", "period"),
        Index(
            "uq_indicator_value_current",
            *("unit_id", "set_key", "code", "period"),
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    set_key: str = Field(max_length=40)
    code: str = Field(max_length=20)
    period: str = Field(max_length=7)  # 2026-11, 2026-q4, 2026
    value: float | None = None  # None: only a score
    self_score: float | None = None
    source: str = Field(max_length=MAX_SOURCE)  # a document, a register, who told it
    note: str = Field(default="", max_length=MAX_NOTE, sa_column_kwargs=_EMPTY)
    # The evidence: the name of a file of ours (ADR-0030), what it was called, its size and digest.
    evidence: str = Field(default="", max_length=41, sa_column_kwargs=_EMPTY)
    evidence_label: str = Field(default="", max_length=MAX_FILE_LABEL, sa_column_kwargs=_EMPTY)
    evidence_digest: str = Field(default="", max_length=64, sa_column_kwargs=_EMPTY)
    measured_on: date  # the day the value is of, as its source says
    person_id: int | None = reference("person.id", nullable=True, index=False)  # None: operator
    entered_at: datetime
    ended_at: datetime | None = None
    ended_as: str = Field(default="", max_length=10, sa_column_kwargs=_EMPTY)
    ended_by_id: int | None = reference("person.id", nullable=True, index=False)
    end_reason: str = Field(default="", max_length=MAX_NOTE, sa_column_kwargs=_EMPTY)


class IndicatorRank(SQLModel, table=True):
    """The place of a unit among others, as somebody above announced it: 10 of 126."""

    __tablename__ = "indicator_rank"
    __table_args__ = (
        Index("ix_indicator_rank_place", "unit_id", "set_key", "group_code", "period"),
        Index(
            "uq_indicator_rank_current",
            *("unit_id", "set_key", "group_code", "period"),
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    set_key: str = Field(max_length=40)
    # "" is the set as a whole
    group_code: str = Field(default="", max_length=20, sa_column_kwargs=_EMPTY)
    period: str = Field(max_length=7)
    place: int
    places: int  # among how many
    points: float | None = None  # as announced
    source: str = Field(max_length=MAX_SOURCE)
    person_id: int | None = reference("person.id", nullable=True, index=False)
    entered_at: datetime
    ended_at: datetime | None = None
    ended_by_id: int | None = reference("person.id", nullable=True, index=False)
