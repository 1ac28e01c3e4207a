"""Notices about a person's data."""

from sqlmodel import Session

from bot import texts
from bot.core.accounts import name_channel
from bot.messages.content import Reply
from bot.outbox.notify import notify_contact
from bot.outbox.service import stage
from bot.people.linking import list_officer_contacts
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind, list_units
from bot.privacy.events import (
    ConsentWithdrawn,
    ContactForgotten,
    DataRequestAsked,
    DataRequestsDue,
    DataRequestSettled,
)
from bot.privacy.models import DataRequest
from bot.usecases.events import ContactCorrected


def tell_erased(session: Session, event: ContactForgotten) -> None:
    """Tell a chat that it was erased on the person's behalf, or from another chat of theirs."""
    if event.actor is not None:
        text = texts.ERASED_FOR_YOU
    elif event.asked_in in (None, event.contact_id):
        return
    else:
        asked_in = session.get_one(Contact, event.asked_in)
        place = name_channel(asked_in.account)
        text = texts.ERASED_ELSEWHERE.format(place=place)
    stage(session, session.get_one(Contact, event.contact_id), Reply(text), now=event.at)


def tell_withdrawn(session: Session, event: ConsentWithdrawn) -> None:
    """Tell the person that their consent was withdrawn on their behalf."""
    if event.actor is not None:
        contact = session.get_one(Contact, event.contact_id)
        stage(session, contact, Reply(texts.CONSENT_WITHDRAWN), now=event.at)


def tell_officers_asked(session: Session, event: DataRequestAsked) -> None:
    """Tell the commune's officers that somebody asked for a correction, never what they wrote."""
    row = session.get_one(DataRequest, event.request_id)
    unit = session.get(Unit, event.unit_id) if event.unit_id else None
    communes = list_units(session, UnitKind.COMMUNE)
    place = unit or (communes[0] if len(communes) == 1 else None)
    if place is None:
        return
    text = texts.DATA_REQUEST_CAME.format(number=row.id, unit=place.name)
    for officer in list_officer_contacts(session, place):
        key = f"data-request:{row.id}:{officer.id}"
        notify_contact(session, officer, Reply(text), now=event.at, key=key)


def tell_settled(session: Session, event: DataRequestSettled) -> None:
    """Tell the person what came of their request, or that it takes longer."""
    if event.contact_id is None:
        return
    text = texts.DATA_REQUEST_TOLD[event.action].format(number=event.request_id, note=event.words)
    stage(session, session.get_one(Contact, event.contact_id), Reply(text), now=event.at)


def remind_officers(session: Session, event: DataRequestsDue) -> None:
    """Remind the commune's officers once a day of what is due or late."""
    commune = session.get_one(Unit, event.commune_id)
    day = f"{event.first_on:%d/%m/%Y}"
    template = texts.DATA_REQUESTS_LATE if event.late else texts.DATA_REQUESTS_DUE
    text = template.format(count=event.count, late=event.late, day=day, unit=commune.name)
    for officer in list_officer_contacts(session, commune):
        key = f"data-requests:{event.on}:{officer.id}"
        notify_contact(session, officer, Reply(text), now=event.at, key=key)


def tell_corrected(session: Session, event: ContactCorrected) -> None:
    """Tell the person what is stored now, as an officer corrected it."""
    contact = session.get_one(Contact, event.contact_id)
    unit = session.get_one(Unit, event.unit_id)
    text = texts.DATA_CORRECTED_TOLD.format(name=contact.name, unit=unit.name)
    stage(session, contact, Reply(text), now=event.at)
