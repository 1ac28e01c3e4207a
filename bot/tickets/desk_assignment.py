"""Giving a ticket to a chosen member at a desk: who could get it, what the resident will read."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit
from bot.tickets import dispatch, permissions
from bot.tickets.assignment import Candidate, Distance, Placement, PlacementKind
from bot.tickets.desk_access import lock_open_ticket
from bot.tickets.desk_view import get_visible_ticket
from bot.tickets.events import DeskAction, DeskDeed, TicketGivenOn, TicketMoved
from bot.tickets.history import record_event
from bot.tickets.models import Ticket, TicketEventKind
from bot.tickets.team import Team
from bot.tickets.wording import describe_leaving, describe_placement


@dataclass(frozen=True, slots=True)
class Assignee:
    """Somebody who could be given a ticket."""

    person_id: int
    name: str
    unit_name: str
    is_linked: bool
    is_on_duty: bool
    open_count: int
    has_it: bool

    @property
    def can_be_asked(self) -> bool:
        """Whether they could be given the ticket now."""
        return self.is_linked and self.is_on_duty and not self.has_it


def list_assignees(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, policy: Policy
) -> list[Assignee]:
    """Return the team that may read the ticket, those on duty first, the nearest and freest first.

    Raises NotFound.
    """
    ticket, unit = get_visible_ticket(session, ticket_id, actor=actor)
    team = dispatch.lock_team(session, ticket, policy=policy, now=now)
    unit = unit or team.commune
    candidates = {
        candidate.person_id: candidate for candidate in _candidates(ticket, unit, team, now)
    }
    assignees: dict[int, Assignee] = {}
    for helper in team.helpers:
        person_id = helper.person.id
        if person_id in assignees or not permissions.may_read(ticket, person_id, helper.role.kind):
            continue
        assignees[person_id] = Assignee(
            person_id,
            helper.person.name,
            helper.unit.name,
            person_id in candidates,
            helper.is_on_duty(now),
            helper.open_count,
            person_id == ticket.member_id,
        )
    return sorted(
        assignees.values(),
        key=lambda assignee: (
            not (assignee.is_linked and assignee.is_on_duty),
            _distance_of(candidates.get(assignee.person_id)),
            assignee.open_count,
            assignee.name,
        ),
    )


def _distance_of(candidate: Candidate | None) -> int:
    return candidate.distance if candidate is not None else len(Distance)


def _load_team(
    session: Session, ticket: Ticket, policy: Policy, now: datetime
) -> tuple[Unit | None, Team]:
    team = dispatch.lock_team(session, ticket, policy=policy, now=now)
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else team.commune
    return unit, team


def _candidates(ticket: Ticket, unit: Unit | None, team: Team, now: datetime) -> list[Candidate]:
    """Return who may get the ticket, the nearest role of each person last."""
    found = team.candidates(ticket, unit, now=now)
    return sorted(found, key=lambda candidate: -candidate.distance)


def preview_gift(
    session: Session,
    ticket_id: int,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> tuple[str, str]:
    """Return the member's name, and what the resident will read if they get the ticket.

    Raises what `give_ticket` raises.
    """
    ticket, _ = get_visible_ticket(session, ticket_id, actor=actor)
    candidate, _ = _get_candidate(session, ticket, person_id, policy=policy, now=now)
    until = now + policy.for_unit(ticket.unit_id).accept_within
    is_at_commune = candidate.distance == Distance.COMMUNE
    placement = Placement(
        ticket.id,
        PlacementKind.OFFERED,
        member_id=person_id,
        is_at_commune=is_at_commune,
        until=until,
    )
    was_taken = ticket.accepted_at is not None
    why = describe_leaving(session, ticket.member_id, was_taken=was_taken)
    where = describe_placement(session, placement, zone=policy.zone, now=now)
    return candidate.name, f"{why}\n{where}".strip()


def _get_candidate(
    session: Session, ticket: Ticket, person_id: int, *, policy: Policy, now: datetime
) -> tuple[Candidate, Team]:
    """Return a member who can be given the ticket. Raises UserError, NotFound with the reason."""
    unit, team = _load_team(session, ticket, policy, now)
    helper = team.find_by_person(person_id)
    if helper is None:
        raise NotFound(texts.DESK_NO_MEMBER)
    name = helper.person.name
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.member_id == person_id:
        raise UserError(texts.DESK_HAS_IT_ALREADY.format(name=name))
    resident = session.get_one(Contact, ticket.contact_id)
    if not permissions.may_read(ticket, person_id, helper.role.kind) or (
        resident.person_id == person_id
    ):
        raise UserError(texts.COLLEAGUE_NOT_THIS.format(name=name, number=ticket.id))
    found = {candidate.person_id: candidate for candidate in _candidates(ticket, unit, team, now)}
    if person_id not in found:
        raise UserError(texts.COLLEAGUE_UNLINKED.format(name=name))
    if not helper.is_on_duty(now):
        raise UserError(texts.COLLEAGUE_OFF.format(name=name))
    return found[person_id], team


def give_ticket(
    session: Session,
    ticket_id: int,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> Placement:
    """Offer the ticket to a chosen member; the resident and whoever had it are told.

    Raises NotFound, NotAllowed for who does not lead, UserError with the reason why that member
    cannot get it.
    """
    ticket = lock_open_ticket(session, ticket_id, actor)
    if not permissions.is_ticket_leader(session, ticket, actor.person_id or 0):
        raise NotAllowed(texts.TICKET_NOT_FOR_YOU.format(number=ticket.id))
    candidate, team = _get_candidate(session, ticket, person_id, policy=policy, now=now)
    former_id, was_taken = ticket.member_id, ticket.accepted_at is not None
    dispatch.unassign_ticket(ticket)
    record_event(
        session,
        ticket,
        TicketEventKind.PASSED,
        person_id=actor.person_id,
        note=candidate.name,
        now=now,
    )
    placement = dispatch.offer_ticket(session, ticket, candidate, team, policy=policy, now=now)
    emit(session, TicketMoved(former_id, was_taken, placement, policy.zone, at=now))
    if former_id is not None and former_id != actor.person_id:
        emit(session, TicketGivenOn(ticket.id, former_id, at=now))
    emit(session, DeskAction(DeskDeed.ASSIGN, ticket.id, actor, candidate.name, at=now))
    return placement
