"""Assign tickets to members, and reassign them when a member does not answer.

Every function that changes a ticket locks its row first (`lock_ticket`), so that two of them,
in one process or in several, are serialised.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.core.dialects import dialect_name
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.tickets import assignment, conflicts_of_interest
from bot.tickets.assignment import (
    PLACEMENT_KINDS,
    Candidate,
    NoCandidate,
    NoCandidateReason,
    Placement,
    PlacementKind,
    QueueEntry,
    Selection,
)
from bot.tickets.events import TicketEscalated, TicketMoved, TicketOffered
from bot.tickets.history import record_event
from bot.tickets.models import EscalationLevel, Ticket, TicketEventKind
from bot.tickets.permissions import find_commune
from bot.tickets.team import Team, load_team

ASSIGNMENT_LOCK = 0x70_52  # any number: the advisory lock of those who give out a commune's tickets
RETRY_AFTER = timedelta(hours=1)  # after everybody on duty was asked in vain
ESCALATION_LEVELS = {
    assignment.Distance.VILLAGE: EscalationLevel.VILLAGE,
    assignment.Distance.NEIGHBOUR: EscalationLevel.NEIGHBOUR,
    assignment.Distance.COMMUNE: EscalationLevel.COMMUNE,
}


def unassign_ticket(ticket: Ticket) -> None:
    """Clear the assignment: nobody has the ticket and nobody is asked to take it."""
    ticket.member_id = ticket.offered_at = ticket.accepted_at = ticket.respond_due_at = None
    ticket.awaiting_member = False


def lock_team(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> Team:
    """Load the team responsible for a ticket; concurrent assignments are serialised."""
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    return lock_commune_team(session, find_commune(session, unit), policy=policy, now=now)


def lock_commune_team(
    session: Session, commune: Unit | None, *, policy: Policy, now: datetime
) -> Team:
    """Load the team of a commune.

    On PostgreSQL this takes a transaction-level advisory lock for the commune.
    """
    if commune is not None and dialect_name(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ASSIGNMENT_LOCK, commune.id)))
    session.flush()
    return load_team(session, commune, policy=policy, now=now)


def assign_ticket(
    session: Session,
    ticket: Ticket,
    *,
    policy: Policy,
    now: datetime,
    team: Team | None = None,
    previous_member_id: int | None = None,
    escalate: bool = False,
) -> Placement:
    """Offer the ticket to the best member on duty, or queue it; return where it is.

    `previous_member_id` is the person who had a reopened ticket. `escalate` skips the village and
    goes to the commune at once.
    """
    team = team or lock_team(session, ticket, policy=policy, now=now)
    conflicts_of_interest.record_conflicts(ticket, team)
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else team.commune
    candidates = team.candidates(ticket, unit, now=now)
    requirements = assignment.make_requirements(
        candidates,
        area=ticket.area,
        resident_id=session.get_one(Contact, ticket.contact_id).person_id,
        tried_person_ids=ticket.offered_to_ids,
        previous_person_id=previous_member_id,
        escalate=escalate,
    )
    match assignment.choose_candidate(requirements, candidates):
        case Selection(candidate):
            return offer_ticket(session, ticket, candidate, team, policy=policy, now=now)
        case NoCandidate(reason):
            return _queue_ticket(session, ticket, reason, team, now=now)


def offer_ticket(
    session: Session,
    ticket: Ticket,
    candidate: Candidate,
    team: Team,
    *,
    policy: Policy,
    now: datetime,
) -> Placement:
    """Offer the ticket to this member; return where it is."""
    member_id = candidate.person_id
    ticket.member_id, ticket.offered_at, ticket.accepted_at = member_id, now, None
    ticket.respond_due_at = now + policy.for_unit(ticket.unit_id).accept_within
    ticket.escalation_level = level = ESCALATION_LEVELS[candidate.distance]
    ticket.offered_to_ids = [*ticket.offered_to_ids, member_id]
    team.record_assignment(member_id, now=now)
    record_event(session, ticket, TicketEventKind.OFFERED, person_id=member_id, note=level, now=now)
    session.flush()
    emit(session, TicketOffered(ticket.id, member_id, policy.zone, at=now))
    return get_offer(ticket)


def get_offer(ticket: Ticket) -> Placement:
    """Return where an offered ticket is: with whom, and until when they may take it."""
    return Placement(
        ticket.id,
        PlacementKind.OFFERED,
        member_id=ticket.member_id,
        is_at_commune=ticket.escalation_level == EscalationLevel.COMMUNE,
        until=ticket.respond_due_at,
    )


def _queue_ticket(
    session: Session, ticket: Ticket, reason: NoCandidateReason, team: Team, *, now: datetime
) -> Placement:
    """Queue the ticket because nobody can be asked now."""
    unassign_ticket(ticket)
    placement = Placement(ticket.id, PLACEMENT_KINDS[reason])
    match reason:
        case NoCandidateReason.ALL_FULL:
            position = get_queue_position(session, ticket, team)
            return replace(placement, queue_position=position)
        case NoCandidateReason.NOBODY_ON_DUTY:
            ticket.queue_first, ticket.offered_to_ids = True, []  # a new day, a new round
            return replace(placement, until=team.find_next_duty(now))
        case NoCandidateReason.ALL_TRIED:
            record_event(session, ticket, TicketEventKind.ESCALATED, now=now)
            leader_ids = tuple(team.list_leader_ids(ticket))
            emit(session, TicketEscalated(ticket.id, leader_ids, at=now))
            ticket.respond_due_at = now + RETRY_AFTER
    ticket.escalation_level = EscalationLevel.DESK
    return replace(placement, until=ticket.respond_due_at)


def list_waiting_tickets(session: Session, team: Team) -> Sequence[Ticket]:
    """Return the commune's tickets that wait for a member, in queue order."""
    query = select(Ticket).where(col(Ticket.closed_at).is_(None), col(Ticket.member_id).is_(None))
    if team.commune is not None:
        query = query.join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True).where(
            within(Unit.path, team.commune.path) | col(Ticket.unit_id).is_(None)
        )
    tickets_by_id = {ticket.id: ticket for ticket in session.exec(query.limit(500))}
    return [
        tickets_by_id[waiting.ticket_id]
        for waiting in assignment.sort_queue(map(_make_queue_entry, tickets_by_id.values()))
    ]


def _make_queue_entry(ticket: Ticket) -> QueueEntry:
    return QueueEntry(ticket.id, assignment.NEVER if ticket.queue_first else ticket.waiting_since)


def get_queue_position(session: Session, ticket: Ticket, team: Team) -> int:
    """Return the ticket's place in the queue, counted from 1."""
    session.flush()
    ticket_ids = [waiting.id for waiting in list_waiting_tickets(session, team)]
    return ticket_ids.index(ticket.id) + 1 if ticket.id in ticket_ids else 1


def reassign_ticket(
    session: Session,
    ticket: Ticket,
    *,
    policy: Policy,
    now: datetime,
    escalate: bool = False,
) -> Placement:
    """Take the ticket from its member and assign it anew; its resident is told where it went."""
    former_id, was_taken = ticket.member_id, ticket.accepted_at is not None
    unassign_ticket(ticket)
    placement = assign_ticket(session, ticket, policy=policy, now=now, escalate=escalate)
    emit(session, TicketMoved(former_id, was_taken, placement, policy.zone, at=now))
    return placement
