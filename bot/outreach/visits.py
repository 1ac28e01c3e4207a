"""Visits at doors: record, correct, withdraw. The same visit sent twice is one.

Whoever enters a visit chooses its key (the draft of a chat, a row of a paper sheet), so that a
volunteer whose phone had no signal may send it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.masking.mask import mask
from bot.outreach import coverage, stops
from bot.outreach.events import (
    HomeVisitCorrected,
    HomeVisitRecorded,
    HomeVisitWithdrawn,
    VisitFigures,
)
from bot.outreach.models import HomeVisit, HomeVisitOutcome
from bot.outreach.setups import is_setup_id
from bot.people import households
from bot.people.actor import Actor
from bot.people.households import HouseholdValues
from bot.people.models import Household, RoleKind
from bot.people.units import Unit, is_within, within
from bot.vietnamese.letters import name_key, nfc

NOTE_LIMIT, KEY_LIMIT, HINT_LIMIT = 300, 80, 20  # characters
LATEST_ENTRY = timedelta(days=400)  # a paper sheet may lie in a drawer, but not for years
FARTHEST_DUE = timedelta(days=120)
WITH_SETUPS = (HomeVisitOutcome.DONE, HomeVisitOutcome.LATER)
WITH_DUE = (HomeVisitOutcome.LATER, HomeVisitOutcome.AWAY)


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household that the register does not have yet: the visit builds it up."""

    unit_id: int
    label: str  # the head's name, or what neighbours call the house
    address: str = ""


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What is told of a visit. `person_id` None: whoever records it went."""

    household: int | NewHousehold
    visited_on: date
    outcome: HomeVisitOutcome
    setups: tuple[str, ...] = ()
    due_on: date | None = None
    due_hint: str = ""  # "chiều", "15:00"
    consent: bool | None = None
    note: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """What became of a report. `is_new` is False when it had been sent before."""

    visit: HomeVisit
    household: Household
    is_new: bool
    earlier: HomeVisit | None  # somebody else's at the same door on the same day


def record_visit(
    session: Session, report: VisitReport, *, key: str, actor: Actor, now: datetime, policy: Policy
) -> RecordedVisit:
    """Record a visit at a household of the actor's units.

    A key that is known, and the same told again by the same person on the same day, change nothing.
    Raises NotFound for a household or a person outside the actor's units, UserError that names the
    first fault.
    """
    report = _check(report, actor=actor, today=policy.today(now))
    if (known := find_visit_by_key(session, key, actor=actor)) is not None:
        return RecordedVisit(known, session.get_one(Household, known.household_id), False, None)
    household, unit = _get_or_add_household(session, report.household, actor=actor, now=now)
    person_id = _check_visitor(session, report.person_id, unit, actor)
    on_day = list_visits_on(session, household.id, report.visited_on)
    for visit in on_day:
        if visit.person_id == person_id and _tells_same(visit, report):
            return RecordedVisit(visit, household, False, None)
    visit = HomeVisit(
        key=key, household_id=household.id, unit_id=unit.id, person_id=person_id,
        visited_on=report.visited_on, outcome=report.outcome, hand=actor.hand,
        entered_by=actor.person_id, entered_at=now,
    )  # fmt: skip
    _set_values(visit, report)
    session.add(visit)
    session.flush()
    stops.mark_visited(session, visit)
    coverage.refresh_household(session, household.id, now=now)
    emit(session, HomeVisitRecorded(visit.id, None, describe_figures(visit), actor, now))
    others = [other for other in on_day if other.person_id != person_id]
    return RecordedVisit(visit, household, True, others[-1] if others else None)


def correct_visit(
    session: Session,
    visit_id: int,
    report: VisitReport,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> HomeVisit:
    """Correct everything that was told of a visit, its household too. Raises as `record_visit`."""
    visit = get_visit(session, visit_id, actor=actor, lock=True)
    _refuse_withdrawn(visit)
    report = _check(report, actor=actor, today=policy.today(now))
    before, old_household_id = describe_figures(visit), visit.household_id
    household, unit = _get_or_add_household(session, report.household, actor=actor, now=now)
    if report.person_id is not None:
        visit.person_id = _check_visitor(session, report.person_id, unit, actor)
    old_plan_id = visit.plan_id
    visit.household_id, visit.unit_id, visit.visited_on = household.id, unit.id, report.visited_on
    visit.outcome, visit.corrected_at = report.outcome, now
    _set_values(visit, report)
    session.flush()
    stops.refresh_stop(session, old_plan_id, old_household_id)
    stops.mark_visited(session, visit)
    for household_id in {old_household_id, household.id}:
        coverage.refresh_household(session, household_id, now=now)
    emit(session, HomeVisitCorrected(visit.id, before, describe_figures(visit), actor, now))
    return visit


def withdraw_visit(session: Session, visit_id: int, *, actor: Actor, now: datetime) -> HomeVisit:
    """Take a visit back: its row stays and counts nowhere. Twice is once. Raises NotFound."""
    visit = get_visit(session, visit_id, actor=actor, lock=True)
    if visit.withdrawn_at is not None:
        return visit
    before = describe_figures(visit)
    visit.withdrawn_at = now
    session.flush()
    stops.refresh_stop(session, visit.plan_id, visit.household_id)
    coverage.refresh_household(session, visit.household_id, now=now)
    emit(session, HomeVisitWithdrawn(visit.id, before, None, actor, now))
    return visit


def get_visit(session: Session, visit_id: int, *, actor: Actor, lock: bool = False) -> HomeVisit:
    """Return a visit of the actor's units. Raises NotFound."""
    visit = session.get(HomeVisit, visit_id, with_for_update=lock)
    unit = session.get_one(Unit, visit.unit_id) if visit is not None else None
    if visit is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.HOME_VISIT_UNKNOWN)
    return visit


def list_visits_on(session: Session, household_id: int, day: date) -> Sequence[HomeVisit]:
    """Return the visits of a household on one day that count, the earliest first."""
    query = select(HomeVisit).where(
        HomeVisit.household_id == household_id,
        HomeVisit.visited_on == day,
        col(HomeVisit.withdrawn_at).is_(None),
    )
    return session.exec(query.order_by(col(HomeVisit.id))).all()


def list_visits(
    session: Session,
    *,
    actor: Actor,
    unit_id: int | None = None,
    plan_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    before_id: int | None = None,
    limit: int,
) -> Sequence[tuple[HomeVisit, Household, Unit]]:
    """Return the visits of the actor's units that count, the last entered first."""
    query = (
        select(HomeVisit, Household, Unit)
        .join(Household, col(Household.id) == HomeVisit.household_id)
        .join(Unit, col(Unit.id) == HomeVisit.unit_id)
        .where(within(Unit.path, actor.scope), col(HomeVisit.withdrawn_at).is_(None))
        .order_by(col(HomeVisit.id).desc())
        .limit(limit)
    )
    if unit_id is not None:
        query = query.where(HomeVisit.unit_id == unit_id)
    if plan_id is not None:
        query = query.where(HomeVisit.plan_id == plan_id)
    if since is not None:
        query = query.where(HomeVisit.visited_on >= since)
    if until is not None:
        query = query.where(HomeVisit.visited_on <= until)
    if before_id is not None:
        query = query.where(col(HomeVisit.id) < before_id)
    return session.exec(query).all()


def describe_figures(visit: HomeVisit) -> VisitFigures:
    """Return what of a visit is counted."""
    return VisitFigures(
        visit.unit_id, visit.visited_on, str(visit.outcome), tuple(sorted(visit.setups))
    )


def _check(report: VisitReport, *, actor: Actor, today: date) -> VisitReport:
    """Return the report tidied. Raises UserError that names the first fault."""
    if actor.role is RoleKind.COMMITTEE:
        raise UserError(texts.HOME_VISIT_NOT_YOURS)
    day, outcome, due_on = report.visited_on, HomeVisitOutcome(report.outcome), report.due_on
    if not today - LATEST_ENTRY <= day <= today:
        raise UserError(texts.HOME_VISIT_DAY.format(day=day))
    if outcome is HomeVisitOutcome.LATER and due_on is None:
        raise UserError(texts.HOME_VISIT_NEEDS_DUE)
    if due_on is not None and outcome not in WITH_DUE:
        raise UserError(texts.HOME_VISIT_NO_DUE)
    if due_on is not None and not day <= due_on <= day + FARTHEST_DUE:
        raise UserError(texts.HOME_VISIT_DUE_DAY.format(day=due_on))
    if report.setups and outcome not in WITH_SETUPS:
        raise UserError(texts.HOME_VISIT_NO_SETUPS)
    if not all(map(is_setup_id, report.setups)):
        raise UserError(texts.HOME_VISIT_UNKNOWN_SETUP)
    note = mask(nfc(report.note)).text
    if len(note) > NOTE_LIMIT:
        raise UserError(texts.HOME_VISIT_LONG_NOTE.format(limit=NOTE_LIMIT))
    return VisitReport(
        report.household, day, outcome, tuple(dict.fromkeys(report.setups)), due_on,
        nfc(report.due_hint)[:HINT_LIMIT] if due_on else "", report.consent, note,
        report.person_id,
    )  # fmt: skip


def find_visit_by_key(session: Session, key: str, *, actor: Actor) -> HomeVisit | None:
    """Return the visit of this key, or None. Raises NotFound when it is another commune's."""
    if not 0 < len(key) <= KEY_LIMIT:
        raise ValueError(f"a visit's key has 1 to {KEY_LIMIT} characters")
    visit_id = session.exec(select(HomeVisit.id).where(HomeVisit.key == key)).first()
    return get_visit(session, visit_id, actor=actor) if visit_id is not None else None


def _get_or_add_household(
    session: Session, named: int | NewHousehold, *, actor: Actor, now: datetime
) -> tuple[Household, Unit]:
    if not isinstance(named, NewHousehold):
        return households.get_household(session, named, actor=actor)
    unit = session.get(Unit, named.unit_id)
    if unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    written = name_key(named.label), name_key(named.address)
    for household in session.exec(select(Household).where(Household.unit_id == unit.id)):
        if (name_key(household.label), name_key(household.address)) == written:
            return household, unit
    values = HouseholdValues(named.label, address=named.address)
    return households.add_household(session, unit, values, actor=actor, now=now), unit


def _check_visitor(session: Session, person_id: int | None, unit: Unit, actor: Actor) -> int | None:
    """Return who went. Raises NotFound for somebody who has no role over the village."""
    if person_id is None or person_id == actor.person_id:
        return actor.person_id
    if person_id not in {person.id for person in stops.list_visitors(session, unit)}:
        raise NotFound(texts.HOME_VISIT_NO_VISITOR)
    return person_id


def _tells_same(visit: HomeVisit, report: VisitReport) -> bool:
    return (visit.outcome, set(visit.setups), visit.due_on) == (
        report.outcome,
        set(report.setups),
        report.due_on,
    )


def _set_values(visit: HomeVisit, report: VisitReport) -> None:
    if visit.due_on != report.due_on:
        visit.reminded_at = None
    visit.setups, visit.due_on, visit.due_hint = (
        list(report.setups),
        report.due_on,
        report.due_hint,
    )
    visit.consent, visit.note = report.consent, report.note


def _refuse_withdrawn(visit: HomeVisit) -> None:
    if visit.withdrawn_at is not None:
        raise UserError(texts.HOME_VISIT_WITHDRAWN)
