"""Merge the tickets of two chats that turned out to belong to one person."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.tickets.models import TicketKind, TicketOutcome
from bot.tickets.opening import append_message
from bot.tickets.queries import list_contact_tickets, lock_ticket
from bot.tickets.service import close_ticket


def merge_tickets(
    session: Session, contact: Contact, other_contact: Contact, *, now: datetime, policy: Policy
) -> int:
    """Merge open tickets about the same matter; return how many were merged.

    The one that has waited longer stays open and takes over the text of both.
    """
    tickets_by_matter = {
        (ticket.area, ticket.kind): ticket for ticket in list_contact_tickets(session, contact.id)
    }
    merged_count = 0
    for other_ticket in list_contact_tickets(session, other_contact.id):
        own_ticket = tickets_by_matter.get((other_ticket.area, other_ticket.kind))
        if own_ticket is None or other_ticket.kind == TicketKind.REPORT:
            continue
        kept, closed = sorted(
            (own_ticket, other_ticket), key=lambda ticket: (ticket.waiting_since, ticket.id)
        )
        append_message(session, kept, closed.text, closed.attachments, now=now, policy=policy)
        kept.phone = kept.phone or closed.phone
        close_ticket(
            session,
            lock_ticket(session, closed.id),
            TicketOutcome.MERGED,
            now=now,
            answer=texts.TICKET_MERGED,
        )
        merged_count += 1
    return merged_count
