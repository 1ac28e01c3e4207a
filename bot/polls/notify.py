"""Message rounds of a poll: invitation, reminder and result, sent village by village.

As with broadcasts, only a window of each is in the outbox: a poll of a whole province never blocks
another commune's messages, and its people are never in memory together.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.clock import QuietHours
from bot.core.errors import UserError
from bot.messages.content import Choice, Reply
from bot.outbox import bulk
from bot.people.models import Contact
from bot.people.units import Unit
from bot.polls import audience, results
from bot.polls.models import Poll, PollRound, PollState, What
from bot.polls.results import Turnout
from bot.polls.service import begin_round, note

VILLAGES = 50  # a tick looks at no more, however few people live in them


def tell_back(session: Session, poll: Poll, *, now: datetime, person_id: int | None = None) -> int:
    """Start sending the result with each village's turnout; return how many people get it.

    Once a poll. `poll` must be locked. Raises UserError if it is not closed or the result was sent
    before.
    """
    if poll.state != PollState.CLOSED:
        raise UserError(texts.POLL_NOT_CLOSED)
    if poll.told_at is not None:
        raise UserError(texts.POLL_TOLD_BEFORE)
    poll.told_at = now
    begin_round(session, poll, What.RESULT, now=now, words=results.words(session, poll))
    note(session, poll, "tell", now, person_id)
    return audience.count(session, audience.hears(session, poll))


def stage_due(
    session: Session, *, window: int, zone: ZoneInfo, quiet: QuietHours, now: datetime
) -> int:
    """Top up the outbox window of every round; return how many deliveries were staged."""
    query = select(PollRound).where(col(PollRound.ended_at).is_(None)).order_by(col(PollRound.id))
    due_at, most = quiet.defer(now, zone), max(window, bulk.WINDOW)
    rounds = session.exec(query.with_for_update(skip_locked=True)).all()
    return sum(_fill(session, one, most, due_at=due_at, now=now) for one in rounds)


def _fill(session: Session, one: PollRound, window: int, *, due_at: datetime, now: datetime) -> int:
    poll = session.get_one(Poll, one.poll_id)
    one.batch_id = one.batch_id or bulk.open_batch(session, now=now).id
    shares: dict[int, Turnout] = {}
    staged = 0
    for _ in range(VILLAGES):
        if bulk.queued(session, one.batch_id, most=window) >= window:
            break
        village = _next(session, poll, one)
        if village is None:
            one.ended_at = now
            break
        if one.what == What.RESULT and not shares:
            shares = {each.unit_id: each for each in results.turnout(session, poll)}
        share = shares.get(village.id)
        staged += _stage(session, one, poll, village, share, due_at=due_at, now=now)
        one.after_unit_id = village.id
        session.flush()
    return staged


def _next(session: Session, poll: Poll, one: PollRound) -> Unit | None:
    """Return the next unit with residents, or None."""
    scope = session.get_one(Unit, poll.unit_id)
    inside = select(Unit.id).where(col(Unit.path).startswith(scope.path))
    query = select(func.min(Contact.unit_id)).where(
        col(Contact.unit_id).in_(inside), col(Contact.unit_id) > one.after_unit_id
    )
    found = session.exec(query).one()
    return session.get_one(Unit, found) if found is not None else None


def _stage(
    session: Session,
    one: PollRound,
    poll: Poll,
    village: Unit,
    share: Turnout | None,
    *,
    due_at: datetime,
    now: datetime,
) -> int:
    told = one.what == What.RESULT
    find = audience.hears if told else audience.is_asked
    return bulk.stage_many(
        session,
        one.batch_id or 0,
        find(session, poll, village.id),
        _result(one.words, poll, share) if told else _question(session, poll, one.what),
        now=now,
        due_at=due_at,
        send_before=None if told else poll.closes_at,
        may_wait=told,
        own_words=told,
    )


def _question(session: Session, poll: Poll, what: str) -> Reply:
    unit = session.get_one(Unit, poll.unit_id)
    words = texts.POLL_INVITE if what == What.INVITE else texts.POLL_REMIND
    answer = Choice(texts.BUTTON_POLL, f"bp:go:{poll.id}")
    later = Choice(texts.BUTTON_NOT_NOW, "bp:no")
    return Reply(words.format(title=poll.title, unit=unit.name), (answer, later))


def _result(whole: str, poll: Poll, share: Turnout | None) -> Reply:
    """Build the result message.

    The overall result and, if the number of voters is known, the village's turnout.
    """
    text = texts.POLL_RESULT_TOLD.format(words=whole)
    if share is None or not share.eligible:
        return Reply(text)
    line = texts.POLL_RESULT_VILLAGE.format(
        unit=share.unit,
        count=share.answered,
        eligible=share.eligible,
        per=texts.POLL_PER[poll.per],
    )
    return Reply(f"{text}\n{line}")
