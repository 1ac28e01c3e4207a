"""Messaging windows: platforms that accept messages only for a time after the contact's last one.

Zalo's Official Account: free for 48 hours after the last interaction, charged up to seven days,
refused afterwards (Zalo's rules of 2026; errors -230 and -232). What is refused is parked, and sent
as one message as soon as the person writes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, case, literal, not_, or_
from sqlalchemy import update as sa_update
from sqlmodel import Session, SQLModel, col, select, update

from bot.core.accounts import AccountKind, find_kind, is_of_kind
from bot.outbox import digest
from bot.outbox.models import Batch, Delivery, DeliveryStatus
from bot.people.models import Contact

KIND = AccountKind.ZALO_OA
FREE_PERIOD = timedelta(hours=48)
OPEN_PERIOD = timedelta(days=7)
HUMAN_TAKEOVER = timedelta(
    minutes=60
)  # how long the bot leaves a chat to a colleague who wrote in it
REFUSAL_DELAY = timedelta(minutes=1)  # between a message's claim and the platform's refusal
CONTACT = SQLModel.metadata.tables["contact"]
DELIVERY = SQLModel.metadata.tables["delivery"]


def has_window(account: str) -> bool:
    """Return whether an account's platform accepts messages only within a window."""
    return find_kind(account) == KIND


class Window(StrEnum):
    """State of a contact's messaging window."""

    FREE = "free"
    PAID = "paid"
    SHUT = "shut"


def get_window(last_at: datetime | None, now: datetime) -> Window:
    """Return the window for a last interaction at `last_at`; both limits are inclusive."""
    if last_at is None or now - last_at > OPEN_PERIOD:
        return Window.SHUT
    return Window.FREE if now - last_at <= FREE_PERIOD else Window.PAID


def window_case(now: datetime) -> ColumnElement[str]:
    """Return the SQL expression of `get_window` for a row of `contact`; other accounts are free."""
    contact = CONTACT.c
    last_at = contact.last_interaction_at
    return case(
        (not_(is_of_kind(contact.account, KIND)), literal(Window.FREE.value, String)),
        (or_(last_at.is_(None), last_at < now - OPEN_PERIOD), literal(Window.SHUT.value, String)),
        (last_at < now - FREE_PERIOD, literal(Window.PAID.value, String)),
        else_=literal(Window.FREE.value, String),
    )


def record_interaction(contact: Contact, at: datetime | None, *, now: datetime) -> None:
    """Record an interaction of the contact; events may arrive late and out of order."""
    interacted_at = min(at or now, now)
    contact.last_interaction_at = max(contact.last_interaction_at or interacted_at, interacted_at)


def release_parked(session: Session, contact: Contact, *, now: datetime) -> int:
    """Queue what was parked for a contact who just wrote, merged into one; return how many."""
    paused_batches = select(Batch.id).where(col(Batch.paused_at).is_not(None))
    released = session.execute(
        update(Delivery)
        .where(
            col(Delivery.contact_id) == contact.id,
            col(Delivery.status) == DeliveryStatus.PARKED,
            or_(col(Delivery.batch_id).is_(None), col(Delivery.batch_id).not_in(paused_batches)),
        )
        .values(status=DeliveryStatus.GATHERED)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    ids = released.scalars().all()
    if ids:
        digest.queue_gathered(session, contact, ids, now=now)
    return len(ids)


def park_closed(
    session: Session,
    rows: Sequence[Any],
    template_priorities: Collection[int] = (),
    *,
    now: datetime,
) -> list[Any]:
    """Park the due rows whose window is closed and return the others.

    Rows have id, contact_id, priority, paid and last_interaction_at. A priority in
    `template_priorities` may be sent while the window is closed. Contacts locked by an incoming
    message are skipped and checked again afterwards, so that nothing is parked while they write.
    """
    closed = [
        row
        for row in rows
        if not _is_sendable(row, row.last_interaction_at, template_priorities, now)
    ]
    if not closed:
        return list(rows)
    unlocked = session.connection().execute(
        select(CONTACT.c.id, CONTACT.c.last_interaction_at)
        .where(CONTACT.c.id.in_({row.contact_id for row in closed}))
        .with_for_update(key_share=True, skip_locked=True)
    )
    last_interactions = {contact_id: at for contact_id, at in unlocked}
    ids = [
        row.id
        for row in closed
        if row.contact_id in last_interactions
        and not _is_sendable(row, last_interactions[row.contact_id], template_priorities, now)
    ]
    if ids:
        session.connection().execute(
            sa_update(DELIVERY).where(DELIVERY.c.id.in_(ids)).values(status=DeliveryStatus.PARKED)
        )
    withheld_ids = {row.id for row in closed}
    return [row for row in rows if row.id not in withheld_ids]


def _is_sendable(
    row: Any, last_at: datetime | None, template_priorities: Collection[int], now: datetime
) -> bool:
    match get_window(last_at, now):
        case Window.PAID:
            return bool(row.paid)
        case Window.SHUT:
            return row.priority in template_priorities
    return True


def requeue_recent_writers(session: Session, contact_ids: Sequence[int], *, now: datetime) -> None:
    """Queue parked deliveries again for contacts who wrote while the platform was refusing them."""
    recent_contacts = select(Contact).where(
        col(Contact.id).in_(contact_ids), col(Contact.last_interaction_at) > now - REFUSAL_DELAY
    )
    for contact in session.exec(
        recent_contacts.with_for_update(key_share=True, skip_locked=True)
    ).all():
        session.execute(
            update(Delivery)
            .where(
                col(Delivery.contact_id) == contact.id,
                col(Delivery.status) == DeliveryStatus.PARKED,
            )
            .values(status=DeliveryStatus.QUEUED, due_at=now + REFUSAL_DELAY)
            .execution_options(synchronize_session=False)
        )
