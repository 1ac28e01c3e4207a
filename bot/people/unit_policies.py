"""The policy of each unit: what units set for themselves, over the operator's default.

The one place where a unit's policy is resolved. Every process reads the settings within seconds of
a change (`refresh_policies`) into the `UnitPolicies` that all its policies share; a message asks
`Policy.for_unit`, which is a look into a dictionary.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, case, false, literal, or_, true
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.core.policy import Policy
from bot.people.unit_settings import RULES, UnitSetting
from bot.people.units import Unit, UnitKind, list_path_ids, within


def load_policies(session: Session, policy: Policy) -> Mapping[int | None, Policy]:
    """Return the policies of all units for which the default does not hold, by their ids.

    The key None is that of the only commune, when there is only one.
    """
    own_values: dict[int, dict[str, str]] = {}
    for row in session.exec(select(UnitSetting)):
        own_values.setdefault(row.unit_id, {})[row.name] = row.value
    if not own_values:
        return {}
    roots = session.exec(select(Unit.path).where(col(Unit.id).in_(own_values))).all()
    subtrees = or_(*(within(Unit.path, path) for path in roots))
    policies: dict[int | None, Policy] = {}
    for unit_id, path in session.exec(select(Unit.id, Unit.path).where(subtrees)):
        policies[unit_id] = _apply_path(policy, path, own_values)
    communes = session.exec(select(Unit.id).where(Unit.kind == UnitKind.COMMUNE).limit(2)).all()
    if len(communes) == 1 and communes[0] in policies:
        policies[None] = policies[communes[0]]
    return policies


def _apply_path(policy: Policy, path: str, own_values: Mapping[int, Mapping[str, str]]) -> Policy:
    """Return the policy with what the units of a path set, the nearest unit last: it wins."""
    for unit_id in list_path_ids(path):
        for name, value in own_values.get(unit_id, {}).items():
            if (rule := RULES.get(name)) is not None:  # of an older version it says nothing
                policy = rule.apply(policy, value)
    return policy


def read_policies(session: Session, policy: Policy) -> Policy:
    """Load what the units set into the policy, and return it; for the command line."""
    policy.units.replace_all(policy, load_policies(session, policy))
    return policy


async def refresh_policies(db: Database, policy: Policy) -> None:
    """Load what the units set, so that everybody who holds the policy has it."""
    await db.read(read_policies, policy)


def by_unit(
    unit_id: Any, policy: Policy, read: Callable[[Policy], Any], kind: TypeEngine[Any]
) -> ColumnElement[Any]:
    """Return what `read` gives for the policy of a row's unit, as a value within a query."""
    default, unplaced = read(policy), read(policy.for_unit(None))
    whens = [
        (col(unit_id).in_(unit_ids), literal(value, kind))
        for value, unit_ids in policy.group_units(read).items()
    ]
    if unplaced != default:
        whens.append((col(unit_id).is_(None), literal(unplaced, kind)))
    return case(*whens, else_=literal(default, kind)) if whens else literal(default, kind)


def is_awake(unit_id: Any, policy: Policy, now: datetime) -> ColumnElement[bool]:
    """Return the condition that `now` is outside the quiet hours of a row's unit."""
    if not policy.units.list_differing():
        return false() if policy.is_quiet(now) else true()
    return by_unit(unit_id, policy, lambda own: not own.is_quiet(now), Boolean()) == true()
