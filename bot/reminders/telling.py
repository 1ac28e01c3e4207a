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
) -> bool:
    """Promise it once a key; whether it was. What waits for the morning has no numbers: until then
    a number means what was said last."""
    waits = due_at is not None and due_at > now
    told = stage(
        session,
        contact,
        reply if waits else numbered(reply),
        now=now,
        due_at=due_at,
        priority=priority,
        key=key,
    )
    if told is not None and not waits and reply.choices:
        contact.offered = pressable(reply)
    return told is not None
