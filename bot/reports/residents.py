"""Whose deeds count as residents', and in which unit they are counted."""

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.people.models import Contact, Role
from bot.people.resident_chats import TEST_ACCOUNTS
from bot.people.units import Unit, UnitKind

# Built once: to build a statement costs more than to run it.
_ROLE = sa_select(col(Role.id)).where(col(Role.person_id) == bindparam("person")).limit(1)


def is_resident(session: Session, contact: Contact) -> bool:
    """Return whether a contact is a resident's: no chat of the team, of officers, of a test."""
    if contact.account in TEST_ACCOUNTS:
        return False
    person = {"person": contact.person_id}
    return contact.person_id is None or session.connection().execute(_ROLE, person).first() is None


def find_resident(session: Session, contact_id: int | None) -> Contact | None:
    """Return the contact if it is a resident's, or None."""
    contact = session.get(Contact, contact_id) if contact_id is not None else None
    return contact if contact is not None and is_resident(session, contact) else None


def find_count_unit_id(session: Session, unit_id: int | None) -> int | None:
    """Return the unit in which something is counted.

    Of somebody whose village is not known that is the only commune, else the only province; None
    when there are several.
    """
    if unit_id is not None:
        return unit_id
    for kind in (UnitKind.COMMUNE, UnitKind.PROVINCE):
        ids = session.exec(select(Unit.id).where(col(Unit.kind) == kind).limit(2)).all()
        if len(ids) == 1:
            return ids[0]
    return None
