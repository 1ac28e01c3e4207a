"""The stops of plans: who goes to which household, in which order, and which are done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from bot.outreach.models import REACHED_OUTCOMES, HomeVisit, OutreachPlan, OutreachStop
from bot.people.models import Household, Person, Role, RoleKind
from bot.people.units import Unit, list_ancestor_ids
from bot.vietnamese.letters import natural_sort_key

VISITING_ROLES = (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER, RoleKind.APPROVER)
"""The roles that may record visits; the steering committee only reads."""


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far a plan is: stops at which somebody was met, of all."""

    reached: int
    total: int


def find_current_plan(session: Session, unit_id: int, day: date) -> OutreachPlan | None:
    """Return the village's plan that runs on this day, the latest if there are several."""
    query = (
        select(OutreachPlan)
        .where(
            OutreachPlan.unit_id == unit_id,
            OutreachPlan.first_on <= day,
            OutreachPlan.last_on >= day,
            col(OutreachPlan.ended_at).is_(None),
        )
        .order_by(col(OutreachPlan.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def mark_visited(session: Session, visit: HomeVisit) -> None:
    """Let a visit count in the plan that runs in its village on its day."""
    plan = find_current_plan(session, visit.unit_id, visit.visited_on)
    visit.plan_id = plan.id if plan else None
    if plan is None:
        return
    session.flush()
    stop = _find_stop(session, plan.id, visit.household_id)
    if stop is None and plan.all_households:
        stop = OutreachStop(
            plan_id=plan.id,
            household_id=visit.household_id,
            person_id=visit.person_id,
            position=count_stops(session, plan.id) + 1,
        )
        session.add(stop)
        session.flush()
    refresh_stop(session, plan.id, visit.household_id)


def refresh_stop(session: Session, plan_id: int | None, household_id: int) -> None:
    """Derive anew whether a stop is done, from the visits within its plan."""
    stop = _find_stop(session, plan_id, household_id) if plan_id is not None else None
    if stop is None:
        return
    query = (
        select(HomeVisit)
        .where(
            HomeVisit.household_id == household_id,
            HomeVisit.plan_id == plan_id,
            col(HomeVisit.withdrawn_at).is_(None),
        )
        .order_by(col(HomeVisit.visited_on), col(HomeVisit.id))
    )
    visits = session.exec(query).all()
    met = [visit.visited_on for visit in visits if visit.outcome in REACHED_OUTCOMES]
    stop.visit_id = visits[-1].id if visits else None
    stop.reached_on = met[0] if met else None
    session.flush()


def _find_stop(session: Session, plan_id: int, household_id: int) -> OutreachStop | None:
    query = select(OutreachStop).where(
        OutreachStop.plan_id == plan_id, OutreachStop.household_id == household_id
    )
    return session.exec(query).first()


def count_stops(session: Session, plan_id: int) -> int:
    """Return how many stops a plan has."""
    query = select(func.count(col(OutreachStop.id))).where(OutreachStop.plan_id == plan_id)
    return session.exec(query).one()


def compute_progress(
    session: Session, plan_id: int, *, person_id: int | None = None
) -> PlanProgress:
    """Return how far a plan is, or one volunteer's part of it."""
    query = select(
        func.count(col(OutreachStop.reached_on)), func.count(col(OutreachStop.id))
    ).where(OutreachStop.plan_id == plan_id)
    if person_id is not None:
        query = query.where(OutreachStop.person_id == person_id)
    reached, total = session.exec(query).one()
    return PlanProgress(reached, total)


def list_stops(
    session: Session, plan_id: int, *, person_id: int | None = None, open_only: bool = False
) -> Sequence[tuple[OutreachStop, Household]]:
    """Return the stops of a plan in the order of walking, all or one volunteer's.

    With `open_only` those at which nobody was met yet.
    """
    query = (
        select(OutreachStop, Household)
        .join(Household, col(Household.id) == OutreachStop.household_id)
        .where(OutreachStop.plan_id == plan_id)
        .order_by(col(OutreachStop.position), col(OutreachStop.id))
    )
    if person_id is not None:
        query = query.where(OutreachStop.person_id == person_id)
    if open_only:
        query = query.where(col(OutreachStop.reached_on).is_(None))
    return session.exec(query).all()


def list_next_households(
    session: Session, plan_id: int, person_id: int | None, *, limit: int
) -> Sequence[Household]:
    """Return where a volunteer goes next: stops of theirs, or nobody's, that were not visited.

    Doors that nobody opened come last.
    """
    query = (
        select(Household)
        .join(OutreachStop, col(OutreachStop.household_id) == Household.id)
        .where(OutreachStop.plan_id == plan_id, col(OutreachStop.reached_on).is_(None))
        .where(or_(OutreachStop.person_id == person_id, col(OutreachStop.person_id).is_(None)))
        .order_by(
            col(OutreachStop.visit_id).is_not(None),
            col(OutreachStop.person_id).is_(None),
            col(OutreachStop.position),
        )
        .limit(limit)
    )
    return session.exec(query).all()


def sort_for_walking(households: Collection[Household]) -> list[Household]:
    """Return households in the order of their addresses, those without one by name at the end."""
    return sorted(
        households,
        key=lambda household: (
            not household.address,
            natural_sort_key(household.address),
            natural_sort_key(household.label),
            household.id,
        ),
    )


def list_visitors(session: Session, unit: Unit) -> Sequence[Person]:
    """Return who may visit a village: whoever has such a role in it or above it, by name."""
    query = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .where(
            col(Role.unit_id).in_(list_ancestor_ids(unit)),
            col(Role.kind).in_([str(role) for role in VISITING_ROLES]),
        )
    )
    persons = {person.id: person for person in session.exec(query)}
    return sorted(persons.values(), key=lambda person: natural_sort_key(person.name))
