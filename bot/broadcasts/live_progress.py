"""Live progress: one message that shows the drafter how far a long broadcast has got.

Shown only when sending takes a while and only on channels whose messages can be edited; then edited
at most once a tick, and only when the figures changed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from bot import texts
from bot.broadcasts import results, wording
from bot.broadcasts.events import ProgressChanged
from bot.broadcasts.models import RUNNING_STATES, Broadcast, BroadcastState, ProgressMessage
from bot.broadcasts.results import Progress
from bot.core.events import emit
from bot.outbox.models import Batch
from bot.people.linking import map_contacts

SHOW_AFTER = timedelta(seconds=20)  # what is over by then needs none
UPDATE_AFTER_END = timedelta(minutes=10)  # so long after its end it is still brought up to date
BAR_SEGMENTS = 10


def report_progress_due(session: Session, *, accounts: Collection[str], now: datetime) -> int:
    """Report every broadcast whose progress message has something new to show; return how many.

    `accounts` are the channel accounts whose sent messages can be edited.
    """
    changed = [
        broadcast
        for broadcast in _list_watched(session, now)
        if _has_news(session, broadcast, accounts)
    ]
    for broadcast in changed:
        emit(session, ProgressChanged(broadcast.id, now))
    return len(changed)


def _list_watched(session: Session, now: datetime) -> Sequence[Broadcast]:
    """Return the running broadcasts, and those ended since their last progress message."""
    running = col(Broadcast.state).in_(RUNNING_STATES)
    stale = and_(
        col(ProgressMessage.state).in_(RUNNING_STATES),
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


def _has_news(session: Session, broadcast: Broadcast, accounts: Collection[str]) -> bool:
    """Return whether the message shows other figures than these, or is to be sent now.

    Not before something was sent: a broadcast that waits for the morning shows nothing at night.
    """
    progress = results.compute_progress(session, broadcast)
    message = session.get(ProgressMessage, broadcast.id)
    if message is not None:
        shown = message.percent, message.state
        is_new = (compute_percent(progress), broadcast.state) != shown
        return is_new and message.delivery_id is not None
    contact = map_contacts(session, [broadcast.drafted_by or 0]).get(broadcast.drafted_by or 0)
    is_busy = broadcast.state == BroadcastState.SENDING and progress.sent and progress.pending
    return contact is not None and contact.account in accounts and bool(is_busy)


def begin_message(broadcast: Broadcast, progress: Progress, *, now: datetime) -> ProgressMessage:
    """Return the row of a progress message that is about to be sent, with the figures it shows."""
    return ProgressMessage(
        broadcast_id=broadcast.id,
        begun_at=now,
        began_with=progress.total - progress.pending,
        percent=compute_percent(progress),
        state=broadcast.state,
    )


def render_progress(
    broadcast: Broadcast, progress: Progress, message: ProgressMessage, *, now: datetime
) -> str:
    """Render a bar, the figures and the time left.

    The time left is extrapolated from the rate since the progress message was first sent.
    """
    ended = progress.total - progress.pending
    percent = compute_percent(progress)
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


def compute_percent(progress: Progress) -> int:
    """Return the percentage done, rounded down, so that 100 means all."""
    ended = progress.total - progress.pending
    return 100 * ended // progress.total if progress.total else 100
