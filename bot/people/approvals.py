"""Four-eyes rule: who may draft for a unit, and who may approve; always a second person."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotAllowed
from bot.people import units
from bot.people.linking import map_contacts
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from bot.vietnamese.letters import match_names

DECIDING_ROLES = (RoleKind.APPROVER, RoleKind.OFFICER)


def find_scope(session: Session, person_id: int | None) -> Unit | None:
    """Return the widest unit the person is an officer or approver of, or None."""
    query = (
        select(Unit)
        .join(Role, col(Role.unit_id) == Unit.id)
        .where(Role.person_id == person_id, col(Role.kind).in_(DECIDING_ROLES))
        .order_by(func.length(col(Unit.path)), col(Unit.id))
    )
    return session.exec(query).first() if person_id is not None else None


def get_scope(session: Session, person_id: int | None) -> Unit:
    """Return the unit `find_scope` finds. Raises NotAllowed when there is none."""
    if (scope := find_scope(session, person_id)) is None:
        raise NotAllowed(texts.NOT_AN_OFFICER)
    return scope


def list_approvers(session: Session, unit: Unit, *, drafted_by: int | None) -> Sequence[Contact]:
    """Return the chats of those who may approve: the unit's approvers and other officers."""
    contacts = map_contacts(session, _list_approver_ids(session, unit) - {drafted_by or 0})
    return [contacts[person_id] for person_id in sorted(contacts)]


def check_may_decide(
    session: Session, unit: Unit, *, drafted_by: int | None, person_id: int | None
) -> None:
    """Raise NotAllowed unless the person may decide on a draft of `drafted_by`.

    `person_id` None is the operator, who may, and whose actions are audited.
    """
    if person_id is None:
        return
    if person_id == drafted_by:
        raise NotAllowed(texts.DECIDE_OWN)
    if person_id not in _list_approver_ids(session, unit):
        raise NotAllowed(texts.NOT_AN_OFFICER)


def search_officers(session: Session, typed: str) -> Sequence[Person]:
    """Return those who may draft and decide, by phone, id or name; several if ambiguous."""
    may = select(Role.person_id).where(col(Role.kind).in_(DECIDING_ROLES))
    people = session.exec(select(Person).where(col(Person.id).in_(may)).order_by(col(Person.id)))
    everybody = people.all()
    exact = [person for person in everybody if typed.strip() in (person.phone, str(person.id))]
    return exact or match_names(typed, everybody, lambda person: person.name)


def _list_approver_ids(session: Session, unit: Unit) -> set[int]:
    query = select(Role.person_id).where(
        col(Role.unit_id).in_(units.list_ancestor_ids(unit)), col(Role.kind).in_(DECIDING_ROLES)
    )
    return set(session.exec(query))
