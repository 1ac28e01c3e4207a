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

from bot.core.dialects import dialect_name, in_parameter, not_in_parameter
from bot.core.trace import FIELD
from bot.messages.content import Reply
from bot.outbox import messaging_windows
from bot.outbox.models import DeliveryStatus, Priority
from bot.outbox.retry import LEASE

CLOCK_SET_BACK = timedelta(hours=1)  # how far, at the most, and what is owed still goes out at once
CLAIM_LOCK = 0x70_51  # any number: the advisory lock of those who claim

DELIVERY = SQLModel.metadata.tables["delivery"]
CONTACT = SQLModel.metadata.tables["contact"]
MESSAGE = SQLModel.metadata.tables["message"]


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
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
    def trace(self) -> str:
        """The trace of the message that led to this delivery, else its own number."""
        return str(self.payload.get(FIELD) or f"delivery-{self.id}")

    @property
    def recalled_delivery_id(self) -> int:
        """The id of the delivery that this one recalls; 0 if it recalls none."""
        return int(self.payload.get("takes_back", 0))


FIELD_COUNT = len(fields(ClaimedDelivery))


def claim_deliveries(
    session: Session,
    account: str,
    holder: str,
    *,
    limit: int,
    now: datetime,
    busy_contact_ids: Collection[int] = (),
    addresses: Collection[str] | None = None,
    template_priorities: Collection[int] = (),
) -> list[ClaimedDelivery]:
    """Lease up to `limit` due deliveries, one per contact, by priority and then oldest first.

    Skips contacts in `busy_contact_ids` (something is being sent to them) and contacts whose
    earlier message waits for a retry, so that each contact receives messages in order. `addresses`
    restricts the claim to these addresses. Deliveries with a priority in `template_priorities` are
    claimed even when the contact's messaging window is closed.
    """
    connection, dialect = session.connection(), dialect_name(session)
    if dialect == "postgresql":
        # Two processes that claim together would each take a message of the same contact.
        connection.execute(_lock_account_claims(), {"of": account})
    connection.execute(_requeue_expired(), {"of": account, "now": now})
    parameters = {"of": account, "now": now, "ahead": now + CLOCK_SET_BACK, "most": limit * 2}
    if addresses is not None:
        parameters["addresses"] = list(addresses)
    select_due = _select_due(dialect, addresses is not None)
    claimed: dict[int, ClaimedDelivery] = {}
    for priority in Priority:
        if len(claimed) == limit:
            break
        busy = [*busy_contact_ids, *claimed]
        due = connection.execute(select_due, {**parameters, "urgency": priority, "busy": busy})
        rows = due.all()
        if messaging_windows.has_window(account):
            rows = messaging_windows.park_closed(session, rows, template_priorities, now=now)
        for row in rows:
            if len(claimed) < limit and row.contact_id not in claimed:
                claimed[row.contact_id] = ClaimedDelivery(*row[:FIELD_COUNT])
    if claimed:
        ids = [delivery.id for delivery in claimed.values()]
        connection.execute(
            _mark_claimed(dialect), {"ids": ids, "who": holder, "until": now + LEASE}
        )
    return list(claimed.values())


# Built once: putting a statement together costs more than running it.


@cache
def _lock_account_claims() -> Select[Any]:
    return select(func.pg_advisory_xact_lock(CLAIM_LOCK, func.hashtext(bindparam("of"))))


@cache
def _requeue_expired() -> Update:
    """Build the statement that queues deliveries again whose lease expired, marked uncertain."""
    return (
        update(DELIVERY)
        .where(
            DELIVERY.c.account == bindparam("of"),
            DELIVERY.c.status == DeliveryStatus.SENDING,
            DELIVERY.c.claimed_until < bindparam("now"),
        )
        .values(status=DeliveryStatus.QUEUED, claimed_until=None, uncertain=True)
    )


@cache
def _select_due(dialect: str, by_address: bool) -> Select[Any]:
    """Build the query for due deliveries, oldest first, with the fields of `ClaimedDelivery`.

    A delivery that was due when it was staged stays due even if the machine's clock is set back
    later.
    """
    delivery, contact, message = DELIVERY.c, CONTACT.c, MESSAGE.c
    now = bindparam("now", type_=delivery.due_at.type)
    query = (
        select(*_claimed_columns())
        .join_from(DELIVERY, CONTACT, contact.id == delivery.contact_id)
        .join(MESSAGE, message.id == delivery.message_id)
        .where(
            delivery.account == bindparam("of"),
            delivery.status == DeliveryStatus.QUEUED,
            delivery.priority == bindparam("urgency"),
            delivery.due_at <= bindparam("ahead"),
            or_(
                and_(delivery.attempts == 0, delivery.due_at <= delivery.staged_at),
                delivery.due_at <= now,
            ),
            or_(delivery.send_before.is_(None), delivery.send_before > now),
            ~_waits_for_earlier(now),
            not_in_parameter(dialect, delivery.contact_id, "busy"),
        )
        .order_by(delivery.due_at, delivery.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=DELIVERY)
    )
    if by_address:
        query = query.where(in_parameter(dialect, contact.address, "addresses"))
    return query


def _claimed_columns() -> tuple[ColumnElement[Any], ...]:
    """Return the columns of `ClaimedDelivery` in its order, then those that decide on parking."""
    delivery, contact, message = DELIVERY.c, CONTACT.c, MESSAGE.c
    return (
        delivery.id,
        delivery.contact_id,
        delivery.message_id,
        contact.address,
        message.text,
        message.payload,
        delivery.priority,
        (delivery.attempts + 1).label("attempts"),
        delivery.parts_sent,
        delivery.batch_id,
        delivery.replaces,
        delivery.paid,
        contact.last_interaction_at,
    )


def _waits_for_earlier(now: BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition that another delivery to the contact is being sent or retried first."""
    delivery, other = DELIVERY.c, DELIVERY.alias("other").c
    return exists().where(
        other.contact_id == delivery.contact_id,
        or_(
            and_(
                other.status == DeliveryStatus.QUEUED,
                other.attempts > 0,
                or_(delivery.attempts == 0, other.id < delivery.id),
            ),
            and_(other.status == DeliveryStatus.SENDING, other.claimed_until >= now),
        ),
    )


@cache
def _mark_claimed(dialect: str) -> Update:
    return (
        update(DELIVERY)
        .where(in_parameter(dialect, DELIVERY.c.id, "ids"))
        .values(
            status=DeliveryStatus.SENDING,
            claimed_by=bindparam("who"),
            claimed_until=bindparam("until"),
            attempts=DELIVERY.c.attempts + 1,
        )
    )
