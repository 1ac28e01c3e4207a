"""Chats linked to a person with a role: announce a new link to the older chats, and undo it."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core import audit
from bot.core.errors import UserError
from bot.messages.content import Choice, Reply
from bot.people import linking
from bot.people.models import Contact
from bot.tickets.notify import notify_contact


def notify_other_chats(session: Session, contact: Contact, name: str, *, now: datetime) -> None:
    """Record a newly linked chat and notify the person's other chats.

    Whoever holds the link code may have stolen it, so the chats linked before must hear it at once.
    """
    person_id = contact.person_id
    audit.record_action(session, "chat.link", f"contact:{contact.id}", person_id=person_id, now=now)
    channel = texts.CHANNEL_NAMES.get(contact.account, contact.account)
    notice = texts.LINK_NEW_CHAT.format(channel=channel, name=name or texts.LINK_NO_NAME)
    undo_button = (Choice(texts.BUTTON_NOT_MINE, f"lk:undo:{contact.id}"),)
    for other in linking.list_other_contacts(session, contact):
        notify_contact(session, other, Reply(notice, undo_button), now=now)


def undo_link(session: Session, contact: Contact, contact_id: int, *, now: datetime) -> Reply:
    """Unlink a newer chat (*Không phải tôi*). Raises UserError unless this chat is the older.

    The order matters: otherwise a thief could unlink the owner.
    """
    other = session.get(Contact, contact_id)
    if other is None or not linking.was_linked_before(session, contact, other):
        raise UserError(texts.BUTTON_OLD)
    person_id = contact.person_id
    linking.unlink_contact(session, other, now=now)
    audit.record_action(session, "chat.undo", f"contact:{other.id}", person_id=person_id, now=now)
    notify_contact(session, other, Reply(texts.LINK_PARTED), now=now)
    return Reply(texts.LINK_UNDONE)
