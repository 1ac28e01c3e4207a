"""Who may speak for a unit to many, and who says yes to it: always a second person."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotAllowed
from bot.people import units
from bot.people.linking import contacts_of
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from bot.vietnamese.letters import match_names

MAY = (RoleKind.APPROVER, RoleKind.OFFICER)


def scope_of(session: Session, person_id: int | None) -> Unit | None:
    """Where somebody may draft: the widest unit they are an officer or an approver of."""
    query = (
        select(Unit)
        .join(Role, col(Role.unit_id) == Unit.id)
        .where(Role.person_id == person_id, col(Role.kind).in_(MAY))
        .order_by(func.length(col(Unit.path)), col(Unit.id))
    )
    return session.exec(query).first() if person_id is not None else None


def must_have_scope(session: Session, person_id: int | None) -> Unit:
    """The same; NotAllowed when there is none."""
    if (scope := scope_of(session, person_id)) is None:
        raise NotAllowed(texts.NOT_AN_OFFICER)
    return scope


def deciders(session: Session, unit: Unit, *, drafted_by: int | None) -> Sequence[Contact]:
    """The chats of those who may say yes: the unit's approvers and its other officers."""
    found = contacts_of(session, _may_decide(session, unit) - {drafted_by or 0})
    return [found[person_id] for person_id in sorted(found)]


def check(session: Session, unit: Unit, *, drafted_by: int | None, person_id: int | None) -> None:
    """NotAllowed unless this person may decide about what that one drafted. `person_id` None is the
    operator, whose deeds are on record."""
    if person_id is None:
        return
    if person_id == drafted_by:
        raise NotAllowed(texts.DECIDE_OWN)
    if person_id not in _may_decide(session, unit):
        raise NotAllowed(texts.NOT_AN_OFFICER)


def find_officers(session: Session, by: str) -> Sequence[Person]:
    """Those who may draft and decide, by phone, by id or by a name: one, several, or nobody."""
    may = select(Role.person_id).where(col(Role.kind).in_(MAY))
    people = session.exec(select(Person).where(col(Person.id).in_(may)).order_by(col(Person.id)))
    everybody = people.all()
    exact = [one for one in everybody if by.strip() in (one.phone, str(one.id))]
    return exact or match_names(by, everybody, lambda one: one.name)


def _may_decide(session: Session, unit: Unit) -> set[int]:
    query = select(Role.person_id).where(
        col(Role.unit_id).in_(units.line_of(unit)), col(Role.kind).in_(MAY)
    )
    return set(session.exec(query))
