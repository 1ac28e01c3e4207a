"""Which ticket somebody at a desk may act on: what they may not see does not exist for them."""

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.people.actor import Actor
from bot.tickets import permissions, queries
from bot.tickets.desk_view import get_visible_ticket
from bot.tickets.models import Ticket


def lock_visible_ticket(session: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Lock and return a ticket that the actor may see and act on. Raises NotFound, NotAllowed."""
    get_visible_ticket(session, ticket_id, actor=actor)
    ticket = queries.lock_ticket(session, ticket_id)
    permissions.require_access(session, ticket, actor.person_id)
    return ticket


def lock_open_ticket(session: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Lock and return an open one. Raises NotFound, NotAllowed, UserError."""
    ticket = lock_visible_ticket(session, ticket_id, actor)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    return ticket
