"""The chats of somebody with a role: a new one is told to the others, and they can undo it."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core import audit
from bot.core.errors import UserError
from bot.messages.content import Choice, Reply
from bot.people import linking
from bot.people.models import Contact
from bot.tickets.notify import tell_contact


def tell_others(session: Session, contact: Contact, name: str, *, now: datetime) -> None:
    """This chat is tied to the person from now on: whoever holds the code may be a thief, so the
    chats that were there before hear it at once."""
    person_id = contact.person_id
    audit.record(session, "chat.link", f"contact:{contact.id}", person_id=person_id, now=now)
    channel = texts.CHANNEL_NAMES.get(contact.account, contact.account)
    words = texts.LINK_NEW_CHAT.format(channel=channel, name=name or texts.LINK_NO_NAME)
    undo = (Choice(texts.BUTTON_NOT_MINE, f"lk:undo:{contact.id}"),)
    for other in linking.others_of(session, contact):
        tell_contact(session, other, Reply(words, undo), now=now)


def undo(session: Session, contact: Contact, number: int, *, now: datetime) -> Reply:
    """*Không phải tôi*: the newer chat is nobody's again; only a chat that was there before it may
    say so, or the thief would throw out the owner."""
    other = session.get(Contact, number)
    if other is None or not linking.came_before(session, contact, other):
        raise UserError(texts.BUTTON_OLD)
    person_id = contact.person_id
    linking.part(session, other, now=now)
    audit.record(session, "chat.undo", f"contact:{other.id}", person_id=person_id, now=now)
    tell_contact(session, other, Reply(texts.LINK_PARTED), now=now)
    return Reply(texts.LINK_UNDONE)
