"""A commune's team as a ticket sees it: who could help, distance, load, on duty or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.policy import Policy
from bot.duty import hours
from bot.duty.roster import Calendars, rosters
from bot.people.linking import contacts_of
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind
from bot.tickets import scope
from bot.tickets.assignment import Candidate, Hop, areas_of
from bot.tickets.models import Ticket

HELPERS = (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER)
LATELY = timedelta(days=7)  # who was given a ticket longest ago is asked of these days


@dataclass(slots=True)
class Helper:
    """A team member in one of their roles."""

    role: Role
    person: Person
    unit: Unit
    contact: Contact | None
    roster: hours.Roster
    calendar: hours.Calendar
    open_count: int = 0
    last_assigned_at: datetime | None = None

    def on_duty(self, now: datetime) -> bool:
        """Whether they are on duty by their roster and reachable in a chat."""
        reachable = self.contact is not None and self.contact.unreachable_since is None
        return reachable and hours.on_duty(now, self.calendar, self.roster)


class Team:
    """The helpers of one commune; their counts are kept up to date while tickets are assigned."""

    def __init__(self, commune: Unit | None, helpers: Sequence[Helper], calendars: Calendars):
        self.commune = commune
        self.helpers = helpers
        self.calendars = calendars

    def candidates(self, ticket: Ticket, unit: Unit | None, *, now: datetime) -> list[Candidate]:
        """Return everybody linked to a chat who may get this ticket, as candidates for it."""
        return [
            Candidate(
                id=one.role.id,
                person_id=one.person.id,
                name=one.person.name,
                hop=_hop(unit, one.unit),
                on_duty=one.on_duty(now),
                areas=areas_of(one.role.skills),
                open_count=one.open_count,
                last_assigned_at=one.last_assigned_at,
            )
            for one in self.helpers
            # A resident may be a member too, on the same chat or on another of theirs.
            if one.contact is not None and one.contact.id != ticket.contact_id
            if scope.may_know(ticket, one.person.id, one.role.kind)
        ]

    def helper(self, role_id: int) -> Helper:
        """Return the helper with this role."""
        return next(one for one in self.helpers if one.role.id == role_id)

    def of_person(self, person_id: int) -> Helper | None:
        """Return one of the helpers this person is, or None."""
        return next((one for one in self.helpers if one.person.id == person_id), None)

    def given(self, person_id: int, *, now: datetime) -> None:
        """Count one more ticket for this person."""
        for one in self.helpers:
            if one.person.id == person_id:
                one.open_count += 1
                one.last_assigned_at = now

    def opens_at(self, now: datetime) -> datetime | None:
        """Return when the next reachable helper comes on duty, or None.

        When nobody is reachable the commune's hours count.
        """
        linked = [
            one
            for one in self.helpers
            if one.contact is not None and one.contact.unreachable_since is None
        ]
        moments = [hours.next_open(now, one.calendar, one.roster) for one in linked]
        known = [moment for moment in moments if moment is not None]
        return min(known) if known else hours.next_open(now, self.calendars.of(self.commune))


def _hop(unit: Unit | None, theirs: Unit) -> Hop:
    if unit is not None and theirs.id == unit.id:
        return Hop.VILLAGE
    return Hop.COMMUNE if theirs.kind == UnitKind.COMMUNE else Hop.NEIGHBOUR


def load(session: Session, commune: Unit | None, *, policy: Policy, now: datetime) -> Team:
    """Load the current team of a commune."""
    calendars = Calendars(session, commune, policy)
    if commune is None:
        return Team(None, (), calendars)
    rows = session.exec(
        select(Role, Person, Unit)
        .join(Person, col(Person.id) == Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(col(Role.kind).in_(HELPERS), col(Unit.path).startswith(commune.path))
        .order_by(col(Role.id))
    ).all()
    people = {person.id for _, person, _ in rows}
    contacts = contacts_of(session, people)
    said = rosters(session, people, today=now.astimezone(policy.zone).date())
    counts, last = _counts(session, people), _last_given(session, people, now)
    helpers = [
        Helper(
            role,
            person,
            unit,
            contacts.get(person.id),
            said[person.id],
            calendars.of(unit),
            counts.get(person.id, 0),
            last.get(person.id),
        )
        for role, person, unit in rows
    ]
    return Team(commune, helpers, calendars)


def _counts(session: Session, people: Iterable[int]) -> dict[int | None, int]:
    rows = session.exec(
        select(Ticket.member_id, func.count(col(Ticket.id)))
        .where(col(Ticket.member_id).in_(people), col(Ticket.closed_at).is_(None))
        .group_by(col(Ticket.member_id))
    )
    return {person_id: count for person_id, count in rows}


def _last_given(
    session: Session, people: Iterable[int], now: datetime
) -> dict[int | None, datetime | None]:
    rows = session.exec(
        select(Ticket.member_id, func.max(col(Ticket.offered_at)))
        .where(col(Ticket.member_id).in_(people), col(Ticket.offered_at) > now - LATELY)
        .group_by(col(Ticket.member_id))
    )
    return {person_id: at for person_id, at in rows}
