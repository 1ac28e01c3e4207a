"""Consent to be remembered: given, declined, withdrawn; and retention without it.

Without consent the bot answers all the same, and keeps nothing about the person but the address the
answer goes to: their messages are emptied when the matter is over (ADR-0032).
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.messages.content import list_stored_files
from bot.outbox.service import delete_queued
from bot.people.models import Contact
from bot.people.service import forget_profile
from bot.privacy import name_erasure
from bot.privacy.erasure import erase_past_words, erase_words, has_words, was_helped_since
from bot.privacy.events import ConsentGiven
from bot.privacy.models import Consent, Discarded
from bot.privacy.purpose_choices import CONSENT_VERSION, list_agreed_purposes, write_proofs

# How long words outside a ticket are kept: of who said no, and of who has not said anything yet
# (officers read once a month which questions had no answer).
KEEP_DECLINED = timedelta(hours=1)
KEEP_UNDECIDED = timedelta(days=30)
AFTER_HELP = timedelta(minutes=10)  # in which the clock looks at somebody whose ticket is over
INCLUSIVE_MARGIN = timedelta(seconds=1)  # what was said at this very instant too
MAX_CONTACTS = 20  # people whose words are emptied in one transaction


def record_consent(session: Session, contact: Contact, name: str, *, now: datetime) -> bool:
    """Record the consent and the name. Returns False when it was given already.

    Who agreed to older words has agreed anew: to everything they did not refuse by itself.
    """
    if not may_agree(contact):
        return False
    is_first = contact.consented_at is None
    write_proofs(session, contact, list_agreed_purposes(contact), now=now)
    contact.consented_at = now
    contact.consent_version = contact.consent_asked = CONSENT_VERSION
    if not is_first:
        return True
    contact.declined_at = contact.forget_at = None
    contact.name = name[:120]
    emit(session, ConsentGiven(contact.id, at=now))
    return True


def is_renewal_due(contact: Contact) -> bool:
    """Return whether somebody agreed to older words and was not asked about the ones of today."""
    is_agreed = contact.consented_at is not None
    return is_agreed and may_agree(contact) and contact.consent_asked != CONSENT_VERSION


def record_asked(contact: Contact) -> None:
    """Write down that the person was asked under the words of today: nobody is asked twice."""
    contact.consent_asked = CONSENT_VERSION


def may_agree(contact: Contact) -> bool:
    """Return whether there is something to agree to: nothing was, or older words were."""
    return contact.consented_at is None or contact.consent_version not in ("", CONSENT_VERSION)


def decline_consent(contact: Contact, *, now: datetime) -> bool:
    """Record *Để sau*: messages are emptied within the hour. Returns False after consent."""
    if contact.consented_at is not None:
        return False
    contact.declined_at = now
    contact.forget_at = now + KEEP_DECLINED
    return True


def schedule_forgetting(contact: Contact, *, now: datetime) -> None:
    """Set the date on which the messages of a contact without consent are emptied."""
    if contact.consented_at is None and contact.forget_at is None:
        contact.forget_at = now + _retention(contact)


def _retention(contact: Contact) -> timedelta:
    return KEEP_DECLINED if contact.declined_at is not None else KEEP_UNDECIDED


def forget_due(session: Session, *, now: datetime) -> int:
    """Empty finished matters of contacts without consent. Returns how many; safe to repeat."""
    due = session.exec(
        select(Contact)
        .where(col(Contact.forget_at) <= now)
        .order_by(col(Contact.forget_at))
        .limit(MAX_CONTACTS)
        .with_for_update(skip_locked=True)
    ).all()
    for contact in due:
        over = contact.declined_at is not None and was_helped_since(
            session, contact, now - AFTER_HELP
        )
        erase_past_words(
            session, contact, before=now + INCLUSIVE_MARGIN if over else now - _retention(contact)
        )
        contact.forget_at = now + _retention(contact) if has_words(session, contact) else None
    session.flush()
    return len(due)


def withdraw_consent(session: Session, contact: Contact, *, now: datetime) -> None:
    """Withdraw the consent: empties the profile and past messages at once.

    Open matters continue without a name, and their text is emptied when they end.
    """
    _end_agreement(session, contact, now=now)
    erase_past_words(session, contact, before=now + INCLUSIVE_MARGIN)
    contact.forget_at = now + KEEP_DECLINED


def erase_contact(session: Session, contact: Contact, *, now: datetime) -> int:
    """Erase the person's profile and texts. Returns how many messages were emptied.

    Rows stay, empty: they prove that a message was answered once and keep the counts true.
    """
    _end_agreement(session, contact, now=now)
    delete_queued(session, contact.id)
    emptied = erase_words(session, contact)
    contact.forget_at = None
    return emptied


def _end_agreement(session: Session, contact: Contact, *, now: datetime) -> None:
    session.execute(
        update(Consent)
        .where(col(Consent.contact_id) == contact.id, col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now)
    )
    name_erasure.erase_names(
        session, contact, contact.unit_id, name_erasure.list_known_names(session, contact)
    )
    forget_profile(contact)
    contact.declined_at = now
    session.flush()


def delete_discarded(session: Session, folder: Path) -> int:
    """Delete the discarded files from `folder`. Returns how many rows there were.

    Deletes only our own files that are the folder's direct children, by full name; any other name
    deletes nothing. Safe to repeat: a missing file is ignored.
    """
    discarded = session.exec(select(Discarded).limit(1000)).all()
    for row in discarded:
        for file in list_stored_files(_file_name_in(folder, row.path)):
            (folder / file.name).unlink(missing_ok=True)
        session.delete(row)
    return len(discarded)


def _file_name_in(folder: Path, written: str) -> str:
    """Return the file name in the folder; rows of older versions hold whole paths."""
    path = Path(written)
    if path.name == written:
        return written
    return path.name if path.parent.resolve() == folder.resolve() else ""
