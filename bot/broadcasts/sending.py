"""Scheduled jobs of broadcasts: begin sending, stage deliveries in chunks, finish, report.

Only a window of each broadcast is in the outbox at a time, so that one commune's never blocks
another's, and a million recipients are never in memory. Every job is safe to repeat.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, update
from sqlmodel import Session, SQLModel, col, or_, select

from bot import texts
from bot.broadcasts import results
from bot.broadcasts.models import Broadcast, BroadcastRecipient, BroadcastState, Urgency
from bot.core.clock import QuietHours
from bot.messages.content import Attachment, Choice, Reply
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


def stage_due(
    session: Session, *, window: int, zone: ZoneInfo, quiet: QuietHours, now: datetime
) -> int:
    """Top up the outbox window of every running broadcast.

    Returns how many deliveries were staged.
    """
    return sum(
        _stage_window(
            session,
            broadcast,
            window=max(window, batches.MIN_IN_OUTBOX),
            zone=zone,
            quiet=quiet,
            now=now,
        )
        for broadcast in _lock_running(session)
    )


def _lock_running(session: Session) -> Sequence[Broadcast]:
    return session.exec(
        select(Broadcast)
        .where(Broadcast.state == BroadcastState.SENDING)
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _stage_window(
    session: Session,
    broadcast: Broadcast,
    *,
    window: int,
    zone: ZoneInfo,
    quiet: QuietHours,
    now: datetime,
) -> int:
    room = window - batches.count_queued(session, broadcast.batch_id, limit=window)
    last = _find_chunk_end(session, broadcast, room) if room > 0 else None
    if last is None or broadcast.batch_id is None:
        return 0
    _exclude_unreachable(session, broadcast, last)
    staged = _stage_range(
        session, broadcast, broadcast.after_id, last, zone=zone, quiet=quiet, now=now
    )
    broadcast.after_id = last
    session.flush()
    return staged


def _find_chunk_end(session: Session, broadcast: Broadcast, room: int) -> int | None:
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


def _exclude_unreachable(session: Session, broadcast: Broadcast, last: int) -> None:
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


def _stage_range(
    session: Session,
    broadcast: Broadcast,
    after: int,
    last: int | None,
    *,
    zone: ZoneInfo,
    quiet: QuietHours,
    now: datetime,
) -> int:
    columns = RECIPIENT.c
    recipients = select(columns.recipient, columns.contact_id, columns.account).where(
        columns.broadcast_id == broadcast.id, columns.id > after, columns.reach == ""
    )
    if last is not None:
        recipients = recipients.where(columns.id <= last)
    urgent = broadcast.urgency == Urgency.URGENT
    return batches.stage_deliveries(
        session,
        broadcast.batch_id or 0,
        recipients,
        render_broadcast(broadcast),
        now=now,
        due_at=now if urgent else quiet.defer(now, zone),
        send_before=broadcast.send_before,
        allow_digest=broadcast.urgency == Urgency.NORMAL,
        paid=broadcast.paid,
    )


def render_broadcast(broadcast: Broadcast) -> Reply:
    """Build the message that recipients get."""
    text = (
        texts.BROADCAST_CODE.format(text=broadcast.text, code=broadcast.code)
        if broadcast.code
        else broadcast.text
    )
    return Reply(
        text,
        tuple(Choice(**item) for item in broadcast.buttons),
        tuple(Attachment.from_json(item) for item in broadcast.files),
    )


def finish_due(session: Session, *, zone: ZoneInfo, quiet: QuietHours, now: datetime) -> int:
    """Finish broadcasts that are completely sent and notify their drafters; return how many.

    Recipients who were skipped are staged first; a key makes that at most once. Parked deliveries
    do not delay the end.
    """
    ended = 0
    for broadcast in _lock_running(session):
        if broadcast.batch_id is None or _find_chunk_end(session, broadcast, 1) is not None:
            continue
        progress = batches.get_progress(session, broadcast.batch_id)
        if progress.pending > progress.parked:  # whoever must write first hears it then
            continue
        if progress.staged < broadcast.reachable and _stage_range(
            session, broadcast, 0, None, zone=zone, quiet=quiet, now=now
        ):
            continue
        broadcast.state, broadcast.ended_at = BroadcastState.DONE, now
        session.flush()
        results.tell_drafter(session, broadcast, now=now, due_at=quiet.defer(now, zone))
        ended += 1
    return ended
