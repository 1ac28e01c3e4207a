"""The units whose indicators somebody may look at."""

from collections.abc import Sequence

from sqlmodel import Session, and_, col, or_, select

from bot import texts
from bot.core.errors import NotFound
from bot.people.actor import Actor, get_own_unit
from bot.people.units import Unit, is_within, list_ancestor_ids, sort_units, within
from bot.reports.queries import get_report_unit


def get_indicator_unit(session: Session, code: str, *, actor: Actor) -> Unit:
    """Return the unit of a code, else the actor's own; of the operator the first commune.

    Raises NotFound, also for a unit outside the actor's scope.
    """
    unit = get_report_unit(session, code, actor=actor)
    return unit if unit is not None else get_own_unit(session, actor)


def list_near_units(session: Session, unit: Unit, *, actor: Actor) -> Sequence[Unit]:
    """Return the units to choose from: those above and right below the unit, and its neighbours.

    A province has more villages than a list can hold. Raises NotFound for a unit out of scope.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    above = [number for number in list_ancestor_ids(unit) if number != unit.id]
    near = or_(
        col(Unit.id).in_([*above, unit.id]),
        Unit.parent_id == unit.id,
        and_(Unit.parent_id == unit.parent_id, col(Unit.parent_id).is_not(None)),
    )
    return sort_units(session.exec(select(Unit).where(near, within(Unit.path, actor.scope))))
