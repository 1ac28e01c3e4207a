"""Notifies several contacts of the same thing, once each."""

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
