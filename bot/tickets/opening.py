"""Open tickets, and append what the resident writes afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY, Policy
from bot.messages.content import Reply
from bot.messages.history import Direction, Message
from bot.people.models import Contact
from bot.tickets import cards, concerns, unheard_voices
from bot.tickets.dispatch import assign_next, hold, set_free, team_for
from bot.tickets.models import URGENT, Kind, Ticket
from bot.tickets.notify import note_event, tell_member
from bot.tickets.relayed_content import safe, words_of
from bot.tickets.service import open_tickets

LONGEST_WORDS = 4000  # characters of a ticket; the latest are kept
JUST_NOW = timedelta(minutes=30)
LATELY = timedelta(days=1)  # a question older than that is not what a person is called for
MOST_ATTACHMENTS = 5
MOST_QUESTIONS = 3


def open_ticket(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    text: str = "",
    topic_id: str = "",
    subject: str = "",
    area: str = "",
    step: int | None = None,
    kind: Kind = Kind.QUESTION,
    about_team: bool = False,
    attachments: Sequence[dict[str, Any]] = (),
) -> tuple[Ticket, bool]:
    """Return the resident's open ticket of this area, creating it if needed, and whether it is new.

    Asking again appends to the open one. Without `text` a new ticket shows the latest questions and
    the photos sent with them. It is offered to nobody yet: see `dispatch_ticket`.
    """
    ticket = _same(session, contact, area, kind)
    if ticket is not None:
        _widen(ticket, topic_id=topic_id, subject=subject, area=area, step=step)
        _add_asked(session, ticket, text, attachments, now=now)
        add_voices(session, ticket, now=now)
        return ticket, False
    own = kind is Kind.REPORT  # its form asked for both
    words, things, spoken = _gather(session, contact.id, text, attachments, now=now, own=own)
    # Everything was looked up before: a query would write a half-filled row.
    ticket = Ticket(
        contact_id=contact.id,
        unit_id=contact.unit_id,
        kind=kind,
        about_team=about_team,
        area=area,
        topic_id=topic_id,
        subject=subject[:160],
        step=step,
        text=words,
        attachments=things,
        opened_at=now,
        waiting_since=now,
    )
    _put_in(session, ticket, now=now)
    unheard_voices.put_in(ticket, spoken)
    return ticket, True


def _gather(
    session: Session,
    contact_id: int,
    text: str,
    things: Sequence[dict[str, Any]],
    *,
    now: datetime,
    own: bool,
) -> tuple[str, list[dict[str, Any]], list[Message]]:
    """Return the text, the storable attachments and the voice notes of a new ticket.

    Unless it `is_complete`, recent questions and attachments fill in for a missing text or file.
    """
    if not own:
        things = things or _recent_attachments(session, contact_id, now)
        text = text or _last_words(session, contact_id, since=now - LATELY)
    spoken = unheard_voices.list_unheard(session, contact_id, now=now)
    kept, warnings = safe([*things, *unheard_voices.things_of(spoken)])
    words = "\n".join(filter(None, (text, unheard_voices.words_for(spoken), *warnings)))
    return words, kept, spoken


def _widen(ticket: Ticket, *, topic_id: str, subject: str, area: str, step: int | None) -> None:
    """Fill in what is now known about the ticket's topic."""
    ticket.area = ticket.area or area
    ticket.topic_id = topic_id or ticket.topic_id
    ticket.subject = (subject or ticket.subject)[:160]
    ticket.step = step if step is not None else ticket.step


def _put_in(session: Session, ticket: Ticket, *, now: datetime) -> None:
    session.add(ticket)
    session.flush()
    note_event(session, ticket, "opened", now=now)


def _add_asked(
    session: Session,
    ticket: Ticket,
    text: str,
    attachments: Sequence[dict[str, Any]],
    *,
    now: datetime,
) -> None:
    """Append what was asked since the ticket was opened; nothing is replaced."""
    words = text or _last_words(session, ticket.contact_id, since=ticket.opened_at)
    words = "\n".join(line for line in words.splitlines() if line not in ticket.text)
    if words or attachments:
        add_words(session, ticket, words, attachments, now=now)


def add_voices(session: Session, ticket: Ticket, *, now: datetime) -> int:
    """Append the voice notes nobody was asked to hear yet; return how many there were."""
    spoken = unheard_voices.list_unheard(session, ticket.contact_id, now=now)
    if spoken:
        unheard_voices.put_in(ticket, spoken)
        add_words(
            session,
            ticket,
            unheard_voices.words_for(spoken),
            unheard_voices.things_of(spoken),
            now=now,
        )
    return len(spoken)


def _same(session: Session, contact: Contact, area: str, kind: Kind) -> Ticket | None:
    """Return the open ticket a request belongs to, or None.

    That is the ticket of the same area, or else the one without an area yet.
    """
    if kind is Kind.REPORT:
        return None
    found = [one for one in open_tickets(session, contact.id) if one.kind != Kind.REPORT]
    exact = next((ticket for ticket in found if ticket.area == area), None)
    if area == URGENT:
        return exact
    usual = [ticket for ticket in found if ticket.area != URGENT]
    loose = next((ticket for ticket in usual if not ticket.area or not area), None)
    return exact or loose


def add_words(
    session: Session,
    ticket: Ticket,
    text: str,
    things: Sequence[dict[str, Any]] = (),
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> None:
    """Append the resident's text and attachments; notify the member of the ticket.

    That includes one who was only asked to take it.
    """
    ticket = hold(session, ticket.id)
    things, warnings = safe(things)
    text = "\n".join(filter(None, (text, *warnings)))
    ticket.text = f"{ticket.text}\n{text}".strip()[-LONGEST_WORDS:]
    ticket.attachments = [*ticket.attachments, *things]
    ticket.last_resident_at = now
    session.flush()
    if ticket.member_id is not None and not _moved(session, ticket, policy=policy, now=now):
        words = texts.CARD_ADDED.format(number=ticket.id, text=text).strip()
        seen = cards.attachments_of(session, ticket)[-len(things) :] if things else ()
        tell_member(session, ticket.member_id, Reply(words, (), seen), ticket, now=now)


def catch_up(session: Session, ticket: Ticket) -> None:
    """Append what the resident asked the bot while they waited, so that it stands on the card."""
    meanwhile = _last_words(session, ticket.contact_id, since=ticket.opened_at)
    lines = [line for line in meanwhile.splitlines() if line not in ticket.text]
    ticket.text = "\n".join(filter(None, (ticket.text, *lines)))[-LONGEST_WORDS:]


def _moved(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> bool:
    """Reassign the ticket when its new text complains about the member who has it; return whether.

    That member does not get to read the complaint.
    """
    before = ticket.member_id
    concerns.note(ticket, team_for(session, ticket, policy=policy, now=now))
    if before is None or before not in ticket.about:
        return False
    member, taken = cards.member_name(session, before), ticket.accepted_at is not None
    set_free(ticket)
    words = texts.TICKET_LEFT if taken else texts.TICKET_BUSY
    assign_next(session, ticket, words.format(member=member), policy=policy, now=now)
    gone = Reply(texts.TICKET_GIVEN_ON.format(number=ticket.id))
    tell_member(session, before, gone, now=now)
    return True


def _last_words(session: Session, contact_id: int, *, since: datetime) -> str:
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
    close = [one for one in rows if rows[0].said_at - one.said_at <= JUST_NOW]
    return "\n".join(dict.fromkeys(words_of(one) for one in reversed(close)))


def _recent_attachments(session: Session, contact_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return the photos sent just before: a photo often precedes the request for a person."""
    rows = session.exec(
        select(Message.payload)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.IN,
            Message.said_at > now - JUST_NOW,
            col(Message.ticket_id).is_(None),
        )
        .order_by(col(Message.id).desc())
        .limit(10)
    )
    found = [one for payload in rows for one in payload.get("attachments", ())]
    seen = [
        one for one in found if not unheard_voices.is_voice(one)
    ]  # those are kept longer: `voices`
    return list(reversed(seen[:MOST_ATTACHMENTS]))
