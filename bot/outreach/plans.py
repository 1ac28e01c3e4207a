"""Plans of going from door to door: make, change, give households to volunteers, end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.messages.masking.mask import mask
from bot.outreach import stops
from bot.outreach.events import PlanChanged, PlanEnded, PlanMade, StopsAssigned
from bot.outreach.models import HomeVisit, OutreachPlan, OutreachStop
from bot.outreach.stops import PlanProgress
from bot.people.actor import Actor
from bot.people.models import Household, RoleKind
from bot.people.units import Unit, UnitKind, is_within, within
from bot.vietnamese.letters import nfc

TITLE_LIMIT, TOPIC_LIMIT, MOST_TOPICS = 120, 120, 10
LONGEST_DAYS = 180  # of one plan
PLANNING_ROLES = (RoleKind.LEADER, RoleKind.OFFICER, RoleKind.APPROVER)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What an officer or a leader wants. `household_ids` None: every household of the village."""

    title: str
    first_on: date
    last_on: date
    topics: tuple[str, ...] = ()
    household_ids: tuple[int, ...] | None = None


def make_plan(
    session: Session, unit: Unit, draft: PlanDraft, *, actor: Actor, now: datetime
) -> OutreachPlan:
    """Make a plan of a village; its households become stops in the order of their addresses.

    Raises NotFound outside the actor's units, UserError for bad values, for no village, or while
    another plan of the village runs on one of the days.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    if unit.kind != UnitKind.VILLAGE:
        raise UserError(texts.OUTREACH_NEEDS_VILLAGE)
    draft = _check(draft, actor)
    _refuse_overlap(session, unit.id, draft)
    plan = OutreachPlan(
        unit_id=unit.id, title=draft.title, first_on=draft.first_on, last_on=draft.last_on,
        topics=list(draft.topics), all_households=draft.household_ids is None,
        made_by=actor.person_id, made_at=now,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    _set_stops(session, plan, draft.household_ids)
    emit(session, PlanMade(plan.id, actor, now, unit.code))
    return plan


def change_plan(
    session: Session, plan_id: int, draft: PlanDraft, *, actor: Actor, now: datetime
) -> OutreachPlan:
    """Change a plan; stops that are visited stay, and who goes where. Raises as `make_plan`."""
    plan = get_plan(session, plan_id, actor=actor, lock=True)
    _refuse_ended(plan)
    draft = _check(draft, actor)
    _refuse_overlap(session, plan.unit_id, draft, except_id=plan.id)
    plan.title, plan.topics = draft.title, list(draft.topics)
    plan.first_on, plan.last_on = draft.first_on, draft.last_on
    plan.all_households = draft.household_ids is None
    session.flush()
    _set_stops(session, plan, draft.household_ids)
    emit(session, PlanChanged(plan.id, actor, now))
    return plan


def end_plan(session: Session, plan_id: int, *, actor: Actor, now: datetime) -> OutreachPlan:
    """End a plan before its last day; its visits stay. Twice is once. Raises NotFound."""
    _check_may_plan(actor)
    plan = get_plan(session, plan_id, actor=actor, lock=True)
    if plan.ended_at is None:
        plan.ended_at = now
        session.flush()
        emit(session, PlanEnded(plan.id, actor, now))
    return plan


def assign_stops(
    session: Session,
    plan_id: int,
    household_ids: Collection[int],
    person_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Give households of a plan to a volunteer, or (None) to nobody; returns how many changed.

    Raises NotFound for a person without a role over the village.
    """
    _check_may_plan(actor)
    plan = get_plan(session, plan_id, actor=actor, lock=True)
    _refuse_ended(plan)
    unit = session.get_one(Unit, plan.unit_id)
    known = {person.id for person in stops.list_visitors(session, unit)}
    if person_id is not None and person_id not in known:
        raise NotFound(texts.HOME_VISIT_NO_VISITOR)
    wanted, changed = set(household_ids), 0
    for stop in session.exec(select(OutreachStop).where(OutreachStop.plan_id == plan.id)):
        if stop.household_id in wanted and stop.person_id != person_id:
            stop.person_id, changed = person_id, changed + 1
    session.flush()
    if changed:
        emit(session, StopsAssigned(plan.id, actor, now, f"{changed}"))
    return changed


def share_stops(
    session: Session,
    plan_id: int,
    person_ids: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Share the open stops among volunteers, neighbours to the same one; returns how many."""
    people = list(dict.fromkeys(person_ids))
    if not people:
        raise UserError(texts.OUTREACH_NEEDS_VOLUNTEERS)
    get_plan(session, plan_id, actor=actor)
    open_ids = [household.id for _, household in stops.list_stops(session, plan_id, open_only=True)]
    size = -(-len(open_ids) // len(people)) or 1
    for place, person_id in enumerate(people):
        part = open_ids[place * size : (place + 1) * size]
        assign_stops(session, plan_id, part, person_id, actor=actor, now=now)
    return len(open_ids)


def get_plan(session: Session, plan_id: int, *, actor: Actor, lock: bool = False) -> OutreachPlan:
    """Return a plan of the actor's units. Raises NotFound."""
    plan = session.get(OutreachPlan, plan_id, with_for_update=lock)
    unit = session.get_one(Unit, plan.unit_id) if plan is not None else None
    if plan is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.OUTREACH_UNKNOWN.format(number=plan_id))
    return plan


def list_plans(
    session: Session,
    *,
    actor: Actor,
    on: date | None = None,
    before_id: int | None = None,
    limit: int,
) -> Sequence[tuple[OutreachPlan, Unit]]:
    """Return the plans of the actor's units, the newest first; with `on` those of that day."""
    query = (
        select(OutreachPlan, Unit)
        .join(Unit, col(Unit.id) == OutreachPlan.unit_id)
        .where(within(Unit.path, actor.scope))
        .order_by(col(OutreachPlan.id).desc())
        .limit(limit)
    )
    if on is not None:
        query = query.where(
            OutreachPlan.first_on <= on,
            OutreachPlan.last_on >= on,
            col(OutreachPlan.ended_at).is_(None),
        )
    if before_id is not None:
        query = query.where(col(OutreachPlan.id) < before_id)
    return session.exec(query).all()


def list_progress(session: Session, plan_ids: Collection[int]) -> dict[int, PlanProgress]:
    """Return how far each of these plans is."""
    query = (
        select(
            OutreachStop.plan_id,
            func.count(col(OutreachStop.reached_on)),
            func.count(col(OutreachStop.id)),
        )
        .where(col(OutreachStop.plan_id).in_(plan_ids))
        .group_by(col(OutreachStop.plan_id))
    )
    counted = {row[0]: PlanProgress(row[1], row[2]) for row in session.exec(query)}
    return {plan_id: counted.get(plan_id, PlanProgress(0, 0)) for plan_id in plan_ids}


def _check_may_plan(actor: Actor) -> None:
    if actor.role is not None and actor.role not in PLANNING_ROLES:
        raise UserError(texts.OUTREACH_NOT_YOURS)


def _check(draft: PlanDraft, actor: Actor) -> PlanDraft:
    """Return the draft tidied. Raises UserError that names the first fault."""
    _check_may_plan(actor)
    title = " ".join(mask(nfc(draft.title)).text.split())
    topics = tuple(filter(None, (" ".join(nfc(topic).split()) for topic in draft.topics)))
    if not 0 < len(title) <= TITLE_LIMIT:
        raise UserError(texts.OUTREACH_NEEDS_TITLE.format(limit=TITLE_LIMIT))
    if not draft.first_on <= draft.last_on:
        raise UserError(texts.OUTREACH_DAYS_TURNED)
    if (draft.last_on - draft.first_on).days >= LONGEST_DAYS:
        raise UserError(texts.OUTREACH_TOO_LONG.format(limit=LONGEST_DAYS))
    if len(topics) > MOST_TOPICS or any(len(topic) > TOPIC_LIMIT for topic in topics):
        raise UserError(texts.OUTREACH_TOPICS.format(most=MOST_TOPICS, limit=TOPIC_LIMIT))
    if draft.household_ids is not None and not draft.household_ids:
        raise UserError(texts.OUTREACH_NEEDS_HOUSEHOLDS)
    return PlanDraft(title, draft.first_on, draft.last_on, topics, draft.household_ids)


def _refuse_overlap(
    session: Session, unit_id: int, draft: PlanDraft, *, except_id: int = 0
) -> None:
    """Raise UserError when another plan of the village has one of the days.

    A visit could not tell which of them it is for.
    """
    query = select(OutreachPlan.title).where(
        OutreachPlan.unit_id == unit_id,
        OutreachPlan.id != except_id,
        OutreachPlan.first_on <= draft.last_on,
        OutreachPlan.last_on >= draft.first_on,
        col(OutreachPlan.ended_at).is_(None),
    )
    if (title := session.exec(query.limit(1)).first()) is not None:
        raise UserError(texts.OUTREACH_OVERLAP.format(title=title))


def _refuse_ended(plan: OutreachPlan) -> None:
    if plan.ended_at is not None:
        raise UserError(texts.OUTREACH_ENDED)


def _set_stops(session: Session, plan: OutreachPlan, household_ids: tuple[int, ...] | None) -> None:
    """Let the plan have exactly these stops; visited ones stay."""
    query = select(Household).where(Household.unit_id == plan.unit_id)
    if household_ids is not None:
        query = query.where(col(Household.id).in_(household_ids))
    wanted = stops.sort_for_walking(session.exec(query).all())
    there = {
        stop.household_id: stop
        for stop in session.exec(select(OutreachStop).where(OutreachStop.plan_id == plan.id))
    }
    keep = {household.id for household in wanted}
    for household_id, stop in there.items():
        if household_id not in keep and stop.visit_id is None:
            session.delete(stop)
    for position, household in enumerate(wanted, 1):
        if (known := there.get(household.id)) is not None:
            known.position = position
        else:
            session.add(OutreachStop(plan_id=plan.id, household_id=household.id, position=position))
    session.flush()
    _take_earlier_visits(session, plan)


def _take_earlier_visits(session: Session, plan: OutreachPlan) -> None:
    """Let visits of the plan's days that belong to no plan count in it."""
    query = select(HomeVisit).where(
        HomeVisit.unit_id == plan.unit_id,
        HomeVisit.visited_on >= plan.first_on,
        HomeVisit.visited_on <= plan.last_on,
        col(HomeVisit.plan_id).is_(None),
        col(HomeVisit.withdrawn_at).is_(None),
    )
    for visit in session.exec(query).all():
        stops.mark_visited(session, visit)
