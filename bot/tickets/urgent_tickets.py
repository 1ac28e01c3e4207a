"""Urgent tickets for immediate danger: everybody who could come is notified at once."""

from datetime import datetime

from sqlmodel import Session

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.tickets.dispatch import lock_team
from bot.tickets.events import DangerReported
from bot.tickets.models import URGENT, Ticket
from bot.tickets.opening import open_ticket
from bot.tickets.service import dispatch_ticket


def open_urgent_ticket(
    session: Session,
    contact: Contact,
    text: str,
    subject: str,
    *,
    unit_id: int | None = None,
    now: datetime,
    policy: Policy,
) -> Ticket:
    """Return the contact's urgent ticket: opened, offered and announced to all, or appended to.

    `unit_id` is where they are as far as is known, when their contact has no unit.
    """
    ticket, is_new = open_ticket(
        session, contact, now=now, policy=policy, text=text, subject=subject, area=URGENT
    )
    ticket.unit_id = ticket.unit_id or unit_id
    if is_new:
        dispatch_ticket(session, ticket, now=now, policy=policy)
        team = lock_team(session, ticket, policy=policy, now=now)
        emit(session, DangerReported(ticket.id, tuple(team.list_alerted_ids(ticket)), at=now))
    return ticket
