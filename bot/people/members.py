"""Members of teams and officers, one at a time: add, correct, merge, end; and a village's figures.

The list of a file does the same for many (`team_imports`). A corrected phone or name is the same
person; two persons who are one are merged, nobody is deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people import linking, service
from bot.people.actor import Actor
from bot.people.events import MemberEnded, MembersMerged, RoleEnded, VillageCounted
from bot.people.founding import check_person_name
from bot.people.list_values import MOST_PEOPLE, parse_phone
from bot.people.models import Contact, LinkCode, Person, Role, RoleKind, has_phone
from bot.people.person_matching import is_alike
from bot.people.role_rules import require_role_right
from bot.people.units import Unit, within


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What a form says about a person in a unit."""

    name: str
    phone: str
    role: RoleKind
    skills: tuple[str, ...] = ()


def get_managed_unit(session: Session, unit_id: int, *, actor: Actor) -> Unit:
    """Return a unit of the actor's scope. Raises NotFound."""
    query = select(Unit).where(Unit.id == unit_id, within(Unit.path, actor.scope))
    unit = session.exec(query).first()
    if unit is None:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return unit


def get_managed_person(
    session: Session, person_id: int, *, actor: Actor
) -> tuple[Person, Sequence[tuple[Role, Unit]]]:
    """Return a person with their roles in the actor's scope, the widest first. Raises NotFound."""
    query = (
        select(Role, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.person_id == person_id, within(Unit.path, actor.scope))
        .order_by(Unit.path, col(Role.id))
    )
    roles = session.exec(query).all()
    if not roles:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return session.get_one(Person, person_id), roles


def add_member(
    session: Session, unit_id: int, form: MemberForm, *, actor: Actor, now: datetime
) -> int:
    """Give somebody a role in a unit; who is known by phone and name is that person.

    Returns the person's id. Raises NotFound, NotAllowed, and UserError for what is not right.
    """
    unit = get_managed_unit(session, unit_id, actor=actor)
    require_role_right(session, actor, form.role, unit)
    name, phone = check_person_name(form.name), parse_phone(form.phone)
    person = _find_known(session, name, phone, actor) or service.create_person(
        session, unit, name, phone
    )
    held = select(Role.kind).where(Role.person_id == person.id, Role.unit_id == unit.id)
    for kind in session.exec(held):
        if kind in service.TEAM_KINDS and form.role in service.TEAM_KINDS:
            require_role_right(session, actor, RoleKind(kind), unit)  # it takes the other's place
    service.upsert_member(
        session, unit, name, phone, form.role,
        actor=actor, now=now, skills=form.skills, person=person,
    )  # fmt: skip
    return person.id


def _find_known(session: Session, name: str, phone: str, actor: Actor) -> Person | None:
    """Return the person of this name and phone; of another commune's nothing is known here."""
    query = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(has_phone(phone), Person.name == name, within(Unit.path, actor.scope))
    )
    return session.exec(query).first()


def correct_member(
    session: Session,
    role_id: int,
    form: MemberForm,
    *,
    person_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct a person's name and phone, and this role's kind and skills.

    Raises NotFound, NotAllowed for a role the actor may neither give nor take away, UserError.
    """
    role = session.get(Role, role_id)
    if role is None or role.person_id != person_id:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    unit = get_managed_unit(session, role.unit_id, actor=actor)
    for kind in {RoleKind(role.kind), form.role}:
        require_role_right(session, actor, kind, unit)
    person = _require_whole_person(session, role.person_id, actor)
    name, phone = check_person_name(form.name), parse_phone(form.phone)
    service.correct_person(session, person.id, name=name, phone=phone, actor=actor, now=now)
    if form.role != role.kind and form.role not in service.TEAM_KINDS:
        _end_roles(session, [(role, unit)], actor=actor, now=now)
    service.upsert_member(
        session, unit, name, phone, form.role,
        actor=actor, now=now, skills=form.skills, person=person,
    )  # fmt: skip


def may_change_person(session: Session, person_id: int, *, actor: Actor) -> bool:
    """Whether the actor may correct, merge or end a person: may give all their roles."""
    try:
        _require_whole_person(session, person_id, actor)
    except UserError:
        return False
    return True


def list_alike(session: Session, person_id: int, *, actor: Actor) -> list[tuple[Person, str]]:
    """Return other people of the scope with the same phone or nearly the same name.

    With each stands the name of a unit they work in.
    """
    person, _ = get_managed_person(session, person_id, actor=actor)
    query = (
        select(Person, Unit.name)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(within(Unit.path, actor.scope), Person.id != person_id)
        .order_by(Person.name)
    )
    everybody = {other.id: (other, unit) for other, unit in session.exec(query)}
    return [
        (other, unit)
        for other, unit in everybody.values()
        if other.phone == person.phone or is_alike(other.name, person.name)
    ]


def _require_whole_person(session: Session, person_id: int, actor: Actor) -> Person:
    """Return a person all of whose roles the actor may give. Raises NotFound, NotAllowed.

    A leader corrects no officer's phone: a code goes where the phone is.
    """
    query = (
        select(Role, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.person_id == person_id)
    )
    for role, unit in session.exec(query):
        require_role_right(session, actor, RoleKind(role.kind), unit)
    return session.get_one(Person, person_id)


def end_member(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End a person's work: all roles of the actor's scope go, and their chats are untied.

    With a role elsewhere the chats stay. Tickets they hold go to others within the minute, by the
    timers. Raises NotFound, NotAllowed, and UserError for oneself.
    """
    if person_id == actor.person_id:
        raise UserError(texts.MEMBER_SELF)
    person, roles = get_managed_person(session, person_id, actor=actor)
    for role, unit in roles:
        require_role_right(session, actor, RoleKind(role.kind), unit)
    _end_roles(session, roles, actor=actor, now=now)
    if not service.list_roles(session, person_id):
        linking.unlink_person(session, person, actor=actor, now=now)
    emit(session, MemberEnded(person_id, actor, now))


def _end_roles(
    session: Session, roles: Sequence[tuple[Role, Unit]], *, actor: Actor, now: datetime
) -> None:
    for role, unit in roles:
        session.delete(role)
        kind = RoleKind(role.kind)
        emit(session, RoleEnded(role.person_id, actor, now, unit_code=unit.code, kind=kind))
    session.flush()


def merge_members(
    session: Session, kept_id: int, other_id: int, *, actor: Actor, now: datetime
) -> None:
    """Make two persons one: roles, chats and codes of the other go to the one that is kept.

    What was done in the other's name stays theirs in the log. Raises NotFound, NotAllowed,
    UserError.
    """
    if kept_id == other_id or other_id == actor.person_id:
        raise UserError(texts.MEMBER_SELF)
    kept, _ = get_managed_person(session, kept_id, actor=actor)
    other, roles = get_managed_person(session, other_id, actor=actor)
    for person in (kept, other):
        _require_whole_person(session, person.id, actor)
    for role, unit in roles:
        service.upsert_member(
            session, unit, kept.name, kept.phone, RoleKind(role.kind),
            actor=actor, now=now, skills=_join_skills(session, kept, role), person=kept,
        )  # fmt: skip
    kept.thanks_stopped_at = kept.thanks_stopped_at or other.thanks_stopped_at
    _end_roles(session, roles, actor=actor, now=now)
    for table in (Contact, LinkCode):
        session.execute(
            update(table)
            .where(col(table.person_id) == other.id)
            .values(person_id=kept.id)
            .execution_options(synchronize_session="fetch")
        )
    emit(session, MembersMerged(kept.id, actor, now, other_id=other.id))


def _join_skills(session: Session, kept: Person, role: Role) -> list[str]:
    query = select(Role).where(Role.person_id == kept.id, Role.unit_id == role.unit_id)
    skills = [skill for held in session.exec(query) for skill in held.skills]
    return list(dict.fromkeys([*skills, *role.skills]))


def set_village_counts(
    session: Session,
    unit_id: int,
    *,
    households: int | None,
    persons: int | None,
    counted_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Set a village's numbers of households and people, and the day of their source.

    Raises NotFound, and UserError for a day to come and numbers no village has.
    """
    unit = get_managed_unit(session, unit_id, actor=actor)
    if any(count is not None and count > MOST_PEOPLE for count in (households, persons)):
        raise UserError(texts.VILLAGE_COUNT_BAD)
    if counted_on > now.date() or counted_on.year < 2000:
        raise UserError(texts.VILLAGE_DAY_BAD)
    unit.households_count, unit.persons_count = households, persons
    unit.counted_on = counted_on
    emit(session, VillageCounted(unit.id, actor, now, households, persons))
