"""Message rounds of a poll: invitation, reminder and result, each sent village by village.

Only what a round has reached is stored here; `notices.poll_rounds` words and stages the messages.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.polls import audience, wording
from bot.polls.events import ResultsSent
from bot.polls.models import Poll, PollRound, PollState, RoundKind
from bot.polls.service import begin_round


def send_results(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> int:
    """Start sending the result with each village's turnout; return how many people get it.

    Once a poll. `poll` must be locked. Raises UserError if it is not closed or the result was sent
    before.
    """
    if poll.state != PollState.CLOSED:
        raise UserError(texts.POLL_NOT_CLOSED)
    if poll.told_at is not None:
        raise UserError(texts.POLL_TOLD_BEFORE)
    poll.told_at = now
    begin_round(
        session, poll, RoundKind.RESULT, now=now, result_text=wording.render_results(session, poll)
    )
    emit(session, ResultsSent(poll.id, actor, now))
    return audience.count_recipients(session, audience.select_reachable(session, poll))


def lock_running_rounds(session: Session) -> Sequence[PollRound]:
    """Return the rounds that have not reached every village, the oldest first.

    Locked, without those that another process holds.
    """
    query = select(PollRound).where(col(PollRound.ended_at).is_(None)).order_by(col(PollRound.id))
    return session.exec(query.with_for_update(skip_locked=True)).all()


def find_next_village(session: Session, poll: Poll, poll_round: PollRound) -> Unit | None:
    """Return the next unit with residents that the round has not reached, or None."""
    scope = session.get_one(Unit, poll.unit_id)
    inside = select(Unit.id).where(within(Unit.path, scope.path))
    query = select(func.min(Contact.unit_id)).where(
        col(Contact.unit_id).in_(inside), col(Contact.unit_id) > poll_round.after_unit_id
    )
    unit_id = session.exec(query).one()
    return session.get_one(Unit, unit_id) if unit_id is not None else None
