"""Closing a poll early: confirmed with the figures, and reversible for an hour."""

from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import UserError
from bot.outbox import batches
from bot.polls import results, service
from bot.polls.models import Poll, PollRound, PollState, RoundKind
from bot.polls.service import REOPEN_WITHIN


def render_close_summary(session: Session, poll: Poll) -> str:
    """Render what closing now means: how many answered, did not answer, or wait for a proof.

    Raises UserError if the poll is not open.
    """
    if poll.state != PollState.OPEN:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))
    count = results.count_ballots(session, poll)
    waiting = results.count_waiting(session, poll)
    text = texts.POLL_CLOSE_SURE.format(
        number=poll.id,
        title=poll.title,
        count=count,
        left=max(poll.eligible - count, 0),
        per=texts.POLL_PER[poll.per],
    )
    lines = [text] + ([texts.POLL_CLOSE_WAITING.format(count=waiting)] if waiting else [])
    return "\n".join([*lines, texts.POLL_CLOSE_UNDO])


def close_poll_early(
    session: Session, poll: Poll, *, now: datetime, person_id: int | None = None
) -> None:
    """Close a poll before its time and put the turnout into the audit record.

    `poll` must be locked.
    """
    turnout = f"{results.count_ballots(session, poll)}/{poll.eligible}"
    service.close_poll(session, poll, now=now, person_id=person_id, remark=turnout)


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


def reopen_poll(
    session: Session, poll: Poll, *, now: datetime, person_id: int | None = None
) -> None:
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
    service.record_audit(session, poll, "reopen", now, person_id)


def _was_interrupted(session: Session, poll_round: PollRound, poll: Poll) -> bool:
    """Return whether closing kept this round from reaching everybody."""
    if poll_round.ended_at == poll.closed_at:
        return True
    return (
        poll_round.batch_id is not None
        and batches.get_progress(session, poll_round.batch_id).cancelled > 0
    )
