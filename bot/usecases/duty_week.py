"""A week of a unit's duty as a grid: members by days, with what was written down for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.models import DutyEntry
from bot.duty.roster import Calendars, get_span, load_rosters
from bot.people import units
from bot.people.linking import TEAM_ROLES
from bot.people.models import Person
from bot.people.service import list_team
from bot.people.units import Unit, UnitKind
from bot.usecases.office_lists import WEEK, split_by_day
from bot.usecases.team_changes import list_entries


@dataclass(frozen=True, slots=True)
class MemberWeek:
    """A member and their hours of each day, "" for a free one."""

    person: Person
    days: Sequence[str]


@dataclass(frozen=True, slots=True)
class WrittenDuty:
    """A shift or an absence that was written down, and whose."""

    entry: DutyEntry
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class DutyWeek:
    """The days from Monday, the members, and what was written down from today on."""

    days: Sequence[date]
    rows: Sequence[MemberWeek]
    entries: Sequence[WrittenDuty]


def load_week(session: Session, unit: Unit, day: date, *, policy: Policy, today: date) -> DutyWeek:
    """Return the week of `day` for the people of exactly this unit."""
    monday = day - timedelta(days=day.weekday())
    people = {
        person.id: person for person, role in list_team(session, unit) if role.kind in TEAM_ROLES
    }
    commune = units.find_ancestor(session, unit, UnitKind.COMMUNE)
    calendar = Calendars(session, commune, policy).for_unit(unit)
    rosters = load_rosters(session, list(people), today=min(today, monday))
    rows = [
        MemberWeek(
            person,
            split_by_day(
                presence.list_duty_intervals(calendar, rosters[person.id], monday, WEEK),
                monday,
                policy.zone,
            ),
        )
        for person in people.values()
    ]
    entries = [
        WrittenDuty(entry, people[entry.person_id].name, str(get_span(entry) or ""))
        for entry in list_entries(session, list(people), since=today)
    ]
    return DutyWeek([monday + timedelta(days=at) for at in range(WEEK)], rows, entries)
