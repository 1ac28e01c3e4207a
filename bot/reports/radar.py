"""The radar: villages that lie behind their commune in households, with why and what to do.

A village is weak in a measure only where the whole interval of its rate lies under the commune's
rate, the intervals of all villages and measures holding together: chance alone is no weakness.
What it counts of fewer than five households is hidden, also as a difference from the commune's
total (ADR-0070).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, is_within, list_subtree
from bot.reports.bases import BaseSource, HouseholdBase, load_bases
from bot.reports.connectivity import load_connectivity
from bot.reports.periods import Period
from bot.reports.radar_causes import Cause, CauseFinder
from bot.reports.rates import Interval, choose_z, hide_few, wilson_interval
from bot.reports.village_households import (
    RADAR_MEASURES,
    Counts,
    Measure,
    count_households,
)


@dataclass(frozen=True, slots=True)
class VillageRate:
    """Households of a village in one measure. Hidden: all None but `is_weak`."""

    count: int | None = None
    share: float | None = None
    interval: Interval | None = None
    is_hidden: bool = False
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class RadarVillage:
    """One village on the radar."""

    unit: Unit
    base: HouseholdBase
    rates: Mapping[Measure, VillageRate]
    causes: Sequence[Cause] = ()
    # More households were counted than its base has: the base is wrong, and no rate is told.
    is_base_too_small: bool = False

    @property
    def weak_in(self) -> list[Measure]:
        """The measures in which it lies behind."""
        return [measure for measure, rate in self.rates.items() if rate.is_weak]


@dataclass(frozen=True, slots=True)
class Radar:
    """A commune's villages beside its rates; the weak ones first, then by code."""

    commune: Unit
    period: Period
    households: int  # of the villages that have a base
    shares: Mapping[Measure, float | None]
    villages: Sequence[RadarVillage] = field(default_factory=list)

    @property
    def weak(self) -> list[RadarVillage]:
        """The villages that lie behind, in most measures first."""
        return [village for village in self.villages if village.weak_in]

    @property
    def without_base(self) -> list[RadarVillage]:
        """The villages that can not be judged."""
        return [
            village
            for village in self.villages
            if village.base.source is BaseSource.NONE or village.is_base_too_small
        ]


def load_radar(
    session: Session,
    commune: Unit,
    period: Period,
    *,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> Radar:
    """Return the radar of a commune in a period.

    Raises NotFound for a commune outside the actor's scope, and for what is no commune.
    """
    if commune.kind != UnitKind.COMMUNE or not is_within(commune.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=commune.code))
    subtree = list_subtree(session, commune)
    units = [unit for unit in subtree if unit.kind == UnitKind.VILLAGE]
    bases = load_bases(session, units, today=policy.today(now))
    counts = count_households(session, [unit.id for unit in subtree], period)
    villages, shares = judge_villages(units, bases, counts)
    connectivity = load_connectivity(session, commune, actor=actor)
    finder = CauseFinder(session, commune, bases, counts, policy, now, connectivity)
    behind = [(village.unit, village.weak_in) for village in villages if village.weak_in]
    causes = finder.find_causes(behind)
    villages = [
        RadarVillage(
            village.unit,
            village.base,
            village.rates,
            causes.get(village.unit.id, ()),
            village.is_base_too_small,
        )
        for village in villages
    ]
    villages.sort(key=lambda village: -len(village.weak_in))
    households = sum(village.base.households or 0 for village in villages if _is_judged(village))
    return Radar(commune, period, households, shares, villages)


def judge_villages(
    units: Sequence[Unit], bases: Mapping[int, HouseholdBase], counts: Counts
) -> tuple[list[RadarVillage], dict[Measure, float | None]]:
    """Return the villages with their rates, and the commune's rate of each measure. Pure."""
    too_small = {
        unit.id
        for unit in units
        if (base := bases[unit.id].households) is not None
        and any(counts[measure].get(unit.id, 0) > base for measure in RADAR_MEASURES)
    }
    judged = {
        unit.id: households
        for unit in units
        if (households := bases[unit.id].households) is not None and unit.id not in too_small
    }
    z = choose_z(len(judged) * len(RADAR_MEASURES))
    shares: dict[Measure, float | None] = {}
    rates: dict[int, dict[Measure, VillageRate]] = {unit.id: {} for unit in units}
    for measure in RADAR_MEASURES:
        counted = {unit_id: counts[measure].get(unit_id, 0) for unit_id in judged}
        total = sum(judged.values())
        share = sum(counted.values()) / total if total else None
        shares[measure] = share
        hidden = hide_few(counted)
        for unit_id, count in counted.items():
            interval = wilson_interval(count, judged[unit_id], z)
            rate = _make_rate(count, judged[unit_id], interval, share)
            rates[unit_id][measure] = _hide(rate) if unit_id in hidden else rate
    villages = [
        RadarVillage(unit, bases[unit.id], rates[unit.id], is_base_too_small=unit.id in too_small)
        for unit in units
    ]
    return villages, shares


def _make_rate(
    count: int, households: int, interval: Interval, commune_share: float | None
) -> VillageRate:
    is_weak = commune_share is not None and interval.is_below(commune_share)
    return VillageRate(count, count / households, interval, is_weak=is_weak)


def _hide(rate: VillageRate) -> VillageRate:
    return VillageRate(is_hidden=True, is_weak=rate.is_weak)


def _is_judged(village: RadarVillage) -> bool:
    return village.base.households is not None and not village.is_base_too_small
