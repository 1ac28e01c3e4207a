"""What follows when a person refuses one use of their data, or agrees to it again; reactions."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from bot.people.models import Contact
from bot.people.purposes import Purpose
from bot.privacy import attachment_erasure
from bot.privacy.events import PurposeAllowed, PurposeRefused
from bot.reminders import personal
from bot.reminders import service as reminders
from bot.tickets import resident_actions
from bot.tickets.queries import list_contact_tickets

Effect = Callable[[Session, Contact, datetime], None]


def _end_help(session: Session, contact: Contact, now: datetime) -> None:
    """Close what is with the team; who had it is told."""
    for ticket in list_contact_tickets(session, contact.id):
        if ticket.closed_at is None:
            resident_actions.cancel_ticket(session, ticket.id, contact, now=now)


def _end_reminders(session: Session, contact: Contact, now: datetime) -> None:
    personal.cancel_all_reminders(session, contact)
    personal.clear_pending_question(session, contact)
    personal.stop_class_reminders(session, contact, now=now)
    for deadline in reminders.list_deadlines(session, contact):
        reminders.unsubscribe_from_deadline(session, contact, deadline)


def _stop_notices(_session: Session, contact: Contact, now: datetime) -> None:
    contact.stopped_at = now


def _erase_media(session: Session, contact: Contact, _now: datetime) -> None:
    attachment_erasure.erase_attachments(session, contact, Purpose.MEDIA)


def _erase_locations(session: Session, contact: Contact, _now: datetime) -> None:
    attachment_erasure.erase_attachments(session, contact, Purpose.LOCATION)


EFFECTS: Mapping[Purpose, Effect] = {
    Purpose.HELPERS: _end_help,
    Purpose.REMINDERS: _end_reminders,
    Purpose.NOTICES: _stop_notices,
    Purpose.MEDIA: _erase_media,
    Purpose.LOCATION: _erase_locations,
}


def end_use(session: Session, event: PurposeRefused) -> None:
    """Stop at once what the person no longer wants."""
    contact = session.get_one(Contact, event.contact_id)
    EFFECTS[event.purpose](session, contact, event.at)


def begin_use(session: Session, event: PurposeAllowed) -> None:
    """Begin anew what the person wants again. What was dropped or erased does not come back."""
    contact = session.get_one(Contact, event.contact_id)
    if event.purpose is Purpose.NOTICES:
        contact.stopped_at = None
