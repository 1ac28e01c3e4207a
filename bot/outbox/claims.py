"""Claiming due deliveries: which ones a dispatcher leases, and in which order.

A lease, not a lock: a delivery claimed by a process that died is queued again when its lease
expires.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from bot.core.dialects import dialect_of, none_of, one_of
from bot.messages.content import Reply
from bot.outbox import windows
from bot.outbox.models import Priority, Status

# Longer than any send may take: the channels' timeouts add up to 60 s.
LEASE = timedelta(seconds=90)
CLOCK_SET_BACK = timedelta(hours=1)  # how far, at the most, and what is owed still goes out at once
CLAIMING = 0x70_51  # any number: the advisory lock of those who claim

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables["contact"]
MESSAGE = SQLModel.metadata.tables["message"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery leased by a dispatcher, with what is needed to send it."""

    id: int
    contact_id: int
    message_id: int
    address: str
    text: str
    payload: dict[str, Any]
    priority: int
    attempts: int
    parts_sent: int
    batch_id: int | None = None
    replaces: str = ""  # the platform's id of what it is put in the place of

    @property
    def reply(self) -> Reply:
        """The reply to send; decoded lazily, so that one corrupt payload cannot block a claim."""
        return Reply.from_json(self.text, self.payload)

    @property
    def takes_back(self) -> int:
        """The id of the delivery that this one recalls; 0 if it recalls none."""
        return int(self.payload.get("takes_back", 0))


LENGTH = len(fields(Claimed))


def claim(
    session: Session,
    account: str,
    holder: str,
    *,
    limit: int,
    now: datetime,
    busy: Collection[int] = (),
    addresses: Collection[str] | None = None,
    templated: Collection[int] = (),
) -> list[Claimed]:
    """Lease up to `limit` due deliveries, one per contact, by priority and then oldest first.

    Skips contacts in `busy_contact_ids` (something is being sent to them) and contacts whose
    earlier message waits for a retry, so that each contact receives messages in order. `addresses`
    restricts the claim to these addresses. Deliveries with a priority in `template_priorities` are
    claimed even when the contact's messaging window is closed.
    """
    connection, dialect = session.connection(), dialect_of(session)
    if dialect == "postgresql":
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
        rows = connection.execute(_due(dialect, addresses is not None), asked).all()
        if account in windows.ACCOUNTS:
            rows = windows.keep_open(session, rows, templated, now=now)
        for row in rows:
            if len(taken) < limit and row.contact_id not in taken:
                taken[row.contact_id] = Claimed(*row[:LENGTH])
    if taken:
        ids = [one.id for one in taken.values()]
        connection.execute(_take(dialect), {"ids": ids, "who": holder, "until": now + LEASE})
    return list(taken.values())


# Built once: putting a statement together costs more than running it.


@cache
def _one_claim_at_a_time() -> Select[Any]:
    return select(func.pg_advisory_xact_lock(CLAIMING, func.hashtext(bindparam("of"))))


@cache
def _free_expired() -> Update:
    """Build the statement that queues deliveries again whose lease expired, marked uncertain."""
    return (
        update(DELIVERY)
        .where(
            DELIVERY.c.account == bindparam("of"),
            DELIVERY.c.status == Status.SENDING,
            DELIVERY.c.claimed_until < bindparam("now"),
        )
        .values(status=Status.QUEUED, claimed_until=None, uncertain=True)
    )


@cache
def _due(dialect: str, narrowed: bool) -> Select[Any]:
    """Build the query for due deliveries, oldest first, with the fields of `ClaimedDelivery`.

    A delivery that was due when it was staged stays due even if the machine's clock is set back
    later.
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
            own.batch_id,
            own.replaces,
            own.paid,
            contact.last_interaction_at,
        )
        .join_from(DELIVERY, CONTACT, contact.id == own.contact_id)
        .join(MESSAGE, message.id == own.message_id)
        .where(
            own.account == bindparam("of"),
            own.status == Status.QUEUED,
            own.priority == bindparam("urgency"),
            own.due_at <= bindparam("ahead"),
            or_(and_(own.attempts == 0, own.due_at <= own.staged_at), own.due_at <= now),
            or_(own.send_before.is_(None), own.send_before > now),
            ~_waits_its_turn(now),
            none_of(dialect, own.contact_id, "busy"),
        )
        .order_by(own.due_at, own.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=DELIVERY)
    )
    if narrowed:
        query = query.where(one_of(dialect, contact.address, "addresses"))
    return query


def _waits_its_turn(now: BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition that another delivery to the contact is being sent or retried first."""
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
def _take(dialect: str) -> Update:
    return (
        update(DELIVERY)
        .where(one_of(dialect, DELIVERY.c.id, "ids"))
        .values(
            status=Status.SENDING,
            claimed_by=bindparam("who"),
            claimed_until=bindparam("until"),
            attempts=DELIVERY.c.attempts + 1,
        )
    )
