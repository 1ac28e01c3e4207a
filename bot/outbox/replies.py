"""Stages the replies to an incoming message and updates the buttons that numbers refer to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.messages import history
from bot.messages.content import Event, Reply
from bot.messages.history import Message
from bot.outbox import shown_lists
from bot.outbox.buttons import list_pressable, number_buttons
from bot.outbox.service import stage
from bot.people.models import Contact


def stage_replies(
    session: Session,
    contact: Contact,
    replies: Sequence[Reply],
    now: datetime,
    incoming_message: Message | None = None,
) -> None:
    """Stage the replies in order and store the last buttons for answers typed as a number.

    An incoming emoji reaction clears no buttons.
    """
    offered: list[dict[str, str]] = []
    for reply in replies:
        offered = list_pressable(reply) or offered
        message_id = stage(session, contact, number_buttons(reply), now=now)
        if (
            message_id is not None
            and incoming_message is not None
            and incoming_message.ticket_id is not None
        ):
            history.attach_to_ticket(session, message_id, incoming_message.ticket_id)
    if incoming_message is not None and incoming_message.event == Event.REACTED and not offered:
        return
    contact.offered = offered
    contact.lists = shown_lists.remember_list(contact.lists, offered, now)
