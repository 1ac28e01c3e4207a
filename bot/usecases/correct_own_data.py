"""What a person corrects in their own data by themselves: their name and their phone.

A name or phone that somebody types proves nothing: nobody is found by it, and no other chat
changes. Who works for the commune is in its register, which officers change.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.messages.masking.mask import mask
from bot.people import linking
from bot.people import service as people
from bot.people.founding import check_person_name
from bot.people.list_values import parse_phone
from bot.people.models import Contact
from bot.privacy.events import OwnDataCorrected


def correct_own_name(session: Session, contact: Contact, name: str, *, now: datetime) -> str:
    """Store the name the person says, and return it. Raises UserError."""
    _check(session, contact)
    people.update_profile(contact, name=mask(check_person_name(name)).text, phone="")
    emit(session, OwnDataCorrected(contact.id, contact.unit_id, at=now))
    return contact.name


def correct_own_phone(session: Session, contact: Contact, phone: str, *, now: datetime) -> str:
    """Store the phone the person says, and return it. Raises UserError."""
    _check(session, contact)
    try:
        number = parse_phone(phone)
    except UserError:
        raise UserError(texts.OWN_PHONE_NEEDED) from None
    people.update_profile(contact, name="", phone=number)
    emit(session, OwnDataCorrected(contact.id, contact.unit_id, at=now))
    return contact.phone


def _check(session: Session, contact: Contact) -> None:
    if contact.consented_at is None:
        raise UserError(texts.OWN_DATA_NOT_KEPT)
    if linking.has_role(session, contact):
        raise UserError(texts.OWN_DATA_OF_REGISTER)
