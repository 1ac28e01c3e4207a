"""Telling somebody of a class or a reminder: by the outbox, its buttons pressable by number."""

from datetime import datetime

from sqlmodel import Session

from bot.messages import Reply
from bot.outbox.buttons import numbered, pressable
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.models import Contact


def tell(
    session: Session,
    contact: Contact,
    reply: Reply,
    *,
    now: datetime,
    key: str,
    due_at: datetime | None = None,
    priority: Priority = Priority.NOTICE,
    locked: bool = False,
) -> bool:
    """Promise it once a key; whether it was.

    Numbers press its buttons only when the contact's row is `locked`: to write to the rows of many
    contacts in one transaction, others holding some of them, is how two transactions come to wait
    for each other.
    """
    told = stage(
        session,
        contact,
        numbered(reply) if locked else reply,
        now=now,
        due_at=due_at,
        priority=priority,
        key=key,
    )
    if told is not None and locked and reply.choices:
        contact.offered = pressable(reply)
    return told is not None
