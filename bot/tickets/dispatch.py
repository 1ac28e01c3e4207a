"""Assign tickets to members, and reassign them when a member does not answer.

Every function that changes a ticket locks its row first (`lock_ticket`), so that two of them,
in one process or in several, are serialised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.dialects import dialect_name
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.tickets import assignment, cards, conflicts_of_interest, permissions
from bot.tickets.assignment import NoCandidate, NoCandidateReason, QueueEntry, TicketRequirements
from bot.tickets.assignment import Selection as Chosen
from bot.tickets.models import EscalationLevel, Ticket
from bot.tickets.notify import notify_member, notify_resident, record_event
from bot.tickets.permissions import find_commune
from bot.tickets.team import Team, load_team

ASSIGNMENT_LOCK = 0x70_52  # any number: the advisory lock of those who give out a commune's tickets
RETRY_AFTER = timedelta(hours=1)  # after everybody on duty was asked in vain
ESCALATION_LEVELS = {
    assignment.Distance.VILLAGE: EscalationLevel.VILLAGE,
    assignment.Distance.NEIGHBOUR: EscalationLevel.NEIGHBOUR,
    assignment.Distance.COMMUNE: EscalationLevel.COMMUNE,
}


@dataclass(frozen=True, slots=True)
class AssignmentResult:
    """The result of an assignment: the member who was asked, or why none was.

    `reply` is what the resident is told.
    """

    person_id: int | None
    reason: NoCandidateReason | None
    reply: Reply


def lock_ticket(session: Session, ticket_id: int) -> Ticket:
    """Return the ticket, its row locked until the transaction ends. Raises NotFound."""
    ticket = session.exec(
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if ticket is None:
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    return ticket


def unassign_ticket(ticket: Ticket) -> None:
    """Clear the assignment: nobody has the ticket and nobody is asked to take it."""
    ticket.member_id = ticket.offered_at = ticket.accepted_at = ticket.respond_due_at = None
    ticket.awaiting_member = False


def lock_team(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> Team:
    """Load the team responsible for a ticket; concurrent assignments in a commune are serialised.

    On PostgreSQL this takes a transaction-level advisory lock for the commune.
    """
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    commune = find_commune(session, unit)
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
) -> AssignmentResult:
    """Offer the ticket to the best member on duty, or queue it and say why.

    `previous_member_id` is the person who had a reopened ticket. `escalate` skips the village and
    goes to the commune at once.
    """
    team = team or lock_team(session, ticket, policy=policy, now=now)
    conflicts_of_interest.record_conflicts(ticket, team)
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else team.commune
    candidates = team.candidates(ticket, unit, now=now)
    contact = session.get_one(Contact, ticket.contact_id)
    previous_candidate_id = next(
        (candidate.id for candidate in candidates if candidate.person_id == previous_member_id),
        None,
    )
    requirements = TicketRequirements(
        area=assignment.Area(ticket.area) if ticket.area in set(assignment.Area) else None,
        resident_id=contact.person_id,
        tried_candidate_ids=[
            candidate.id for candidate in candidates if candidate.person_id in ticket.offered_to_ids
        ],
        previous_candidate_id=previous_candidate_id,
        min_distance=assignment.Distance.COMMUNE if escalate else assignment.Distance.VILLAGE,
    )
    selection = assignment.choose_candidate(requirements, candidates)
    if isinstance(selection, NoCandidate):
        return _queue_ticket(session, ticket, selection.reason, team, policy=policy, now=now)
    return _offer_ticket(session, ticket, selection, team, policy=policy, now=now)


def _offer_ticket(
    session: Session,
    ticket: Ticket,
    selection: Chosen,
    team: Team,
    *,
    policy: Policy,
    now: datetime,
) -> AssignmentResult:
    candidate = selection.candidate
    ticket.member_id, ticket.offered_at, ticket.accepted_at = candidate.person_id, now, None
    ticket.respond_due_at = now + policy.accept_within
    ticket.escalation_level = ESCALATION_LEVELS[candidate.distance]
    ticket.offered_to_ids = [*ticket.offered_to_ids, candidate.person_id]
    team.record_assignment(candidate.person_id, now=now)
    record_event(
        session,
        ticket,
        "offered",
        person_id=candidate.person_id,
        note=ticket.escalation_level,
        now=now,
    )
    session.flush()
    card = cards.offer_card(session, ticket, policy=policy, now=now)
    notify_member(session, candidate.person_id, card, ticket, now=now)
    return AssignmentResult(
        candidate.person_id, None, render_offer(session, ticket, policy=policy, now=now)
    )


def render_offer(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> Reply:
    """Tell the resident who was asked, and until when that member may answer."""
    template = (
        texts.TICKET_AT_COMMUNE
        if ticket.escalation_level == EscalationLevel.COMMUNE
        else texts.TICKET_OFFERED
    )
    return Reply(
        template.format(
            number=ticket.id,
            member=cards.member_name(session, ticket.member_id),
            time=cards.format_moment(ticket.respond_due_at or now, now=now, zone=policy.zone),
        )
    )


def _queue_ticket(
    session: Session,
    ticket: Ticket,
    reason: NoCandidateReason,
    team: Team,
    *,
    policy: Policy,
    now: datetime,
) -> AssignmentResult:
    """Queue the ticket because nobody can be asked now; return the result for the resident."""
    ticket.member_id = ticket.offered_at = ticket.accepted_at = ticket.respond_due_at = None
    ticket.awaiting_member = False
    if reason is NoCandidateReason.ALL_FULL:
        place = get_queue_position(session, ticket, team)
        reply = Reply(texts.TICKET_IN_LINE.format(number=ticket.id, place=place))
        return AssignmentResult(None, reason, reply)
    if reason is NoCandidateReason.NOBODY_ON_DUTY:
        ticket.queue_first, ticket.offered_to_ids = True, []  # a new day, a new round
        return AssignmentResult(
            None, reason, _render_after_hours(ticket, team, policy=policy, now=now)
        )
    if reason is NoCandidateReason.ALL_TRIED:
        _alert_leaders(session, ticket, team, now=now)
        ticket.respond_due_at = now + RETRY_AFTER
        time = cards.format_moment(ticket.respond_due_at, now=now, zone=policy.zone)
        reply = Reply(texts.TICKET_ESCALATED.format(number=ticket.id, time=time))
        ticket.escalation_level = EscalationLevel.DESK
        return AssignmentResult(None, reason, reply)
    ticket.escalation_level = EscalationLevel.DESK
    return AssignmentResult(None, reason, Reply(texts.PERSON_ASKED.format(number=ticket.id)))


def _render_after_hours(ticket: Ticket, team: Team, *, policy: Policy, now: datetime) -> Reply:
    opens = team.find_next_duty(now)
    if opens is None:
        return Reply(texts.PERSON_ASKED.format(number=ticket.id))
    time = cards.format_moment(opens, now=now, zone=policy.zone)
    return Reply(texts.TICKET_AFTER_HOURS.format(number=ticket.id, time=time))


def _alert_leaders(session: Session, ticket: Ticket, team: Team, *, now: datetime) -> None:
    """Notify the village's leaders and the commune's officers that nobody took the ticket."""
    record_event(session, ticket, "escalated", now=now)
    text = texts.TICKET_NOBODY_TOOK.format(
        number=ticket.id, unit=cards.unit_name(session, ticket), text=ticket.text or ticket.subject
    )
    take_button = (Choice(texts.BUTTON_TAKE, f"tk:{ticket.id}:take"),)
    notified_ids: set[int] = set()
    for helper in team.helpers:
        is_near = helper.unit.id == ticket.unit_id and helper.role.kind == "leader"
        may = permissions.may_read(ticket, helper.person.id, helper.role.kind)
        if (
            (is_near or helper.role.kind == "officer")
            and may
            and helper.person.id not in notified_ids
        ):
            notified_ids.add(helper.person.id)
            if helper.contact is not None and helper.contact.id != ticket.contact_id:
                notify_member(session, helper.person.id, Reply(text, take_button), ticket, now=now)


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
    preface: str,
    *,
    policy: Policy,
    now: datetime,
    escalate: bool = False,
    team: Team | None = None,
) -> AssignmentResult:
    """Assign the ticket anew after a member could not help; `preface` tells the resident why."""
    result = assign_ticket(session, ticket, policy=policy, now=now, escalate=escalate, team=team)
    reply = Reply(f"{preface}\n{result.reply.text}".strip(), result.reply.choices)
    notify_resident(session, ticket, reply, now=now)
    return result
