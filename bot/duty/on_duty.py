"""Who is on duty now, village by village, and since when an hour of duty has passed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, or_, select

from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.calendar import Calendar
from bot.duty.hours import COMMUNE_ROSTER, Roster
from bot.duty.roster import Calendars, load_rosters
from bot.people.actor import Actor
from bot.people.linking import TEAM_ROLES
from bot.people.models import Contact, Person, Role
from bot.people.units import Unit, UnitKind, is_within, list_path_ids, sort_units, within


@dataclass(slots=True)
class UnitDuty:
    """The team of a unit: who is on duty now and can be asked, and how many there are."""

    unit: Unit
    names: list[str] = field(default_factory=list)
    team: int = 0
    linked: int = 0  # of them, with a chat

    @property
    def is_village(self) -> bool:
        """Whether it is a village, not the commune's office."""
        return self.unit.kind == UnitKind.VILLAGE


@dataclass(frozen=True, slots=True)
class TeamDuty:
    """The duty of one person in one role."""

    unit: Unit
    name: str
    is_linked: bool  # a reachable chat: nobody else can be asked
    calendar: Calendar
    roster: Roster


@dataclass(frozen=True, slots=True)
class DutySchedule:
    """The duty of everybody in the communes that an actor's scope is in, or that are in it."""

    scope: str
    units: Sequence[Unit]
    calendars: Mapping[int, Calendar]  # of each commune
    team: Sequence[TeamDuty]

    def list_on_duty(self, now: datetime) -> Sequence[UnitDuty]:
        """Return communes and villages of the scope with who is on duty."""
        shown = [
            unit
            for unit in self.units
            if unit.kind != UnitKind.PROVINCE and is_within(unit.path, self.scope)
        ]
        duties = {unit.id: UnitDuty(unit) for unit in sort_units(shown)}
        for member in self.team:
            if (duty := duties.get(member.unit.id)) is None:
                continue
            duty.team += 1
            duty.linked += member.is_linked
            if member.is_linked and presence.is_on_duty(now, member.calendar, member.roster):
                duty.names.append(member.name)
        return list(duties.values())

    def map_duty_ago(self, now: datetime, worked: timedelta) -> Mapping[str, datetime]:
        """Return for each commune's path the instant since which `worked` of duty has passed.

        As for the clock: anybody of the commune who can be asked counts, and the commune's hours
        where nobody can.
        """
        rosters: dict[int, list[tuple[Calendar, Roster]]] = defaultdict(list)
        communes = {unit.id: unit for unit in self.units if unit.id in self.calendars}
        for member in self.team:
            if member.is_linked:
                for unit_id in list_path_ids(member.unit.path):
                    rosters[unit_id].append((member.calendar, member.roster))
        return {
            commune.path: presence.find_duty_ago(
                now, worked, rosters[unit_id] or [(self.calendars[unit_id], COMMUNE_ROSTER)]
            )
            for unit_id, commune in communes.items()
        }


def load_schedule(session: Session, *, actor: Actor, policy: Policy, now: datetime) -> DutySchedule:
    """Read what was said of duty, hours and holidays: four queries."""
    above = list_path_ids(actor.scope)
    units = session.exec(
        select(Unit).where(or_(within(Unit.path, actor.scope), col(Unit.id).in_(above)))
    ).all()
    communes = [unit for unit in units if unit.kind == UnitKind.COMMUNE]
    if not communes:
        return DutySchedule(actor.scope, units, {}, ())
    # Whoever sees one village only: its people may be helped by all of the commune.
    is_wide = any(is_within(commune.path, actor.scope) for commune in communes)
    scope = actor.scope if is_wide else communes[0].path
    top = min(
        (unit for unit in units if is_within(unit.path, scope)), key=lambda unit: len(unit.path)
    )
    has_chat = exists().where(
        col(Contact.person_id) == Person.id, col(Contact.unreachable_since).is_(None)
    )
    rows = session.exec(
        select(Role, Unit, Person.name, has_chat)
        .join(Person, col(Person.id) == Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(within(Unit.path, scope), col(Role.kind).in_(TEAM_ROLES))
        .order_by(col(Role.id))
    ).all()
    person_ids = {role.person_id for role, *_ in rows}
    rosters = load_rosters(session, person_ids, today=policy.today(now))
    calendars = Calendars(session, top, policy)
    return DutySchedule(
        actor.scope,
        units,
        {commune.id: calendars.for_unit(commune) for commune in communes},
        [
            TeamDuty(unit, name, is_linked, calendars.for_unit(unit), rosters[role.person_id])
            for role, unit, name, is_linked in rows
        ],
    )
