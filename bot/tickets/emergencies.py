"""Urgent tickets for immediate danger: everybody who could come is notified at once."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact, RoleKind
from bot.tickets import cards
from bot.tickets.dispatch import team_for
from bot.tickets.models import URGENT, Ticket
from bot.tickets.notify import tell_member
from bot.tickets.opening import open_ticket
from bot.tickets.service import hand_over


def call_for_help(
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
    ticket, fresh = open_ticket(session, contact, now=now, text=text, subject=subject, area=URGENT)
    ticket.unit_id = ticket.unit_id or unit_id
    if fresh:
        hand_over(session, ticket, now=now, policy=policy)
        _alert(session, ticket, policy=policy, now=now)
    return ticket


def _alert(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> None:
    """Notify the village's team and the commune's officers, on duty or not.

    Whoever has the card is left out.
    """
    team = team_for(session, ticket, policy=policy, now=now)
    words = texts.URGENT_CARD.format(
        number=ticket.id,
        subject=ticket.subject,
        unit=cards.unit_name(session, ticket),
        text=ticket.text,
    )
    take = (Choice(texts.BUTTON_TAKE, f"tk:{ticket.id}:take"),)
    alerted = {ticket.member_id}
    for helper in team.helpers:
        near = helper.unit.id == ticket.unit_id or helper.role.kind == RoleKind.OFFICER
        if near and helper.person.id not in alerted:
            alerted.add(helper.person.id)
            if helper.contact is not None and helper.contact.id != ticket.contact_id:
                tell_member(session, helper.person.id, Reply(words, take), ticket, now=now)
