"""Verbs of the outbox, each inside somebody's transaction: stage, claim, settle.

At least once: a row claimed by a process that died is claimed again when its lease ends, so a crash
between sending and settling repeats one message, and none is lost (ADR-0003).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel, col

from bot import history, texts
from bot.db import dialect_of, insert_unless_there
from bot.history import Message
from bot.messages import Reply
from bot.outbox.models import Delivery, Lane, Priority, Status
from bot.outbox.retry import MAX_ATTEMPTS
from bot.people.models import Contact
from bot.people.service import mark_unreachable
from bot.vietnamese import nfc

# Longer than any send may take: the channels' timeouts add up to 60 s.
LEASE = timedelta(seconds=90)
LANE_LEASE = timedelta(seconds=15)
KEEP_QUEUED = timedelta(days=30)  # a web visitor who never came back
CLOCK_SET_BACK = timedelta(hours=1)  # how far, at the most, and what is owed still goes out at once
CLAIMING = 0x70_51  # any number: the advisory lock of those who claim
REASON_BLOCKED = "blocked"
REASON_EXPIRED = "expired"

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables["contact"]
MESSAGE = SQLModel.metadata.tables["message"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in a dispatcher's hands."""

    id: int
    contact_id: int
    message_id: int
    address: str
    text: str
    payload: dict[str, Any]
    priority: int
    attempts: int
    parts_sent: int

    @property
    def reply(self) -> Reply:
        """What to say; read when it is sent, so that one nobody can read does not stop a claim."""
        return Reply.from_json(self.text, self.payload)


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
    values = {
        "account": contact.account,
        "contact_id": contact.id,
        "message_id": message_id,
        "key": key,
        "status": Status.QUEUED,
        "priority": priority,
        "due_at": due_at or now,
        "attempts": 0,
        "parts_sent": 0,
        "claimed_by": "",
        "platform_id": "",
        "reason": "",
        "staged_at": now,
    }
    statement = insert_unless_there(dialect_of(session), Delivery, returning="id")
    staged = session.connection().execute(statement, values).scalar()
    if staged is None:
        session.delete(session.get_one(Message, message_id))
        return None
    return message_id


def hold_lane(session: Session, account: str, holder: str, *, now: datetime) -> Lane | None:
    """Take or keep the right to speak for an account; None while another process has it."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane is None:
        values = {"account": account, "holder": "", "held_until": now}
        session.connection().execute(insert_unless_there(dialect_of(session), Lane), values)
        lane = session.get_one(Lane, account, with_for_update=True)
    if lane.holder not in ("", holder) and lane.held_until > now:
        return None
    lane.holder = holder
    lane.held_until = now + LANE_LEASE
    return lane


def release_lane(session: Session, account: str, holder: str) -> None:
    """Let another process speak at once instead of after the lease."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and lane.holder == holder:
        lane.holder = ""


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
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Two processes that claim together would each take a message of the same contact.
        connection.execute(_one_claim_at_a_time(), {"of": account})
    connection.execute(_free_expired(), {"of": account, "now": now})
    known = {"of": account, "now": now, "ahead": now + CLOCK_SET_BACK, "most": limit * 2}
    if addresses is not None:
        known["addresses"] = list(addresses)
    taken: dict[int, Claimed] = {}
    for priority in Priority:
        if len(taken) == limit:
            break
        asked = {**known, "urgency": priority, "busy": [*busy, *taken]}
        for row in connection.execute(_due(addresses is not None), asked):
            if len(taken) < limit and row.contact_id not in taken:
                taken[row.contact_id] = Claimed(*row)
    if taken:
        ids = [one.id for one in taken.values()]
        connection.execute(_take(), {"ids": ids, "who": holder, "until": now + LEASE})
    return list(taken.values())


# Built once: putting a statement together costs more than running it.


@cache
def _one_claim_at_a_time() -> Select[Any]:
    return select(func.pg_advisory_xact_lock(CLAIMING, func.hashtext(bindparam("of"))))


@cache
def _free_expired() -> Update:
    """What a process held that died is owed again when its lease ends."""
    return (
        update(DELIVERY)
        .where(
            DELIVERY.c.account == bindparam("of"),
            DELIVERY.c.status == Status.SENDING,
            DELIVERY.c.claimed_until < bindparam("now"),
        )
        .values(status=Status.QUEUED, claimed_until=None)
    )


@cache
def _due(narrowed: bool) -> Select[Any]:
    """The fields of `Claimed`, oldest first; walks the index and stops at the limit.

    What was due when it was staged stays due, even if the machine's clock is set back afterwards.
    """
    own, contact, message = DELIVERY.c, CONTACT.c, MESSAGE.c
    now = bindparam("now", type_=own.due_at.type)
    query = (
        select(
            own.id,
            own.contact_id,
            own.message_id,
            contact.address,
            message.text,
            message.payload,
            own.priority,
            (own.attempts + 1).label("attempts"),
            own.parts_sent,
        )
        .join_from(DELIVERY, CONTACT, contact.id == own.contact_id)
        .join(MESSAGE, message.id == own.message_id)
        .where(
            own.account == bindparam("of"),
            own.status == Status.QUEUED,
            own.priority == bindparam("urgency"),
            own.due_at <= bindparam("ahead"),
            or_(and_(own.attempts == 0, own.due_at <= own.staged_at), own.due_at <= now),
            ~_waits_its_turn(now),
            own.contact_id.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(own.due_at, own.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=DELIVERY)
    )
    if narrowed:
        query = query.where(contact.address.in_(bindparam("addresses", expanding=True)))
    return query


def _waits_its_turn(now: BindParameter[Any]) -> ColumnElement[bool]:
    """Something for the same contact is on its way, or was tried before and goes first."""
    own, other = DELIVERY.c, DELIVERY.alias("other").c
    return exists().where(
        other.contact_id == own.contact_id,
        or_(
            and_(
                other.status == Status.QUEUED,
                other.attempts > 0,
                or_(own.attempts == 0, other.id < own.id),
            ),
            and_(other.status == Status.SENDING, other.claimed_until >= now),
        ),
    )


@cache
def _take() -> Update:
    return (
        update(DELIVERY)
        .where(DELIVERY.c.id.in_(bindparam("ids", expanding=True)))
        .values(
            status=Status.SENDING,
            claimed_by=bindparam("who"),
            claimed_until=bindparam("until"),
            attempts=DELIVERY.c.attempts + 1,
        )
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
    parts_sent: int = 0


def note_parts(session: Session, delivery_id: int, parts_sent: int, *, now: datetime) -> None:
    """Part of a long message went out: after a crash only the rest is sent. Renews the lease."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id)
        .values(parts_sent=parts_sent, claimed_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Record how attempts ended; a contact that blocked us is marked and owed nothing more.

    A failure heard late (after the lease, when another process had it) undoes nobody's success.
    """
    if outcomes:
        session.connection().execute(_end(), [_ending(outcome, now) for outcome in outcomes])
    for outcome in outcomes:
        if outcome.unreachable:
            mark_unreachable(session, outcome.contact_id, now=now)
            drop_queued(session, outcome.contact_id, now=now)


def _ending(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "which": outcome.delivery_id,
        "end": outcome.status,
        "arrived": outcome.status == Status.SENT,
        "theirs": nfc(outcome.platform_id)[:200],
        "why": nfc(outcome.reason)[:300],
        "at": None if outcome.status == Status.QUEUED else now,
        "due": outcome.due_at,
        "sent": outcome.parts_sent,
        "refund": int(outcome.refund),
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
        .where(col(Delivery.status) == Status.QUEUED, col(Delivery.due_at) < now - KEEP_QUEUED)
        .values(status=Status.FAILED, reason=REASON_EXPIRED, settled_at=now)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(expired.all())


def list_failed(session: Session, *, since: datetime) -> Sequence[Delivery]:
    """Deliveries that ended badly since an instant, newest first, a thousand at the most."""
    query = (
        select(Delivery)
        .where(col(Delivery.status) == Status.FAILED, col(Delivery.settled_at) >= since)
        .order_by(col(Delivery.id).desc())
        .limit(1000)
    )
    return session.execute(query).scalars().all()


def plain_reason(delivery: Delivery) -> str:
    """Why a delivery failed, in words an officer can act on."""
    match delivery.reason:
        case "blocked":
            return texts.FAILED_BLOCKED
        case "expired":
            return texts.FAILED_EXPIRED
    return texts.FAILED_TRIES if delivery.attempts >= MAX_ATTEMPTS else texts.FAILED_REJECTED


def free_all(session: Session, accounts: Collection[str]) -> None:
    """At the start of the only process that speaks for these accounts (SQLite): what a dead one
    held is free at once."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.status) == Status.SENDING, col(Delivery.account).in_(accounts))
        .values(status=Status.QUEUED, claimed_until=None)
    )
    session.execute(update(Lane).where(col(Lane.account).in_(accounts)).values(holder=""))
