"""The households of a village with their connectivity, a page at a time, and a page typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.outreach import census, stops
from bot.outreach.census import ConnectivityValues
from bot.outreach.models import Connectivity
from bot.outreach.sheets import GridFaults
from bot.people.actor import Actor
from bot.people.models import Household
from bot.people.units import Unit


@dataclass(frozen=True, slots=True)
class CensusPage:
    """Some households of a village in the order of walking, with what is known of each."""

    rows: Sequence[tuple[Household, Connectivity | None]]
    next_id: int | None
    asked: int  # households of which anything is known
    total: int


@dataclass(frozen=True, slots=True)
class CensusReport:
    """What became of the rows that were filled in."""

    saved: int
    unchanged: int


def list_page(
    session: Session, unit: Unit, *, after_id: int | None = None, limit: int
) -> CensusPage:
    """Return the households after one, with their current entries."""
    query = select(Household).where(Household.unit_id == unit.id)
    every = stops.sort_for_walking(session.exec(query).all())
    ids = [household.id for household in every]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    shown = every[start : start + limit]
    known = _list_known(session, unit)
    more = start + limit < len(every)
    return CensusPage(
        [(household, known.get(household.id)) for household in shown],
        shown[-1].id if more and shown else None,
        len(known),
        len(every),
    )


def _list_known(session: Session, unit: Unit) -> dict[int, Connectivity]:
    query = select(Connectivity).where(
        Connectivity.unit_id == unit.id,
        col(Connectivity.household_id).is_not(None),
        col(Connectivity.superseded_at).is_(None),
    )
    return {row.household_id: row for row in session.exec(query) if row.household_id is not None}


def enter_page(
    session: Session,
    unit: Unit,
    rows: Mapping[int, ConnectivityValues],
    *,
    noted_on: date,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> CensusReport:
    """Note what was found at households. Raises GridFaults: then nothing of the page is."""
    faults: dict[int, str] = {}
    saved = 0
    known = _list_known(session, unit)
    for household_id, values in rows.items():
        before = known.get(household_id)
        try:
            row = census.record_connectivity(
                session,
                unit,
                values,
                household_id=household_id,
                noted_on=noted_on,
                actor=actor,
                now=now,
                policy=policy,
            )
        except UserError as error:
            faults[household_id] = str(error)
        else:
            saved += before is None or row.id != before.id
    if faults:
        raise GridFaults(faults)
    return CensusReport(saved, len(rows) - saved)
