"""Contacts and team members: create, update, mark unreachable, list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.events import emit
from bot.people import account_units
from bot.people.actor import Actor
from bot.people.events import ContactStarted, PersonCorrected, RoleChanged, VillageSet
from bot.people.models import Contact, Person, Role, RoleKind, has_phone
from bot.people.units import Unit

# Built once: to build a statement costs more than to run it. The lock is the weaker one: others may
# meanwhile stage something for this contact.
_SELECT_CONTACT = (
    sa_select(Contact)
    .where(
        col(Contact.account) == bindparam("account"), col(Contact.address) == bindparam("address")
    )
    .with_for_update(key_share=True)
)


def get_or_create_contact(
    session: Session, account: str, address: str, *, now: datetime
) -> Contact:
    """Return the contact of an address, created at first sight.

    The row is locked where the database can, so that two messages of one person are answered in
    order even by two processes.
    """
    where = {"account": account, "address": address}
    contact: Contact | None = session.execute(_SELECT_CONTACT, where).scalar()
    if contact is None:
        # Somebody new may say two things at once: the second waits here, and finds the first.
        home = account_units.find_account_unit(session, account)
        first = {"name": "", "offered": [], "lists": [], "created_at": now, "seen_at": now}
        session.connection().execute(
            insert_or_ignore(dialect_name(session), Contact),
            {**where, **first, "account_unit_id": home.id if home else None},
        )
        contact = session.execute(_SELECT_CONTACT, where).scalar_one()
        if contact.created_at == now:
            emit(session, ContactStarted(contact.id, account, at=now))
    contact.seen_at = now
    return contact


def find_contact(session: Session, account: str, address: str) -> Contact | None:
    """Return the contact of an address, locked, or None."""
    contact: Contact | None = session.execute(
        _SELECT_CONTACT, {"account": account, "address": address}
    ).scalar()
    return contact


def mark_unreachable(session: Session, contact_id: int, *, now: datetime) -> None:
    """Mark the contact unreachable; only a message from them clears it."""
    contact = session.get_one(Contact, contact_id)
    contact.unreachable_since = contact.unreachable_since or now


def set_village(contact: Contact, unit: Unit) -> None:
    """Set the resident's village; only for a contact that consented."""
    contact.unit_id = unit.id


def record_village(session: Session, contact: Contact, unit: Unit, *, now: datetime) -> None:
    """Set the village that a resident named; the first one is told."""
    if contact.unit_id is None:
        emit(session, VillageSet(contact.id, unit.id, at=now))
    set_village(contact, unit)


def update_profile(contact: Contact, *, name: str, phone: str) -> None:
    """Store the name and phone given by somebody who consented."""
    contact.name = name or contact.name
    contact.phone = phone or contact.phone


def forget_profile(contact: Contact) -> None:
    """Reset the contact to a bare address: no name, village, person or consent."""
    contact.name = contact.phone = contact.language = ""
    contact.unit_id = None
    contact.person_id = None
    contact.consented_at, contact.consent_version = None, ""
    contact.digest = False
    contact.vouched, contact.vouch_code = "", None


def count_reachable(session: Session) -> dict[int, int]:
    """Return the number of reachable contacts by unit id."""
    rows = session.exec(
        select(Contact.unit_id, func.count(col(Contact.id)))
        .where(col(Contact.unit_id).is_not(None), col(Contact.unreachable_since).is_(None))
        .group_by(col(Contact.unit_id))
    )
    return {unit_id: count for unit_id, count in rows if unit_id is not None}


def find_person(session: Session, phone: str, name: str) -> Person | None:
    """Return the person with a role by phone and name (relatives share a phone), or None."""
    has_role = select(Role.id).where(Role.person_id == Person.id).exists()
    query = select(Person).where(has_phone(phone), Person.name == name, has_role)
    return session.exec(query).first()


# A person leads a village's team or is in it: one of them takes the other's place.
TEAM_KINDS = frozenset((RoleKind.MEMBER, RoleKind.LEADER))


def upsert_member(
    session: Session,
    unit: Unit,
    name: str,
    phone: str,
    kind: RoleKind,
    *,
    actor: Actor,
    now: datetime,
    skills: Sequence[str] | None = None,
    person: Person | None = None,
) -> str:
    """Give a person a role in a unit or update it: "created", "updated" or "unchanged".

    A leader who becomes a member, or the reverse, keeps the place and its skills. `person` is who
    is meant when the phone and name do not tell (`correct_person`).
    """
    person = person or find_person(session, phone, name)
    if person is None:
        person = create_person(session, unit, name, phone)
    kinds = TEAM_KINDS if kind in TEAM_KINDS else {kind}
    query = select(Role).where(
        Role.person_id == person.id, Role.unit_id == unit.id, col(Role.kind).in_(kinds)
    )
    roles = {role.kind: role for role in session.exec(query)}
    role = roles.get(kind) or next(iter(roles.values()), None)
    is_same = role is not None and role.kind == kind
    if role is not None and is_same and (skills is None or role.skills == list(skills)):
        return "unchanged"
    if is_new := role is None:
        role = Role(person_id=person.id, unit_id=unit.id, kind=kind)
        session.add(role)
    role.kind = kind
    if is_new or skills is not None:
        role.skills = list(skills or ())
    session.flush()
    is_given = is_new or not is_same
    emit(
        session,
        RoleChanged(person.id, actor, now, unit_code=unit.code, kind=kind, is_new=is_given),
    )
    return "created" if is_new else "updated"


def create_person(session: Session, unit: Unit, name: str, phone: str) -> Person:
    """Create a person who lives in the unit."""
    person = Person(name=name, phone=phone, unit_id=unit.id)
    session.add(person)
    session.flush()
    return person


def correct_person(
    session: Session, person_id: int, *, name: str, phone: str, actor: Actor, now: datetime
) -> Person:
    """Correct the name or the phone of a person with a role. Returns the person."""
    person = session.get_one(Person, person_id)
    different = tuple(
        field
        for field, value in (("name", name), ("phone", phone))
        if getattr(person, field) != value
    )
    if different:
        person.name, person.phone = name, phone
        session.flush()
        emit(session, PersonCorrected(person.id, actor, now, fields=different))
    return person


def list_team(session: Session, unit: Unit) -> Sequence[tuple[Person, Role]]:
    """Return the people with a role in exactly this unit."""
    return session.exec(
        select(Person, Role)
        .join(Role, col(Role.person_id) == Person.id)
        .where(Role.unit_id == unit.id)
        .order_by(Person.name)
    ).all()


def list_roles(session: Session, person_id: int) -> Sequence[Role]:
    """Return the roles of a person."""
    return session.exec(
        select(Role).where(Role.person_id == person_id).order_by(col(Role.id))
    ).all()
