"""Notices: messages that answer nobody, with buttons that can be answered by number."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.messages.content import Reply
from bot.outbox.buttons import number_buttons
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.models import Contact


def notify_each(
    session: Session, contacts: Iterable[Contact], reply: Reply, *, key: str, now: datetime
) -> int:
    """Stage the reply for each contact, once per `key`; return how many contacts there were."""
    notice, count = number_buttons(reply), 0
    for contact in contacts:
        contact_key = f"{key}:{contact.id}"
        stage(session, contact, notice, now=now, priority=Priority.NOTICE, key=contact_key)
        count += 1
    return count


def notify_contact(
    session: Session,
    contact: Contact,
    reply: Reply,
    *,
    now: datetime,
    key: str,
    due_at: datetime | None = None,
    priority: Priority = Priority.NOTICE,
    send_before: datetime | None = None,
    may_wait: bool = False,
) -> bool:
    """Enqueue a notice, deduplicated by `key`. Returns False if it was enqueued before.

    `may_wait` as in `outbox.service.stage`. The outbox makes the buttons answerable by number once
    the notice is sent: updating many contact rows here can deadlock.
    """
    delivery_id = stage(
        session,
        contact,
        number_buttons(reply),
        now=now,
        due_at=due_at,
        priority=priority,
        key=key,
        send_before=send_before,
        allow_digest=may_wait,
    )
    return delivery_id is not None
