"""Going from door to door in the invented year: plans, visits, connectivity, who was told at home.

One village stays behind, as real ones do, and for a reason that can be seen: its team is away, so
that few doors were knocked at.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, func, select

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.duty.models import DutyEntryKind
from bot.outreach.models import REACHED_OUTCOMES, HomeVisitOutcome, ReachWay, Signal
from bot.outreach.stops import sort_for_walking
from bot.people.actor import Hand
from bot.people.models import Contact, Household, Person, RoleKind
from bot.people.units import Unit
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.office import add_audit
from bot.schedule.demo_year.people import WEAK_VILLAGE, Commune
from bot.schedule.demo_year.rows import RowWriter

CAMPAIGNS = (240, 45)  # days before today on which going from door to door began
CAMPAIGN_DAYS = 15
VISITED, VISITED_WEAK = 0.78, 0.09  # households in the second campaign; in the first, a third of it
FIRST_SHARE = 1 / 3
AWAY_SINCE, AWAY_FOR = 60, 90  # days before today, days long: the weak village's team
ASKED = 0.6  # households visited of which it is known what connects them
TOLD_AT_HOME = 0.12  # households told an announcement at their door, of the last one to all
OUTCOMES = {
    HomeVisitOutcome.DONE: 58,
    HomeVisitOutcome.AWAY: 16,
    HomeVisitOutcome.NO_PHONE: 12,
    HomeVisitOutcome.LATER: 9,
    HomeVisitOutcome.REFUSED: 5,
}
SETUPS = ("vneid", "dvc", "etax", "chuyen-khoan", "vssid", "lua-dao", "to-so")
SETUP_WEIGHTS = (9, 7, 4, 4, 5, 3, 3)
EVENING = time(20, 0)


@dataclass(slots=True)
class Door:
    """What the year came to at one household."""

    household: Household
    reached: list[tuple[date, ReachWay]] = field(default_factory=list)
    setups: set[str] = field(default_factory=set)
    last: tuple[int, date, HomeVisitOutcome, date | None] | None = None  # visit, day, outcome, due


def get_weak_village(commune: Commune) -> Unit:
    """Return the village that stays behind."""
    weak = next((unit for unit in commune.villages if unit.code == WEAK_VILLAGE), None)
    return weak or commune.villages[-1]


def add_outreach(
    session: Session, rows: RowWriter, rng: Random, year: Year, commune: Commune
) -> None:
    """Add everything; the households and chats of the year must be written before."""
    doors = _load_doors(session, year, commune)
    weak = get_weak_village(commune)
    _add_absences(rows, year, commune, weak)
    for unit in commune.villages:
        village = doors[unit.id]
        for number, ago in enumerate(CAMPAIGNS):
            share = VISITED_WEAK if unit is weak else VISITED
            share = share if number else share * FIRST_SHARE
            begin = year.last - timedelta(days=ago)
            _add_campaign(rows, rng, year, commune, unit, village, begin, share)
            rows.flush_many()
        _add_connectivity(rows, rng, year, commune, unit, village)
    _add_tellings(session, rows, rng, year, commune, doors)
    for village in doors.values():
        for door in village:
            _add_reach(rows, door)
        rows.flush_many()


def _load_doors(session: Session, year: Year, commune: Commune) -> dict[int, list[Door]]:
    """Return the households of each village in the order of walking, with their first chat."""
    ids = [unit.id for unit in commune.villages]
    query = select(Household).where(col(Household.unit_id).in_(ids))
    chats = (
        select(Person.household_id, func.min(col(Contact.created_at)))
        .join(Contact, col(Contact.person_id) == Person.id)
        .where(col(Person.household_id).is_not(None))
        .group_by(col(Person.household_id))
    )
    since = dict(session.exec(chats).all())
    by_unit: dict[int, list[Household]] = defaultdict(list)
    for household in session.exec(query):
        by_unit[household.unit_id].append(household)
    return {
        unit_id: [
            _open_door(household, since, year) for household in sort_for_walking(by_unit[unit_id])
        ]
        for unit_id in ids
    }


def _open_door(household: Household, since: dict[int | None, datetime], year: Year) -> Door:
    first_chat = since.get(household.id)
    reached = [(year.day_of(first_chat), ReachWay.CHAT)] if first_chat is not None else []
    return Door(household, reached)


def _add_absences(rows: RowWriter, year: Year, commune: Commune, weak: Unit) -> None:
    """Let nobody of the weak village's team be on duty."""
    first = year.last - timedelta(days=AWAY_SINCE)
    for helper in commune.helpers:
        if helper.unit_id == weak.id:
            rows.add(
                "duty_entry",
                person_id=helper.person_id,
                kind=DutyEntryKind.ABSENCE,
                first_on=first,
                last_on=first + timedelta(days=AWAY_FOR),
                said=texts.YEAR_ABSENCE,
                said_at=year.at(first, EVENING),
            )


def _add_campaign(
    rows: RowWriter,
    rng: Random,
    year: Year,
    commune: Commune,
    unit: Unit,
    village: list[Door],
    begin: date,
    share: float,
) -> None:
    """Add a plan of one village, its stops and its visits."""
    officer = commune.get_helper(RoleKind.OFFICER)
    made_at = year.at(begin, EVENING) - timedelta(days=3)
    plan_id = rows.add(
        "outreach_plan",
        unit_id=unit.id,
        title=texts.YEAR_OUTREACH_PLAN,
        first_on=begin,
        last_on=begin + timedelta(days=CAMPAIGN_DAYS - 1),
        topics=list(texts.YEAR_OUTREACH_TOPICS),
        all_households=True,
        made_by=officer.person_id,
        made_at=made_at,
    )
    add_audit(rows, "outreach.plan", f"outreach:{plan_id}", officer.person_id, made_at, unit.code)
    team = commune.list_members(unit.id)
    for position, door in enumerate(village, 1):
        member = team[(position - 1) * len(team) // len(village)]
        visit = None
        if rng.random() < share:
            day = begin + timedelta(days=rng.randrange(CAMPAIGN_DAYS))
            visit = _add_visit(rows, rng, year, door, day, plan_id, member.person_id)
        rows.add(
            "outreach_stop",
            plan_id=plan_id,
            household_id=door.household.id,
            person_id=member.person_id,
            position=position,
            visit_id=visit[0] if visit else None,
            reached_on=visit[1] if visit and visit[2] in REACHED_OUTCOMES else None,
        )


def _add_visit(
    rows: RowWriter, rng: Random, year: Year, door: Door, day: date, plan_id: int, person_id: int
) -> tuple[int, date, HomeVisitOutcome, date | None]:
    outcome = rng.choices(tuple(OUTCOMES), tuple(OUTCOMES.values()))[0]
    done = outcome is HomeVisitOutcome.DONE
    setups = set(rng.choices(SETUPS, SETUP_WEIGHTS, k=rng.randint(1, 3))) if done else set()
    due_on = day + timedelta(days=rng.randint(1, 9)) if outcome == HomeVisitOutcome.LATER else None
    entered_at = year.at(day, EVENING)
    visit_id = rows.add(
        "home_visit",
        key=f"mau:{plan_id}:{door.household.id}",
        plan_id=plan_id,
        household_id=door.household.id,
        unit_id=door.household.unit_id,
        visited_on=day,
        person_id=person_id,
        outcome=outcome,
        setups=[setup for setup in SETUPS if setup in setups],
        due_on=due_on,
        consent=rng.random() < 0.8 if done else None,
        hand=Hand.CHAT,
        entered_by=person_id,
        entered_at=entered_at,
        # Nobody is reminded of an invented day.
        reminded_at=entered_at if due_on else None,
    )
    door.last = (visit_id, day, outcome, due_on)
    door.setups |= setups
    if outcome in REACHED_OUTCOMES:
        door.reached.append((day, ReachWay.VISIT))
    return door.last


def _add_connectivity(
    rows: RowWriter, rng: Random, year: Year, commune: Commune, unit: Unit, village: list[Door]
) -> None:
    """Add what connects the village, and the households that were asked."""
    member = commune.list_members(unit.id)[0]
    poor = unit is get_weak_village(commune)
    shared = {"unit_id": unit.id, "person_id": member.person_id}
    day = year.last - timedelta(days=CAMPAIGNS[-1] - CAMPAIGN_DAYS)
    rows.add(
        "connectivity", household_id=None, signal=Signal.WEAK if poor else Signal.GOOD,
        fibre=True, hall_wifi=not poor, noted_on=day, noted_at=year.at(day, EVENING), **shared,
    )  # fmt: skip
    for door in village:
        if door.last is None or rng.random() > ASKED:
            continue
        weights = (2, 5, 3) if poor else (1, 3, 16)
        signal = rng.choices((Signal.NONE, Signal.WEAK, Signal.GOOD), weights)[0]
        phones = 0 if door.last[2] is HomeVisitOutcome.NO_PHONE else rng.choice((1, 1, 2, 2, 3))
        rows.add(
            "connectivity", household_id=door.household.id, signal=signal,
            fibre=rng.random() < (0.2 if poor else 0.6), smartphones=phones,
            noted_on=door.last[1], noted_at=year.at(door.last[1], EVENING), **shared,
        )  # fmt: skip


def _add_tellings(
    session: Session,
    rows: RowWriter,
    rng: Random,
    year: Year,
    commune: Commune,
    doors: dict[int, list[Door]],
) -> None:
    """Let the last announcement to the whole commune be told at some doors."""
    query = select(Broadcast).where(Broadcast.unit_id == commune.unit.id)
    broadcast = session.exec(query.order_by(col(Broadcast.id).desc()).limit(1)).first()
    if broadcast is None or broadcast.ended_at is None:
        return
    day = min(year.day_of(broadcast.ended_at) + timedelta(days=1), year.last)
    weak = get_weak_village(commune)
    for unit in commune.villages:
        member = commune.list_members(unit.id)[0]
        for door in doors[unit.id]:
            known = any(way is ReachWay.CHAT for _, way in door.reached)
            if known or unit is weak or rng.random() > TOLD_AT_HOME:
                continue
            rows.add(
                "home_telling",
                broadcast_id=broadcast.id,
                household_id=door.household.id,
                unit_id=unit.id,
                person_id=member.person_id,
                told_on=day,
                told_at=year.at(day, time(9, 0)),
            )
            door.reached.append((day, ReachWay.TOLD))


def _add_reach(rows: RowWriter, door: Door) -> None:
    if not door.reached and door.last is None:
        return
    first = min(door.reached, key=lambda moment: moment[0], default=None)
    visit_id, last_on, outcome, due_on = door.last or (None, None, "", None)
    rows.add_keyed(
        "household_reach",
        household_id=door.household.id,
        unit_id=door.household.unit_id,
        reached_on=first[0] if first else None,
        way=first[1] if first else ReachWay.NONE,
        last_visit_id=visit_id,
        last_on=last_on,
        last_outcome=outcome,
        due_on=due_on,
        setups=sorted(door.setups),
    )
