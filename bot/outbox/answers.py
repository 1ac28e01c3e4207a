"""Stages the replies to an incoming message and updates the buttons that numbers refer to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.messages import history
from bot.messages.content import Event, Reply
from bot.messages.history import Message
from bot.outbox import lists
from bot.outbox.buttons import numbered, pressable
from bot.outbox.service import stage
from bot.people.models import Contact


def stage_answer(
    session: Session,
    contact: Contact,
    replies: Sequence[Reply],
    now: datetime,
    heard: Message | None = None,
) -> None:
    """Stage the replies in order and store the last buttons for answers typed as a number.

    An incoming emoji reaction clears no buttons.
    """
    offered: list[dict[str, str]] = []
    for reply in replies:
        offered = pressable(reply) or offered
        message_id = stage(session, contact, numbered(reply), now=now)
        if message_id is not None and heard is not None and heard.ticket_id is not None:
            history.put_in_ticket(session, message_id, heard.ticket_id)
    if heard is not None and heard.event == Event.REACTED and not offered:
        return
    contact.offered = offered
    contact.lists = lists.remember(contact.lists, offered, now)
