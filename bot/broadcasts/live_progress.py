"""Live progress: one message that shows the drafter how far a long broadcast has got.

Sent only when sending takes a while and only on channels whose messages can be edited; then edited
at most once a tick, and only when the figures changed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from bot import texts
from bot.broadcasts import results, wording
from bot.broadcasts.models import Broadcast, BroadcastState, ProgressMessage
from bot.broadcasts.results import Progress
from bot.messages.content import Reply
from bot.outbox import edits
from bot.outbox.buttons import number_buttons
from bot.outbox.models import Batch, Priority
from bot.outbox.service import stage
from bot.people.linking import map_contacts

SHOW_AFTER = timedelta(seconds=20)  # what is over by then needs none
UPDATE_AFTER_END = timedelta(minutes=10)  # so long after its end it is still brought up to date
BAR_SEGMENTS = 10


def show_progress_due(session: Session, *, accounts: Collection[str], now: datetime) -> int:
    """Send or update every progress message that has something new to show; return how many.

    `accounts` are the channel accounts whose sent messages can be edited.
    """
    return sum(
        _show_progress(session, broadcast, accounts, now=now)
        for broadcast in _list_watched(session, now)
    )


def _list_watched(session: Session, now: datetime) -> Sequence[Broadcast]:
    """Return the running broadcasts, and those ended since their last progress message."""
    running = col(Broadcast.state).in_((BroadcastState.SENDING, BroadcastState.PAUSED))
    stale = and_(
        col(ProgressMessage.state).in_((BroadcastState.SENDING, BroadcastState.PAUSED)),
        col(Broadcast.ended_at) > now - UPDATE_AFTER_END,
    )
    query = (
        select(Broadcast)
        .join(Batch, col(Batch.id) == Broadcast.batch_id)
        .join(ProgressMessage, col(ProgressMessage.broadcast_id) == Broadcast.id, isouter=True)
        .where(
            or_(running, stale),
            col(Broadcast.drafted_by).is_not(None),
            col(Batch.created_at) <= now - SHOW_AFTER,
        )
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True, of=Broadcast)
    )
    return session.exec(query.execution_options(populate_existing=True)).all()


def _show_progress(
    session: Session, broadcast: Broadcast, accounts: Collection[str], *, now: datetime
) -> bool:
    progress = results.compute_progress(session, broadcast)
    ended = progress.total - progress.pending
    message = session.get(ProgressMessage, broadcast.id)
    if message is None:
        return _send_progress(session, broadcast, progress, ended, accounts, now=now)
    percent = _compute_percent(progress, ended)
    if (percent, broadcast.state) == (
        message.percent,
        message.state,
    ) or message.delivery_id is None:
        return False
    reply = Reply(
        render_progress(broadcast, progress, message, now=now), wording.list_actions(broadcast)
    )
    if not edits.replace_message(session, message.delivery_id, number_buttons(reply), now=now):
        return False
    message.percent, message.state = percent, broadcast.state
    return True


def _send_progress(
    session: Session,
    broadcast: Broadcast,
    progress: Progress,
    ended: int,
    accounts: Collection[str],
    *,
    now: datetime,
) -> bool:
    """Send the first progress message.

    Not before something was sent: a broadcast that waits for the morning shows nothing at night.
    """
    contact = map_contacts(session, [broadcast.drafted_by or 0]).get(broadcast.drafted_by or 0)
    busy = broadcast.state == BroadcastState.SENDING and progress.sent and progress.pending
    if contact is None or contact.account not in accounts or not busy:
        return False
    message = ProgressMessage(
        broadcast_id=broadcast.id,
        begun_at=now,
        began_with=ended,
        percent=_compute_percent(progress, ended),
        state=broadcast.state,
    )
    key = f"broadcast:{broadcast.id}:board"
    reply = number_buttons(
        Reply(
            render_progress(broadcast, progress, message, now=now), wording.list_actions(broadcast)
        )
    )
    stage(session, contact, reply, now=now, priority=Priority.NOTICE, key=key)
    message.delivery_id = edits.find_delivery_id(session, key)
    session.add(message)
    session.flush()
    return True


def render_progress(
    broadcast: Broadcast, progress: Progress, message: ProgressMessage, *, now: datetime
) -> str:
    """Render a bar, the figures and the time left.

    The time left is extrapolated from the rate since the progress message was first sent.
    """
    ended = progress.total - progress.pending
    percent = _compute_percent(progress, ended)
    full_segments = percent * BAR_SEGMENTS // 100
    elapsed, done = now - message.begun_at, ended - message.began_with
    time_left = ""
    if broadcast.state == BroadcastState.SENDING and done > 0 and progress.pending:
        lasts = wording.format_duration(elapsed * (progress.pending / done))
        time_left = texts.BROADCAST_BOARD_LEFT.format(lasts=lasts)
    return texts.BROADCAST_BOARD.format(
        number=broadcast.id,
        state=texts.BROADCAST_STATES[broadcast.state],
        bar=texts.BROADCAST_BOARD_FULL * full_segments
        + texts.BROADCAST_BOARD_EMPTY * (BAR_SEGMENTS - full_segments),
        percent=percent,
        ended=ended,
        total=progress.total,
        left=time_left,
    )


def _compute_percent(progress: Progress, ended: int) -> int:
    """Return the percentage done, rounded down, so that 100 means all."""
    return 100 * ended // progress.total if progress.total else 100
