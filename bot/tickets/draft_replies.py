"""Draft replies: messages of a member stored until it is known for which resident they are."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.messages.history import Message
from bot.people.models import Contact
from bot.tickets.models import DraftReply

DRAFT_LIFETIME = timedelta(minutes=30)  # what was said before that is no longer asked about
MAX_DRAFT_MESSAGES = 10


def save_draft(session: Session, contact: Contact, message: Message, *, now: datetime) -> None:
    """Store a member's message until they tell for which resident it is.

    A draft that is still current takes it in addition, up to `MAX_DRAFT_MESSAGES`.
    """
    draft = session.get(DraftReply, contact.id)
    if draft is not None and now - draft.held_at < DRAFT_LIFETIME:
        draft.further = [*draft.further, message.id][-MAX_DRAFT_MESSAGES:]
        return
    draft = draft or DraftReply(contact_id=contact.id, message_id=message.id, held_at=now)
    draft.message_id, draft.further, draft.held_at = message.id, [], now
    session.add(draft)


def has_draft(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Whether this chat has a draft that waits to be told for whom it is."""
    draft = session.get(DraftReply, contact.id)
    return draft is not None and now - draft.held_at < DRAFT_LIFETIME


def list_draft_messages(session: Session, contact: Contact, *, now: datetime) -> list[Message]:
    """Return the draft's messages in the order they were written, without removing the draft."""
    draft = session.get(DraftReply, contact.id)
    if draft is None or now - draft.held_at >= DRAFT_LIFETIME:
        return []
    messages = (
        session.get(Message, message_id) for message_id in (draft.message_id, *draft.further)
    )
    return [message for message in messages if message is not None]


def pop_draft_messages(session: Session, contact: Contact) -> list[Message]:
    """Remove the draft and return its messages in the order they were written."""
    draft = session.get(DraftReply, contact.id)
    if draft is None:
        return []
    messages = [
        session.get(Message, message_id) for message_id in (draft.message_id, *draft.further)
    ]
    session.delete(draft)
    return [message for message in messages if message is not None]
