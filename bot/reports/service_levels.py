"""How well a commune served in the last whole month, for everybody to read: off until it is chosen.

Only shares that enough cases stand behind, and only what the counters can say: who waited how long
is known by buckets, one of which ends at an hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.faq.service import load_facts
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, find_unit, is_within
from bot.reports.figures import Figures
from bot.reports.histograms import BOUNDS
from bot.reports.models import CountName
from bot.reports.periods import DAY, Period, month_of
from bot.reports.totals import find_first_day, load_totals
from bot.usecases.note_events import ServiceLevelsSwitched

FEWEST_CASES = 20
HOUR = 60  # minutes; a bound of the histogram
OFFICE_FACTS = (
    "centre_phone",
    "commune_phone",
    "centre_address",
    "commune_address",
    "centre_hours",
)


@dataclass(frozen=True, slots=True)
class ServiceShare:
    """A share of all cases; `percent` is None of fewer than `FEWEST_CASES`."""

    percent: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """What the page says of a commune in a month, and the office's numbers to call."""

    unit_name: str
    month: date  # its first day
    answered: ServiceShare  # questions that had an answer at once
    within_hour: ServiceShare  # requests for a person that had a first response within an hour
    classes: int
    attended: int
    facts: Mapping[str, str]


def find_public_commune(session: Session, code: str) -> Unit | None:
    """Return the commune of this code that shows its service levels, or None."""
    unit = find_unit(session, code)
    if unit is None or unit.kind != UnitKind.COMMUNE or unit.levels_public_since is None:
        return None
    return unit


def load_public_levels(session: Session, code: str, *, today: date) -> ServiceLevels | None:
    """Return the levels of last month, None where no commune of this code shows them."""
    commune = find_public_commune(session, code)
    return load_service_levels(session, commune, today=today) if commune else None


def load_service_levels(session: Session, commune: Unit, *, today: date) -> ServiceLevels:
    """Return the levels of the last whole month before `today`.

    A month in which counting began after its first day is not whole: its shares stay unsaid.
    """
    month = month_of(today.replace(day=1) - DAY)
    figures = load_totals(session, month, commune.path)
    facts = load_facts(session, commune.id)
    return compute_levels(
        commune.name,
        month,
        figures,
        counting_since=find_first_day(session, commune.path),
        facts={name: facts[name] for name in OFFICE_FACTS if facts.get(name)},
    )


def compute_levels(
    unit_name: str,
    month: Period,
    figures: Figures,
    *,
    counting_since: date | None,
    facts: Mapping[str, str],
) -> ServiceLevels:
    """Return the levels. Pure.

    Whoever asked for a person and had no response yet counts as not within the hour.
    """
    is_whole = counting_since is not None and counting_since <= month.first
    responses = figures.get_details(CountName.FIRST_RESPONSE)
    quick = sum(responses.get(str(bound), 0) for bound in BOUNDS if bound <= HOUR)
    requests = max(figures.get(CountName.TICKET_OPENED), sum(responses.values()))
    return ServiceLevels(
        unit_name,
        month.first,
        _share(figures.get(CountName.ANSWERED), figures.questions, is_whole=is_whole),
        _share(quick, requests, is_whole=is_whole),
        figures.get(CountName.CLASS_HELD),
        figures.get(CountName.ATTENDED),
        facts,
    )


def _share(part: int, whole: int, *, is_whole: bool) -> ServiceShare:
    """Return a share; rounded down, so that 99.6% is not all."""
    enough = is_whole and whole >= FEWEST_CASES
    return ServiceShare(100 * part // whole if enough else None, whole)


def get_switchable_commune(session: Session, actor: Actor, code: str = "") -> Unit:
    """Return the commune the actor may show or hide: of the code, else their own.

    Raises NotFound outside their scope, UserError for what is no commune.
    """
    query = select(Unit).where(Unit.path == actor.scope)
    unit = find_unit(session, code) if code else session.exec(query).first()
    if unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PAGE)
    if unit.kind != UnitKind.COMMUNE:
        raise UserError(texts.LEVELS_COMMUNE_ONLY)
    return unit


def set_levels_public(
    session: Session, unit: Unit, *, is_public: bool, actor: Actor, now: datetime
) -> None:
    """Show a commune's service levels to everybody, or no longer; asking twice changes nothing.

    Raises NotFound for a unit of another commune, UserError for what is no commune.
    """
    commune = get_switchable_commune(session, actor, unit.code)
    if is_public == (commune.levels_public_since is not None):
        return
    commune.levels_public_since = now if is_public else None
    emit(session, ServiceLevelsSwitched(commune.code, is_public, actor, now))
