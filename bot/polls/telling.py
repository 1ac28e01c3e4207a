"""The result goes back to the villages it came from."""

from datetime import datetime

from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.errors import UserError
from bot.messages import Reply
from bot.outbox import bulk
from bot.people import reach
from bot.polls import results
from bot.polls.models import Poll, PollState
from bot.units import Unit

CONTACT = SQLModel.metadata.tables["contact"]


def tell_back(session: Session, poll: Poll, *, now: datetime, due_at: datetime) -> int:
    """Everybody of each village hears the whole and their village's share; how many. Once."""
    if poll.state != PollState.CLOSED:
        raise UserError(texts.POLL_NOT_CLOSED)
    if poll.told_at is not None:
        raise UserError(texts.POLL_TOLD_BEFORE)
    scope = session.get_one(Unit, poll.unit_id)
    whole = results.words(session, poll)
    shares = {one.unit_id: one for one in results.turnout(session, poll)}
    told = 0
    below = select(Unit).where(col(Unit.path).startswith(scope.path)).order_by(Unit.code)
    for unit in session.exec(below).all():
        share = shares.get(unit.id)
        text = texts.POLL_RESULT_TOLD.format(words=whole)
        if share is not None and share.eligible:
            line = texts.POLL_RESULT_VILLAGE.format(
                unit=unit.name,
                count=share.answered,
                eligible=share.eligible,
                per=texts.POLL_PER[poll.per],
            )
            text = f"{text}\n{line}"
        them = reach.one_contact_each(
            CONTACT.c.unit_id == unit.id, reach.hears_announcements()
        ).subquery()
        chats = sa_select(them.c.recipient, them.c.contact_id, them.c.account)
        batch_id = bulk.open_batch(session, now=now).id
        told += bulk.stage_many(
            session,
            batch_id,
            chats.where(them.c.reach == ""),
            Reply(text),
            now=now,
            due_at=due_at,
            may_wait=True,
        )
    poll.told_at = now
    return told
