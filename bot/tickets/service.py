"""Ticket lifecycle: dispatch, list, answer, close, anonymise (opening is in `opening`)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, literal
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.tickets.assignment import Placement, PlacementKind
from bot.tickets.dispatch import assign_ticket, get_offer
from bot.tickets.events import TicketAnswered, TicketClosed
from bot.tickets.history import record_event
from bot.tickets.models import (
    EscalationLevel,
    SupportLog,
    SupportWay,
    Ticket,
    TicketEventKind,
    TicketKind,
    TicketOutcome,
)
from bot.tickets.queries import list_contact_tickets, lock_ticket
from bot.tickets.reachability import is_resident_reachable
from bot.tickets.secret_requests import find_secret_request


def dispatch_ticket(
    session: Session, ticket: Ticket, *, now: datetime, policy: Policy
) -> Placement:
    """Assign a ticket that nobody has; return where it is.

    A ticket that is already taken, offered or escalated is left as it is.
    """
    ticket = lock_ticket(session, ticket.id)
    if ticket.accepted_at is not None:
        return Placement(ticket.id, PlacementKind.TAKEN, member_id=ticket.member_id)
    if ticket.member_id is not None:
        return get_offer(ticket)
    if ticket.respond_due_at is not None and ticket.respond_due_at > now:
        return Placement(ticket.id, PlacementKind.ESCALATED, until=ticket.respond_due_at)
    was_at_desk = ticket.escalation_level == EscalationLevel.DESK
    placement = assign_ticket(session, ticket, policy=policy, now=now)
    if was_at_desk and placement.kind is PlacementKind.DESK:
        return replace(placement, kind=PlacementKind.STILL_AT_DESK)
    return placement


def set_tickets_unit(session: Session, contact_id: int, unit: Unit) -> None:
    """Move the contact's unassigned tickets, if of no village yet, to the unit they named.

    The next run of the timers assigns them to that village's team.
    """
    home_id = session.get_one(Contact, contact_id).account_unit_id
    for open_ticket in list_contact_tickets(session, contact_id):
        if open_ticket.unit_id in (None, home_id) and open_ticket.member_id is None:
            ticket = lock_ticket(session, open_ticket.id)
            ticket.unit_id, ticket.escalation_level, ticket.queue_first = (
                unit.id,
                EscalationLevel.VILLAGE,
                False,
            )


def is_engaged(session: Session, contact_id: int) -> bool:
    """Whether the contact has an open ticket or an unfinished report; runs for every message."""
    return (
        session.connection().execute(_build_engaged_query(), {"who": contact_id}).first()
        is not None
    )


@cache
def _build_engaged_query() -> Select[Any]:
    ticket, draft = SQLModel.metadata.tables["ticket"], SQLModel.metadata.tables["report_draft"]
    contact_id: BindParameter[int] = bindparam("who")
    has_ticket = exists().where(ticket.c.contact_id == contact_id, ticket.c.closed_at.is_(None))
    return sa_select(literal(1)).where(
        has_ticket | exists().where(draft.c.contact_id == contact_id)
    )


def find_open_ticket(session: Session, contact_id: int) -> Ticket | None:
    """Return the contact's open ticket that is taken, or else the latest active one; or None."""
    return next(iter(list_contact_tickets(session, contact_id)), None)


def list_open_tickets(session: Session, scope: str = "") -> Sequence[tuple[Ticket, Contact]]:
    """Return open tickets with their contacts, oldest first.

    `scope` is the path of a unit: only tickets of its subtree; "" means all.
    """
    query = (
        select(Ticket, Contact)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(col(Ticket.closed_at).is_(None))
        .order_by(col(Ticket.opened_at), col(Ticket.id))
    )
    if scope:
        query = query.join(Unit, col(Unit.id) == Ticket.unit_id).where(within(Unit.path, scope))
    return session.exec(query).all()


def answer_ticket(
    session: Session, ticket_id: int, text: str, *, actor: Actor, now: datetime
) -> None:
    """Send an officer's answer to the resident and close the ticket.

    Raises NotFound when it is closed or of another commune, and UserError when the text requests a
    secret or the resident blocked us; the ticket then stays open, for a call or a visit.
    """
    ticket = lock_ticket(session, ticket_id, scope=actor.scope)
    if ticket.closed_at is not None:
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    if (secret := find_secret_request(text)) is not None:
        raise UserError(texts.SECRET_ASKED.format(what=texts.SECRETS_ASKED[secret]))
    if not is_resident_reachable(session, ticket):
        raise UserError(texts.FAILED_BLOCKED)
    close_ticket(session, ticket, TicketOutcome.ANSWERED, now=now, answer=text)
    emit(session, TicketAnswered(ticket.id, actor, at=now))


def close_ticket(
    session: Session,
    ticket: Ticket,
    outcome: TicketOutcome,
    *,
    now: datetime,
    answer: str = "",
    person_id: int | None = None,
) -> None:
    """Close the ticket and write the support-log row that proves it.

    For a contact who declined consent, erasure is scheduled at once.
    """
    ticket.closed_at, ticket.outcome, ticket.respond_due_at, ticket.awaiting_member = (
        now,
        outcome,
        None,
        False,
    )
    ticket.answer = answer or ticket.answer
    helper = person_id or (ticket.member_id if ticket.accepted_at else None)
    session.add(
        SupportLog(
            ticket_id=ticket.id,
            person_id=helper,
            unit_id=ticket.unit_id,
            topic_id=ticket.topic_id,
            words=ticket.subject[:300],
            way=SupportWay.VISIT if ticket.kind == TicketKind.VISIT else SupportWay.CHAT,
            outcome=outcome,
            at=now,
        )
    )
    record_event(
        session, ticket, TicketEventKind.CLOSED, person_id=person_id, note=outcome, now=now
    )
    contact = session.get_one(Contact, ticket.contact_id)
    if contact.declined_at is not None:
        contact.forget_at = now  # who said no: the words go with the ticket
    session.flush()
    emit(session, TicketClosed(ticket.id, outcome, at=now))


def close_unreachable(
    session: Session, ticket: Ticket, person_id: int | None, *, now: datetime
) -> None:
    """Close the ticket because the resident blocked us."""
    close_ticket(session, ticket, TicketOutcome.UNREACHABLE, now=now, person_id=person_id)
