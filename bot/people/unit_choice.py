"""The communes and villages that an actor may choose from, for a page's list of units."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, sort_units, within


def list_choices(session: Session, actor: Actor) -> Sequence[Unit]:
    """Return the communes and villages of the actor's subtree, by code."""
    query = select(Unit).where(within(Unit.path, actor.scope), Unit.kind != UnitKind.PROVINCE)
    return sort_units(session.exec(query))


def get_choice(session: Session, unit_id: int | None, *, actor: Actor) -> Unit:
    """Return a unit of the actor's subtree. Raises NotFound."""
    query = select(Unit).where(within(Unit.path, actor.scope), col(Unit.id) == (unit_id or 0))
    unit = session.exec(query).first()
    if unit is None:
        raise NotFound(texts.CONSOLE_NO_PLACE)
    return unit
