"""A complaint about the helper, said in the conversation with that very helper.

It is not carried: it becomes a request of its own, for the commune's officers only, which names the
helper and which neither the helper nor a leader of the team can see.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.people.models import Contact, Person
from bot.tickets.conflicts_of_interest import is_complaint_about_helper
from bot.tickets.models import ABOUT_TEAM, Ticket, TicketOutcome
from bot.tickets.opening import open_ticket
from bot.tickets.queries import lock_ticket
from bot.tickets.service import close_ticket, dispatch_ticket


def is_about_helper(session: Session, ticket: Ticket, text: str) -> bool:
    """Return whether a resident complains about who has this ticket in hand, or about the team."""
    helper = session.get(Person, ticket.member_id) if ticket.member_id else None
    return helper is not None and is_complaint_about_helper(text, helper.name)


def file_complaint(
    session: Session, contact: Contact, led: Ticket, text: str, *, now: datetime, policy: Policy
) -> Ticket:
    """Return the resident's complaint about the helper of the ticket `led`: new, or added to."""
    complaint, is_new = open_ticket(
        session,
        contact,
        now=now,
        policy=policy,
        text=text,
        subject=texts.COMPLAINT_SUBJECT,
        area=ABOUT_TEAM,
        about_team=True,
    )
    named = {*complaint.named_person_ids, *((led.member_id,) if led.member_id else ())}
    complaint.named_person_ids = sorted(named)
    complaint.unit_id = complaint.unit_id or led.unit_id
    if is_new:
        dispatch_ticket(session, complaint, now=now, policy=policy)
    return complaint


def take_complaint_back(
    session: Session, complaint_id: int, contact: Contact, *, now: datetime
) -> None:
    """Close a complaint that was none. Raises NotFound for another's, or one that is over."""
    complaint = session.get(Ticket, complaint_id)
    if complaint is None or complaint.contact_id != contact.id or complaint.area != ABOUT_TEAM:
        raise NotFound
    complaint = lock_ticket(session, complaint_id)
    if complaint.closed_at is not None:
        raise NotFound
    close_ticket(session, complaint, TicketOutcome.CANCELLED, now=now)
