"""Verbs of the outbox, each inside somebody's transaction: stage, claim, settle.

At least once: a row claimed by a process that died is claimed again when its lease ends, so a crash
between sending and settling repeats one message, and none is lost (ADR-0003).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from bot import history
from bot.history import Message
from bot.messages import Reply
from bot.outbox.models import Delivery, Lane, Priority, Status
from bot.people.models import Contact
from bot.people.service import mark_unreachable

LEASE = timedelta(
    seconds=90
)  # longer than any send may take (the channels' timeouts add up to 60 s)
LANE_LEASE = timedelta(seconds=15)
KEEP_QUEUED = timedelta(days=30)  # a web visitor who never came back
REASON_BLOCKED = "blocked"
REASON_EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in a dispatcher's hands."""

    id: int
    contact_id: int
    message_id: int
    address: str
    reply: Reply
    priority: int
    attempts: int
    parts_sent: int


def stage(
    session: Session,
    contact: Contact,
    reply: Reply,
    *,
    now: datetime,
    due_at: datetime | None = None,
    priority: Priority = Priority.REPLY,
    key: str | None = None,
) -> int | None:
    """Promise `reply` to a contact: the message's id, or None when there is nobody to promise to.

    Nothing is staged for a contact that blocked us. A `key` that was used before stages nothing.
    """
    if contact.unreachable_since is not None:
        return None
    message_id = history.promise(session, contact.account, reply, contact_id=contact.id, now=now)
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    staged = session.execute(
        build(Delivery)
        .values(
            account=contact.account,
            contact_id=contact.id,
            message_id=message_id,
            key=key,
            status=Status.QUEUED,
            priority=priority,
            due_at=due_at or now,
            attempts=0,
            parts_sent=0,
            claimed_by="",
            platform_id="",
            reason="",
            staged_at=now,
        )
        .on_conflict_do_nothing()
        .returning(col(Delivery.id))
    ).scalar()
    if staged is None:
        session.delete(session.get_one(Message, message_id))
        return None
    return message_id


def hold_lane(session: Session, account: str, holder: str, *, now: datetime) -> Lane | None:
    """Take or keep the right to speak for an account; None while another process has it."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane is None:
        build = (
            postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        )
        session.execute(
            build(Lane).values(account=account, holder="", held_until=now).on_conflict_do_nothing()
        )
        lane = session.get_one(Lane, account, with_for_update=True)
    if lane.holder != holder and lane.held_until > now:
        return None
    lane.holder = holder
    lane.held_until = now + LANE_LEASE
    return lane


def release_lane(session: Session, account: str, holder: str, *, now: datetime) -> None:
    """Let another process speak at once instead of after the lease."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and lane.holder == holder:
        lane.held_until = now


def pause_lane(session: Session, account: str, until: datetime) -> None:
    """The platform asked this account to wait: nothing is claimed for it before `until`."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and (lane.paused_until is None or lane.paused_until < until):
        lane.paused_until = until


def claim(
    session: Session,
    account: str,
    holder: str,
    *,
    limit: int,
    now: datetime,
    busy: Collection[int] = (),
    addresses: Collection[str] | None = None,
) -> list[Claimed]:
    """Take up to `limit` due deliveries, one a contact, replies before bulk, oldest first.

    Contacts in `busy` (something is on its way to them) and contacts whose earlier message waits
    for another try are passed over: each hears things in order. `addresses` narrows to these.
    """
    query = (
        select(Delivery, col(Contact.address), col(Message.text), col(Message.payload))
        .join(Contact, col(Contact.id) == Delivery.contact_id)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.account) == account, _due(now))
        .where(col(Delivery.contact_id).not_in(_waiting(account, now)))
        .order_by(col(Delivery.priority), col(Delivery.due_at), col(Delivery.id))
        .limit(limit * 2)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    if busy:
        query = query.where(col(Delivery.contact_id).not_in(busy))
    if addresses is not None:
        query = query.where(col(Contact.address).in_(addresses))
    taken: dict[int, Claimed] = {}
    for delivery, address, text, payload in session.execute(query):
        if len(taken) == limit:
            break
        if delivery.contact_id not in taken:
            taken[delivery.contact_id] = _claimed(delivery, address, Reply.from_json(text, payload))
    session.execute(
        update(Delivery)
        .where(col(Delivery.id).in_([one.id for one in taken.values()]))
        .values(
            status=Status.SENDING,
            claimed_by=holder,
            claimed_until=now + LEASE,
            attempts=Delivery.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return list(taken.values())


def _claimed(delivery: Delivery, address: str, reply: Reply) -> Claimed:
    return Claimed(
        id=delivery.id,
        contact_id=delivery.contact_id,
        message_id=delivery.message_id,
        address=address,
        reply=reply,
        priority=delivery.priority,
        attempts=delivery.attempts + 1,
        parts_sent=delivery.parts_sent,
    )


def _due(now: datetime) -> ColumnElement[bool]:
    """Queued and due, or claimed by a process whose lease ended.

    What was due when it was staged stays due, even if the machine's clock is set back afterwards.
    """
    at_once = and_(col(Delivery.attempts) == 0, col(Delivery.due_at) <= col(Delivery.staged_at))
    return or_(
        and_(col(Delivery.status) == Status.QUEUED, or_(at_once, col(Delivery.due_at) <= now)),
        and_(col(Delivery.status) == Status.SENDING, col(Delivery.claimed_until) < now),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended."""

    delivery_id: int
    contact_id: int
    status: Status
    platform_id: str = ""
    reason: str = ""
    due_at: datetime | None = None  # when queued again
    unreachable: bool = False  # the contact blocked us
    refund: bool = False  # the platform asked to wait: no sign of a lost cause


def note_parts(session: Session, delivery_id: int, parts_sent: int) -> None:
    """Part of a long message went out: after a crash only the rest is sent."""
    session.execute(
        update(Delivery).where(col(Delivery.id) == delivery_id).values(parts_sent=parts_sent)
    )


def settle(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record how attempts ended; a contact that blocked us is marked and owed nothing more."""
    for outcome in outcomes:
        ended = outcome.status in (Status.SENT, Status.FAILED)
        values: dict[str, Any] = {
            "status": outcome.status,
            "platform_id": outcome.platform_id,
            "reason": outcome.reason[:300],
            "claimed_until": None,
            "settled_at": now if ended else None,
        }
        if outcome.due_at is not None:
            values["due_at"] = outcome.due_at
        if outcome.refund:
            # Still at least 1: a waiting message must not be overtaken by the contact's next one.
            values["attempts"] = func.max(Delivery.attempts - 1, 1)
        session.execute(
            update(Delivery)
            .where(col(Delivery.id) == outcome.delivery_id)
            .values(values)
            .execution_options(synchronize_session=False)
        )
        if outcome.unreachable:
            mark_unreachable(session, outcome.contact_id, now=now)
            drop_queued(session, outcome.contact_id, now=now)


def drop_queued(session: Session, contact_id: int, *, now: datetime) -> None:
    """Nothing more goes to somebody who blocked us."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.contact_id) == contact_id, col(Delivery.status) == Status.QUEUED)
        .values(status=Status.FAILED, reason=REASON_BLOCKED, settled_at=now)
        .execution_options(synchronize_session=False)
    )


def expire_due(session: Session, *, now: datetime) -> int:
    """End what has waited so long that it is worth nothing; how many."""
    expired = session.execute(
        update(Delivery)
        .where(col(Delivery.status) == Status.QUEUED, col(Delivery.staged_at) < now - KEEP_QUEUED)
        .values(status=Status.FAILED, reason=REASON_EXPIRED, settled_at=now)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(expired.all())


def free_all(session: Session) -> None:
    """At the start of the only process (SQLite): what a dead one held is free at once."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.status) == Status.SENDING)
        .values(status=Status.QUEUED, claimed_until=None)
    )
    session.execute(update(Lane).values(holder=""))


def next_due(session: Session, account: str) -> datetime | None:
    """When the account's next queued delivery is due."""
    return session.execute(
        select(func.min(Delivery.due_at)).where(
            col(Delivery.account) == account, col(Delivery.status) == Status.QUEUED
        )
    ).scalar()


def _waiting(account: str, now: datetime) -> Select[int]:
    """Contacts not to be overtaken: an earlier message is on its way or waits for a retry."""
    return select(col(Delivery.contact_id)).where(
        col(Delivery.account) == account,
        or_(
            and_(
                col(Delivery.status) == Status.QUEUED,
                col(Delivery.attempts) > 0,
                col(Delivery.due_at) > now,
            ),
            and_(col(Delivery.status) == Status.SENDING, col(Delivery.claimed_until) >= now),
        ),
    )
