"""The actor: who does something, in which role, over which units, and by which hand.

Every verb of members and officers takes one. A query of theirs goes through `within`: a unit of
another commune does not exist for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotAllowed, NotFound
from bot.people.models import Role, RoleKind
from bot.people.units import Unit, UnitKind, find_ancestor, is_within, list_units


class Hand(StrEnum):
    """By what the actor acts."""

    CHAT = "chat"
    CONSOLE = "console"
    CLI = "cli"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a role over a subtree of units.

    `person_id` is None for the operator at the command line and for the clock; `scope` is the path
    of the unit whose subtree they may touch, "" being everything.
    """

    person_id: int | None
    scope: str
    role: RoleKind | None
    hand: Hand


OPERATOR = Actor(None, "", None, Hand.CLI)
CLOCK = Actor(None, "", None, Hand.CLOCK)


def find_actor(
    session: Session,
    person_id: int | None,
    *,
    roles: Collection[RoleKind],
    hand: Hand = Hand.CHAT,
) -> Actor | None:
    """Return the person as an actor in the widest of these roles, or None without one."""
    if person_id is None:
        return None
    query = (
        select(Role.kind, Unit.path)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.person_id == person_id, col(Role.kind).in_(roles))
        .order_by(func.length(col(Unit.path)), col(Unit.id))
    )
    row = session.exec(query).first()
    return Actor(person_id, row[1], RoleKind(row[0]), hand) if row is not None else None


def get_actor(
    session: Session,
    person_id: int | None,
    *,
    roles: Collection[RoleKind],
    hand: Hand = Hand.CHAT,
) -> Actor:
    """Return the actor `find_actor` finds. Raises NotAllowed when there is none."""
    if (actor := find_actor(session, person_id, roles=roles, hand=hand)) is None:
        raise NotAllowed(texts.NOT_AN_OFFICER)
    return actor


def get_own_unit(session: Session, actor: Actor) -> Unit:
    """Return the unit the actor works for; of the operator, the first commune.

    Raises NotFound while there is none.
    """
    if actor.scope:
        return session.exec(select(Unit).where(Unit.path == actor.scope)).one()
    communes = list_units(session, UnitKind.COMMUNE)
    if not communes:
        raise NotFound(texts.SETTINGS_NO_UNIT)
    return communes[0]


def find_own_unit(session: Session, actor: Actor) -> Unit | None:
    """Return the unit the actor works for; None of somebody who works for all."""
    query = select(Unit).where(Unit.path == actor.scope)
    return session.exec(query).first() if actor.scope else None


def list_scopes(session: Session, actor: Actor) -> list[str]:
    """Return the paths of all units the actor has a role in: roles need not lie in one subtree.

    The operator and the clock have their scope alone.
    """
    if actor.person_id is None:
        return [actor.scope]
    query = (
        select(Unit.path)
        .join(Role, col(Role.unit_id) == Unit.id)
        .where(Role.person_id == actor.person_id)
        .order_by(col(Role.id))
    )
    return list(session.exec(query).all())


def shares_commune(session: Session, actor: Actor, unit: Unit) -> bool:
    """Return whether a role of the actor lies in the unit's commune or above it.

    What lies elsewhere does not exist for the actor.
    """
    commune = find_ancestor(session, unit, UnitKind.COMMUNE) or unit
    return any(
        is_within(path, commune.path) or is_within(commune.path, path)
        for path in list_scopes(session, actor)
    )
