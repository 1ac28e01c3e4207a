"""Sending of broadcasts, chunk by chunk: which are due, who comes next, when one is over.

Only a window of each broadcast is in the outbox at a time, so that one commune's never blocks
another's, and a million recipients are never in memory. Every step is safe to repeat.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, update
from sqlmodel import Session, SQLModel, col, or_, select

from bot.broadcasts.events import BroadcastEnded
from bot.broadcasts.models import Broadcast, BroadcastRecipient, BroadcastState
from bot.core.events import emit
from bot.core.policy import Policy
from bot.outbox import batches
from bot.people.models import Contact
from bot.people.recipients import Reachability

RECIPIENT = SQLModel.metadata.tables["broadcast_recipient"]
CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]


def begin_due(session: Session, *, now: datetime) -> int:
    """Start sending approved broadcasts that are due; return how many."""
    due_broadcasts = session.exec(
        select(Broadcast)
        .where(
            Broadcast.state == BroadcastState.APPROVED,
            or_(col(Broadcast.send_at).is_(None), col(Broadcast.send_at) <= now),
        )
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True)
    ).all()
    for broadcast in due_broadcasts:
        broadcast.state, broadcast.batch_id = (
            BroadcastState.SENDING,
            batches.open_batch(session, now=now).id,
        )
    session.flush()
    return len(due_broadcasts)


def lock_running(session: Session) -> Sequence[Broadcast]:
    """Return the broadcasts that are being sent, locked; without those another process holds."""
    return session.exec(
        select(Broadcast)
        .where(Broadcast.state == BroadcastState.SENDING)
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def find_chunk_end(session: Session, broadcast: Broadcast, room: int) -> int | None:
    """Return the id of the last recipient of the next chunk, or None when all are staged."""
    following = (
        select(BroadcastRecipient.id)
        .where(
            BroadcastRecipient.broadcast_id == broadcast.id,
            BroadcastRecipient.id > broadcast.after_id,
            BroadcastRecipient.reach == "",
        )
        .order_by(col(BroadcastRecipient.id))
        .limit(room)
        .subquery()
    )
    last: int | None = session.exec(select(func.max(following.c.id))).one()
    return last


def exclude_unreachable(session: Session, broadcast: Broadcast, last: int) -> None:
    """Mark recipients who stopped or blocked the bot since approval as unreachable."""
    columns = RECIPIENT.c
    chunk = (
        columns.broadcast_id == broadcast.id,
        columns.id > broadcast.after_id,
        columns.id <= last,
        columns.reach == "",
    )
    for reason, since in (
        (Reachability.BLOCKED, "unreachable_since"),
        (Reachability.STOPPED, "stopped_at"),
    ):
        gone = exists().where(CONTACT.c.id == columns.contact_id, CONTACT.c[since].is_not(None))
        passed = session.connection().execute(
            update(RECIPIENT).where(*chunk, gone).values(reach=reason)
        )
        broadcast.reachable -= passed.rowcount


def select_recipients(broadcast: Broadcast, after: int, last: int | None) -> Select[Any]:
    """Return the query of those to be told whose ids are above `after`, up to `last` if given."""
    columns = RECIPIENT.c
    recipients = select(columns.recipient, columns.contact_id, columns.account).where(
        columns.broadcast_id == broadcast.id, columns.id > after, columns.reach == ""
    )
    return recipients if last is None else recipients.where(columns.id <= last)


def is_staged_and_sent(session: Session, broadcast: Broadcast) -> bool:
    """Return whether every chunk is staged and nothing but parked deliveries waits.

    Whoever must write first hears it then: they do not delay the end.
    """
    if broadcast.batch_id is None or find_chunk_end(session, broadcast, 1) is not None:
        return False
    progress = batches.get_progress(session, broadcast.batch_id)
    return progress.pending <= progress.parked


def has_skipped(session: Session, broadcast: Broadcast) -> bool:
    """Return whether fewer deliveries were staged than there are reachable recipients."""
    return batches.get_progress(session, broadcast.batch_id or 0).staged < broadcast.reachable


def finish_broadcast(
    session: Session, broadcast: Broadcast, *, policy: Policy, now: datetime
) -> None:
    """Mark a broadcast as done; its drafter is told the result outside the quiet hours."""
    broadcast.state, broadcast.ended_at = BroadcastState.DONE, now
    session.flush()
    own = policy.for_unit(broadcast.unit_id)
    emit(session, BroadcastEnded(broadcast.id, now, own.quiet.defer(now, own.zone)))
