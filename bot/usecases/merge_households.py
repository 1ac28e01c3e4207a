"""Joining two entries of one household: whoever speaks for the one then speaks for the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import Enrolment
from bot.core.errors import UserError
from bot.core.events import emit
from bot.outreach import merging
from bot.people import households
from bot.people.actor import Actor
from bot.people.events import HouseholdsMerged
from bot.people.models import Contact, Household, Person
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.units import Unit, list_ancestor_ids
from bot.polls.models import Ballot, BallotDraft, Poll, PollState


@dataclass(frozen=True, slots=True)
class HouseholdMoves:
    """What moves from one household to the other."""

    chats: int
    persons: int
    learners: int
    ballots: int


def count_moves(session: Session, household: Household) -> HouseholdMoves:
    """Return how much hangs on a household."""
    key = _make_key(household)
    return HouseholdMoves(
        _count(session, Contact.id, Contact.vouched == key),
        _count(session, Person.id, Person.household_id == household.id),
        _count(session, Enrolment.id, Enrolment.holder == key),
        _count(session, Ballot.id, Ballot.voter == key),
    )


def _make_key(household: Household) -> str:
    return f"{VOUCHED_BY_HOUSEHOLD}{household.id}"


def _count(session: Session, column: Any, condition: Any) -> int:
    return session.exec(select(func.count(col(column))).where(condition)).one()


def check_may_merge(session: Session, kept: Household, other: Household, unit: Unit) -> None:
    """Raise UserError for one and the same household, two villages, or while a poll runs there.

    In a running poll two codes have two voices; which of them counts can not be decided later.
    """
    if kept.id == other.id or kept.unit_id != other.unit_id:
        raise UserError(texts.HOUSEHOLD_SAME)
    running = select(Poll.id).where(
        Poll.state == PollState.OPEN, col(Poll.unit_id).in_(list_ancestor_ids(unit))
    )
    if session.exec(running.limit(1)).first() is not None:
        raise UserError(texts.HOUSEHOLD_POLL_RUNS)


def merge_households(
    session: Session, kept_id: int, other_id: int, *, actor: Actor, now: datetime
) -> Household:
    """Join `other` to `kept`: its chats, persons, seats, ballots and visits; its code stops to
    work.

    Where both answered the same poll that is over, the other's ballot still counts, nobody's.
    Raises NotFound, and UserError as `check_may_merge`.
    """
    kept, unit = households.get_household(session, kept_id, actor=actor, lock=True)
    other, _ = households.get_household(session, other_id, actor=actor, lock=True)
    check_may_merge(session, kept, other, unit)
    old, new = _make_key(other), _make_key(kept)
    _move_ballots(session, old, new)
    session.execute(update(Contact).where(col(Contact.vouched) == old).values(vouched=new))
    session.execute(update(Enrolment).where(col(Enrolment.holder) == old).values(holder=new))
    session.execute(update(BallotDraft).where(col(BallotDraft.voter) == old).values(voter=new))
    session.execute(
        update(Person).where(col(Person.household_id) == other_id).values(household_id=kept_id)
    )
    merging.merge_households(session, kept_id, other_id, now=now)
    kept.year, kept.address = kept.year or other.year, kept.address or other.address
    session.delete(other)
    session.flush()
    emit(session, HouseholdsMerged(kept_id, actor, now, note=str(other_id)))
    return kept


def _move_ballots(session: Session, old: str, new: str) -> None:
    answered = set(session.exec(select(Ballot.poll_id).where(Ballot.voter == new)))
    for ballot in session.exec(select(Ballot).where(Ballot.voter == old)):
        ballot.voter = f"gone:{ballot.id}" if ballot.poll_id in answered else new
