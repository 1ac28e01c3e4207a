"""The announcement itself on its way to residents: chunks into the outbox, until all are told."""

from datetime import datetime

from sqlmodel import Session

from bot.broadcasts import sending
from bot.broadcasts.content import decode_buttons, decode_files, render_text
from bot.broadcasts.models import Broadcast, Urgency
from bot.core.policy import Policy
from bot.messages.content import Reply
from bot.outbox import batches


def stage_due(session: Session, *, window: int, policy: Policy, now: datetime) -> int:
    """Top up the outbox window of every running broadcast.

    Returns how many deliveries were staged.
    """
    size = max(window, batches.MIN_IN_OUTBOX)
    return sum(
        _stage_window(session, broadcast, window=size, policy=policy, now=now)
        for broadcast in sending.lock_running(session)
    )


def _stage_window(
    session: Session, broadcast: Broadcast, *, window: int, policy: Policy, now: datetime
) -> int:
    room = window - batches.count_queued(session, broadcast.batch_id, limit=window)
    last = sending.find_chunk_end(session, broadcast, room) if room > 0 else None
    if last is None or broadcast.batch_id is None:
        return 0
    sending.exclude_unreachable(session, broadcast, last)
    staged = _stage_range(session, broadcast, broadcast.after_id, last, policy=policy, now=now)
    broadcast.after_id = last
    session.flush()
    return staged


def _stage_range(
    session: Session,
    broadcast: Broadcast,
    after: int,
    last: int | None,
    *,
    policy: Policy,
    now: datetime,
) -> int:
    urgent, own = broadcast.urgency == Urgency.URGENT, policy.for_unit(broadcast.unit_id)
    return batches.stage_deliveries(
        session,
        broadcast.batch_id or 0,
        sending.select_recipients(broadcast, after, last),
        render_broadcast(broadcast),
        now=now,
        due_at=now if urgent else own.quiet.defer(now, own.zone),
        send_before=broadcast.send_before,
        allow_digest=broadcast.urgency == Urgency.NORMAL,
        paid=broadcast.paid,
    )


def finish_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Finish broadcasts that are completely sent; return how many.

    Recipients who were skipped are staged first; a key makes that at most once. Parked deliveries
    do not delay the end.
    """
    ended = 0
    for broadcast in sending.lock_running(session):
        if not sending.is_staged_and_sent(session, broadcast):
            continue
        if sending.has_skipped(session, broadcast) and _stage_range(
            session, broadcast, 0, None, policy=policy, now=now
        ):
            continue
        sending.finish_broadcast(session, broadcast, policy=policy, now=now)
        ended += 1
    return ended


def render_broadcast(broadcast: Broadcast) -> Reply:
    """Build the message that recipients get."""
    return Reply(render_text(broadcast), decode_buttons(broadcast), decode_files(broadcast))
