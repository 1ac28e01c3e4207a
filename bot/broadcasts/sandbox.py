"""Trial mode: until a commune is set live, only its team receives broadcasts.

Trial is the default.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.broadcasts.events import LiveSwitched
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people import units
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind


def set_live(session: Session, unit: Unit, *, live: bool, actor: Actor, now: datetime) -> None:
    """Set a commune live, or back to trial.

    Raises NotFound for a unit of another commune, UserError for a village.
    """
    if not units.is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    if unit.kind == UnitKind.VILLAGE:
        raise UserError(texts.LIVE_COMMUNE_ONLY)
    unit.live_since = (unit.live_since or now) if live else None
    emit(session, LiveSwitched(unit.code, live, actor, now))


def is_trial(session: Session, unit: Unit) -> bool:
    """Return whether residents of the unit do not receive broadcasts yet."""
    current: Unit | None = unit
    while current is not None:
        if current.live_since is not None:
            return False
        current = session.get(Unit, current.parent_id) if current.parent_id else None
    return units.find_ancestor(session, unit, UnitKind.COMMUNE) is not None
