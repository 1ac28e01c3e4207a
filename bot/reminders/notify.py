"""Telling somebody of a class or a reminder: by the outbox, its buttons pressable by number."""

from datetime import datetime

from sqlmodel import Session

from bot.messages.content import Reply
from bot.outbox.buttons import numbered
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
    send_before: datetime | None = None,
    may_wait: bool = False,
) -> bool:
    """Promise it once a key; whether it was. `may_wait` as in `outbox.service.stage`.

    The number of a button presses it once the notice is sent: the outbox sees to it, as to write to
    the rows of many contacts here is how two transactions come to wait for each other.
    """
    told = stage(
        session,
        contact,
        numbered(reply),
        now=now,
        due_at=due_at,
        priority=priority,
        key=key,
        send_before=send_before,
        may_wait=may_wait,
    )
    return told is not None
