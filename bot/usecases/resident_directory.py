"""Contacts of a unit as officers may look at them: by number, and by name only with consent.

Words of conversations are never read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core import audit
from bot.core.accounts import is_of_kind
from bot.core.audit import Audit
from bot.core.errors import NotFound
from bot.people import linking, proof
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.proof import Proof
from bot.people.units import Unit, within
from bot.privacy import personal_data
from bot.privacy.models import Consent
from bot.privacy.personal_data import PersonalData
from bot.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact; `name` is an alias without consent, `version` the text they agreed to."""

    contact: Contact
    name: str
    unit_name: str
    version: str
    tickets: int


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """One contact with what is stored about it; `deeds` is what was done on their behalf."""

    contact: Contact
    name: str
    unit: Unit
    consents: Sequence[Consent]
    data: PersonalData
    others: int  # contacts of the same person on other channels
    proof: Proof
    deeds: Sequence[Audit]


def label_contact(contact: Contact) -> str:
    """Return the name of a contact that consented; else what officers call somebody unnamed."""
    if contact.consented_at is not None and contact.name:
        return contact.name
    return texts.ALIAS.format(number=contact.id)


def list_contact_lines(
    session: Session,
    *,
    actor: Actor,
    unit_id: int | None = None,
    account: str = "",
    number: int | None = None,
    before_id: int | None = None,
    limit: int,
) -> list[ContactLine]:
    """Return the contacts of the actor's units, the newest first, before a contact's id.

    `number` is that of the alias. A contact that has not said its village is nobody's.
    """
    units = dict(
        session.exec(select(Unit.id, Unit.name).where(within(Unit.path, actor.scope))).all()
    )
    chosen = [unit_id] if unit_id in units else [] if unit_id is not None else list(units)
    query = select(Contact).where(col(Contact.unit_id).in_(chosen))
    if account:
        query = query.where(is_of_kind(Contact.account, account))
    if number is not None:
        query = query.where(Contact.id == number)
    if before_id is not None:
        query = query.where(Contact.id < before_id)
    contacts = session.exec(query.order_by(col(Contact.id).desc()).limit(limit)).all()
    ids = [contact.id for contact in contacts]
    versions, tickets = _map_versions(session, ids), _count_tickets(session, ids)
    return [
        ContactLine(
            contact,
            label_contact(contact),
            units.get(contact.unit_id or 0, ""),
            versions.get(contact.id, ""),
            tickets.get(contact.id, 0),
        )
        for contact in contacts
    ]


def _map_versions(session: Session, contact_ids: Sequence[int]) -> dict[int, str]:
    query = select(Consent.contact_id, Consent.version).where(
        col(Consent.contact_id).in_(contact_ids), col(Consent.withdrawn_at).is_(None)
    )
    return dict(session.exec(query.order_by(col(Consent.id))).all())


def _count_tickets(session: Session, contact_ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Ticket.contact_id, func.count(col(Ticket.id)))
        .where(col(Ticket.contact_id).in_(contact_ids))
        .group_by(col(Ticket.contact_id))
    )
    return dict(session.exec(query).all())


def get_contact(session: Session, contact_id: int, *, actor: Actor) -> tuple[Contact, Unit]:
    """Return a contact of the actor's units, and its unit. Raises NotFound."""
    query = (
        select(Contact, Unit)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(Contact.id == contact_id, within(Unit.path, actor.scope))
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound(texts.CONTACT_NOT_YOURS)
    return row


def load_contact(session: Session, contact_id: int, *, actor: Actor) -> ContactDetails:
    """Return a contact and what is stored about it. Raises NotFound."""
    contact, unit = get_contact(session, contact_id, actor=actor)
    consents = session.exec(
        select(Consent).where(Consent.contact_id == contact_id).order_by(col(Consent.id).desc())
    ).all()
    return ContactDetails(
        contact,
        label_contact(contact),
        unit,
        consents,
        personal_data.collect_data(session, contact),
        len(linking.list_other_contacts(session, contact)),
        proof.determine_proof(session, contact),
        audit.list_actions(session, f"contact:{contact_id}"),
    )


def find_waiting_contact(session: Session, code: str, *, actor: Actor) -> Contact | None:
    """Return the contact of the actor's units that waits for a proof with this code, or None."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    query = (
        select(Contact)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(Contact.vouch_code == typed, within(Unit.path, actor.scope))
    )
    return session.exec(query).first() if typed else None
