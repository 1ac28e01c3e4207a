"""Agreeing to be remembered, taking it back, and being forgotten.

Without consent the bot answers all the same, and keeps nothing about the person but the address the
answer goes to.
"""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from bot.history import Message
from bot.outbox.models import Delivery, Status
from bot.people.models import Contact
from bot.people.service import forget_profile
from bot.privacy.models import Consent

# Of texts.CONSENT: raise it whenever those words change their meaning.
VERSION = "2026-11"


def agree(session: Session, contact: Contact, name: str, *, now: datetime) -> bool:
    """Write the agreement down and keep the name; False when it stood already."""
    if contact.consented_at is not None:
        return False
    session.add(Consent(contact_id=contact.id, version=VERSION, given_at=now))
    contact.consented_at = now
    contact.name = name[:120]
    return True


def withdraw(session: Session, contact: Contact, *, now: datetime) -> None:
    """Take the agreement back: the profile is emptied at once."""
    session.execute(
        update(Consent)
        .where(col(Consent.contact_id) == contact.id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
    )
    forget_profile(contact)


def erase(session: Session, contact: Contact, *, now: datetime) -> int:
    """Forget the person and their words; how many messages lost their words.

    Rows stay, empty: they prove that a message was answered once and keep the counts true.
    """
    withdraw(session, contact, now=now)
    session.execute(
        delete(Delivery).where(
            col(Delivery.contact_id) == contact.id, col(Delivery.status) == Status.QUEUED
        )
    )
    emptied = session.execute(
        update(Message)
        .where(col(Message.contact_id) == contact.id)
        .values(text="", choice="", payload={})
        .returning(col(Message.id))
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())
