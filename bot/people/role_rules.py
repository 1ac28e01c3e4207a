"""Who may give which role. A leader adds members; an officer adds the team, and whoever decides for
the commune only until somebody is there who approves: then that is for approvers to say.
"""

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, NotFound
from bot.people.actor import Actor
from bot.people.models import Contact, Role, RoleKind
from bot.people.service import TEAM_KINDS
from bot.people.units import Unit, UnitKind, find_ancestor, is_within, within


def may_give_role(session: Session, actor: Actor, kind: RoleKind, unit: Unit) -> bool:
    """Whether the actor may give this role in the unit, or take it away."""
    if not is_within(unit.path, actor.scope):
        return False
    if actor.person_id is None:
        return True
    match actor.role:
        case RoleKind.APPROVER:
            return True
        case RoleKind.OFFICER:
            return kind in TEAM_KINDS or not has_approver(session, unit)
        case RoleKind.LEADER:
            return kind is RoleKind.MEMBER
    return False


def may_invite(session: Session, actor: Actor, person_id: int) -> bool:
    """Whether the actor may have a code made that ties a chat to this person.

    Whoever holds the code becomes that person, so it takes the right to give all their roles. Two
    exceptions let a commune begin: an officer invites a colleague who has no chat yet, and the
    approvers as long as none of them has one.
    """
    roles = session.exec(
        select(Role.kind, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.person_id == person_id)
    ).all()
    return bool(roles) and all(
        may_give_role(session, actor, RoleKind(kind), unit)
        or _may_begin_with(session, actor, RoleKind(kind), unit, person_id)
        for kind, unit in roles
    )


def _may_begin_with(
    session: Session, actor: Actor, kind: RoleKind, unit: Unit, person_id: int
) -> bool:
    if actor.role is not RoleKind.OFFICER or not is_within(unit.path, actor.scope):
        return False
    query = select(Contact.id).where(Contact.person_id == person_id)
    if kind is RoleKind.APPROVER:
        query = (
            select(Contact.id)
            .join(Role, col(Role.person_id) == Contact.person_id)
            .join(Unit, col(Unit.id) == Role.unit_id)
            .where(Role.kind == RoleKind.APPROVER, within(Unit.path, actor.scope))
        )
    return session.exec(query.limit(1)).first() is None


def has_approver(session: Session, unit: Unit) -> bool:
    """Whether anybody approves for the unit's commune."""
    commune = find_ancestor(session, unit, UnitKind.COMMUNE) or unit
    query = (
        select(Role.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.kind == RoleKind.APPROVER, within(Unit.path, commune.path))
    )
    return session.exec(query.limit(1)).first() is not None


def require_role_right(session: Session, actor: Actor, kind: RoleKind, unit: Unit) -> None:
    """Raise NotFound for a unit of others and NotAllowed for a role the actor may not give."""
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PAGE)
    if not may_give_role(session, actor, kind, unit):
        raise NotAllowed(texts.ROLE_NOT_YOURS)


def list_giveable_roles(session: Session, actor: Actor, unit: Unit) -> list[RoleKind]:
    """Return the roles the actor may give in the unit: those of a team, or of a commune."""
    if unit.kind == UnitKind.VILLAGE:
        kinds: tuple[RoleKind, ...] = (RoleKind.MEMBER, RoleKind.LEADER)
    else:
        kinds = (RoleKind.OFFICER, RoleKind.APPROVER, RoleKind.COMMITTEE, RoleKind.MEMBER)
    if actor.role is RoleKind.OFFICER and has_approver(session, unit):  # asked once, not by kind
        kinds = tuple(kind for kind in kinds if kind in TEAM_KINDS)
        return list(kinds) if is_within(unit.path, actor.scope) else []
    return [kind for kind in kinds if may_give_role(session, actor, kind, unit)]
