"""Trial mode: until a commune is set live, only its team receives broadcasts.

Trial is the default.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core import audit
from bot.core.errors import UserError
from bot.people import units
from bot.people.units import Unit, UnitKind


def set_live(session: Session, unit: Unit, *, live: bool, now: datetime) -> None:
    """Set a commune live, or back to trial. Raises UserError for a village."""
    if unit.kind == UnitKind.VILLAGE:
        raise UserError(texts.LIVE_COMMUNE_ONLY)
    unit.live_since = (unit.live_since or now) if live else None
    audit.record_action(
        session, "unit.live", f"unit:{unit.code}", person_id=None, note=str(live), now=now
    )


def is_trial(session: Session, unit: Unit) -> bool:
    """Return whether residents of the unit do not receive broadcasts yet."""
    current: Unit | None = unit
    while current is not None:
        if current.live_since is not None:
            return False
        current = session.get(Unit, current.parent_id) if current.parent_id else None
    return units.find_ancestor(session, unit, UnitKind.COMMUNE) is not None
