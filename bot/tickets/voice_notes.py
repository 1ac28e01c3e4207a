"""Voice notes nobody was asked to hear: they wait until the resident wants a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import AttachmentKind
from bot.messages.history import Direction, Message
from bot.tickets.models import Ticket
from bot.tickets.relayed_content import annotate_text, extract_content

KEPT_FOR = timedelta(days=1)
MOST_VOICE_NOTES = 20  # voice notes of one press; a quarter of an hour of talk
MOST_SCANNED = 200  # questions of a day


def is_voice(attachment: dict[str, Any]) -> bool:
    """Whether a stored attachment is a voice note."""
    return attachment.get("kind") == AttachmentKind.VOICE


def list_unheard(session: Session, contact_id: int, *, now: datetime) -> list[Message]:
    """Return the contact's voice notes that reached nobody, in the order they were recorded.

    Only those the bot offered to send (`asked`); the voice note of a field report went with it.
    """
    query = (
        select(Message)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.IN,
            Message.said_at > now - KEPT_FOR,
            col(Message.ticket_id).is_(None),
            col(Message.asked),
        )
        .order_by(col(Message.id).desc())
        .limit(MOST_SCANNED)
    )
    messages = session.exec(query)
    spoken = [
        message
        for message in messages
        if any(map(is_voice, message.payload.get("attachments", ())))
    ]
    return spoken[:MOST_VOICE_NOTES][::-1]


def list_attachments(spoken: Sequence[Message]) -> list[dict[str, Any]]:
    """Return the voice notes as stored attachments, each with the account of its file handle."""
    return [
        attachment.as_json()
        for message in spoken
        for attachment in extract_content(message).attachments
    ]


def render_summary(spoken: Sequence[Message]) -> str:
    """Describe the voice notes on a card: how many there are, and the text written beneath them."""
    if not spoken:
        return ""
    lines = (texts.VOICE_WORDS.format(count=len(spoken)), *map(annotate_text, spoken))
    return "\n".join(filter(None, lines))


def attach_to_ticket(ticket: Ticket, spoken: Sequence[Message]) -> None:
    """Assign the voice notes to the ticket, so that they are not offered a second time."""
    for message in spoken:
        message.ticket_id = ticket.id
