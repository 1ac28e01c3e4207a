"""The words by which tickets are found, kept beside them without tones.

A search looks words up in an index instead of reading texts: it reaches every ticket there is and
costs the same after ten years. What the conversation says ends with its messages, what the ticket
says with the ticket (`bot.privacy.inventory`).
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.messages.history import Message
from bot.people.models import Contact
from bot.tickets.events import TicketWordsChanged
from bot.tickets.message_events import MemberMessageRelayed, MessagesRecalled
from bot.tickets.models import (
    WORD_LENGTH,
    SaidWord,
    Ticket,
    TicketEvent,
    TicketEventKind,
    TicketWord,
)
from bot.vietnamese.letters import normalize_for_match

MAX_MESSAGES = 200  # read at a time: more of them come with the next change


def list_words(parts: Iterable[str]) -> set[str]:
    """Return the words of some texts as they are looked up.

    >>> sorted(list_words(["Đường vào thôn", "thôn 3"]))
    ['3', 'duong', 'thon', 'vao']
    """
    return {word[:WORD_LENGTH] for part in parts for word in normalize_for_match(part).split()}


def index_changed(session: Session, event: TicketWordsChanged) -> None:
    """Bring the words of a ticket up to date."""
    ticket = session.get_one(Ticket, event.ticket_id)
    _index_own_words(session, ticket)
    _index_said_words(session, ticket)


def index_relayed(session: Session, event: MemberMessageRelayed) -> None:
    """Add the words a member said, once the resident's copy of them is on its way."""
    _index_said_words(session, session.get_one(Ticket, event.ticket_id))


def index_recalled(session: Session, event: MessagesRecalled) -> None:
    """Forget the words of messages that were taken back; what others say as well stays."""
    ticket = session.get_one(Ticket, event.ticket_id)
    session.execute(delete(SaidWord).where(col(SaidWord.ticket_id) == ticket.id))
    _index_said_words(session, ticket)
    _index_own_words(session, ticket)


def index_all(session: Session) -> None:
    """Index every ticket at once, for a database whose rows were written in bulk."""
    own: dict[int, set[str]] = {}
    rows = session.execute(
        select(Ticket, Contact.name).join(Contact, col(Contact.id) == Ticket.contact_id)
    )
    for ticket, name in rows:
        own[ticket.id] = list_words(_list_own(ticket, name))
    notes = select(TicketEvent.ticket_id, TicketEvent.note).where(
        TicketEvent.kind == TicketEventKind.NOTE
    )
    for ticket_id, note in session.execute(notes):
        own[ticket_id] |= list_words([note])
    for ticket_id, words in own.items():
        _insert(session, TicketWord, words, ticket_id=ticket_id)
    said = (
        select(Message.id, Message.ticket_id, Message.text)
        .join(Ticket, col(Ticket.id) == Message.ticket_id)
        .where(Message.contact_id == Ticket.contact_id, Message.text != "")
        .order_by(col(Message.id))
    )
    for message_id, ticket_id, text in session.execute(said).all():
        _insert(session, SaidWord, list_words([text]), ticket_id=ticket_id, message_id=message_id)


def _list_own(ticket: Ticket, name: str) -> tuple[str, ...]:
    """Return what a ticket says itself, and the name its resident goes by."""
    alias = texts.ALIAS.format(number=ticket.contact_id)
    told = "" if ticket.anonymous else name  # never one that is not told
    return ticket.code or "", alias, told, ticket.subject, ticket.text, ticket.answer


def _index_own_words(session: Session, ticket: Ticket) -> None:
    contact = session.get_one(Contact, ticket.contact_id)
    notes = session.exec(
        select(TicketEvent.note).where(
            TicketEvent.ticket_id == ticket.id, TicketEvent.kind == TicketEventKind.NOTE
        )
    )
    wanted = list_words((*_list_own(ticket, contact.name), *notes))
    present = set(session.exec(select(TicketWord.word).where(TicketWord.ticket_id == ticket.id)))
    if gone := present - wanted:
        which = col(TicketWord.ticket_id) == ticket.id, col(TicketWord.word).in_(gone)
        session.execute(delete(TicketWord).where(*which))
    _insert(session, TicketWord, wanted - present, ticket_id=ticket.id)


def _index_said_words(session: Session, ticket: Ticket) -> None:
    """Add the words of the messages that came since the last that was read."""
    last = select(func.max(SaidWord.message_id)).where(SaidWord.ticket_id == ticket.id)
    messages = session.exec(
        select(Message.id, Message.text)
        .where(
            Message.ticket_id == ticket.id,
            Message.contact_id == ticket.contact_id,
            col(Message.id) > (session.exec(last).one() or 0),
            Message.text != "",
        )
        .order_by(col(Message.id))
        .limit(MAX_MESSAGES)
    ).all()
    for message_id, text in messages:
        _insert(session, SaidWord, list_words([text]), ticket_id=ticket.id, message_id=message_id)


def _insert(session: Session, table: type[Any], words: Collection[str], **values: int) -> None:
    rows = [{"word": word, **values} for word in sorted(words)]
    if rows:
        session.execute(insert_or_ignore(dialect_name(session), table), rows)
