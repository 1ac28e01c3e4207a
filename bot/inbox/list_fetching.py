"""Fetches the lists that officers send, so that they can be read in a later turn.

Most platforms keep files, and nothing is fetched before it is needed: a handler cannot wait for
the network, so a list is fetched behind the message that brings it, or that asks for it again.
"""

from dataclasses import replace

from sqlmodel import Session, select

from bot.channels.base import Receive
from bot.core.db import Database
from bot.documents.list_attachments import get_list_file, is_list_file
from bot.inbox.media import MediaStore
from bot.inbox.routing import parse_id
from bot.messages.buttons import Action, parse_button
from bot.messages.content import Attachment, Incoming
from bot.messages.history import Message
from bot.people import approvals
from bot.people.models import Contact


class ListFetcher:
    """Fetches officers' lists in the background."""

    def __init__(self, db: Database, media_store: MediaStore) -> None:
        self._db = db
        self._media_store = media_store

    def wrap_receiver(self, receive: Receive) -> Receive:
        """Wrap `receive` so that a list an officer sends or asks for is fetched behind it."""

        async def receive_and_fetch(incoming: Incoming) -> None:
            await receive(incoming)
            if _may_concern_list(incoming):
                lists = await self._db.read(find_lists, incoming)
                self._media_store.store_soon(replace(incoming, attachments=lists))

        return receive_and_fetch


def _may_concern_list(incoming: Incoming) -> bool:
    pressed, _ = parse_button(incoming.choice)
    return pressed is Action.IMPORT or any(map(is_list_file, incoming.attachments))


def find_lists(session: Session, incoming: Incoming) -> tuple[Attachment, ...]:
    """Return the lists of an officer's message, or of the message a button is about."""
    address = Contact.account == incoming.account, Contact.address == incoming.address
    contact = session.exec(select(Contact).where(*address)).first()
    if contact is None or approvals.find_decider(session, contact.person_id) is None:
        return ()
    sent = tuple(filter(is_list_file, incoming.attachments))
    _verb, number, place = (*parse_button(incoming.choice)[1], "", "", "")[:3]
    message = session.get(Message, parse_id(number))
    if message is None or message.contact_id != contact.id or not place.isdecimal():
        return sent
    asked = get_list_file(message, int(place[:3]))
    return (*sent, asked) if asked is not None else sent
