"""Find and lock tickets: of a contact, of a member, by number. Only models lie below."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.people.units import Unit, is_within
from bot.tickets import permissions
from bot.tickets.models import Ticket


def lock_ticket(session: Session, ticket_id: int, *, scope: str = "") -> Ticket:
    """Return the ticket, its row locked until the transaction ends.

    Raises NotFound, also for one outside the subtree of `scope`.
    """
    ticket = session.exec(
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if ticket is None or not _is_in_scope(session, ticket, scope):
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    return ticket


def _is_in_scope(session: Session, ticket: Ticket, scope: str) -> bool:
    if ticket.unit_id:
        unit = session.get(Unit, ticket.unit_id)
    else:
        unit = permissions.find_commune(session, None)
    return is_within(unit.path if unit is not None else "", scope)


def list_taken_tickets(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member has taken, the longest held first."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_not(None),
        )
        .order_by(col(Ticket.accepted_at), col(Ticket.id))
    )
    return list(session.exec(query))


def list_offered_tickets(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member was asked to take and has not."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_(None),
        )
        .order_by(col(Ticket.offered_at), col(Ticket.id))
    )
    return list(session.exec(query))


def lock_allowed_ticket(session: Session, ticket_id: int, person_id: int | None) -> Ticket:
    """Lock and return a ticket the person may act on. Raises NotAllowed otherwise.

    See `permissions`.
    """
    ticket = lock_ticket(session, ticket_id)
    permissions.require_access(session, ticket, person_id)
    return ticket


def lock_taken_ticket(session: Session, ticket_id: int, person_id: int) -> Ticket:
    """Lock and return a ticket the member has taken. Raises UserError when it is not theirs."""
    ticket = lock_allowed_ticket(session, ticket_id, person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.member_id != person_id or ticket.accepted_at is None:
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    return ticket


def list_contact_tickets(session: Session, contact_id: int) -> Sequence[Ticket]:
    """Return the contact's open tickets: those somebody has taken first, then the latest active."""
    tickets = session.exec(
        select(Ticket).where(Ticket.contact_id == contact_id, col(Ticket.closed_at).is_(None))
    )
    return sorted(
        tickets,
        key=lambda ticket: (
            ticket.accepted_at is None,
            -(ticket.last_member_at or ticket.opened_at).timestamp(),
        ),
    )
