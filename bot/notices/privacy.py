"""Notices about a person's data."""

from sqlmodel import Session

from bot import texts
from bot.messages.content import Reply
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.privacy.events import ConsentWithdrawn, ContactForgotten


def tell_erased(session: Session, event: ContactForgotten) -> None:
    """Tell a chat that it was erased on the person's behalf, or from another chat of theirs."""
    if event.actor is not None:
        text = texts.ERASED_FOR_YOU
    elif event.asked_in in (None, event.contact_id):
        return
    else:
        asked_in = session.get_one(Contact, event.asked_in)
        place = texts.CHANNEL_NAMES.get(asked_in.account, asked_in.account)
        text = texts.ERASED_ELSEWHERE.format(place=place)
    stage(session, session.get_one(Contact, event.contact_id), Reply(text), now=event.at)


def tell_withdrawn(session: Session, event: ConsentWithdrawn) -> None:
    """Tell the person that their consent was withdrawn on their behalf."""
    if event.actor is not None:
        contact = session.get_one(Contact, event.contact_id)
        stage(session, contact, Reply(texts.CONSENT_WITHDRAWN), now=event.at)
