"""Urgent tickets for immediate danger: everybody who could come is notified at once."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact, RoleKind
from bot.tickets import cards
from bot.tickets.dispatch import lock_team
from bot.tickets.models import URGENT, Ticket
from bot.tickets.notify import notify_member
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
    ticket, is_new = open_ticket(session, contact, now=now, text=text, subject=subject, area=URGENT)
    ticket.unit_id = ticket.unit_id or unit_id
    if is_new:
        dispatch_ticket(session, ticket, now=now, policy=policy)
        _alert_helpers(session, ticket, policy=policy, now=now)
    return ticket


def _alert_helpers(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> None:
    """Notify the village's team and the commune's officers, on duty or not.

    Whoever has the card is left out.
    """
    team = lock_team(session, ticket, policy=policy, now=now)
    card_text = texts.URGENT_CARD.format(
        number=ticket.id,
        subject=ticket.subject,
        unit=cards.unit_name(session, ticket),
        text=ticket.text,
    )
    buttons = (Choice(texts.BUTTON_TAKE, f"tk:{ticket.id}:take"),)
    notified_ids = {ticket.member_id}
    for helper in team.helpers:
        is_near = helper.unit.id == ticket.unit_id or helper.role.kind == RoleKind.OFFICER
        if is_near and helper.person.id not in notified_ids:
            notified_ids.add(helper.person.id)
            if helper.contact is not None and helper.contact.id != ticket.contact_id:
                notify_member(session, helper.person.id, Reply(card_text, buttons), ticket, now=now)
