"""Who took part and is told, village by village; what is said stands in `notices.commitments`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_
from sqlmodel import Session, SQLModel, col, select

from bot.commitments.models import (
    Commitment,
    CommitmentRecipient,
    CommitmentRound,
    CommitmentShare,
    RoundKind,
)
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.people import recipients
from bot.people.models import Contact
from bot.people.units import Unit

CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]


@dataclass(frozen=True, slots=True)
class Participant:
    """A chat that took part; `codes` are those of its field reports."""

    contact_id: int
    unit_id: int
    codes: str = ""


@dataclass(frozen=True, slots=True)
class VillageCount:
    """How many of a unit."""

    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A message and to how many it went, by village. `is_over`: every village had its turn."""

    kind: str
    at: datetime
    is_over: bool
    villages: Sequence[VillageCount]

    @property
    def told(self) -> int:
        """To how many it went."""
        return sum(village.count for village in self.villages)


def add_recipients(
    session: Session, commitment: Commitment, participants: Iterable[Participant]
) -> None:
    """Store who took part; a chat that is there stays as it is."""
    rows = [
        {
            "commitment_id": commitment.id,
            "contact_id": one.contact_id,
            "unit_id": one.unit_id,
            "codes": one.codes[:60],
        }
        for one in participants
    ]
    if rows:
        statement = insert_or_ignore(dialect_name(session), CommitmentRecipient)
        session.connection().execute(statement, rows)


def begin_round(
    session: Session, commitment: Commitment, kind: RoundKind, text: str, *, now: datetime
) -> CommitmentRound:
    """Start a message to all who took part; the scheduler stages it village by village."""
    begun = CommitmentRound(commitment_id=commitment.id, kind=kind, text=text, begun_at=now)
    session.add(begun)
    session.flush()
    return begun


def lock_running_rounds(session: Session) -> Sequence[CommitmentRound]:
    """Return the rounds that have not reached every village, the oldest first.

    Locked, without those that another process holds.
    """
    query = (
        select(CommitmentRound)
        .where(col(CommitmentRound.ended_at).is_(None))
        .order_by(col(CommitmentRound.id))
    )
    return session.exec(query.with_for_update(skip_locked=True)).all()


def find_next_unit_id(session: Session, running: CommitmentRound) -> int | None:
    """Return the next unit with people who took part that the round has not reached, or None."""
    query = select(func.min(CommitmentRecipient.unit_id)).where(
        CommitmentRecipient.commitment_id == running.commitment_id,
        col(CommitmentRecipient.unit_id) > running.after_unit_id,
    )
    return session.exec(query).one()


def list_codes(session: Session, commitment_id: int, unit_id: int) -> Sequence[str]:
    """Return the different codes of the recipients of a unit: each makes a message of its own."""
    query = (
        select(CommitmentRecipient.codes)
        .where(
            CommitmentRecipient.commitment_id == commitment_id,
            CommitmentRecipient.unit_id == unit_id,
        )
        .distinct()
        .order_by(col(CommitmentRecipient.codes))
    )
    return session.exec(query).all()


def select_told(commitment_id: int, unit_id: int, codes: str) -> Select[Any]:
    """Return the query of whom to tell: recipient, contact_id, account; one chat a person."""
    chats = select(CommitmentRecipient.contact_id).where(
        CommitmentRecipient.commitment_id == commitment_id,
        CommitmentRecipient.unit_id == unit_id,
        CommitmentRecipient.codes == codes,
    )
    return select_reachable(CONTACT.c.id.in_(chats))


def select_reachable(condition: Any) -> Select[Any]:
    """Return the query of the reachable people among the chats that satisfy `condition`.

    Who asked for no more announcements in one chat has asked in all.
    """
    stopped = select(CONTACT.c.person_id).where(
        CONTACT.c.stopped_at.is_not(None), CONTACT.c.person_id.is_not(None)
    )
    may = or_(CONTACT.c.person_id.is_(None), CONTACT.c.person_id.not_in(stopped))
    chats = recipients.select_recipients(condition, may).subquery()
    columns = (chats.c[name] for name in ("recipient", "contact_id", "account"))
    return select(*columns).where(chats.c.reach == "")


def count_by_village(
    session: Session, participants: Sequence[Participant]
) -> Sequence[VillageCount]:
    """Return how many of these would be told, by village."""
    units = {one.contact_id: one.unit_id for one in participants}
    if not units:
        return ()
    chats = session.execute(select_reachable(CONTACT.c.id.in_(list(units)))).all()
    counts: dict[int, int] = {}
    for _recipient, contact_id, _account in chats:
        counts[units[contact_id]] = counts.get(units[contact_id], 0) + 1
    names = session.exec(select(Unit).where(col(Unit.id).in_(counts)).order_by(col(Unit.id))).all()
    return [VillageCount(unit.name, counts[unit.id]) for unit in names]


def list_rounds(session: Session, commitment: Commitment) -> Sequence[RoundResult]:
    """Return the messages about a commitment, the oldest first, with how many were told where."""
    rounds = session.exec(
        select(CommitmentRound)
        .where(CommitmentRound.commitment_id == commitment.id)
        .order_by(col(CommitmentRound.id))
    ).all()
    rows = session.exec(
        select(CommitmentShare.round_id, Unit.name, CommitmentShare.told)
        .join(Unit, col(Unit.id) == CommitmentShare.unit_id)
        .where(col(CommitmentShare.round_id).in_([one.id for one in rounds]))
        .order_by(col(Unit.id))
    ).all()
    return [
        RoundResult(
            one.kind,
            one.begun_at,
            one.ended_at is not None,
            [VillageCount(name, told) for round_id, name, told in rows if round_id == one.id],
        )
        for one in rounds
    ]


def list_participants(session: Session, commitment: Commitment) -> Sequence[Participant]:
    """Return who took part, as it was noted when the promise was made."""
    query = select(CommitmentRecipient).where(CommitmentRecipient.commitment_id == commitment.id)
    return [Participant(row.contact_id, row.unit_id, row.codes) for row in session.exec(query)]
