"""Whose deeds count as residents', and in which unit they are counted."""

from sqlmodel import Session, col, select

from bot.people.linking import has_role
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind

TEST_ACCOUNTS = frozenset({"terminal"})
"""Accounts on which the bot is tried out (`bot chat`): no resident writes there."""


def is_resident(session: Session, contact: Contact) -> bool:
    """Return whether a contact is a resident's: no chat of the team, of officers, of a test."""
    return contact.account not in TEST_ACCOUNTS and not has_role(session, contact)


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
