"""A commune's team as a ticket sees it: who could help, distance, load, on duty or not."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.roster import Calendars, load_rosters
from bot.duty.team_members import Helper, find_helper
from bot.people.linking import TEAM_ROLES, map_contacts
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, within
from bot.tickets import permissions
from bot.tickets.assignment import Candidate, Distance, parse_areas
from bot.tickets.models import Ticket

ASSIGNMENT_WINDOW = timedelta(days=7)  # who was given a ticket longest ago is asked of these days


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
                id=helper.role.id,
                person_id=helper.person.id,
                name=helper.person.name,
                distance=_get_distance(unit, helper.unit),
                on_duty=helper.is_on_duty(now),
                areas=parse_areas(helper.role.skills),
                open_count=helper.open_count,
                last_assigned_at=helper.last_assigned_at,
            )
            for helper in self.helpers
            # A resident may be a member too, on the same chat or on another of theirs.
            if helper.contact is not None and helper.contact.id != ticket.contact_id
            if permissions.may_read(ticket, helper.person.id, helper.role.kind)
        ]

    def get_by_role(self, role_id: int) -> Helper:
        """Return the helper with this role."""
        return next(helper for helper in self.helpers if helper.role.id == role_id)

    def find_by_person(self, person_id: int) -> Helper | None:
        """Return one of the helpers this person is, or None."""
        return find_helper(self.helpers, person_id)

    def list_leader_ids(self, ticket: Ticket) -> list[int]:
        """Return the persons who lead: the village's leaders, the commune's officers.

        Only those who may know of the ticket, and never on the chat that asked.
        """
        leaders = (
            helper
            for helper in self.helpers
            if helper.role.kind == RoleKind.OFFICER
            or (helper.role.kind == RoleKind.LEADER and helper.unit.id == ticket.unit_id)
            if permissions.may_read(ticket, helper.person.id, helper.role.kind)
        )
        return _list_addressed(leaders, ticket)

    def list_alerted_ids(self, ticket: Ticket) -> list[int]:
        """Return all who could come at once: the village's team and the commune's officers."""
        near = (
            helper
            for helper in self.helpers
            if helper.unit.id == ticket.unit_id or helper.role.kind == RoleKind.OFFICER
            if helper.person.id != ticket.member_id
        )
        return _list_addressed(near, ticket)

    def record_assignment(self, person_id: int, *, now: datetime) -> None:
        """Count one more ticket for this person."""
        for helper in self.helpers:
            if helper.person.id == person_id:
                helper.open_count += 1
                helper.last_assigned_at = now

    def find_next_duty(self, now: datetime) -> datetime | None:
        """Return when the next reachable helper comes on duty, or None.

        When nobody is reachable the commune's hours count.
        """
        reachable = [
            helper
            for helper in self.helpers
            if helper.contact is not None and helper.contact.unreachable_since is None
        ]
        moments = [
            presence.find_next_duty(now, helper.calendar, helper.roster) for helper in reachable
        ]
        known = [moment for moment in moments if moment is not None]
        return (
            min(known)
            if known
            else presence.find_next_duty(now, self.calendars.for_unit(self.commune))
        )


def _list_addressed(helpers: Iterable[Helper], ticket: Ticket) -> list[int]:
    """Return each person once, without those who have no chat but the one that asked."""
    contacts_by_person = {helper.person.id: helper.contact for helper in helpers}
    return [
        person_id
        for person_id, contact in contacts_by_person.items()
        if contact is not None and contact.id != ticket.contact_id
    ]


def _get_distance(unit: Unit | None, helper_unit: Unit) -> Distance:
    if unit is not None and helper_unit.id == unit.id:
        return Distance.VILLAGE
    return Distance.COMMUNE if helper_unit.kind == UnitKind.COMMUNE else Distance.NEIGHBOUR


def load_team(session: Session, commune: Unit | None, *, policy: Policy, now: datetime) -> Team:
    """Load the current team of a commune."""
    calendars = Calendars(session, commune, policy)
    if commune is None:
        return Team(None, (), calendars)
    rows = session.exec(
        select(Role, Person, Unit)
        .join(Person, col(Person.id) == Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(col(Role.kind).in_(TEAM_ROLES), within(Unit.path, commune.path))
        .order_by(col(Role.id))
    ).all()
    person_ids = {person.id for _, person, _ in rows}
    contacts = map_contacts(session, person_ids)
    rosters_by_person = load_rosters(session, person_ids, today=now.astimezone(policy.zone).date())
    counts, last_assigned = (
        _count_open_tickets(session, person_ids),
        _load_last_assigned(session, person_ids, now),
    )
    helpers = [
        Helper(
            role,
            person,
            unit,
            contacts.get(person.id),
            rosters_by_person[person.id],
            calendars.for_unit(unit),
            counts.get(person.id, 0),
            last_assigned.get(person.id),
        )
        for role, person, unit in rows
    ]
    return Team(commune, helpers, calendars)


def _count_open_tickets(session: Session, person_ids: Iterable[int]) -> dict[int | None, int]:
    rows = session.exec(
        select(Ticket.member_id, func.count(col(Ticket.id)))
        .where(col(Ticket.member_id).in_(person_ids), col(Ticket.closed_at).is_(None))
        .group_by(col(Ticket.member_id))
    )
    return {person_id: count for person_id, count in rows}


def _load_last_assigned(
    session: Session, person_ids: Iterable[int], now: datetime
) -> dict[int | None, datetime | None]:
    rows = session.exec(
        select(Ticket.member_id, func.max(col(Ticket.offered_at)))
        .where(
            col(Ticket.member_id).in_(person_ids), col(Ticket.offered_at) > now - ASSIGNMENT_WINDOW
        )
        .group_by(col(Ticket.member_id))
    )
    return {person_id: assigned_at for person_id, assigned_at in rows}
