"""Which households outreach has reached: kept a row a household, counted by village.

A household is reached when somebody of it was met at a visit, when a chat is proved by its code, or
when it was told an announcement at its door. The first day of these is the day it was reached; what
is taken back later changes it. A chat that leaves does not: the household had been reached.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.events import emit
from bot.core.policy import POLICY
from bot.outreach.events import ReachChanged
from bot.outreach.models import (
    REACHED_OUTCOMES,
    HomeTelling,
    HomeVisit,
    HouseholdReach,
    ReachWay,
)
from bot.people.actor import Actor
from bot.people.models import Contact, Household, Person
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.units import Unit, UnitKind, sort_units, within


@dataclass(frozen=True, slots=True)
class VillageCoverage:
    """The households of one village, and how many of them were reached in which way.

    `reached` = by visit + by chat + told at home, each household by its first way.
    """

    unit: Unit
    registered: int  # households of the register
    declared: int | None  # as the office's list says (`unit.households_count`)
    by_way: Mapping[ReachWay, int] = field(default_factory=dict)
    by_outcome: Mapping[str, int] = field(default_factory=dict)  # of each household's last visit
    due: int = 0  # to be visited again
    setups: Mapping[str, int] = field(default_factory=dict)  # households that have it, by id

    @property
    def reached(self) -> int:
        """How many households were reached in any way."""
        return sum(count for way, count in self.by_way.items() if way)

    @property
    def households(self) -> int:
        """The base of every rate: the office's number, or the register where it has more."""
        return max(self.registered, self.declared or 0)

    @property
    def left(self) -> int:
        """How many households are still to be reached."""
        return self.households - self.reached

    @property
    def percent(self) -> int | None:
        """How many of a hundred were reached, rounded down; None without households."""
        return 100 * self.reached // self.households if self.households else None


def figure_day(at: datetime) -> date:
    """Return the day in Vietnam, which has one time zone: days of figures are everybody's."""
    return POLICY.today(at)


def refresh_household(
    session: Session, household_id: int, *, now: datetime, chat_since: date | None = None
) -> HouseholdReach:
    """Derive the row of a household anew from its visits, chats and tellings.

    `chat_since` is the day of a chat that another entry of the same household had.
    """
    session.flush()
    household = session.get_one(Household, household_id)
    values = {"household_id": household_id, "unit_id": household.unit_id, "setups": []}
    session.execute(insert_or_ignore(dialect_name(session), HouseholdReach), values)
    row = session.get_one(
        HouseholdReach, household_id, with_for_update=True, populate_existing=True
    )
    before = _describe(row)
    visits = _list_visits(session, household_id)
    _set_last_visit(row, visits)
    chat_on = _find_chat_day(session, household, row, chat_since, today=figure_day(now))
    first = _find_first_reach(session, row, visits, chat_on)
    row.reached_on, row.way = first if first is not None else (None, ReachWay.NONE)
    row.unit_id = household.unit_id
    session.flush()
    if (after := _describe(row)) != before:
        emit(session, ReachChanged(household_id, row.unit_id, before, after))
    return row


def _describe(row: HouseholdReach) -> tuple[date, str] | None:
    return (row.reached_on, str(row.way)) if row.reached_on is not None else None


def _list_visits(session: Session, household_id: int) -> Sequence[HomeVisit]:
    """Return the visits that count, the earliest first."""
    query = (
        select(HomeVisit)
        .where(HomeVisit.household_id == household_id, col(HomeVisit.withdrawn_at).is_(None))
        .order_by(col(HomeVisit.visited_on), col(HomeVisit.id))
    )
    return session.exec(query).all()


def _set_last_visit(row: HouseholdReach, visits: Sequence[HomeVisit]) -> None:
    last = visits[-1] if visits else None
    row.last_visit_id = last.id if last else None
    row.last_on = last.visited_on if last else None
    row.last_outcome = last.outcome if last else ""
    row.due_on = last.due_on if last else None
    row.setups = sorted({setup for visit in visits for setup in visit.setups})


def _find_chat_day(
    session: Session,
    household: Household,
    row: HouseholdReach,
    chat_since: date | None,
    *,
    today: date,
) -> date | None:
    """Return since when a chat speaks for the household: as it was found before, or today."""
    known = row.reached_on if row.way == ReachWay.CHAT else None
    if known is not None or chat_since is not None:
        return min(filter(None, (known, chat_since)))
    return today if has_chat(session, household) else None


def _find_first_reach(
    session: Session,
    row: HouseholdReach,
    visits: Sequence[HomeVisit],
    chat_on: date | None,
) -> tuple[date, ReachWay] | None:
    days = [
        (visit.visited_on, ReachWay.VISIT) for visit in visits if visit.outcome in REACHED_OUTCOMES
    ]
    telling_query = select(func.min(col(HomeTelling.told_on)))
    told_on = session.exec(telling_query.where(HomeTelling.household_id == row.household_id)).one()
    if told_on is not None:
        days.append((told_on, ReachWay.TOLD))
    if chat_on is not None:
        days.append((chat_on, ReachWay.CHAT))
    # Of two ways on one day the one that was first stays.
    return min(days, key=lambda day: (day[0], day[1] != row.way)) if days else None


def has_chat(session: Session, household: Household) -> bool:
    """Return whether a chat speaks for the household, by its code or by a person of it."""
    persons = select(Person.id).where(Person.household_id == household.id)
    chats = select(Contact.id).where(
        or_(
            (Contact.unit_id == household.unit_id)
            & (Contact.vouched == f"{VOUCHED_BY_HOUSEHOLD}{household.id}"),
            col(Contact.person_id).in_(persons),
        )
    )
    return session.exec(chats.limit(1)).first() is not None


def list_coverage(session: Session, *, actor: Actor) -> Sequence[VillageCoverage]:
    """Return the coverage of each village of the actor's units, sorted by code."""
    query = select(Unit).where(Unit.kind == UnitKind.VILLAGE, within(Unit.path, actor.scope))
    units = sort_units(session.exec(query))
    registered = _count_registered(session, actor)
    ways, outcomes, due = _count_reaches(session, actor)
    setups = _count_setups(session, actor)
    return [
        VillageCoverage(
            unit,
            registered.get(unit.id, 0),
            unit.households_count,
            ways[unit.id],
            outcomes[unit.id],
            due[unit.id],
            setups[unit.id],
        )
        for unit in units
    ]


def get_coverage(session: Session, unit: Unit, *, actor: Actor) -> VillageCoverage:
    """Return the coverage of one village of the actor's units."""
    narrow = Actor(actor.person_id, unit.path, actor.role, actor.hand)
    return next(
        (row for row in list_coverage(session, actor=narrow) if row.unit.id == unit.id),
        VillageCoverage(unit, 0, unit.households_count),
    )


def _count_registered(session: Session, actor: Actor) -> dict[int, int]:
    query = (
        select(Household.unit_id, func.count(col(Household.id)))
        .join(Unit, col(Unit.id) == Household.unit_id)
        .where(within(Unit.path, actor.scope))
        .group_by(col(Household.unit_id))
    )
    return dict(session.exec(query).all())


def _count_reaches(
    session: Session, actor: Actor
) -> tuple[defaultdict[int, Counter[ReachWay]], defaultdict[int, Counter[str]], Counter[int]]:
    query = (
        select_columns(
            col(HouseholdReach.unit_id),
            col(HouseholdReach.way),
            col(HouseholdReach.last_outcome),
            col(HouseholdReach.due_on).is_not(None),
            func.count(col(HouseholdReach.household_id)),
        )
        .join(Unit, col(Unit.id) == HouseholdReach.unit_id)
        .where(within(Unit.path, actor.scope))
        .group_by(
            col(HouseholdReach.unit_id),
            col(HouseholdReach.way),
            col(HouseholdReach.last_outcome),
            col(HouseholdReach.due_on).is_not(None),
        )
    )
    ways: defaultdict[int, Counter[ReachWay]] = defaultdict(Counter)
    outcomes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    due: Counter[int] = Counter()
    for unit_id, way, outcome, is_due, count in session.execute(query):
        ways[unit_id][ReachWay(way)] += count
        if outcome:
            outcomes[unit_id][outcome] += count
        if is_due:
            due[unit_id] += count
    return ways, outcomes, due


def _count_setups(session: Session, actor: Actor) -> defaultdict[int, Counter[str]]:
    query = (
        select(HouseholdReach.unit_id, HouseholdReach.setups)
        .join(Unit, col(Unit.id) == HouseholdReach.unit_id)
        .where(within(Unit.path, actor.scope), col(HouseholdReach.last_visit_id).is_not(None))
    )
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for unit_id, setups in session.exec(query):
        counts[unit_id].update(setups)
    return counts


def sum_coverage(villages: Iterable[VillageCoverage]) -> tuple[int, int]:
    """Return how many households were reached, and of how many, in these villages together."""
    every = list(villages)
    return sum(row.reached for row in every), sum(row.households for row in every)
