"""Closing a poll before its time is a press of a person: the numbers first, and an hour to undo."""

from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import UserError
from bot.outbox import bulk
from bot.polls import results, service
from bot.polls.models import Poll, PollRound, PollState, What
from bot.polls.service import REOPEN_WITHIN


def numbers(session: Session, poll: Poll) -> str:
    """How many answered, how many did not, how many wait: what closing now means."""
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


def close_early(
    session: Session, poll: Poll, *, now: datetime, person_id: int | None = None
) -> None:
    """Nobody answers any more; with the numbers on record. `poll` is locked."""
    said = f"{results.count_ballots(session, poll)}/{poll.eligible}"
    service.close(session, poll, now=now, person_id=person_id, said=said)


def can_reopen(poll: Poll, *, now: datetime) -> bool:
    """Closed by a person within the hour, before its time, and told to nobody yet."""
    return (
        poll.state == PollState.CLOSED
        and poll.told_at is None
        and poll.closed_at is not None
        and now - poll.closed_at <= REOPEN_WITHIN
        and now < poll.closes_at
    )


def reopen(session: Session, poll: Poll, *, now: datetime, person_id: int | None = None) -> None:
    """It was a slip: it goes on until its time, and what it still had to say is said. `poll` is
    locked."""
    if not can_reopen(poll, now=now):
        raise UserError(texts.POLL_NOT_REOPENED)
    query = select(PollRound).where(PollRound.poll_id == poll.id)
    rounds = session.exec(query.order_by(PollRound.id)).all()  # type: ignore[arg-type]
    cut = [one for one in rounds if _was_cut(session, one, poll)]
    poll.state, poll.closed_at = PollState.OPEN, None
    if cut:  # who has answered is not asked; who was not reached is
        service.begin_round(session, poll, What(cut[-1].what), now=now)
    service.note(session, poll, "reopen", now, person_id)


def _was_cut(session: Session, one: PollRound, poll: Poll) -> bool:
    """Whether closing kept some from hearing of it."""
    if one.ended_at == poll.closed_at:
        return True
    return one.batch_id is not None and bulk.progress(session, one.batch_id).cancelled > 0
