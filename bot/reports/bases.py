"""The number of households of a village, the base of every rate, with its source and its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.people.models import Household
from bot.people.units import Unit


class BaseSource(StrEnum):
    """Where a number of households comes from."""

    OFFICE = "office"  # as the office's list says, with the day of the list
    LIST = "list"  # counted in the list of households that was imported or visited
    NONE = "none"


@dataclass(frozen=True, slots=True)
class HouseholdBase:
    """How many households a village has; None when nobody has said."""

    households: int | None
    source: BaseSource
    day: date | None = None


NO_BASE = HouseholdBase(None, BaseSource.NONE)


def load_bases(
    session: Session, villages: Sequence[Unit], *, today: date
) -> dict[int, HouseholdBase]:
    """Return the base of each village by its id."""
    open_ids = [unit.id for unit in villages if not unit.households_count]
    query = (
        select(Household.unit_id, func.count(col(Household.id)))
        .where(col(Household.unit_id).in_(open_ids))
        .group_by(col(Household.unit_id))
    )
    listed = {unit_id: count for unit_id, count in session.exec(query)} if open_ids else {}
    return {unit.id: _choose_base(unit, listed.get(unit.id, 0), today) for unit in villages}


def _choose_base(unit: Unit, listed: int, today: date) -> HouseholdBase:
    if unit.households_count:
        return HouseholdBase(unit.households_count, BaseSource.OFFICE, unit.counted_on)
    return HouseholdBase(listed, BaseSource.LIST, today) if listed else NO_BASE
