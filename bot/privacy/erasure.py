"""Erasure: empties a person's data in every table of the inventory.

Rows stay, without text: they prove that a message was answered once and keep the counts true. What
is *active* (an open ticket, a waiting reminder, an undelivered message) is kept when a consent
ends, and emptied when it is over; after a request to be erased nothing is active.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from bot.core.db import wipe_after
from bot.messages.content import AttachmentKind, cached_file_name
from bot.messages.history import Direction
from bot.messages.route_names import RouteName
from bot.outbox.models import WAITING, DeliveryStatus
from bot.people.models import Contact
from bot.privacy.inventory import PERSONAL_DATA, Owner, PersonalData
from bot.privacy.models import Discarded
from bot.privacy.question_erasure import erase_question_copies

# These are no files: a contact card's handle is a phone number.
KINDS_WITHOUT_FILE = (AttachmentKind.LOCATION, AttachmentKind.CONTACT)
UNDELIVERED = (*WAITING, DeliveryStatus.SENDING)
IDS_PER_STATEMENT = 500  # ids in one statement
_TABLES = SQLModel.metadata.tables


def split_ids(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Split ids into batches that fit into one statement."""
    return (ids[at : at + IDS_PER_STATEMENT] for at in range(0, len(ids), IDS_PER_STATEMENT))


def erase_words(session: Session, contact: Contact) -> int:
    """Empty everything. Returns how many of the contact's messages were emptied."""
    session.flush()
    _drop_ticket_deliveries(session, contact)
    return _erase(session, contact, None)


def erase_past_words(session: Session, contact: Contact, *, before: datetime) -> int:
    """Empty what is over, and messages outside tickets sent before an instant.

    Returns how many messages were emptied.
    """
    session.flush()
    return _erase(session, contact, before)


def has_words(session: Session, contact: Contact) -> bool:
    """Return whether any text of the person is left: active, or too recent to be emptied."""
    message, ticket = _TABLES["message"].c, _TABLES["ticket"].c
    said = select(message.id).where(message.contact_id == contact.id, _has_content())
    open_one = select(ticket.id).where(ticket.contact_id == contact.id, ticket.closed_at.is_(None))
    waits = select(_TABLES["reminder"].c.id).where(
        _TABLES["reminder"].c.contact_id == contact.id, _TABLES["reminder"].c.state == "waiting"
    )
    asked = _TABLES["notice_question"].c
    asks = select(asked.id).where(asked.contact_id == contact.id, asked.text != "")
    running = (said, open_one, waits, asks)
    return any(session.execute(query.limit(1)).first() is not None for query in running)


def was_helped_since(session: Session, contact: Contact, since: datetime) -> bool:
    """Return whether the person's last ticket was closed at or after `since` and none is open."""
    ticket = _TABLES["ticket"].c
    mine = select(ticket.id).where(ticket.contact_id == contact.id)
    ended = session.execute(mine.where(ticket.closed_at >= since).limit(1)).first()
    open_one = session.execute(mine.where(ticket.closed_at.is_(None)).limit(1)).first()
    return ended is not None and open_one is None


def _erase(session: Session, contact: Contact, before: datetime | None) -> int:
    tickets = _list_ticket_ids(session, contact, running=before is not None)
    messages = _list_message_ids(session, contact, tickets, before)
    for name, entry in PERSONAL_DATA.items():
        rows = _select_rows(_TABLES[name], entry, contact, tickets, running=before is not None)
        if entry.attachments_column:
            column = _TABLES[name].c[entry.attachments_column]
            for attachments in session.scalars(select(column).where(rows)):
                _discard_files(session, contact.account, attachments)
        if name == "notice_question":
            erase_question_copies(session, rows)
        _clear_rows(session, _TABLES[name], entry, rows)
    emptied = sum(_erase_messages(session, contact, batch) for batch in split_ids(messages))
    _delete_queued_events(session, contact)
    contact.offered, contact.lists, contact.announced = [], [], ""
    contact.held_from = contact.held_until = None
    session.flush()
    session.expire_all()
    wipe_after(session)
    return emptied


def _list_ticket_ids(session: Session, contact: Contact, *, running: bool) -> list[int]:
    """Return the ids of the person's tickets; with `running`, only the closed ones."""
    ticket = _TABLES["ticket"].c
    query = select(ticket.id).where(ticket.contact_id == contact.id)
    query = query.where(ticket.closed_at.is_not(None)) if running else query
    return list(session.scalars(query))


def _select_rows(
    table: Table, entry: PersonalData, contact: Contact, tickets: list[int], *, running: bool
) -> ColumnElement[bool]:
    columns = table.c
    rows: ColumnElement[bool]
    match entry.owner:
        case Owner.TICKET:
            rows = columns.ticket_id.in_(tickets)
        case Owner.BALLOT:
            ballot = _TABLES["ballot"].c
            mine = select(ballot.id).where(ballot.contact_id == contact.id)
            rows = columns.ballot_id.in_(mine)
        case Owner.CONTACT:
            rows = columns.contact_id == contact.id
    if table.name == "ticket":
        rows = columns.id.in_(tickets)
    if entry.keep_where:
        rows = and_(rows, columns[entry.keep_where[0]] != entry.keep_where[1])
    if running and entry.active_where:
        rows = and_(rows, columns[entry.active_where[0]] != entry.active_where[1])
    return rows


def _clear_rows(
    session: Session, table: Table, entry: PersonalData, rows: ColumnElement[bool]
) -> None:
    if entry.deletes_row:
        session.execute(delete(table).where(rows))
        return
    empty = {name: [] if _is_json(table, name) else "" for name in entry.columns}
    session.execute(update(table).where(rows).values(**empty))


def _is_json(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, JSON)


def _list_message_ids(
    session: Session, contact: Contact, tickets: list[int], before: datetime | None
) -> list[int]:
    """Return the ids of the person's messages, and of those about their tickets in members' chats.

    Each part uses its own index; combined, they would scan the whole table.
    """
    message = _TABLES["message"].c
    conversation = message.contact_id == contact.id
    if before is not None:
        conversation = and_(conversation, _outside_tickets(), message.said_at < before)
    parts = [conversation]
    for batch in split_ids(tickets):
        parts += [message.ticket_id.in_(batch), _refused_by_members(session, batch)]
    has_content = _has_content()
    message_ids = {
        message_id
        for part in parts
        for message_id in session.scalars(select(message.id).where(part, has_content))
    }
    if before is None:
        return sorted(message_ids)
    delivery = _TABLES["delivery"].c
    for batch in split_ids(sorted(message_ids)):
        on_its_way = delivery.message_id.in_(batch), delivery.status.in_(UNDELIVERED)
        message_ids -= set(session.scalars(select(delivery.message_id).where(*on_its_way)))
    return sorted(message_ids)


def _outside_tickets() -> ColumnElement[bool]:
    """Return the condition that a message is in no ticket.

    Written so that no database uses the index of tickets for it, in which nearly every message is
    (0.4 s of 300,000 instead of a millisecond).
    """
    return func.coalesce(_TABLES["message"].c.ticket_id, 0) == 0


def _refused_by_members(session: Session, tickets: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition for refused or held messages of members who handled the tickets.

    A visit's address without an hour belongs to no ticket, and may well be this person's.
    """
    message, event, chat = _TABLES["message"].c, _TABLES["ticket_event"].c, _TABLES["contact"].c
    about = event.ticket_id.in_(tickets)
    people = select(event.person_id).where(about)
    since = session.scalar(select(func.min(event.at)).where(about))
    chats = list(session.scalars(select(chat.id).where(chat.person_id.in_(people))))
    return and_(
        message.contact_id.in_(chats),
        _outside_tickets(),
        message.direction == Direction.IN,
        message.said_at >= since,
        message.route.in_((RouteName.REFUSED, RouteName.MEMBER_SPEAKS)),
    )


def _erase_messages(session: Session, contact: Contact, messages: Sequence[int]) -> int:
    """Empty these messages. Returns how many of them are the contact's own."""
    message = _TABLES["message"]
    columns = message.c
    which = columns.id.in_(messages)
    sent = select(columns.account, columns.payload).where(which, columns.direction == Direction.IN)
    for account, payload in session.execute(sent).all():
        _discard_files(session, account, payload.get("attachments", ()))
    _erase_digest_parts(session, which)
    emptied = session.execute(
        update(message)
        .where(which)
        .values(text="", choice="", payload={})
        .returning(columns.contact_id)
    )
    return sum(owner == contact.id for owner in emptied.scalars())


def _has_content() -> ColumnElement[bool]:
    message = _TABLES["message"].c
    return or_(message.text != "", message.choice != "", cast(message.payload, Text) != "{}")


def _erase_digest_parts(session: Session, which: ColumnElement[bool]) -> None:
    """Remove these messages' text from the daily digests that repeat it."""
    message, delivery = _TABLES["message"], _TABLES["delivery"]
    carrier, digest = delivery.alias("carrier"), message.alias("digest")
    pairs = (
        select(digest.c.id, digest.c.text, message.c.text.label("piece"))
        .join(carrier, carrier.c.message_id == digest.c.id)
        .join(delivery, delivery.c.carrier_id == carrier.c.id)
        .join(message, message.c.id == delivery.c.message_id)
        .where(which, message.c.text != "")
    )
    left: dict[int, str] = {}
    for number, text, piece in session.execute(pairs).all():
        left[number] = left.get(number, text).replace(piece, "…")
    for number, text in left.items():
        session.execute(update(message).where(message.c.id == number).values(text=text))


def _drop_ticket_deliveries(session: Session, contact: Contact) -> None:
    """Delete undelivered messages of the person's tickets to members."""
    delivery, message = _TABLES["delivery"].c, _TABLES["message"].c
    for batch in split_ids(_list_ticket_ids(session, contact, running=False)):
        carried = select(message.id).where(message.ticket_id.in_(batch))
        waits = delivery.message_id.in_(carried), delivery.status.in_(WAITING)
        session.execute(delete(_TABLES["delivery"]).where(*waits))


def _delete_queued_events(session: Session, contact: Contact) -> None:
    """Delete the contact's events in the webhook queue.

    A newer event of the same second is in this process's memory; only a crash in that second would
    lose it.
    """
    spooled = _TABLES["spooled"]
    body = spooled.c.body
    session.execute(
        delete(spooled).where(
            body["account"].as_string() == contact.account,
            body["address"].as_string() == contact.address,
        )
    )


def _discard_files(session: Session, account: str, things: Iterable[dict[str, Any]]) -> None:
    for path in _list_file_names(account, things):
        session.add(Discarded(path=path))


def _list_file_names(account: str, things: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the names of the files to delete: stored photos, and cached files of other accounts."""
    for thing in things:
        ref = str(thing.get("ref", ""))
        if file := thing.get("file"):
            yield str(file)
        elif ref and thing.get("kind") not in KINDS_WITHOUT_FILE:
            yield cached_file_name(str(thing.get("account") or account), ref)
