"""Joining two entries of one household: whoever speaks for the one then speaks for the other."""

from collections.abc import Mapping, Sequence
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
from bot.people import households, merges
from bot.people.actor import Actor
from bot.people.household_events import HouseholdsMerged, HouseholdsParted
from bot.people.merges import Merge, MergeKind
from bot.people.models import Contact, Household, Person
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.units import Unit, list_ancestor_ids
from bot.polls.models import Ballot, BallotDraft, Poll, PollState

HELD: Mapping[str, tuple[Any, bool]] = {
    "contact": (col(Contact.vouched), True),
    "enrolment": (col(Enrolment.holder), True),
    "person": (col(Person.household_id), False),
}
"""What hangs on a household beside ballots, and whether by its key instead of its number."""
FILLED = ("year", "address")  # what the kept household gets from the other, if it has none


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
    check_no_poll_runs(session, unit)


def check_no_poll_runs(session: Session, unit: Unit) -> None:
    """Raise UserError while a poll runs in the unit or above it."""
    running = select(Poll.id).where(
        Poll.state == PollState.OPEN, col(Poll.unit_id).in_(list_ancestor_ids(unit))
    )
    if session.exec(running.limit(1)).first() is not None:
        raise UserError(texts.HOUSEHOLD_POLL_RUNS)


def merge_households(
    session: Session, kept_id: int, other_id: int, *, actor: Actor, now: datetime
) -> Household:
    """Join `other` to `kept`: its chats, persons, seats, ballots and visits.

    Its code stops to work.
    Where both answered the same poll that is over, the other's ballot still counts, nobody's.
    What moved is recorded, to be undone. Raises NotFound, and UserError as `check_may_merge`.
    """
    kept, unit = households.get_household(session, kept_id, actor=actor, lock=True)
    other, _ = households.get_household(session, other_id, actor=actor, lock=True)
    check_may_merge(session, kept, other, unit)
    filled = [name for name in FILLED if getattr(other, name) and not getattr(kept, name)]
    moved: dict[str, Any] = {"filled": filled, **_move_all(session, other, kept)}
    moved["outreach"] = merging.merge_households(session, kept_id, other_id, now=now)
    for name in filled:
        setattr(kept, name, getattr(other, name))
    gone = {name: getattr(other, name) for name in ("id", "label", "year", "address", "code")}
    session.add(
        Merge(
            kind=MergeKind.HOUSEHOLD, unit_id=unit.id, kept_id=kept_id, other=gone, moved=moved,
            person_id=actor.person_id, merged_at=now,
        )
    )  # fmt: skip
    session.delete(other)
    session.flush()
    emit(session, HouseholdsMerged(kept_id, actor, now, note=str(other_id)))
    return kept


def _move_all(session: Session, other: Household, kept: Household) -> dict[str, list[int]]:
    """Move all that hangs on a household to another; return the ids of the rows by table."""
    old, new = _make_key(other), _make_key(kept)
    moved = _move_ballots(session, old, new)
    # What is being filled in is not moved back: no poll runs here.
    session.execute(update(BallotDraft).where(col(BallotDraft.voter) == old).values(voter=new))
    for name, (column, is_key) in HELD.items():
        before, after = (old, new) if is_key else (other.id, kept.id)
        moved[name] = _move(session, column, before, after)
    return moved


def _move(
    session: Session, column: Any, old: object, new: object, ids: Sequence[int] | None = None
) -> list[int]:
    """Set a column from one value to another, of all rows or of these; return their ids."""
    table = column.class_
    query = select(table.id).where(column == old)
    found = [*session.exec(query if ids is None else query.where(col(table.id).in_(ids)))]
    change = update(table).where(col(table.id).in_(found)).values({column: new})
    session.execute(change.execution_options(synchronize_session="fetch"))
    return found


def _move_ballots(session: Session, old: str, new: str) -> dict[str, list[int]]:
    answered = set(session.exec(select(Ballot.poll_id).where(Ballot.voter == new)))
    moved: dict[str, list[int]] = {"ballot": [], "nameless": []}
    for ballot in session.exec(select(Ballot).where(Ballot.voter == old)):
        is_double = ballot.poll_id in answered
        ballot.voter = f"gone:{ballot.id}" if is_double else new
        moved["nameless" if is_double else "ballot"].append(ballot.id)
    return moved


def undo_merge(
    session: Session, kept_id: int, merge_id: int, *, actor: Actor, now: datetime
) -> Household:
    """Part two households again: what had moved goes back, unless it was changed since.

    Raises NotFound, also for a merge that is too old or not the last, and UserError while a poll
    runs there. Returns the household that is there again; its code is the old one.
    """
    kept, unit = households.get_household(session, kept_id, actor=actor, lock=True)
    merge = merges.get_undoable(
        session, MergeKind.HOUSEHOLD, kept_id, merge_id, actor=actor, now=now
    )
    check_no_poll_runs(session, unit)
    gone, moved = dict(merge.other), merge.moved
    former_id, code = gone.pop("id"), gone.pop("code")
    taken = select(Household.id).where(Household.code == code)
    if code and session.exec(taken).first() is not None:
        code = households.generate_household_code(session)
    other = Household(unit_id=unit.id, code=code, **gone)
    session.add(other)
    session.flush()
    _move_back(session, kept, other, moved)
    merging.part_households(session, kept.id, other.id, moved.get("outreach", {}), now=now)
    for name in moved["filled"]:
        if getattr(kept, name) == gone[name]:
            setattr(kept, name, "")
    session.execute(
        update(Merge)
        .where(col(Merge.kind) == MergeKind.HOUSEHOLD, col(Merge.kept_id) == former_id)
        .values(kept_id=other.id)
    )
    merge.undone_at = now
    emit(session, HouseholdsParted(kept_id, actor, now, note=str(other.id)))
    return other


def _move_back(
    session: Session, kept: Household, other: Household, moved: dict[str, list[int]]
) -> None:
    kept_key, key = _make_key(kept), _make_key(other)
    for name, (column, is_key) in HELD.items():
        before, after = (kept_key, key) if is_key else (kept.id, other.id)
        # Of a merge from before a table was added nothing of it moved.
        _move(session, column, before, after, moved.get(name, []))
    _move(session, col(Ballot.voter), kept_key, key, moved["ballot"])
    for ballot_id in moved["nameless"]:
        _move(session, col(Ballot.voter), f"gone:{ballot_id}", key, [ballot_id])
