"""Messaging windows: platforms that accept messages only for a time after the contact's last one.

Zalo's Official Account: free for 48 hours after the last interaction, charged up to seven days,
refused afterwards (Zalo's rules of 2026; errors -230 and -232). What is refused is parked, and sent
as one message as soon as the person writes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, case, literal, or_
from sqlalchemy import update as sa_update
from sqlmodel import Session, SQLModel, col, select, update

from bot.outbox import digest
from bot.outbox.models import Batch, Delivery, Status
from bot.people.models import Contact

ACCOUNTS = frozenset({"zalo-oa"})
FREE = timedelta(hours=48)
OPEN = timedelta(days=7)
BY_HAND = timedelta(minutes=60)  # how long the bot leaves a chat to a colleague who wrote in it
MEANWHILE = timedelta(minutes=1)  # between a message's claim and the platform's refusal
CONTACT = SQLModel.metadata.tables["contact"]
DELIVERY = SQLModel.metadata.tables["delivery"]


class Window(StrEnum):
    """State of a contact's messaging window."""

    FREE = "free"
    PAID = "paid"
    SHUT = "shut"


def window_of(last: datetime | None, now: datetime) -> Window:
    """Return the window for a last interaction at `last_at`; both limits are inclusive."""
    if last is None or now - last > OPEN:
        return Window.SHUT
    return Window.FREE if now - last <= FREE else Window.PAID


def window(now: datetime) -> ColumnElement[str]:
    """Return the SQL expression of `get_window` for a row of `contact`; other accounts are free."""
    own = CONTACT.c
    last = own.last_interaction_at
    return case(
        (own.account.not_in(ACCOUNTS), literal(Window.FREE.value, String)),
        (or_(last.is_(None), last < now - OPEN), literal(Window.SHUT.value, String)),
        (last < now - FREE, literal(Window.PAID.value, String)),
        else_=literal(Window.FREE.value, String),
    )


def interacted(contact: Contact, at: datetime | None, *, now: datetime) -> None:
    """Record an interaction of the contact; events may arrive late and out of order."""
    moment = min(at or now, now)
    contact.last_interaction_at = max(contact.last_interaction_at or moment, moment)


def release(session: Session, contact: Contact, *, now: datetime) -> int:
    """Queue what was parked for a contact who just wrote, merged into one; return how many."""
    paused = select(Batch.id).where(col(Batch.paused_at).is_not(None))
    parked = session.execute(
        update(Delivery)
        .where(
            col(Delivery.contact_id) == contact.id,
            col(Delivery.status) == Status.PARKED,
            or_(col(Delivery.batch_id).is_(None), col(Delivery.batch_id).not_in(paused)),
        )
        .values(status=Status.GATHERED)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    ids = parked.scalars().all()
    if ids:
        digest.make_of(session, contact, ids, now=now)
    return len(ids)


def keep_open(
    session: Session, rows: Sequence[Any], templated: Collection[int] = (), *, now: datetime
) -> list[Any]:
    """Park the due rows whose window is closed and return the others.

    Rows have id, contact_id, priority, paid and last_interaction_at. A priority in
    `template_priorities` may be sent while the window is closed. Contacts locked by an incoming
    message are skipped and checked again afterwards, so that nothing is parked while they write.
    """
    shut = [row for row in rows if not _may_go(row, row.last_interaction_at, templated, now)]
    if not shut:
        return list(rows)
    quiet = session.connection().execute(
        select(CONTACT.c.id, CONTACT.c.last_interaction_at)
        .where(CONTACT.c.id.in_({row.contact_id for row in shut}))
        .with_for_update(key_share=True, skip_locked=True)
    )
    last = {contact_id: at for contact_id, at in quiet}
    ids = [
        row.id
        for row in shut
        if row.contact_id in last and not _may_go(row, last[row.contact_id], templated, now)
    ]
    if ids:
        session.connection().execute(
            sa_update(DELIVERY).where(DELIVERY.c.id.in_(ids)).values(status=Status.PARKED)
        )
    aside = {row.id for row in shut}
    return [row for row in rows if row.id not in aside]


def _may_go(row: Any, last: datetime | None, templated: Collection[int], now: datetime) -> bool:
    match window_of(last, now):
        case Window.PAID:
            return bool(row.paid)
        case Window.SHUT:
            return row.priority in templated
    return True


def unpark_late(session: Session, contact_ids: Sequence[int], *, now: datetime) -> None:
    """Queue parked deliveries again for contacts who wrote while the platform was refusing them."""
    lately = select(Contact).where(
        col(Contact.id).in_(contact_ids), col(Contact.last_interaction_at) > now - MEANWHILE
    )
    for contact in session.exec(lately.with_for_update(key_share=True, skip_locked=True)).all():
        session.execute(
            update(Delivery)
            .where(col(Delivery.contact_id) == contact.id, col(Delivery.status) == Status.PARKED)
            .values(status=Status.QUEUED, due_at=now + MEANWHILE)
            .execution_options(synchronize_session=False)
        )
