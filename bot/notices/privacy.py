"""Notices about a person's data."""

from sqlmodel import Session

from bot import texts
from bot.messages.content import Reply
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.privacy.events import ContactForgotten


def tell_erased_elsewhere(session: Session, event: ContactForgotten) -> None:
    """Tell a chat that it was erased from another chat of the same person."""
    if event.asked_in is None or event.asked_in == event.contact_id:
        return
    asked_in = session.get_one(Contact, event.asked_in)
    place = texts.CHANNEL_NAMES.get(asked_in.account, asked_in.account)
    notice = Reply(texts.ERASED_ELSEWHERE.format(place=place))
    stage(session, session.get_one(Contact, event.contact_id), notice, now=event.at)
