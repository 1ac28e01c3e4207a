"""What the chats of a team member are told when one is linked or unlinked."""

from sqlmodel import Session

from bot import texts
from bot.core.accounts import name_channel
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.notices.ticket_delivery import notify_contact
from bot.people import linking
from bot.people.events import ChatLinked, LinkUndone
from bot.people.models import Contact


def tell_other_chats(session: Session, event: ChatLinked) -> None:
    """Tell the person's older chats of the new one; who holds a code may have stolen it."""
    contact = session.get_one(Contact, event.contact_id)
    channel = name_channel(contact.account)
    text = texts.LINK_NEW_CHAT.format(channel=channel, name=event.name or texts.LINK_NO_NAME)
    notice = Reply(text, (Choice(texts.BUTTON_NOT_MINE, Action.LINK.pack("undo", contact.id)),))
    for other in linking.list_other_contacts(session, contact):
        notify_contact(session, other, notice, now=event.at)


def tell_unlinked_chat(session: Session, event: LinkUndone) -> None:
    """Tell a chat that it is no longer linked."""
    contact = session.get_one(Contact, event.contact_id)
    notify_contact(session, contact, Reply(texts.LINK_PARTED), now=event.at)
