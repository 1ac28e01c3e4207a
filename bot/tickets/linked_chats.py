"""Chats linked to a person with a role: announce a new link to the older chats, and undo it."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.people import linking
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.tickets.events import ChatLinked, LinkUndone


def announce_link(
    session: Session, contact: Contact, name: str, *, actor: Actor, now: datetime
) -> None:
    """Announce a newly linked chat, which the platform calls `name`, to the person's other chats.

    Whoever holds the link code may have stolen it, so the chats linked before must hear it at once.
    """
    emit(session, ChatLinked(contact.id, actor, name, at=now))


def undo_link(
    session: Session, contact: Contact, contact_id: int, *, actor: Actor, now: datetime
) -> None:
    """Unlink a newer chat (*Không phải tôi*). Raises UserError unless this chat is the older.

    The order matters: otherwise a thief could unlink the owner.
    """
    other = session.get(Contact, contact_id)
    if other is None or not linking.was_linked_before(session, contact, other):
        raise UserError(texts.BUTTON_OLD)
    linking.unlink_contact(session, other, now=now)
    emit(session, LinkUndone(other.id, actor, at=now))
