"""Counters of the commune's promises: made, kept in time, late."""

from sqlmodel import Session

from bot.commitments.events import CommitmentApproved, CommitmentKept, CommitmentLate
from bot.commitments.models import Commitment
from bot.reports.counters import add_count, local_day
from bot.reports.models import CountName


def count_promise(session: Session, event: CommitmentApproved) -> None:
    """Count a promise on the day it was approved."""
    _count(session, CountName.COMMITMENT, event)


def count_kept(session: Session, event: CommitmentKept) -> None:
    """Count a promise that was done by its day."""
    if session.get_one(Commitment, event.commitment_id).in_time:
        _count(session, CountName.COMMITMENT_KEPT, event)


def count_late(session: Session, event: CommitmentLate) -> None:
    """Count a promise the first time it is late."""
    _count(session, CountName.COMMITMENT_LATE, event)


def _count(
    session: Session,
    name: CountName,
    event: CommitmentApproved | CommitmentKept | CommitmentLate,
) -> None:
    commitment = session.get_one(Commitment, event.commitment_id)
    add_count(session, name, commitment.unit_id, local_day(event.at))
