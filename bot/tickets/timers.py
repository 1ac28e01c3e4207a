"""Timed jobs of tickets: each selects what is due and may run twice (ADR-0006).

A ticket locked by another transaction is skipped until the next run.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.people.unit_policies import by_unit
from bot.people.units import Unit
from bot.tickets.assignment import PlacementKind
from bot.tickets.delivery_failures import has_arrived_as_file
from bot.tickets.dispatch import (
    assign_ticket,
    list_waiting_tickets,
    lock_commune_team,
    reassign_ticket,
)
from bot.tickets.events import (
    ResidentLost,
    TicketClosedQuietly,
    TicketFellQuiet,
    TicketMoved,
    TicketTimedOut,
)
from bot.tickets.history import record_event
from bot.tickets.models import Appointment, Ticket, TicketEventKind, TicketOutcome, VisitOutcome
from bot.tickets.permissions import find_commune
from bot.tickets.queries import list_offered_tickets, list_taken_tickets
from bot.tickets.safety_follow_ups import ask_follow_ups_due
from bot.tickets.service import close_ticket
from bot.tickets.team import Team
from bot.tickets.visits import remind_visits_due


class TimedJob(Protocol):
    """A timed job."""

    def __call__(self, session: Session, *, policy: Policy, now: datetime) -> object: ...


NEWS_KINDS = (PlacementKind.OFFERED, PlacementKind.ESCALATED)  # the resident is told of
BATCH_SIZE = 50  # tickets a tick takes of each kind; the rest comes with the next one


def _lock_tickets(session: Session, ids: Sequence[int]) -> list[Ticket]:
    """Lock and reload these tickets, skipping those that are closed or locked elsewhere."""
    query = (
        select(Ticket)
        .where(col(Ticket.id).in_(ids), col(Ticket.closed_at).is_(None))
        .order_by(col(Ticket.id))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.exec(query)) if ids else []


def close_unreachable_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Close tickets of residents who blocked us; return how many."""
    ids = session.exec(
        select(Ticket.id)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(col(Ticket.closed_at).is_(None), col(Contact.unreachable_since).is_not(None))
        .limit(BATCH_SIZE)
    ).all()
    tickets = _lock_tickets(session, ids)
    for ticket in tickets:
        close_ticket(session, ticket, TicketOutcome.UNREACHABLE, now=now)
        if ticket.member_id is not None:
            emit(session, ResidentLost(ticket.id, ticket.member_id, at=now))
    return len(tickets)


def reassign_unreachable_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Reassign tickets of members who blocked us; return how many."""
    chat = select(Contact.id).where(Contact.person_id == Ticket.member_id)
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.member_id).is_not(None),
            ~exists(chat.where(col(Contact.unreachable_since).is_(None))),
        )
        .limit(BATCH_SIZE)
    ).all()
    tickets = _lock_tickets(session, ids)
    for ticket in tickets:
        _reassign_late_ticket(session, ticket, policy=policy, now=now)
    return len(tickets)


def reassign_overdue(session: Session, *, policy: Policy, now: datetime) -> int:
    """Reassign tickets whose member let the deadline pass; return how many."""
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.member_id).is_not(None),
            col(Ticket.respond_due_at) <= now,
        )
        .order_by(col(Ticket.respond_due_at))
        .limit(BATCH_SIZE)
    ).all()
    reassigned = 0
    for ticket in _lock_tickets(session, ids):
        if ticket.member_id is None or ticket.respond_due_at is None or ticket.respond_due_at > now:
            continue
        if ticket.accepted_at is not None and ticket.awaiting_member:
            ticket.awaiting_member = not has_arrived_as_file(session, ticket)
        if ticket.accepted_at is not None and not ticket.awaiting_member:
            ticket.respond_due_at = None
            emit(session, TicketFellQuiet(ticket.id, ticket.member_id, at=now))
            continue
        _reassign_late_ticket(session, ticket, policy=policy, now=now)
        reassigned += 1
    return reassigned


def _reassign_late_ticket(
    session: Session, ticket: Ticket, *, policy: Policy, now: datetime
) -> None:
    late_id = ticket.member_id or 0
    record_event(session, ticket, TicketEventKind.RETURNED, person_id=late_id, now=now)
    placement = reassign_ticket(session, ticket, policy=policy, now=now)
    if placement.member_id != late_id:
        emit(session, TicketTimedOut(ticket.id, late_id, at=now))


def resume_bot_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Close tickets in which nobody wrote for hours; the bot answers again. Return how many."""
    since = by_unit(
        Ticket.unit_id,
        policy,
        lambda own: now - own.bot_returns_after,
        UTCDateTime(),
    )
    to_come = select(Appointment.id).where(
        Appointment.ticket_id == Ticket.id,
        Appointment.outcome == VisitOutcome.PENDING,
        col(Appointment.starts_at) > now - timedelta(days=1),
    )
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at) < since,
            col(Ticket.awaiting_member).is_(False),
            col(Ticket.last_member_at).is_(None) | (col(Ticket.last_member_at) < since),
            col(Ticket.last_resident_at).is_(None) | (col(Ticket.last_resident_at) < since),
            ~exists(to_come),
        )
        .limit(BATCH_SIZE)
    ).all()
    tickets = _lock_tickets(session, ids)
    for ticket in tickets:
        close_ticket(session, ticket, TicketOutcome.QUIET, now=now)
        emit(session, TicketClosedQuietly(ticket.id, ticket.member_id or 0, at=now))
    return len(tickets)


def drain_backlog(session: Session, *, policy: Policy, now: datetime) -> int:
    """Assign queued tickets to members who are free now, longest waiting first; return how many."""
    rows = session.exec(
        select(Ticket.unit_id)
        .where(col(Ticket.closed_at).is_(None), col(Ticket.member_id).is_(None))
        .distinct()
    ).all()
    given, seen = 0, set()
    for unit_id in rows:
        unit = session.get(Unit, unit_id) if unit_id else None
        commune = find_commune(session, unit)
        if commune is not None and commune.id not in seen:
            seen.add(commune.id)
            given += drain_commune_backlog(session, commune, policy=policy, now=now)
    return given


def drain_commune_backlog(session: Session, commune: Unit, *, policy: Policy, now: datetime) -> int:
    """Do the same for one commune, also when a member comes on duty or has capacity again."""
    team = lock_commune_team(session, commune, policy=policy, now=now)
    is_anybody_on_duty = any(helper.is_on_duty(now) for helper in team.helpers)
    ticket_ids = [
        ticket.id
        for ticket in list_waiting_tickets(session, team)
        if is_anybody_on_duty or not ticket.queue_first
    ]
    tickets_by_id = {ticket.id: ticket for ticket in _lock_tickets(session, ticket_ids)}
    return sum(
        _retry_assignment(session, tickets_by_id[ticket_id], team, policy=policy, now=now)
        for ticket_id in ticket_ids
        if ticket_id in tickets_by_id
    )


def _retry_assignment(
    session: Session, ticket: Ticket, team: Team, *, policy: Policy, now: datetime
) -> bool:
    if ticket.member_id is not None or (
        ticket.respond_due_at is not None and ticket.respond_due_at > now
    ):
        return False
    if ticket.respond_due_at is not None:
        ticket.offered_to_ids = []  # everybody was asked an hour ago: a new round
    was_queue_first = ticket.queue_first
    placement = assign_ticket(session, ticket, policy=policy, now=now, team=team)
    is_newly_closed = placement.kind is PlacementKind.AFTER_HOURS and not was_queue_first
    if placement.kind in NEWS_KINDS or is_newly_closed:
        emit(session, TicketMoved(None, False, placement, policy.zone, at=now))
    return placement.member_id is not None


def reassign_member_tickets(
    session: Session, person_id: int, *, policy: Policy, now: datetime
) -> int:
    """Reassign all tickets of a member who goes off duty; return how many."""
    ids = [
        held_ticket.id
        for held_ticket in (
            *list_taken_tickets(session, person_id),
            *list_offered_tickets(session, person_id),
        )
    ]
    tickets = [
        held_ticket
        for held_ticket in _lock_tickets(session, ids)
        if held_ticket.member_id == person_id
    ]
    for ticket in tickets:
        record_event(session, ticket, TicketEventKind.RETURNED, person_id=person_id, now=now)
        if person_id not in ticket.offered_to_ids:
            ticket.offered_to_ids = [*ticket.offered_to_ids, person_id]
        reassign_ticket(session, ticket, policy=policy, now=now)
    return len(tickets)


# Each in a transaction of its own, so that one that fails does not keep the others from their work.
DUE_JOBS: Sequence[TimedJob] = (
    close_unreachable_due,
    reassign_unreachable_due,
    reassign_overdue,
    resume_bot_due,
    drain_backlog,
    remind_visits_due,
    ask_follow_ups_due,
)
