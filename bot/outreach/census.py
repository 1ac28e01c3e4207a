"""What connects households and villages: mobile signal, fibre, wifi of the hall, smartphones.

The last entry of each household and of each village is the current one; the earlier ones stay as
they were, with the day and who noted them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.outreach.events import ConnectivityRecorded
from bot.outreach.models import Connectivity, Signal
from bot.people import households
from bot.people.actor import Actor
from bot.people.models import RoleKind
from bot.people.units import Unit, UnitKind, is_within, sort_units, within

MOST_SMARTPHONES = 30  # of one household


@dataclass(frozen=True, slots=True)
class ConnectivityValues:
    """What was found; None and UNKNOWN say that it was not looked at."""

    signal: Signal = Signal.UNKNOWN
    fibre: bool | None = None
    smartphones: int | None = None  # of a household
    hall_wifi: bool | None = None  # of a village

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was found out."""
        return not self.signal and (self.fibre, self.smartphones, self.hall_wifi) == (None,) * 3


@dataclass(frozen=True, slots=True)
class VillageConnectivity:
    """The current entries of one village: its own, and sums over its households.

    `households` is how many were asked at all; each other sum is of those who told this.
    """

    unit: Unit
    own: Connectivity | None
    households: int = 0
    signals: Counter[Signal] = field(default_factory=Counter)
    fibre: int = 0
    without_fibre: int = 0
    with_smartphone: int = 0
    without_smartphone: int = 0
    latest_on: date | None = None


def record_connectivity(
    session: Session,
    unit: Unit,
    values: ConnectivityValues,
    *,
    household_id: int | None = None,
    noted_on: date,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> Connectivity:
    """Note what connects a household of a village, or (None) the village as a whole.

    What is not told now keeps what was told before. Raises NotFound outside the actor's units,
    UserError that names the first fault.
    """
    _check(session, unit, values, household_id, noted_on, actor, today=policy.today(now))
    current = find_current(session, unit.id, household_id)
    if current is not None and current.noted_on > noted_on:
        raise UserError(texts.CENSUS_OLDER.format(day=current.noted_on))
    before = _read_values(current)
    row = Connectivity(
        unit_id=unit.id,
        household_id=household_id,
        signal=values.signal or before.signal,
        fibre=before.fibre if values.fibre is None else values.fibre,
        smartphones=before.smartphones if values.smartphones is None else values.smartphones,
        hall_wifi=before.hall_wifi if values.hall_wifi is None else values.hall_wifi,
        noted_on=noted_on,
        person_id=actor.person_id,
        noted_at=now,
    )
    if current is not None:
        if _read_values(current) == _read_values(row) and current.noted_on == noted_on:
            return current  # sent again
        current.superseded_at = now
        session.flush()
    session.add(row)
    session.flush()
    emit(session, ConnectivityRecorded(unit.id, household_id, noted_on, actor, now))
    return row


def _check(
    session: Session,
    unit: Unit,
    values: ConnectivityValues,
    household_id: int | None,
    noted_on: date,
    actor: Actor,
    *,
    today: date,
) -> None:
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    if actor.role is RoleKind.COMMITTEE:
        raise UserError(texts.HOME_VISIT_NOT_YOURS)
    if household_id is not None:
        _, home = households.get_household(session, household_id, actor=actor)
        if home.id != unit.id:
            raise NotFound(texts.HOUSEHOLD_UNKNOWN)
    elif unit.kind != UnitKind.VILLAGE:
        raise UserError(texts.OUTREACH_NEEDS_VILLAGE)
    if values.is_empty:
        raise UserError(texts.CENSUS_EMPTY)
    if noted_on > today:
        raise UserError(texts.HOME_VISIT_DAY.format(day=noted_on))
    if values.smartphones is not None and not 0 <= values.smartphones <= MOST_SMARTPHONES:
        raise UserError(texts.CENSUS_PHONES.format(most=MOST_SMARTPHONES))


def _read_values(row: Connectivity | None) -> ConnectivityValues:
    if row is None:
        return ConnectivityValues()
    return ConnectivityValues(Signal(row.signal), row.fibre, row.smartphones, row.hall_wifi)


def find_current(
    session: Session, unit_id: int, household_id: int | None = None
) -> Connectivity | None:
    """Return the current entry of a household, or (None) of the village as a whole."""
    query = select(Connectivity).where(
        Connectivity.unit_id == unit_id, col(Connectivity.superseded_at).is_(None)
    )
    if household_id is None:
        return session.exec(query.where(col(Connectivity.household_id).is_(None))).first()
    return session.exec(query.where(Connectivity.household_id == household_id)).first()


def list_connectivity(session: Session, *, actor: Actor) -> Sequence[VillageConnectivity]:
    """Return the connectivity of each village of the actor's units, sorted by code."""
    units = select(Unit).where(Unit.kind == UnitKind.VILLAGE, within(Unit.path, actor.scope))
    rows = (
        select(Connectivity)
        .join(Unit, col(Unit.id) == Connectivity.unit_id)
        .where(within(Unit.path, actor.scope), col(Connectivity.superseded_at).is_(None))
    )
    by_unit: dict[int, list[Connectivity]] = {}
    for row in session.exec(rows):
        by_unit.setdefault(row.unit_id, []).append(row)
    return [
        _sum_village(unit, by_unit.get(unit.id, [])) for unit in sort_units(session.exec(units))
    ]


def _sum_village(unit: Unit, rows: Sequence[Connectivity]) -> VillageConnectivity:
    own = next((row for row in rows if row.household_id is None), None)
    asked = [row for row in rows if row.household_id is not None]
    return VillageConnectivity(
        unit,
        own,
        len(asked),
        Counter(Signal(row.signal) for row in asked if row.signal),
        sum(row.fibre is True for row in asked),
        sum(row.fibre is False for row in asked),
        sum((row.smartphones or 0) > 0 for row in asked),
        sum(row.smartphones == 0 for row in asked),
        max((row.noted_on for row in rows), default=None),
    )
