"""Verbs of the outbox, each inside the caller's transaction: stage and settle (claim: `claims`).

Delivery is at least once: a delivery claimed by a process that died is claimed again when its lease
expires, so a crash between sending and settling repeats one message, and none is lost (ADR-0003).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel, col

from bot.core.dialects import dialect_of, insert_unless_there, is_any, one_of
from bot.messages import history
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox import batch_stats, digest, windows
from bot.outbox.batch_stats import REASON_BLOCKED, Count
from bot.outbox.claims import LEASE
from bot.outbox.models import WAITING, Delivery, Priority, Status
from bot.people.models import Contact
from bot.people.service import mark_unreachable
from bot.vietnamese.letters import nfc

ECHO = timedelta(minutes=2)  # within which a platform tells us of our own message

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables["contact"]
# What nothing has happened to yet.
UNTRIED = {
    "uncertain": False,
    "attempts": 0,
    "parts_sent": 0,
    "claimed_by": "",
    "platform_id": "",
    "reason": "",
}


def stage(
    session: Session,
    contact: Contact,
    reply: Reply,
    *,
    now: datetime,
    due_at: datetime | None = None,
    priority: Priority = Priority.REPLY,
    key: str | None = None,
    send_before: datetime | None = None,
    may_wait: bool = False,
    replaces: str = "",
) -> int | None:
    """Enqueue `reply` for a contact; return the message's id, or None if nothing was enqueued.

    Nothing is enqueued for an unreachable contact, or under a `key` used before (deduplication).
    Unsent by `send_before`, the delivery expires. `allow_digest` puts it into the daily digest of
    contacts who prefer one. `replaces`: the platform id of the sent message that this one edits.
    """
    if contact.unreachable_since is not None:
        return None
    message_id = history.promise(session, contact.account, reply, contact_id=contact.id, now=now)
    gathered = may_wait and contact.digest and send_before is None
    values = {
        "account": contact.account,
        "contact_id": contact.id,
        "message_id": message_id,
        "key": key,
        "status": Status.GATHERED if gathered else Status.QUEUED,
        "priority": priority,
        "due_at": due_at or now,
        "send_before": send_before,
        "replaces": replaces,
        "staged_at": now,
        **UNTRIED,
    }
    statement = insert_unless_there(dialect_of(session), Delivery, returning="id")
    staged = session.connection().execute(statement, values).scalar()
    if staged is None:
        session.delete(session.get_one(Message, message_id))
        return None
    return message_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one attempt to send."""

    delivery_id: int
    contact_id: int
    status: Status
    platform_id: str = ""
    reason: str = ""
    due_at: datetime | None = None  # when queued again
    unreachable: bool = False  # the contact blocked us
    refund: bool = False  # the platform asked to wait: no sign of a lost cause
    parts_sent: int = 0
    batch_id: int | None = None
    uncertain: bool = False  # it may have arrived all the same
    carries: bool = False  # a digest: what it gathered ends as it ends
    # What a number means to them now: the buttons of a notice that was sent.
    offered: tuple[dict[str, str], ...] = ()


def was_ours(
    session: Session, contact: Contact, platform_id: str, *, colleague: bool, now: datetime
) -> bool:
    """Return whether the message that the platform reports was sent by the bot.

    Known by its id or, unless a human is known to have written it, because the bot is sending to
    this contact right now.
    """
    own = DELIVERY.c
    speaking = or_(
        own.status == Status.SENDING,
        and_(own.status == Status.SENT, own.settled_at > now - ECHO),
    )
    ours = own.platform_id == platform_id
    query = select(own.id).where(
        own.contact_id == contact.id, ours if colleague else or_(ours, speaking)
    )
    return session.connection().execute(query.limit(1)).first() is not None


def note_parts(
    session: Session, delivery_id: int, parts_sent: int, platform_id: str = "", *, now: datetime
) -> None:
    """Record that some parts of a long message were sent, and renew the lease.

    After a crash only the remaining parts are sent.
    """
    earlier = f"{nfc(platform_id)[:200]} " if platform_id else ""
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id)
        .values(
            parts_sent=parts_sent,
            claimed_until=now + LEASE,
            earlier_ids=col(Delivery.earlier_ids) + earlier,
        )
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record the outcomes of attempts; a contact who blocked the bot is marked unreachable.

    A failure reported late (after the lease expired and another process took over) does not
    overwrite a success.
    """
    counts = _changes(session, outcomes)
    digest.settle_carried(session, outcomes, counts, now=now)
    if outcomes:
        session.connection().execute(_end(), [_ending(outcome, now) for outcome in outcomes])
    batch_stats.add(session, counts)
    _offer(session, outcomes)
    if parked := [one.contact_id for one in outcomes if one.status == Status.PARKED]:
        windows.unpark_late(session, parked, now=now)
    for outcome in outcomes:
        if outcome.unreachable:
            mark_unreachable(session, outcome.contact_id, now=now)
            drop_queued(session, outcome.contact_id, now=now)


def _changes(session: Session, outcomes: Sequence[Outcome]) -> dict[int, Count]:
    """Return how these outcomes will change the counters of their batches."""
    ends = {one.delivery_id: one for one in outcomes if one.batch_id is not None}
    counts: dict[int, Count] = {}
    if not ends:
        return counts
    before = session.connection().execute(_before(dialect_of(session)), {"ids": list(ends)})
    for delivery_id, status, reason in before:
        end = ends[delivery_id]
        if end.batch_id is not None and (status == Status.SENDING or end.status == Status.SENT):
            count = counts.setdefault(end.batch_id, Count())
            count.change(status, reason, -1)
            count.change(end.status, REASON_BLOCKED if end.unreachable else end.reason, 1)
    return counts


@cache
def _before(dialect: str) -> Select[Any]:
    own = DELIVERY.c
    query = select(own.id, own.status, own.reason).where(one_of(dialect, own.id, "ids"))
    return query.order_by(own.id).with_for_update()


def _offer(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Make the last notice's buttons answerable by number.

    Skips contacts locked by an incoming message: the reply to it decides. Waiting for no row lock,
    two transactions that notify many contacts cannot deadlock here.
    """
    sent = {one.contact_id: one.offered for one in outcomes if one.offered}
    if not sent:
        return
    free = session.connection().execute(_free(dialect_of(session)), {"ids": list(sent)})
    ids = free.scalars().all()
    rows = [{"which": one, "buttons": list(sent[one])} for one in ids]
    if rows:
        session.connection().execute(_show(), rows)


@cache
def _free(dialect: str) -> Select[Any]:
    query = select(CONTACT.c.id).where(one_of(dialect, CONTACT.c.id, "ids"))
    return query.with_for_update(key_share=True, skip_locked=True)


@cache
def _show() -> Update:
    buttons = bindparam("buttons", type_=CONTACT.c.offered.type)
    return update(CONTACT).where(CONTACT.c.id == bindparam("which")).values(offered=buttons)


def _ending(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "which": outcome.delivery_id,
        "end": outcome.status,
        "arrived": outcome.status == Status.SENT,
        "theirs": nfc(outcome.platform_id)[:200],
        "why": nfc(outcome.reason)[:300],
        "at": None if outcome.status in (Status.QUEUED, Status.PARKED) else now,
        "due": outcome.due_at,
        "sent": outcome.parts_sent,
        "refund": int(outcome.refund),
        "doubt": outcome.uncertain,
    }


@cache
def _end() -> Update:
    own = DELIVERY.c
    due = bindparam("due", type_=own.due_at.type)
    sent = bindparam("sent", type_=own.parts_sent.type)
    return (
        update(DELIVERY)
        .where(
            own.id == bindparam("which"),
            or_(own.status == Status.SENDING, bindparam("arrived", type_=Boolean)),
        )
        .values(
            status=bindparam("end"),
            platform_id=bindparam("theirs"),
            reason=bindparam("why"),
            claimed_until=None,
            uncertain=or_(own.uncertain, bindparam("doubt", type_=Boolean)),
            settled_at=bindparam("at"),
            due_at=func.coalesce(due, own.due_at),
            parts_sent=case((own.parts_sent > sent, own.parts_sent), else_=sent),
            # Still at least 1: a waiting message must not be overtaken by the contact's next one.
            attempts=case(
                (own.attempts > 1, own.attempts - bindparam("refund", type_=Integer)),
                else_=own.attempts,
            ),
        )
    )


def drop_queued(session: Session, contact_id: int, *, now: datetime) -> None:
    """Fail everything queued for a contact who blocked the bot."""
    give_up(session, col(Delivery.contact_id) == contact_id, REASON_BLOCKED, now)


def forget_queued(session: Session, contact_id: int) -> None:
    """Delete everything queued for a contact whose data is erased."""
    gone = session.execute(
        delete(Delivery)
        .where(col(Delivery.contact_id) == contact_id, col(Delivery.status).in_(WAITING))
        .returning(col(Delivery.batch_id))
        .execution_options(synchronize_session=False)
    )
    batch_stats.add(session, Count.of(gone.scalars(), Status.CANCELLED, ""))


def give_up(session: Session, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    """Fail the waiting deliveries that match `condition`; return how many there were."""
    ended = session.execute(
        update(Delivery)
        .where(which, is_any(Delivery.status, WAITING))
        .values(status=Status.FAILED, reason=reason, settled_at=now)
        .returning(col(Delivery.batch_id))
        .execution_options(synchronize_session=False)
    )
    batches = ended.scalars().all()
    batch_stats.add(session, Count.of(batches, Status.FAILED, reason))
    return len(batches)
