"""Voice notes that nobody was asked to hear yet: they wait until their person wants somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import AttachmentKind
from bot.messages.history import Direction, Message
from bot.tickets.models import Ticket
from bot.tickets.relayed_content import pack, words_of

KEPT_FOR = timedelta(days=1)
MOST = 20  # voice notes of one press; a quarter of an hour of talk
LOOKED_AT = 200  # questions of a day


def is_voice(thing: dict[str, Any]) -> bool:
    """Whether a stored attachment is a voice note."""
    return thing.get("kind") == AttachmentKind.VOICE


def list_unheard(session: Session, contact_id: int, *, now: datetime) -> list[Message]:
    """The contact's voice notes that went to nobody, in the order they were spoken.

    Those the bot offered to send (`asked`); a voice of a field report went with it.
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
        .limit(LOOKED_AT)
    )
    asked = session.exec(query)
    spoken = [one for one in asked if any(map(is_voice, one.payload.get("attachments", ())))]
    return spoken[:MOST][::-1]


def things_of(spoken: Sequence[Message]) -> list[dict[str, Any]]:
    """The voice notes themselves, each with whose handle it is."""
    return [thing.as_json() for message in spoken for thing in pack(message).things]


def words_for(spoken: Sequence[Message]) -> str:
    """What a card says of them: how many there are, and what was written beneath them."""
    if not spoken:
        return ""
    lines = (texts.VOICE_WORDS.format(count=len(spoken)), *map(words_of, spoken))
    return "\n".join(filter(None, lines))


def put_in(ticket: Ticket, spoken: Sequence[Message]) -> None:
    """They went with this ticket: nobody is offered them a second time."""
    for message in spoken:
        message.ticket_id = ticket.id
