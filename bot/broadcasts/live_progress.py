"""Live progress: one message that shows the drafter how far a long broadcast has got.

Sent only when sending takes a while and only on channels whose messages can be edited; then edited
at most once a tick, and only when the figures changed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from bot import texts
from bot.broadcasts import results, wording
from bot.broadcasts.models import Broadcast, BroadcastBoard, State
from bot.broadcasts.results import Progress
from bot.messages.content import Reply
from bot.outbox import editing
from bot.outbox.buttons import numbered
from bot.outbox.models import Batch, Priority
from bot.outbox.service import stage
from bot.people.linking import contacts_of

AFTER = timedelta(seconds=20)  # what is over by then needs none
LAST_LOOK = timedelta(minutes=10)  # so long after its end it is still brought up to date
SEGMENTS = 10


def show_due(session: Session, *, accounts: Collection[str], now: datetime) -> int:
    """Send or update every progress message that has something new to show; return how many.

    `accounts` are the channel accounts whose sent messages can be edited.
    """
    return sum(_show(session, one, accounts, now=now) for one in _watched(session, now))


def _watched(session: Session, now: datetime) -> Sequence[Broadcast]:
    """Return the running broadcasts, and those ended since their last progress message."""
    running = col(Broadcast.state).in_((State.SENDING, State.PAUSED))
    stale = and_(
        col(BroadcastBoard.state).in_((State.SENDING, State.PAUSED)),
        col(Broadcast.ended_at) > now - LAST_LOOK,
    )
    query = (
        select(Broadcast)
        .join(Batch, col(Batch.id) == Broadcast.batch_id)
        .join(BroadcastBoard, col(BroadcastBoard.broadcast_id) == Broadcast.id, isouter=True)
        .where(
            or_(running, stale),
            col(Broadcast.drafted_by).is_not(None),
            col(Batch.created_at) <= now - AFTER,
        )
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True, of=Broadcast)
    )
    return session.exec(query.execution_options(populate_existing=True)).all()


def _show(session: Session, one: Broadcast, accounts: Collection[str], *, now: datetime) -> bool:
    found = results.progress(session, one)
    ended = found.total - found.pending
    board = session.get(BroadcastBoard, one.id)
    if board is None:
        return _put_up(session, one, found, ended, accounts, now=now)
    percent = _percent(found, ended)
    if (percent, one.state) == (board.percent, board.state) or board.delivery_id is None:
        return False
    reply = Reply(words(one, found, board, now=now), wording.running(one))
    if not editing.replace(session, board.delivery_id, numbered(reply), now=now):
        return False
    board.percent, board.state = percent, one.state
    return True


def _put_up(
    session: Session,
    one: Broadcast,
    found: Progress,
    ended: int,
    accounts: Collection[str],
    *,
    now: datetime,
) -> bool:
    """Send the first progress message.

    Not before something was sent: a broadcast that waits for the morning shows nothing at night.
    """
    contact = contacts_of(session, [one.drafted_by or 0]).get(one.drafted_by or 0)
    busy = one.state == State.SENDING and found.sent and found.pending
    if contact is None or contact.account not in accounts or not busy:
        return False
    board = BroadcastBoard(
        broadcast_id=one.id,
        begun_at=now,
        began_with=ended,
        percent=_percent(found, ended),
        state=one.state,
    )
    key = f"broadcast:{one.id}:board"
    reply = numbered(Reply(words(one, found, board, now=now), wording.running(one)))
    stage(session, contact, reply, now=now, priority=Priority.NOTICE, key=key)
    board.delivery_id = editing.find_key(session, key)
    session.add(board)
    session.flush()
    return True


def words(one: Broadcast, found: Progress, board: BroadcastBoard, *, now: datetime) -> str:
    """Render a bar, the figures and the time left.

    The time left is extrapolated from the rate since the progress message was first sent.
    """
    ended = found.total - found.pending
    percent = _percent(found, ended)
    full = percent * SEGMENTS // 100
    seen, done = now - board.begun_at, ended - board.began_with
    left = ""
    if one.state == State.SENDING and done > 0 and found.pending:
        lasts = wording.lasting(seen * (found.pending / done))
        left = texts.BROADCAST_BOARD_LEFT.format(lasts=lasts)
    return texts.BROADCAST_BOARD.format(
        number=one.id,
        state=texts.BROADCAST_STATES[one.state],
        bar=texts.BROADCAST_BOARD_FULL * full + texts.BROADCAST_BOARD_EMPTY * (SEGMENTS - full),
        percent=percent,
        ended=ended,
        total=found.total,
        left=left,
    )


def _percent(found: Progress, ended: int) -> int:
    """Return the percentage done, rounded down, so that 100 means all."""
    return 100 * ended // found.total if found.total else 100
