"""The day after a fraud: whether bank and police were told, asked once by the clock.

One question a contact: what is told again on the same day moves nothing.
"""

from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from bot.core.errors import NotFound
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.tickets.events import SafetyFollowUpDue
from bot.tickets.models import SafetyAnswer, SafetyFollowUp, Ticket

ASKED_AT = time(9)  # local, on the next day
BATCH_SIZE = 50


def plan_follow_up(
    session: Session, ticket: Ticket, kind: str, *, now: datetime, policy: Policy
) -> SafetyFollowUp:
    """Return the follow-up of a fraud told now: the one that waits for this contact, or a new one.

    `kind` is the id of the danger.
    """
    waiting = session.exec(
        select(SafetyFollowUp).where(
            SafetyFollowUp.contact_id == ticket.contact_id, col(SafetyFollowUp.asked_at).is_(None)
        )
    ).first()
    if waiting is not None:
        return waiting
    zone = policy.for_unit(ticket.unit_id).zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    follow_up = SafetyFollowUp(
        contact_id=ticket.contact_id,
        ticket_id=ticket.id,
        kind=kind,
        due_at=datetime.combine(tomorrow, ASKED_AT, zone),
    )
    session.add(follow_up)
    session.flush()
    return follow_up


def ask_follow_ups_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Ask whoever told of a fraud on the day before; return how many."""
    due = session.exec(
        select(SafetyFollowUp, Contact)
        .join(Contact, col(Contact.id) == SafetyFollowUp.contact_id)
        .where(col(SafetyFollowUp.asked_at).is_(None), col(SafetyFollowUp.due_at) <= now)
        .order_by(col(SafetyFollowUp.due_at))
        .limit(BATCH_SIZE)
        .with_for_update(skip_locked=True, of=SafetyFollowUp)
    ).all()
    for follow_up, contact in due:
        follow_up.asked_at = now
        if contact.unreachable_since is None:
            emit(session, SafetyFollowUpDue(follow_up.id, at=now))
    return len(due)


def answer_follow_up(
    session: Session, follow_up_id: int, contact: Contact, answer: SafetyAnswer, *, now: datetime
) -> SafetyFollowUp:
    """Record what the resident says; the last answer counts. Raises NotFound for another's."""
    follow_up = session.get(SafetyFollowUp, follow_up_id, with_for_update=True)
    if follow_up is None or follow_up.contact_id != contact.id or follow_up.asked_at is None:
        raise NotFound
    follow_up.answer, follow_up.answered_at = answer, now
    return follow_up
