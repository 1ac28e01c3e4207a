"""Table of the evidence packs that were made."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.core.db import Id, identity, reference


class EvidencePack(SQLModel, table=True):
    """One pack of a unit. Packs of a unit are numbered from 1 and each names the one before."""

    __tablename__ = "evidence_pack"
    __table_args__ = (UniqueConstraint("unit_id", "number"),)

    id: int = identity()
    unit_id: int = reference("unit.id", index=False)
    number: int
    first_day: date
    last_day: date
    frozen_at: datetime  # what happened later is not in it
    made_by: int | None = reference("person.id", nullable=True, index=False)  # None: the operator
    digest: str = Field(max_length=64)  # SHA-256 of its SHA256SUMS, in hexadecimal
    previous_digest: str = Field(default="", max_length=64)  # of the unit's pack before
    size: int  # bytes


class EvidenceContent(SQLModel, table=True):
    """The ZIP file of a pack: in a table of its own, which lists of packs do not read."""

    __tablename__ = "evidence_content"

    pack_id: int = Field(primary_key=True, foreign_key="evidence_pack.id", sa_type=Id)
    content: bytes
