"""Ticket lifecycle: dispatch, list, answer, close, anonymise (opening is in `intake`)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, exists, literal, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import WAITING, Delivery
from bot.people.models import Contact
from bot.people.units import Unit
from bot.tickets import cards
from bot.tickets.assignment import Reason
from bot.tickets.dispatch import assign, hold, offered_words
from bot.tickets.models import Hop, Kind, ReportDraft, SupportLog, Ticket, TicketEvent
from bot.tickets.notify import note_event, tell_resident
from bot.tickets.secret_requests import find_ask


def hand_over(session: Session, ticket: Ticket, *, now: datetime, policy: Policy = POLICY) -> Reply:
    """Assign a ticket that nobody has; return what its resident is told.

    A ticket that is already taken, offered or escalated is left as it is.
    """
    ticket = hold(session, ticket.id)
    if ticket.accepted_at is not None:
        member = cards.member_name(session, ticket.member_id)
        return Reply(texts.TICKET_STILL_YOURS.format(member=member, number=ticket.id))
    if ticket.member_id is not None:
        return offered_words(session, ticket, policy=policy, now=now)
    if ticket.reply_by is not None and ticket.reply_by > now:
        time = cards.moment(ticket.reply_by, now=now, zone=policy.zone)
        return Reply(texts.TICKET_ESCALATED.format(number=ticket.id, time=time))
    waited = ticket.hop == Hop.DESK
    found = assign(session, ticket, policy=policy, now=now)
    if waited and found.reason is Reason.NO_TEAM:
        return Reply(texts.PERSON_ASKED_AGAIN.format(number=ticket.id))
    return found.told


def place_tickets(session: Session, contact_id: int, unit: Unit) -> None:
    """Move the contact's unassigned tickets to the unit the resident named.

    The next run of the timers assigns them to that village's team.
    """
    for one in open_tickets(session, contact_id):
        if one.unit_id is None and one.member_id is None:
            ticket = hold(session, one.id)
            ticket.unit_id, ticket.hop, ticket.first_in_line = unit.id, Hop.VILLAGE, False


def open_tickets(session: Session, contact_id: int) -> Sequence[Ticket]:
    """Return the contact's open tickets: those somebody has taken first, then the latest active."""
    found = session.exec(
        select(Ticket).where(Ticket.contact_id == contact_id, col(Ticket.closed_at).is_(None))
    )
    return sorted(
        found,
        key=lambda one: (
            one.accepted_at is None,
            -(one.last_member_at or one.opened_at).timestamp(),
        ),
    )


def is_engaged(session: Session, contact_id: int) -> bool:
    """Whether the contact has an open ticket or an unfinished report; runs for every message."""
    return session.connection().execute(_engaged(), {"who": contact_id}).first() is not None


@cache
def _engaged() -> Select[Any]:
    ticket, draft = SQLModel.metadata.tables["ticket"], SQLModel.metadata.tables["report_draft"]
    who: BindParameter[int] = bindparam("who")
    has_ticket = exists().where(ticket.c.contact_id == who, ticket.c.closed_at.is_(None))
    return sa_select(literal(1)).where(has_ticket | exists().where(draft.c.contact_id == who))


def find_open(session: Session, contact_id: int) -> Ticket | None:
    """Return the contact's open ticket that is taken, or else the latest active one; or None."""
    return next(iter(open_tickets(session, contact_id)), None)


def forget(session: Session, contact_id: int) -> None:
    """Erase the resident's text, photos and phone from their tickets, which stay as counts."""
    session.execute(
        update(Ticket)
        .where(col(Ticket.contact_id) == contact_id)
        .values(text="", answer="", phone="", attachments=[], anonymous=True)
    )
    tickets = select(Ticket.id).where(Ticket.contact_id == contact_id)
    session.execute(
        update(TicketEvent)
        .where(col(TicketEvent.ticket_id).in_(tickets), col(TicketEvent.kind) != "revealed")
        .values(note="")
    )
    _forget_carried(session, contact_id)
    session.execute(delete(ReportDraft).where(col(ReportDraft.contact_id) == contact_id))


def _forget_carried(session: Session, contact_id: int) -> None:
    """Erase the messages relayed to members, which are stored in those members' conversations."""
    tickets = select(Ticket.id).where(Ticket.contact_id == contact_id)
    carried = select(Message.id).where(col(Message.ticket_id).in_(tickets))
    session.execute(
        delete(Delivery).where(
            col(Delivery.message_id).in_(carried), col(Delivery.status).in_(WAITING)
        )
    )
    session.execute(
        update(Message)
        .where(col(Message.ticket_id).in_(tickets))
        .values(text="", choice="", payload={})
        .execution_options(synchronize_session=False)
    )


def list_open(session: Session, unit: Unit | None = None) -> Sequence[tuple[Ticket, Contact]]:
    """Return open tickets with their contacts, oldest first; of one unit's subtree, or all."""
    query = (
        select(Ticket, Contact)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(col(Ticket.closed_at).is_(None))
        .order_by(col(Ticket.opened_at), col(Ticket.id))
    )
    if unit is not None:
        query = query.join(Unit, col(Unit.id) == Ticket.unit_id).where(
            col(Unit.path).startswith(unit.path)
        )
    return session.exec(query).all()


def answer_ticket(session: Session, ticket_id: int, text: str, *, now: datetime) -> None:
    """Send an officer's answer to the resident and close the ticket.

    Raises NotFound when it is closed, and UserError when the text requests a secret or the resident
    blocked us; the ticket then stays open, for a call or a visit.
    """
    ticket = hold(session, ticket_id)
    if ticket.closed_at is not None:
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    if (secret := find_ask(text)) is not None:
        raise UserError(texts.SECRET_ASKED.format(what=texts.SECRETS_ASKED[secret]))
    words = texts.PERSON_ANSWERED.format(number=ticket.id, text=text)
    if not tell_resident(session, ticket, Reply(words), now=now):
        raise UserError(texts.FAILED_BLOCKED)
    end(session, ticket, "answered", now=now, words=text)


def end(
    session: Session,
    ticket: Ticket,
    outcome: str,
    *,
    now: datetime,
    words: str = "",
    person_id: int | None = None,
) -> None:
    """Close the ticket and write the support-log row that proves it.

    For a contact who declined consent, erasure is scheduled at once.
    """
    ticket.closed_at, ticket.outcome, ticket.reply_by, ticket.owed = now, outcome, None, False
    ticket.answer = words or ticket.answer
    helper = person_id or (ticket.member_id if ticket.accepted_at else None)
    session.add(
        SupportLog(
            ticket_id=ticket.id,
            person_id=helper,
            unit_id=ticket.unit_id,
            topic_id=ticket.topic_id,
            words=ticket.subject[:300],
            way="visit" if ticket.kind == Kind.VISIT else "chat",
            outcome=outcome,
            at=now,
        )
    )
    note_event(session, ticket, "closed", person_id=person_id, note=outcome, now=now)
    contact = session.get_one(Contact, ticket.contact_id)
    if contact.declined_at is not None:
        contact.forget_at = now  # who said no: the words go with the ticket
    session.flush()
