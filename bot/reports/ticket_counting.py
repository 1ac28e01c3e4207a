"""What events of tickets, visits and announcements add to the daily counters."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.broadcasts import results
from bot.broadcasts.events import BroadcastChanged, BroadcastEnded, Deed
from bot.broadcasts.models import Broadcast
from bot.reports.counters import add_count, local_day
from bot.reports.histograms import name_bucket
from bot.reports.models import CountName
from bot.reports.residents import find_count_unit_id, find_resident
from bot.tickets.events import (
    HelpedFaceToFace,
    TicketAnswered,
    TicketClosed,
    TicketEscalated,
    TicketOffered,
    TicketOpened,
    TicketRated,
    TicketReopened,
    TicketTaken,
    TicketTimedOut,
    VisitReported,
)
from bot.tickets.models import (
    RESOLVED_OUTCOMES,
    Appointment,
    EscalationLevel,
    Ticket,
    TicketEvent,
    TicketEventKind,
    VisitOutcome,
)

PASSED_ON = {
    EscalationLevel.NEIGHBOUR: CountName.TO_NEIGHBOUR,
    EscalationLevel.COMMUNE: CountName.TO_COMMUNE,
}
VISITED_OUTCOMES = (VisitOutcome.HELPED, VisitOutcome.AGAIN, VisitOutcome.NO_DEVICE)
"""The outcomes of a visit at which somebody was met."""


def count_opened(session: Session, event: TicketOpened) -> None:
    """Count a ticket."""
    _add(session, event.ticket_id, CountName.TICKET_OPENED, event.at)


def count_taken(session: Session, event: TicketTaken) -> None:
    """Count a ticket that a member took, and how long its resident waited for the first one."""
    _add(session, event.ticket_id, CountName.TICKET_TAKEN, event.at)
    _add_first_response(session, event.ticket_id, event.at, answered=1)


def count_answered(session: Session, event: TicketAnswered) -> None:
    """Count the wait of a resident to whom an officer was the first to answer."""
    _add_first_response(session, event.ticket_id, event.at, answered=0)


def count_closed(session: Session, event: TicketClosed) -> None:
    """Count a ticket that ended with an answer or with help."""
    if event.outcome in RESOLVED_OUTCOMES:
        _add(session, event.ticket_id, CountName.TICKET_RESOLVED, event.at)


def count_reopened(session: Session, event: TicketReopened) -> None:
    """Count a ticket that was not solved after all."""
    _add(session, event.ticket_id, CountName.TICKET_REOPENED, event.at)


def count_late(session: Session, event: TicketTimedOut) -> None:
    """Count a ticket taken from a member who did not answer in time."""
    _add(session, event.ticket_id, CountName.TICKET_LATE, event.at)


def count_untaken(session: Session, event: TicketEscalated) -> None:
    """Count a ticket that nobody on duty took."""
    _add(session, event.ticket_id, CountName.UNTAKEN, event.at)


def count_passed_on(session: Session, event: TicketOffered) -> None:
    """Count a ticket that is offered to a neighbour or to the commune for the first time."""
    ticket = session.get_one(Ticket, event.ticket_id)
    name = PASSED_ON.get(EscalationLevel(ticket.escalation_level))
    if name is not None and _count_offers(session, ticket) == 1:
        _add(session, event.ticket_id, name, event.at)


def _count_offers(session: Session, ticket: Ticket) -> int:
    """Count the offers of a ticket at its present level."""
    query = select(func.count(col(TicketEvent.id))).where(
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.kind == TicketEventKind.OFFERED,
        TicketEvent.note == ticket.escalation_level,
    )
    return session.exec(query).one()


def count_rating(session: Session, event: TicketRated) -> None:
    """Count stars; the rating it replaces is taken back."""
    if event.replaced is not None:
        earlier = _find_previous_rating(session, event) or event.at
        replaced = str(event.replaced)
        _add(session, event.ticket_id, CountName.RATING, earlier, detail=replaced, amount=-1)
    _add(session, event.ticket_id, CountName.RATING, event.at, detail=str(event.stars))


def _find_previous_rating(session: Session, event: TicketRated) -> datetime | None:
    query = (
        select(TicketEvent.at)
        .where(TicketEvent.ticket_id == event.ticket_id, TicketEvent.kind == TicketEventKind.RATED)
        .order_by(col(TicketEvent.id).desc())
        .offset(1)  # the last is the rating that is counted now
        .limit(1)
    )
    return session.exec(query).first()


def count_visit(session: Session, event: VisitReported) -> None:
    """Count a visit at which somebody was met."""
    if event.outcome in VISITED_OUTCOMES:
        visit = session.get_one(Appointment, event.visit_id)
        _add(session, visit.ticket_id, CountName.VISIT, event.at)


def count_face_to_face(session: Session, event: HelpedFaceToFace) -> None:
    """Count the households that a member helped without a ticket."""
    unit_id = find_count_unit_id(session, event.unit_id)
    day = local_day(event.at)
    add_count(session, CountName.FACE_TO_FACE, unit_id, day, amount=event.households)


def count_broadcast(session: Session, event: BroadcastEnded) -> None:
    """Count an announcement that is over, and by village whom it reached."""
    _add_broadcast(session, event.broadcast_id, event.at)


def count_cancelled_broadcast(session: Session, event: BroadcastChanged) -> None:
    """Count an announcement that was called off when a part of it had been sent."""
    if event.deed is Deed.CANCEL:
        _add_broadcast(session, event.broadcast_id, event.at)


def _add_broadcast(session: Session, broadcast_id: int, at: datetime) -> None:
    broadcast = session.get_one(Broadcast, broadcast_id)
    if broadcast.batch_id is None:
        return
    day = local_day(at)
    add_count(session, CountName.BROADCAST, broadcast.unit_id, day)
    for reach in results.count_reach_by_unit(session, broadcast):
        unit_id = reach.unit_id or broadcast.unit_id
        add_count(session, CountName.ADDRESSED, unit_id, day, amount=reach.total)
        add_count(session, CountName.DELIVERED, unit_id, day, amount=reach.sent)
        add_count(session, CountName.UNREACHED, unit_id, day, amount=reach.unreachable)


def _add_first_response(session: Session, ticket_id: int, at: datetime, *, answered: int) -> None:
    """Count the wait from opening to the first person, unless a member was there before.

    `answered` is how many members' entries the event itself has left in the history.
    """
    ticket = session.get_one(Ticket, ticket_id)
    query = select(func.count(col(TicketEvent.id))).where(
        TicketEvent.ticket_id == ticket_id, TicketEvent.kind == TicketEventKind.ACCEPTED
    )
    if session.exec(query).one() == answered:
        bucket = name_bucket(at - ticket.opened_at)
        _add(session, ticket_id, CountName.FIRST_RESPONSE, at, detail=bucket)


def _add(
    session: Session,
    ticket_id: int,
    name: CountName,
    at: datetime,
    *,
    detail: str = "",
    amount: int = 1,
) -> None:
    """Add to a counter in the unit of a resident's ticket."""
    ticket = session.get_one(Ticket, ticket_id)
    if find_resident(session, ticket.contact_id):
        unit_id = find_count_unit_id(session, ticket.unit_id)
        add_count(session, name, unit_id, local_day(at), detail=detail, amount=amount)
