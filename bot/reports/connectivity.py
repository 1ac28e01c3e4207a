"""What the census says of a commune's villages, as the radar needs it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from bot.outreach.census import VillageConnectivity, list_connectivity
from bot.outreach.models import Signal
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.reports.rates import FEWEST


@dataclass(frozen=True, slots=True)
class Connectivity:
    """What a census says of a village; None where it was not asked."""

    has_wifi: bool | None = None  # in the house of culture
    has_signal: bool | None = None


def load_connectivity(session: Session, commune: Unit, *, actor: Actor) -> dict[int, Connectivity]:
    """Return what is known of each village by its id; None where nobody has looked."""
    villages = list_connectivity(session, actor=replace(actor, scope=commune.path))
    return {village.unit.id: judge_village(village) for village in villages}


def judge_village(village: VillageConnectivity) -> Connectivity:
    """Return whether the hall has wifi, and whether the signal will do. Pure.

    The signal is what most households said, of at least five; else what was noted of the village.
    """
    told = sum(village.signals.values())
    has_signal = None
    if told >= FEWEST:
        has_signal = village.signals[Signal.GOOD] * 2 > told
    elif village.own is not None and village.own.signal:
        has_signal = village.own.signal == Signal.GOOD
    return Connectivity(village.own.hall_wifi if village.own else None, has_signal)
