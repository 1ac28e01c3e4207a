"""Linking chats to persons by one-time codes: a typed name or phone proves nothing."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from bot import texts
from bot.core import codes
from bot.core.errors import UserError
from bot.core.events import emit
from bot.people import account_units, units
from bot.people.actor import Actor
from bot.people.events import ChatLinked, LinkCodeIssued, LinkUndone, PersonUnlinked
from bot.people.models import Contact, LinkCode, Person, Role, RoleKind, has_phone
from bot.people.units import Unit, UnitKind

VALID_FOR = timedelta(days=7)
OWN_CODE_VALID_FOR = timedelta(
    minutes=15
)  # a code that a person asked for themselves, to type at once
CODE_LENGTH = 12  # 59 bits: nobody guesses one in a week
TEAM_ROLES = (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER)

_SEPARATORS = re.compile(r"[\s.\-–]+")


def make_link_code(session: Session, person: Person, *, actor: Actor, now: datetime) -> str:
    """Create a link code for a member; their earlier unused codes expire. Returns the code."""
    emit(session, LinkCodeIssued(person.id, actor, now))
    return _store_link_code(session, person, now=now, valid_for=VALID_FOR)


def make_slip_code(session: Session, person: Person, *, actor: Actor, now: datetime) -> str:
    """Create a link code to be printed; codes that were given before stay valid.

    A slip may lie with somebody already when the village's slips are printed again. A used code
    expires the others.
    """
    emit(session, LinkCodeIssued(person.id, actor, now))
    return _add_link_code(session, person, now=now, valid_for=VALID_FOR)


def _store_link_code(
    session: Session, person: Person, *, now: datetime, valid_for: timedelta
) -> str:
    expire_link_codes(session, person.id, now=now)
    return _add_link_code(session, person, now=now, valid_for=valid_for)


def _add_link_code(session: Session, person: Person, *, now: datetime, valid_for: timedelta) -> str:
    code = codes.generate_code(CODE_LENGTH)
    session.add(LinkCode(digest=_digest(code), person_id=person.id, expires_at=now + valid_for))
    session.flush()
    return code


def expire_link_codes(session: Session, person_id: int, *, now: datetime) -> None:
    """Expire the person's unused link codes."""
    session.execute(
        update(LinkCode)
        .where(col(LinkCode.person_id) == person_id, col(LinkCode.used_at).is_(None))
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def make_own_link_code(session: Session, contact: Contact, *, now: datetime) -> str:
    """Create a code that links another chat of the same person to this contact.

    The person created for it has no name: a resident's name stays with their contacts, which can be
    forgotten.
    """
    person = session.get(Person, contact.person_id) if contact.person_id else None
    if person is None:
        person = Person(name="", unit_id=contact.unit_id)
        session.add(person)
        session.flush()
        contact.person_id = person.id
    return _store_link_code(session, person, now=now, valid_for=OWN_CODE_VALID_FOR)


def redeem_link_code(
    session: Session, contact: Contact, code: str, *, now: datetime
) -> Person | None:
    """Link this contact to the code's person and return them.

    Returns None when the code is wrong, used or expired, or when the contact belongs to somebody
    with a role and the code to another person. Raises UserError when the person works for other
    communes than the contact's account.
    """
    row = session.exec(
        select(LinkCode).where(LinkCode.digest == _digest(code)).with_for_update()
    ).first()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    if contact.person_id != row.person_id and has_role(session, contact):
        return None
    if not account_units.serves_person(session, contact, row.person_id):
        raise UserError(texts.LINK_CODE_ELSEWHERE)  # the code stays good for their own account
    row.used_at, row.contact_id = now, contact.id
    expire_link_codes(session, row.person_id, now=now)
    person = session.get_one(Person, row.person_id)
    contact.person_id = person.id
    home = session.get(Unit, person.unit_id) if person.unit_id else None
    if home is not None and not account_units.is_elsewhere(session, contact, home):
        contact.unit_id = contact.unit_id or home.id
    return person


def unlink_person(session: Session, person: Person, *, actor: Actor, now: datetime) -> int:
    """Unlink all chats of a person and expire their codes. Returns how many chats there were.

    Tickets they hold are reassigned by the timer.
    """
    contacts = session.exec(select(Contact).where(Contact.person_id == person.id)).all()
    for contact in contacts:
        unlink_contact(session, contact, now=now)
    expire_link_codes(session, person.id, now=now)
    emit(session, PersonUnlinked(person.id, actor, now, chats=len(contacts)))
    return len(contacts)


def unlink_contact(session: Session, contact: Contact, *, now: datetime) -> None:
    """Unlink this contact; codes requested in it and buttons shown in it stop working."""
    if contact.person_id is not None:
        expire_link_codes(session, contact.person_id, now=now)
    contact.person_id, contact.offered, contact.lists = None, [], []


def announce_link(
    session: Session, contact: Contact, name: str, *, actor: Actor, now: datetime
) -> None:
    """Announce a newly linked chat, which the platform calls `name`, to the person's other chats.

    Whoever holds the link code may have stolen it, so the chats linked before must hear it at once.
    """
    emit(session, ChatLinked(contact.id, actor, now, name))


def undo_link(
    session: Session, contact: Contact, contact_id: int, *, actor: Actor, now: datetime
) -> None:
    """Unlink a newer chat (*Không phải tôi*). Raises UserError unless this chat is the older.

    The order matters: otherwise a thief could unlink the owner.
    """
    other = session.get(Contact, contact_id)
    if other is None or not was_linked_before(session, contact, other):
        raise UserError(texts.BUTTON_OLD)
    unlink_contact(session, other, now=now)
    emit(session, LinkUndone(other.id, actor, now))


def was_linked_before(session: Session, contact: Contact, other: Contact) -> bool:
    """Return whether this contact was linked to the shared person before the other was."""
    if contact.person_id is None or contact.person_id != other.person_id:
        return False
    mine, theirs = _find_linked_at(session, contact), _find_linked_at(session, other)
    return theirs is not None and (mine is None or mine < theirs)


def _find_linked_at(session: Session, contact: Contact) -> tuple[datetime, int] | None:
    """Return when the contact was last linked to its person, or None when no code tells."""
    query = (
        select(LinkCode)
        .where(LinkCode.person_id == contact.person_id, LinkCode.contact_id == contact.id)
        .order_by(col(LinkCode.used_at).desc(), col(LinkCode.id).desc())
    )
    row = session.exec(query.limit(1)).first()
    return (row.used_at, row.id) if row is not None and row.used_at is not None else None


def _digest(code: str) -> str:
    return hashlib.sha256(_SEPARATORS.sub("", code).upper().encode()).hexdigest()


def list_staff(session: Session, phone: str = "", *, linked: bool = True) -> Sequence[Person]:
    """Return everybody with a role, approvers too; optionally by phone, or only without a chat."""
    roles = select(Role.person_id)
    query = select(Person).where(col(Person.id).in_(roles)).order_by(col(Person.id))
    if phone:
        query = query.where(has_phone(phone))
    if not linked:
        chats = select(Contact.person_id).where(col(Contact.person_id).is_not(None))
        query = query.where(col(Person.id).not_in(chats))
    return session.exec(query).all()


def list_other_contacts(session: Session, contact: Contact) -> Sequence[Contact]:
    """Return the other contacts of the same person."""
    if contact.person_id is None:
        return ()
    query = select(Contact).where(Contact.person_id == contact.person_id, Contact.id != contact.id)
    return session.exec(query.order_by(col(Contact.id))).all()


def map_contacts(
    session: Session, people: Iterable[int], *, except_account: str = ""
) -> dict[int, Contact]:
    """Map each person to one contact: a reachable one first, then the one last seen.

    Contacts on `except_account` are left out.
    """
    rows = session.exec(
        select(Contact).where(col(Contact.person_id).in_(people), Contact.account != except_account)
    )
    best: dict[int, Contact] = {}
    for contact in sorted(
        rows, key=lambda contact: (contact.unreachable_since is None, contact.seen_at)
    ):
        if contact.person_id is not None:
            best[contact.person_id] = contact
    return best


def list_officer_contacts(session: Session, unit: Unit) -> Sequence[Contact]:
    """Return the chats of the officers of the unit's commune, or of the unit itself."""
    commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
    query = select(Role.person_id).where(
        col(Role.unit_id).in_({unit.id, commune.id}), Role.kind == RoleKind.OFFICER
    )
    contacts = map_contacts(session, set(session.exec(query)))
    return [contacts[person_id] for person_id in sorted(contacts)]


def has_role(session: Session, contact: Contact) -> bool:
    """Return whether the contact's person has any role."""
    query = select(Role.id).where(Role.person_id == contact.person_id)
    return contact.person_id is not None and session.exec(query.limit(1)).first() is not None


def is_team_member(session: Session, contact: Contact) -> bool:
    """Return whether the contact is a team member's or an officer's."""
    if contact.person_id is None:
        return False
    query = select(Role.id).where(
        Role.person_id == contact.person_id, col(Role.kind).in_(TEAM_ROLES)
    )
    return session.exec(query.limit(1)).first() is not None
