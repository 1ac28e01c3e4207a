"""A province's communes side by side: rates with intervals, who did not report, what is missing.

Only sums of communes. A place is a range: communes whose intervals overlap can not be told apart.
Who did not report stands by itself and has no place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlmodel import Session
from sqlmodel import select as select_models

from bot.core.dialects import dialect_name, in_parameter
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, list_ancestor_ids, sort_units, within
from bot.reports.figures import Figures
from bot.reports.models import CountName
from bot.reports.periods import Period
from bot.reports.queries import get_scope
from bot.reports.rates import FEWEST, Interval, byar_interval, wilson_interval
from bot.reports.totals import Part, keep_details, list_parts, sum_rows

SIZES = (2000, 5000)  # households: below the first a small commune, above the second a large one


class LeagueMeasure(StrEnum):
    """What communes are compared by."""

    ASSISTED = "assisted"  # turns of help by people, for each household
    ANSWERED = "answered"  # the share of questions answered at once
    RESOLVED = "resolved"  # the share of who asked for a person and was helped
    REACHED = "reached"  # the share of people whom announcements reached


class CommuneSize(StrEnum):
    """How large a commune is, by its households."""

    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LeagueRate:
    """A rate with its interval and its place, from and to; None where it can not be computed."""

    count: int
    base: int
    share: float | None = None
    interval: Interval | None = None
    places: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One commune."""

    unit: Unit
    households: int | None
    counted_on: date | None  # the oldest day of its villages' numbers
    villages: int
    villages_without_base: int
    has_reported: bool
    questions: int
    rates: Mapping[LeagueMeasure, LeagueRate] = field(default_factory=dict)

    @property
    def size(self) -> CommuneSize:
        """How large it is: communes of one size can be compared more fairly."""
        if self.households is None:
            return CommuneSize.UNKNOWN
        if self.households < SIZES[0]:
            return CommuneSize.SMALL
        return CommuneSize.LARGE if self.households > SIZES[1] else CommuneSize.MIDDLE


@dataclass(frozen=True, slots=True)
class League:
    """The communes: those that reported in the order of one measure, then the others by code."""

    period: Period
    by: LeagueMeasure
    rows: Sequence[LeagueRow]
    silent: Sequence[LeagueRow]  # nothing was counted there

    @property
    def without_base(self) -> list[LeagueRow]:
        """The communes of which not every village's number of households is known."""
        return [row for row in (*self.rows, *self.silent) if row.villages_without_base]


def load_league(
    session: Session,
    period: Period,
    *,
    actor: Actor,
    unit: Unit | None = None,
    by: LeagueMeasure = LeagueMeasure.ASSISTED,
) -> League:
    """Return the communes of `unit`, or of all the actor may see. Raises NotFound outside of it."""
    scope = get_scope(actor, unit)
    query = select_models(Unit).where(within(Unit.path, scope))
    units = session.exec(query).all()
    communes = sort_units(unit for unit in units if unit.kind == UnitKind.COMMUNE)
    villages = [unit for unit in units if unit.kind == UnitKind.VILLAGE]
    figures = load_by_commune(session, period, units)
    return make_league(communes, villages, figures, period=period, by=by)


def load_by_commune(session: Session, period: Period, units: Sequence[Unit]) -> dict[int, Figures]:
    """Return the sums of each commune with its villages, by the commune's id.

    Units go up the tree here: a join by path compares each unit with each commune.
    """
    homes, dialect = map_communes(units), dialect_name(session)
    query = union_all(*(_select_by_unit(part, dialect) for part in list_parts(period)))
    rows: dict[int, list[tuple[str, str, int]]] = {}
    for unit_id, name, kept, count in session.connection().execute(query, {"units": list(homes)}):
        rows.setdefault(homes[unit_id], []).append((name, kept, count))
    return {commune_id: sum_rows(counted) for commune_id, counted in rows.items()}


def _select_by_unit(part: Part, dialect: str) -> Select[Any]:
    table = part.table
    detail = keep_details(table).label("kept_detail")
    return (
        select(table.unit_id, table.name, detail, func.sum(table["count"]))
        .where(in_parameter(dialect, table.unit_id, "units"), part.condition)
        .group_by(table.unit_id, table.name, "kept_detail")
    )


def map_communes(units: Sequence[Unit]) -> dict[int, int]:
    """Return the id of the commune of each unit that is one or lies in one."""
    communes = {unit.id for unit in units if unit.kind == UnitKind.COMMUNE}
    return {
        unit.id: commune
        for unit in units
        if (commune := next((step for step in list_ancestor_ids(unit) if step in communes), None))
    }


def make_league(
    communes: Sequence[Unit],
    villages: Sequence[Unit],
    figures: Mapping[int, Figures],
    *,
    period: Period,
    by: LeagueMeasure,
) -> League:
    """Return the league table. Pure."""
    by_path: dict[str, list[Unit]] = {commune.path: [] for commune in communes}
    for village in villages:
        above = f"{village.path.rstrip('/').rpartition('/')[0]}/"
        if above in by_path:
            by_path[above].append(village)
    rows = [
        _make_row(commune, by_path[commune.path], figures.get(commune.id)) for commune in communes
    ]
    reported = _give_places([row for row in rows if row.has_reported])
    return League(
        period,
        by,
        sorted(reported, key=lambda row: -(row.rates[by].share or -1)),
        [row for row in rows if not row.has_reported],
    )


def _make_row(commune: Unit, villages: Sequence[Unit], figures: Figures | None) -> LeagueRow:
    known = [village for village in villages if village.households_count]
    households = sum(village.households_count or 0 for village in known) or None
    days = [village.counted_on for village in known if village.counted_on]
    is_whole = len(known) == len(villages)
    counted = figures or Figures()
    return LeagueRow(
        commune,
        households if is_whole else None,
        min(days) if days else None,
        len(villages),
        len(villages) - len(known),
        has_reported=figures is not None and any(figures.counts.values()),
        questions=counted.questions,
        rates=_compute_rates(counted, households if is_whole else None),
    )


def _compute_rates(figures: Figures, households: int | None) -> dict[LeagueMeasure, LeagueRate]:
    get = figures.get
    assisted = get(CountName.TICKET_RESOLVED) + get(CountName.FACE_TO_FACE)
    opened = get(CountName.TICKET_OPENED) + get(CountName.TICKET_REOPENED)
    return {
        LeagueMeasure.ASSISTED: _rate_events(assisted, households or 0),
        LeagueMeasure.ANSWERED: _rate_share(get(CountName.ANSWERED), figures.questions),
        LeagueMeasure.RESOLVED: _rate_share(get(CountName.TICKET_RESOLVED), opened),
        LeagueMeasure.REACHED: _rate_share(get(CountName.DELIVERED), get(CountName.ADDRESSED)),
    }


def _rate_share(count: int, base: int) -> LeagueRate:
    """Return a share; of a base under five none is told."""
    if base < FEWEST:
        return LeagueRate(count, base)
    kept = min(count, base)  # what was opened in the period before may be resolved in this one
    return LeagueRate(kept, base, kept / base, wilson_interval(kept, base))


def _rate_events(count: int, base: int) -> LeagueRate:
    if base < FEWEST:
        return LeagueRate(count, base)
    return LeagueRate(count, base, count / base, byar_interval(count, base))


def _give_places(rows: Sequence[LeagueRow]) -> list[LeagueRow]:
    """Return the rows with the places of each rate: first and last that its interval allows."""
    placed: list[LeagueRow] = []
    for row in rows:
        rates = {
            measure: _place(rate, [other.rates[measure].interval for other in rows])
            for measure, rate in row.rates.items()
        }
        placed.append(replace(row, rates=rates))
    return placed


def _place(rate: LeagueRate, intervals: Sequence[Interval | None]) -> LeagueRate:
    if rate.interval is None:
        return rate
    known = [interval for interval in intervals if interval is not None]
    best = 1 + sum(interval.low > rate.interval.high for interval in known)
    worst = len(known) - sum(interval.high < rate.interval.low for interval in known)
    return replace(rate, places=(best, worst))
