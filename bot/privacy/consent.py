"""Agreeing to be remembered, taking it back, and being forgotten.

Without consent the bot answers all the same, and keeps nothing about the person but the address the
answer goes to.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.history import Direction, Message
from bot.messages import AttachmentKind, carried_name, stored_under
from bot.outbox.service import forget_queued
from bot.people.models import Contact
from bot.people.service import forget_profile
from bot.privacy.models import Consent, Discarded

# Of texts.CONSENT: raise it whenever those words change their meaning.
VERSION = "2026-11"
# These are no files: a contact card's handle is a phone number.
NO_FILE = (AttachmentKind.LOCATION, AttachmentKind.CONTACT)


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
    _discard_files(session, contact.id)
    forget_queued(session, contact.id)
    emptied = session.execute(
        update(Message)
        .where(col(Message.contact_id) == contact.id)
        .values(text="", choice="", payload={})
        .returning(col(Message.id))
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())


def _discard_files(session: Session, contact_id: int) -> None:
    """Photos the contact sent us lie in our own folder, and what was carried to another account:
    they go too."""
    payloads = session.exec(
        select(Message.account, Message.payload).where(
            Message.contact_id == contact_id, Message.direction == Direction.IN
        )
    )
    for account, payload in payloads:
        for attachment in payload.get("attachments", ()):
            ref = str(attachment.get("ref", ""))
            if file := attachment.get("file"):
                session.add(Discarded(path=file))
            elif ref and attachment.get("kind") not in NO_FILE:
                session.add(Discarded(path=carried_name(account, ref)))


def delete_discarded(session: Session, folder: Path) -> int:
    """Delete what waits for it in `folder`; how many rows there were.

    Only files of ours that are the folder's own children, by their whole names: what is no such
    name deletes nothing. Safe to repeat: a missing file is fine.
    """
    discarded = session.exec(select(Discarded).limit(1000)).all()
    for row in discarded:
        for file in stored_under(_name_in(folder, row.path)):
            (folder / file.name).unlink(missing_ok=True)
        session.delete(row)
    return len(discarded)


def _name_in(folder: Path, written: str) -> str:
    """The name in the folder; rows of older versions hold whole paths."""
    path = Path(written)
    if path.name == written:
        return written
    return path.name if path.parent.resolve() == folder.resolve() else ""
