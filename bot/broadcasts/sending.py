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
from bot.broadcasts.models import Broadcast, BroadcastRecipient, State, Urgency
from bot.core.clock import QuietHours
from bot.messages.content import Attachment, Choice, Reply
from bot.outbox import bulk
from bot.people.models import Contact
from bot.people.recipients import Reach

RECIPIENT = SQLModel.metadata.tables["broadcast_recipient"]
CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]


def begin_due(session: Session, *, now: datetime) -> int:
    """Start sending approved broadcasts that are due; return how many."""
    found = session.exec(
        select(Broadcast)
        .where(
            Broadcast.state == State.APPROVED,
            or_(col(Broadcast.send_at).is_(None), col(Broadcast.send_at) <= now),
        )
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True)
    ).all()
    for one in found:
        one.state, one.batch_id = State.SENDING, bulk.open_batch(session, now=now).id
    session.flush()
    return len(found)


def stage_due(
    session: Session, *, window: int, zone: ZoneInfo, quiet: QuietHours, now: datetime
) -> int:
    """Top up the outbox window of every running broadcast.

    Returns how many deliveries were staged.
    """
    return sum(
        _stage(session, one, window=max(window, bulk.WINDOW), zone=zone, quiet=quiet, now=now)
        for one in _running(session)
    )


def _running(session: Session) -> Sequence[Broadcast]:
    return session.exec(
        select(Broadcast)
        .where(Broadcast.state == State.SENDING)
        .order_by(col(Broadcast.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _stage(
    session: Session,
    one: Broadcast,
    *,
    window: int,
    zone: ZoneInfo,
    quiet: QuietHours,
    now: datetime,
) -> int:
    room = window - bulk.queued(session, one.batch_id, most=window)
    last = _last_of(session, one, room) if room > 0 else None
    if last is None or one.batch_id is None:
        return 0
    _pass_over(session, one, last)
    staged = _stage_between(session, one, one.after_id, last, zone=zone, quiet=quiet, now=now)
    one.after_id = last
    session.flush()
    return staged


def _last_of(session: Session, one: Broadcast, room: int) -> int | None:
    """Return the id of the last recipient of the next chunk, or None when all are staged."""
    following = (
        select(BroadcastRecipient.id)
        .where(
            BroadcastRecipient.broadcast_id == one.id,
            BroadcastRecipient.id > one.after_id,
            BroadcastRecipient.reach == "",
        )
        .order_by(col(BroadcastRecipient.id))
        .limit(room)
        .subquery()
    )
    last: int | None = session.exec(select(func.max(following.c.id))).one()
    return last


def _pass_over(session: Session, one: Broadcast, last: int) -> None:
    """Mark recipients who stopped or blocked the bot since approval as unreachable."""
    own = RECIPIENT.c
    chunk = (own.broadcast_id == one.id, own.id > one.after_id, own.id <= last, own.reach == "")
    for why, since in ((Reach.BLOCKED, "unreachable_since"), (Reach.STOPPED, "stopped_at")):
        gone = exists().where(CONTACT.c.id == own.contact_id, CONTACT.c[since].is_not(None))
        passed = session.connection().execute(
            update(RECIPIENT).where(*chunk, gone).values(reach=why)
        )
        one.reachable -= passed.rowcount


def _stage_between(
    session: Session,
    one: Broadcast,
    after: int,
    last: int | None,
    *,
    zone: ZoneInfo,
    quiet: QuietHours,
    now: datetime,
) -> int:
    own = RECIPIENT.c
    them = select(own.recipient, own.contact_id, own.account).where(
        own.broadcast_id == one.id, own.id > after, own.reach == ""
    )
    if last is not None:
        them = them.where(own.id <= last)
    urgent = one.urgency == Urgency.URGENT
    return bulk.stage_many(
        session,
        one.batch_id or 0,
        them,
        words_of(one),
        now=now,
        due_at=now if urgent else quiet.defer(now, zone),
        send_before=one.send_before,
        may_wait=one.urgency == Urgency.NORMAL,
        paid=one.paid,
    )


def words_of(one: Broadcast) -> Reply:
    """Build the message that recipients get."""
    checked = texts.BROADCAST_CODE.format(text=one.text, code=one.code) if one.code else one.text
    return Reply(
        checked,
        tuple(Choice(**each) for each in one.buttons),
        tuple(Attachment.from_json(each) for each in one.files),
    )


def end_due(session: Session, *, zone: ZoneInfo, quiet: QuietHours, now: datetime) -> int:
    """Finish broadcasts that are completely sent and notify their drafters; return how many.

    Recipients who were skipped are staged first; a key makes that at most once. Parked deliveries
    do not delay the end.
    """
    ended = 0
    for one in _running(session):
        if one.batch_id is None or _last_of(session, one, 1) is not None:
            continue
        found = bulk.progress(session, one.batch_id)
        if found.pending > found.parked:  # whoever must write first hears it then
            continue
        if found.staged < one.reachable and _stage_between(
            session, one, 0, None, zone=zone, quiet=quiet, now=now
        ):
            continue
        one.state, one.ended_at = State.DONE, now
        session.flush()
        results.tell(session, one, now=now, due_at=quiet.defer(now, zone))
        ended += 1
    return ended
