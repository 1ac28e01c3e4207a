"""Open tickets, and append what the resident writes afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit, emit_once
from bot.core.policy import Policy
from bot.messages.history import Direction, Message
from bot.people import account_units
from bot.people.models import Contact
from bot.people.purposes import Purpose, is_refused
from bot.tickets import conflicts_of_interest, voice_notes
from bot.tickets.dispatch import lock_team, reassign_ticket
from bot.tickets.events import TicketExtended, TicketGivenOn, TicketOpened, TicketWordsChanged
from bot.tickets.history import record_event
from bot.tickets.models import SEPARATE_AREAS, URGENT, Ticket, TicketEventKind, TicketKind
from bot.tickets.queries import list_contact_tickets, lock_ticket
from bot.tickets.relayed_content import annotate_text, split_safe

LONGEST_TEXT = 4000  # characters of a ticket; the latest are kept
RECENT_WINDOW = timedelta(minutes=30)
QUESTION_MAX_AGE = timedelta(
    days=1
)  # a question older than that is not what a person is called for
MOST_ATTACHMENTS = 5
MOST_QUESTIONS = 3


def open_ticket(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    policy: Policy,
    text: str = "",
    topic_id: str = "",
    subject: str = "",
    area: str = "",
    step: int | None = None,
    kind: TicketKind = TicketKind.QUESTION,
    about_team: bool = False,
    attachments: Sequence[dict[str, Any]] = (),
) -> tuple[Ticket, bool]:
    """Return the resident's open ticket of this area, creating it if needed, and whether it is new.

    Asking again appends to the open one. Without `text` a new ticket shows the latest questions and
    the photos sent with them. It is offered to nobody yet: see `dispatch_ticket`. Raises UserError
    for somebody who wants their words handed to nobody, unless they are in danger.
    """
    ticket = _find_matching_ticket(session, contact, area, kind)
    if ticket is not None:
        _update_topic(ticket, topic_id=topic_id, subject=subject, area=area, step=step)
        _append_question(session, ticket, text, attachments, now=now, policy=policy)
        return ticket, False
    _check_wanted(contact, area)
    is_complete = kind is TicketKind.REPORT  # its form asked for both
    ticket_text, ticket_attachments, spoken = _collect_content(
        session, contact.id, text, attachments, now=now, is_complete=is_complete
    )
    ticket = Ticket(  # all is looked up before: a query would write a half-filled row
        contact_id=contact.id,
        unit_id=account_units.find_ticket_unit_id(session, contact),
        kind=kind,
        about_team=about_team,
        area=area,
        topic_id=topic_id,
        subject=subject[:160],
        step=step,
        text=ticket_text,
        attachments=ticket_attachments,
        opened_at=now,
        waiting_since=now,
    )
    return _insert_ticket(session, ticket, spoken, now=now), True


def _check_wanted(contact: Contact, area: str) -> None:
    """Raise UserError when the person wants their words handed to nobody; danger asks nobody."""
    if area != URGENT and is_refused(contact, Purpose.HELPERS):
        raise UserError(texts.HELPERS_REFUSED)


def _collect_content(
    session: Session,
    contact_id: int,
    text: str,
    attachments: Sequence[dict[str, Any]],
    *,
    now: datetime,
    is_complete: bool,
) -> tuple[str, list[dict[str, Any]], list[Message]]:
    """Return the text, the storable attachments and the voice notes of a new ticket.

    Unless it `is_complete`, recent questions and attachments fill in for a missing text or file.
    """
    if not is_complete:
        attachments = attachments or _recent_attachments(session, contact_id, now)
        text = text or _recent_questions(session, contact_id, since=now - QUESTION_MAX_AGE)
    spoken = voice_notes.list_unheard(session, contact_id, now=now)
    kept, warnings = split_safe([*attachments, *voice_notes.list_attachments(spoken)])
    ticket_text = "\n".join(filter(None, (text, voice_notes.render_summary(spoken), *warnings)))
    return ticket_text, kept, spoken


def _update_topic(
    ticket: Ticket, *, topic_id: str, subject: str, area: str, step: int | None
) -> None:
    """Fill in what is now known about the ticket's topic."""
    ticket.area = ticket.area or area
    ticket.topic_id = topic_id or ticket.topic_id
    ticket.subject = (subject or ticket.subject)[:160]
    ticket.step = step if step is not None else ticket.step


def _insert_ticket(
    session: Session, ticket: Ticket, spoken: Sequence[Message], *, now: datetime
) -> Ticket:
    session.add(ticket)
    session.flush()
    record_event(session, ticket, TicketEventKind.OPENED, now=now)
    emit(session, TicketOpened(ticket.id, at=now))
    voice_notes.attach_to_ticket(ticket, spoken)
    return ticket


def _append_question(
    session: Session,
    ticket: Ticket,
    text: str,
    attachments: Sequence[dict[str, Any]],
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Append what was asked or spoken since the ticket was opened; nothing is replaced."""
    question = text or _recent_questions(session, ticket.contact_id, since=ticket.opened_at)
    question = "\n".join(line for line in question.splitlines() if line not in ticket.text)
    if question or attachments:
        append_message(session, ticket, question, attachments, now=now, policy=policy)
    attach_voice_notes(session, ticket, now=now, policy=policy)


def attach_voice_notes(session: Session, ticket: Ticket, *, now: datetime, policy: Policy) -> int:
    """Append the voice notes nobody was asked to hear yet; return how many there were."""
    spoken = voice_notes.list_unheard(session, ticket.contact_id, now=now)
    if spoken:
        voice_notes.attach_to_ticket(ticket, spoken)
        append_message(
            session,
            ticket,
            voice_notes.render_summary(spoken),
            voice_notes.list_attachments(spoken),
            now=now,
            policy=policy,
        )
    return len(spoken)


def _find_matching_ticket(
    session: Session, contact: Contact, area: str, kind: TicketKind
) -> Ticket | None:
    """Return the open ticket a request belongs to, or None.

    That is the ticket of the same area, or else the one without an area yet.
    """
    if kind is TicketKind.REPORT:
        return None
    tickets = [
        candidate
        for candidate in list_contact_tickets(session, contact.id)
        if candidate.kind != TicketKind.REPORT
    ]
    same_area = next((ticket for ticket in tickets if ticket.area == area), None)
    if area in SEPARATE_AREAS:
        return same_area
    usual = [ticket for ticket in tickets if ticket.area not in SEPARATE_AREAS]
    no_area = next((ticket for ticket in usual if not ticket.area or not area), None)
    return same_area or no_area


def append_message(
    session: Session,
    ticket: Ticket,
    text: str,
    attachments: Sequence[dict[str, Any]] = (),
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Append the resident's text and attachments for the member who has the card.

    That includes one who was only asked to take it.
    """
    ticket = lock_ticket(session, ticket.id)
    attachments, warnings = split_safe(attachments)
    text = "\n".join(filter(None, (text, *warnings)))
    ticket.text = f"{ticket.text}\n{text}".strip()[-LONGEST_TEXT:]
    ticket.attachments = [*ticket.attachments, *attachments]
    ticket.last_resident_at = now
    session.flush()
    if ticket.member_id is not None and not _reassign_on_conflict(
        session, ticket, policy=policy, now=now
    ):
        first = len(ticket.attachments) - len(attachments)
        extended = TicketExtended(
            ticket.id, ticket.member_id, text, first, len(attachments), at=now
        )
        emit(session, extended)
    emit_once(session, TicketWordsChanged(ticket.id))


def append_recent_questions(session: Session, ticket: Ticket) -> None:
    """Append what the resident asked the bot while they waited, so that it stands on the card."""
    meanwhile = _recent_questions(session, ticket.contact_id, since=ticket.opened_at)
    lines = [line for line in meanwhile.splitlines() if line not in ticket.text]
    ticket.text = "\n".join(filter(None, (ticket.text, *lines)))[-LONGEST_TEXT:]


def _reassign_on_conflict(
    session: Session, ticket: Ticket, *, policy: Policy, now: datetime
) -> bool:
    """Reassign the ticket when its new text complains about the member who has it; return whether.

    That member does not get to read the complaint.
    """
    previous_id = ticket.member_id
    conflicts_of_interest.record_conflicts(
        ticket, lock_team(session, ticket, policy=policy, now=now)
    )
    if previous_id is None or previous_id not in ticket.named_person_ids:
        return False
    reassign_ticket(session, ticket, policy=policy, now=now)
    emit(session, TicketGivenOn(ticket.id, previous_id, at=now))
    return True


def _recent_questions(session: Session, contact_id: int, *, since: datetime) -> str:
    """Return the resident's latest question, or a few if they came in quick succession.

    Messages that were no questions were answered for what they were and are left out.
    """
    rows = session.exec(
        select(Message)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.IN,
            col(Message.asked),
            Message.text != "",
            Message.said_at >= since,
        )
        .order_by(col(Message.id).desc())
        .limit(MOST_QUESTIONS)
    ).all()
    latest = [message for message in rows if rows[0].said_at - message.said_at <= RECENT_WINDOW]
    return "\n".join(dict.fromkeys(annotate_text(message) for message in reversed(latest)))


def _recent_attachments(session: Session, contact_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return the photos sent just before: a photo often precedes the request for a person."""
    rows = session.exec(
        select(Message.payload)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.IN,
            Message.said_at > now - RECENT_WINDOW,
            col(Message.ticket_id).is_(None),
        )
        .order_by(col(Message.id).desc())
        .limit(10)
    )
    stored = [attachment for payload in rows for attachment in payload.get("attachments", ())]
    without_voices = [
        attachment for attachment in stored if not voice_notes.is_voice(attachment)
    ]  # those are kept longer: `voices`
    return list(reversed(without_voices[:MOST_ATTACHMENTS]))
