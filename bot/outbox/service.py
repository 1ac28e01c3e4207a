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

from bot.core.dialects import dialect_name, in_constants, in_parameter, insert_or_ignore
from bot.messages import history
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox import batch_stats, digest, messaging_windows
from bot.outbox.batch_stats import BatchCounts
from bot.outbox.models import WAITING, Delivery, DeliveryStatus, Priority
from bot.outbox.reasons import REASON_BLOCKED
from bot.outbox.retry import LEASE
from bot.people.models import Contact
from bot.people.service import mark_unreachable
from bot.vietnamese.letters import nfc

ECHO_WINDOW = timedelta(minutes=2)  # within which a platform tells us of our own message

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
    allow_digest: bool = False,
    replaces: str = "",
) -> int | None:
    """Enqueue `reply` for a contact; return the message's id, or None if nothing was enqueued.

    Nothing is enqueued for an unreachable contact, or under a `key` used before (deduplication).
    Unsent by `send_before`, the delivery expires. `allow_digest` puts it into the daily digest of
    contacts who prefer one. `replaces`: the platform id of the sent message that this one edits.
    """
    if contact.unreachable_since is not None:
        return None
    message_id = history.store_outgoing(
        session, contact.account, reply, contact_id=contact.id, now=now
    )
    gathered = allow_digest and contact.digest and send_before is None
    values = {
        "account": contact.account,
        "contact_id": contact.id,
        "message_id": message_id,
        "key": key,
        "status": DeliveryStatus.GATHERED if gathered else DeliveryStatus.QUEUED,
        "priority": priority,
        "due_at": due_at or now,
        "send_before": send_before,
        "replaces": replaces,
        "staged_at": now,
        **UNTRIED,
    }
    statement = insert_or_ignore(dialect_name(session), Delivery, returning="id")
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
    status: DeliveryStatus
    platform_id: str = ""
    reason: str = ""
    due_at: datetime | None = None  # when queued again
    unreachable: bool = False  # the contact blocked us
    refunds_attempt: bool = False  # the platform asked to wait: no sign of a lost cause
    parts_sent: int = 0
    batch_id: int | None = None
    uncertain: bool = False  # it may have arrived all the same
    is_digest: bool = False  # a digest: what it gathered ends as it ends
    # What a number means to them now: the buttons of a notice that was sent.
    offered: tuple[dict[str, str], ...] = ()


def is_own_message(
    session: Session, contact: Contact, platform_id: str, *, colleague: bool, now: datetime
) -> bool:
    """Return whether the message that the platform reports was sent by the bot.

    Known by its id or, unless a human is known to have written it, because the bot is sending to
    this contact right now.
    """
    delivery = DELIVERY.c
    being_sent = or_(
        delivery.status == DeliveryStatus.SENDING,
        and_(delivery.status == DeliveryStatus.SENT, delivery.settled_at > now - ECHO_WINDOW),
    )
    same_id = delivery.platform_id == platform_id
    query = select(delivery.id).where(
        delivery.contact_id == contact.id, same_id if colleague else or_(same_id, being_sent)
    )
    return session.connection().execute(query.limit(1)).first() is not None


def record_parts(
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


def settle_deliveries(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record the outcomes of attempts; a contact who blocked the bot is marked unreachable.

    A failure reported late (after the lease expired and another process took over) does not
    overwrite a success.
    """
    counts = _count_changes(session, outcomes)
    digest.settle_gathered(session, outcomes, counts, now=now)
    if outcomes:
        session.connection().execute(
            _update_outcome(), [_outcome_parameters(outcome, now) for outcome in outcomes]
        )
    batch_stats.add_counts(session, counts)
    _offer_buttons(session, outcomes)
    if parked := [
        result.contact_id for result in outcomes if result.status == DeliveryStatus.PARKED
    ]:
        messaging_windows.requeue_recent_writers(session, parked, now=now)
    for outcome in outcomes:
        if outcome.unreachable:
            mark_unreachable(session, outcome.contact_id, now=now)
            fail_queued(session, outcome.contact_id, now=now)


def _count_changes(session: Session, outcomes: Sequence[Outcome]) -> dict[int, BatchCounts]:
    """Return how these outcomes will change the counters of their batches."""
    outcomes_by_delivery = {
        outcome.delivery_id: outcome for outcome in outcomes if outcome.batch_id is not None
    }
    counts: dict[int, BatchCounts] = {}
    if not outcomes_by_delivery:
        return counts
    before = session.connection().execute(
        _select_before(dialect_name(session)), {"ids": list(outcomes_by_delivery)}
    )
    for delivery_id, status, reason in before:
        ended = outcomes_by_delivery[delivery_id]
        if ended.batch_id is not None and (
            status == DeliveryStatus.SENDING or ended.status == DeliveryStatus.SENT
        ):
            count = counts.setdefault(ended.batch_id, BatchCounts())
            count.change(status, reason, -1)
            count.change(ended.status, REASON_BLOCKED if ended.unreachable else ended.reason, 1)
    return counts


@cache
def _select_before(dialect: str) -> Select[Any]:
    delivery = DELIVERY.c
    query = select(delivery.id, delivery.status, delivery.reason).where(
        in_parameter(dialect, delivery.id, "ids")
    )
    return query.order_by(delivery.id).with_for_update()


def _offer_buttons(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Make the last notice's buttons answerable by number.

    Skips contacts locked by an incoming message: the reply to it decides. Waiting for no row lock,
    two transactions that notify many contacts cannot deadlock here.
    """
    sent = {outcome.contact_id: outcome.offered for outcome in outcomes if outcome.offered}
    if not sent:
        return
    free = session.connection().execute(
        _select_unlocked(dialect_name(session)), {"ids": list(sent)}
    )
    ids = free.scalars().all()
    rows = [{"which": one, "buttons": list(sent[one])} for one in ids]
    if rows:
        session.connection().execute(_update_offered(), rows)


@cache
def _select_unlocked(dialect: str) -> Select[Any]:
    query = select(CONTACT.c.id).where(in_parameter(dialect, CONTACT.c.id, "ids"))
    return query.with_for_update(key_share=True, skip_locked=True)


@cache
def _update_offered() -> Update:
    buttons = bindparam("buttons", type_=CONTACT.c.offered.type)
    return update(CONTACT).where(CONTACT.c.id == bindparam("which")).values(offered=buttons)


def _outcome_parameters(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "which": outcome.delivery_id,
        "end": outcome.status,
        "arrived": outcome.status == DeliveryStatus.SENT,
        "theirs": nfc(outcome.platform_id)[:200],
        "why": nfc(outcome.reason)[:300],
        "at": None if outcome.status in (DeliveryStatus.QUEUED, DeliveryStatus.PARKED) else now,
        "due": outcome.due_at,
        "sent": outcome.parts_sent,
        "refund": int(outcome.refunds_attempt),
        "doubt": outcome.uncertain,
    }


@cache
def _update_outcome() -> Update:
    delivery = DELIVERY.c
    due = bindparam("due", type_=delivery.due_at.type)
    sent = bindparam("sent", type_=delivery.parts_sent.type)
    return (
        update(DELIVERY)
        .where(
            delivery.id == bindparam("which"),
            or_(delivery.status == DeliveryStatus.SENDING, bindparam("arrived", type_=Boolean)),
        )
        .values(
            status=bindparam("end"),
            platform_id=bindparam("theirs"),
            reason=bindparam("why"),
            claimed_until=None,
            uncertain=or_(delivery.uncertain, bindparam("doubt", type_=Boolean)),
            settled_at=bindparam("at"),
            due_at=func.coalesce(due, delivery.due_at),
            parts_sent=case((delivery.parts_sent > sent, delivery.parts_sent), else_=sent),
            # Still at least 1: a waiting message must not be overtaken by the contact's next one.
            attempts=case(
                (delivery.attempts > 1, delivery.attempts - bindparam("refund", type_=Integer)),
                else_=delivery.attempts,
            ),
        )
    )


def fail_queued(session: Session, contact_id: int, *, now: datetime) -> None:
    """Fail everything queued for a contact who blocked the bot."""
    fail_waiting(session, col(Delivery.contact_id) == contact_id, REASON_BLOCKED, now)


def delete_queued(session: Session, contact_id: int) -> None:
    """Delete everything queued for a contact whose data is erased."""
    deleted = session.execute(
        delete(Delivery)
        .where(col(Delivery.contact_id) == contact_id, col(Delivery.status).in_(WAITING))
        .returning(col(Delivery.batch_id))
        .execution_options(synchronize_session=False)
    )
    batch_stats.add_counts(
        session, BatchCounts.from_batch_ids(deleted.scalars(), DeliveryStatus.CANCELLED, "")
    )


def fail_waiting(
    session: Session, condition: ColumnElement[bool], reason: str, now: datetime
) -> int:
    """Fail the waiting deliveries that match `condition`; return how many there were."""
    failed = session.execute(
        update(Delivery)
        .where(condition, in_constants(Delivery.status, WAITING))
        .values(status=DeliveryStatus.FAILED, reason=reason, settled_at=now)
        .returning(col(Delivery.batch_id))
        .execution_options(synchronize_session=False)
    )
    batch_ids = failed.scalars().all()
    batch_stats.add_counts(
        session, BatchCounts.from_batch_ids(batch_ids, DeliveryStatus.FAILED, reason)
    )
    return len(batch_ids)
