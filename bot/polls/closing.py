"""Closing a poll early: confirmed with the figures, and reversible for an hour."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.outbox import batches
from bot.people.actor import Actor
from bot.polls import results, service
from bot.polls.events import PollReopened
from bot.polls.models import Poll, PollRound, PollState, RoundKind
from bot.polls.service import REOPEN_WITHIN


@dataclass(frozen=True, slots=True)
class ClosingSummary:
    """What closing a poll now means: how many answered, did not answer, wait for a proof."""

    answered: int
    missing: int
    waiting: int


def summarize_closing(session: Session, poll: Poll) -> ClosingSummary:
    """Count what closing the poll now would settle. Raises UserError if it is not open."""
    if poll.state != PollState.OPEN:
        raise UserError(service.describe_state(poll))
    answered = results.count_ballots(session, poll)
    return ClosingSummary(
        answered, max(poll.eligible - answered, 0), results.count_waiting(session, poll)
    )


def close_poll_early(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> None:
    """Close a poll before its time and put the turnout into the audit record.

    `poll` must be locked.
    """
    turnout = f"{results.count_ballots(session, poll)}/{poll.eligible}"
    service.close_poll(session, poll, actor=actor, now=now, turnout=turnout)


def can_reopen(poll: Poll, *, now: datetime) -> bool:
    """Return whether the poll may be reopened.

    Only within an hour of closing, before its scheduled end, and before results were sent.
    """
    return (
        poll.state == PollState.CLOSED
        and poll.told_at is None
        and poll.closed_at is not None
        and now - poll.closed_at <= REOPEN_WITHIN
        and now < poll.closes_at
    )


def reopen_poll(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> None:
    """Reopen a poll closed by mistake and restart the message round that closing interrupted.

    `poll` must be locked. Raises UserError if it may not be reopened.
    """
    if not can_reopen(poll, now=now):
        raise UserError(texts.POLL_NOT_REOPENED)
    query = select(PollRound).where(PollRound.poll_id == poll.id)
    rounds = session.exec(query.order_by(PollRound.id)).all()  # type: ignore[arg-type]
    interrupted = [
        poll_round for poll_round in rounds if _was_interrupted(session, poll_round, poll)
    ]
    poll.state, poll.closed_at = PollState.OPEN, None
    if interrupted:  # who has answered is not asked; who was not reached is
        service.begin_round(session, poll, RoundKind(interrupted[-1].kind), now=now)
    emit(session, PollReopened(poll.id, actor, now))


def _was_interrupted(session: Session, poll_round: PollRound, poll: Poll) -> bool:
    """Return whether closing kept this round from reaching everybody."""
    if poll_round.ended_at == poll.closed_at:
        return True
    return (
        poll_round.batch_id is not None
        and batches.get_progress(session, poll_round.batch_id).cancelled > 0
    )
