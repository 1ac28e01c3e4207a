"""A plan's sheet: the rows that are printed for volunteers, and typed in when they come back.

A row is a household of the plan; its number on paper is its place in the order of walking. The same
row typed in again for the same day is the same visit: it is corrected, never doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.outreach import plans, stops, visits
from bot.outreach.models import (
    HomeVisit,
    HomeVisitOutcome,
    HouseholdReach,
    OutreachPlan,
    OutreachStop,
)
from bot.outreach.visits import VisitReport
from bot.people.actor import Actor
from bot.people.models import Household, Person
from bot.people.units import Unit


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A household of a plan, its last visit within the plan, and who went, else who is to go."""

    number: int
    stop: OutreachStop
    household: Household
    visitor: str
    visit: HomeVisit | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan with its village and rows, all or those of one volunteer."""

    plan: OutreachPlan
    unit: Unit
    rows: Sequence[SheetRow]
    person: Person | None


def load_sheet(
    session: Session, plan_id: int, *, actor: Actor, person_id: int | None = None
) -> Sheet:
    """Return a plan's rows in the order of walking. Raises NotFound.

    `person_id` narrows to the households given to one volunteer; their numbers stay.
    """
    plan = plans.get_plan(session, plan_id, actor=actor)
    unit = session.get_one(Unit, plan.unit_id)
    every = stops.list_stops(session, plan_id)
    last = _list_last_visits(session, [stop.visit_id for stop, _ in every])
    went = [visit.person_id for visit in last.values()]
    names = _list_names(session, [*went, *(stop.person_id for stop, _ in every)])
    if person_id is not None and person_id not in names:
        known = {person.id: person.name for person in stops.list_visitors(session, unit)}
        if person_id not in known:
            raise NotFound(texts.HOME_VISIT_NO_VISITOR)
    rows = []
    for number, (stop, household) in enumerate(every, 1):
        if person_id is None or stop.person_id == person_id:
            visit = last.get(stop.visit_id or 0)
            visitor_id = visit.person_id if visit is not None else stop.person_id
            name = names.get(visitor_id or 0, "")
            rows.append(SheetRow(number, stop, household, name, visit))
    person = session.get(Person, person_id) if person_id is not None else None
    return Sheet(plan, unit, rows, person)


def _list_names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {person_id for person_id in ids if person_id is not None}
    if not wanted:
        return {}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted)))
    return dict(rows.all())


def _list_last_visits(session: Session, ids: Sequence[int | None]) -> dict[int, HomeVisit]:
    wanted = [visit_id for visit_id in ids if visit_id is not None]
    if not wanted:
        return {}
    rows = session.exec(select(HomeVisit).where(col(HomeVisit.id).in_(wanted)))
    return {visit.id: visit for visit in rows}


def list_unreached_ids(session: Session, unit: Unit) -> Sequence[int]:
    """Return the ids of a village's households that were not reached in any way."""
    query = (
        select(Household.id)
        .outerjoin(HouseholdReach, col(HouseholdReach.household_id) == Household.id)
        .where(Household.unit_id == unit.id, col(HouseholdReach.reached_on).is_(None))
    )
    return session.exec(query).all()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it was typed: what is told of the visit at one household of the plan."""

    household_id: int
    outcome: HomeVisitOutcome
    setups: tuple[str, ...] = ()
    due_on: date | None = None
    consent: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GridEntry:
    """Which day and by whom the rows were visited."""

    visited_on: date
    person_id: int | None


@dataclass(frozen=True, slots=True)
class GridReport:
    """What became of the rows of a page: recorded + corrected + unchanged = all of them."""

    recorded: int = 0
    corrected: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """How many rows were typed in."""
        return self.recorded + self.corrected + self.unchanged


class GridFaults(UserError):
    """Rows that cannot be recorded, by household; nothing of the page is."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__(next(iter(faults.values())))
        self.faults = dict(faults)


def make_row_key(plan_id: int, household_id: int, day: date) -> str:
    """Return the key of the visit that a row of a sheet is."""
    return f"sheet:{plan_id}:{household_id}:{day:%Y%m%d}"


def enter_rows(
    session: Session,
    plan_id: int,
    entry: GridEntry,
    rows: Sequence[GridRow],
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> GridReport:
    """Record the rows of a sheet as visits. Raises GridFaults: then none of them is written.

    Raises NotFound for a plan outside the actor's units, UserError for a day outside the plan.
    """
    plan = plans.get_plan(session, plan_id, actor=actor)
    if not plan.first_on <= entry.visited_on <= plan.last_on:
        raise UserError(texts.SHEET_DAY_OUTSIDE.format(first=plan.first_on, last=plan.last_on))
    stop_ids = {stop.household_id for stop, _ in stops.list_stops(session, plan_id)}
    counts = {"recorded": 0, "corrected": 0, "unchanged": 0}
    faults: dict[int, str] = {}
    for row in rows:
        if row.household_id not in stop_ids:
            faults[row.household_id] = texts.HOUSEHOLD_UNKNOWN
            continue
        try:
            became = _enter_row(session, plan, entry, row, actor=actor, now=now, policy=policy)
        except UserError as error:
            faults[row.household_id] = str(error)
        else:
            counts[became] += 1
    if faults:
        raise GridFaults(faults)
    return GridReport(**counts)


def _enter_row(
    session: Session,
    plan: OutreachPlan,
    entry: GridEntry,
    row: GridRow,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> str:
    """Record or correct the visit of a row; returns what became of it."""
    report = VisitReport(
        row.household_id,
        entry.visited_on,
        row.outcome,
        row.setups,
        row.due_on,
        consent=row.consent,
        note=row.note,
        person_id=entry.person_id,
    )
    key = make_row_key(plan.id, row.household_id, entry.visited_on)
    known = session.exec(select(HomeVisit).where(HomeVisit.key == key)).first()
    if known is None or known.withdrawn_at is not None:
        recorded = visits.record_visit(
            session, report, key=key, actor=actor, now=now, policy=policy
        )
        return "recorded" if recorded.is_new else "unchanged"
    if _tells_same(known, report):
        return "unchanged"
    visits.correct_visit(session, known.id, report, actor=actor, now=now, policy=policy)
    return "corrected"


def _tells_same(visit: HomeVisit, report: VisitReport) -> bool:
    recorded = (visit.outcome, set(visit.setups), visit.due_on, visit.consent, visit.note)
    typed = (report.outcome, set(report.setups), report.due_on, report.consent, report.note)
    same_person = report.person_id is None or visit.person_id == report.person_id
    return recorded == typed and same_person
