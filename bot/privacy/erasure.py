"""Erasure: empties or deletes a person's data in every table, as the inventory says.

Rows stay, without text: they prove that a message was answered once and keep the counts true. What
is *active* (an open ticket, a waiting reminder, an undelivered message) is kept when a consent
ends, and emptied when it is over; after a request to be erased nothing is active.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
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
from bot.core.sealing import SealedJson
from bot.messages.content import AttachmentKind, cached_file_name
from bot.messages.history import Direction
from bot.messages.route_names import RouteName
from bot.outbox.models import WAITING, DeliveryStatus
from bot.people.models import Contact
from bot.privacy.data_rules import Owner, Rows, TableRules
from bot.privacy.inventory import INVENTORY
from bot.privacy.models import Discarded
from bot.privacy.question_erasure import erase_question_copies

# These are no files: a contact card's handle is a phone number.
KINDS_WITHOUT_FILE = (AttachmentKind.LOCATION, AttachmentKind.CONTACT)
UNDELIVERED = (*WAITING, DeliveryStatus.SENDING)
EMPTY_JSON = ("[]", "{}", "null")
JSON_OBJECTS = ("payload", "answers", "body")  # the others are lists
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
    ticket = _TABLES["ticket"].c
    open_ones = select(ticket.id).where(ticket.contact_id == contact.id, ticket.closed_at.is_(None))
    if session.execute(open_ones.limit(1)).first() is not None:
        return True
    tickets = list_ticket_ids(session, contact, running=False)
    return any(
        session.execute(select(row_id(table)).where(condition).limit(1)).first() is not None
        for table, rules in list_owned_tables()
        if table.name != "contact" and rules.blanked
        for condition in [
            and_(
                select_rows(table, rules, contact, tickets, running=False),
                has_content(table, rules.blanked),
            )
        ]
    )


def list_owned_tables() -> Iterator[tuple[Table, TableRules]]:
    """Yield the tables with rows of contacts, those that refer to others first."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        rules = INVENTORY[table.name]
        if rules.owner is not None:
            yield table, rules


def row_id(table: Table) -> Column[Any]:
    """Return the column of the primary key."""
    return next(iter(table.primary_key.columns))


def has_content(table: Table, names: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that one of the columns is not empty."""
    return or_(*(_is_filled(table.c[name]) for name in names))


def _is_filled(column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, JSON | SealedJson):
        return cast(column, Text).not_in(EMPTY_JSON)
    return column != ""


def empty_values(table: Table, names: Iterable[str]) -> dict[str, object]:
    """Return the empty value of each column."""
    return {name: _empty_value(table.c[name]) for name in names}


def _empty_value(column: Column[Any]) -> object:
    if not isinstance(column.type, JSON | SealedJson):
        return ""
    return {} if column.name in JSON_OBJECTS else []


def was_helped_since(session: Session, contact: Contact, since: datetime) -> bool:
    """Return whether the person's last ticket was closed at or after `since` and none is open."""
    ticket = _TABLES["ticket"].c
    mine = select(ticket.id).where(ticket.contact_id == contact.id)
    ended = session.execute(mine.where(ticket.closed_at >= since).limit(1)).first()
    open_one = session.execute(mine.where(ticket.closed_at.is_(None)).limit(1)).first()
    return ended is not None and open_one is None


def _erase(session: Session, contact: Contact, before: datetime | None) -> int:
    running = before is not None
    tickets = list_ticket_ids(session, contact, running=running)
    messages = _list_message_ids(session, contact, tickets, before)
    for table, rules in list_owned_tables():
        if table.name != "message":
            rows = select_rows(table, rules, contact, tickets, running=running)
            _clear_rows(session, table, rules, rows, account=contact.account, running=running)
    emptied = sum(_erase_messages(session, contact, batch) for batch in split_ids(messages))
    _delete_queued_events(session, contact)
    session.flush()
    session.expire_all()
    wipe_after(session)
    return emptied


def list_ticket_ids(session: Session, contact: Contact, *, running: bool) -> list[int]:
    """Return the ids of the person's tickets; with `running`, only the closed ones."""
    ticket = _TABLES["ticket"].c
    query = select(ticket.id).where(ticket.contact_id == contact.id)
    query = query.where(ticket.closed_at.is_not(None)) if running else query
    return list(session.scalars(query))


def select_rows(
    table: Table, rules: TableRules, contact: Contact, tickets: list[int], *, running: bool
) -> ColumnElement[bool]:
    """Return the condition for the contact's rows that may be erased; with `running`, the ended."""
    columns = table.c
    rows: ColumnElement[bool]
    match rules.owner:
        case Owner.TICKET:
            rows = columns.ticket_id.in_(tickets)
        case Owner.BALLOT:
            ballot = _TABLES["ballot"].c
            mine = select(ballot.id).where(ballot.contact_id == contact.id)
            rows = columns.ballot_id.in_(mine)
        case Owner.SELF:
            rows = columns.id == contact.id
        case _:
            rows = columns.contact_id == contact.id
    if table.name == "ticket":
        rows = columns.id.in_(tickets)
    if rules.keep_where:
        rows = and_(rows, columns[rules.keep_where[0]] != rules.keep_where[1])
    if running and rules.active_where:
        rows = and_(rows, columns[rules.active_where[0]] != rules.active_where[1])
    return rows


def _clear_rows(
    session: Session,
    table: Table,
    rules: TableRules,
    rows: ColumnElement[bool],
    *,
    account: str,
    running: bool,
) -> None:
    """Delete the rows, or empty their columns, as the inventory says."""
    deleted = rules.rows is Rows.DELETE or (rules.rows is Rows.DELETE_WHEN_ERASED and not running)
    if not deleted and not rules.blanked:
        return
    if rules.attachments_column:
        column = table.c[rules.attachments_column]
        for attachments in session.scalars(select(column).where(rows)).all():
            discard_files(session, account, attachments)
    if table.name == "notice_question":
        erase_question_copies(session, rows)
    if deleted:
        session.execute(delete(table).where(rows))
        return
    values = empty_values(table, rules.blanked) | dict(rules.also_set)
    session.execute(update(table).where(rows).values(**values))


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
    filled = has_content(_TABLES["message"], INVENTORY["message"].blanked)
    message_ids = {
        message_id
        for part in parts
        for message_id in session.scalars(select(message.id).where(part, filled))
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
    """Empty these messages and discard their files. Returns how many are the contact's own."""
    columns = _TABLES["message"].c
    sent = select(columns.account, columns.payload).where(
        columns.id.in_(messages), columns.direction == Direction.IN
    )
    for account, payload in session.execute(sent).all():
        discard_files(session, account, payload.get("attachments", ()))
    return sum(owner == contact.id for owner in empty_messages(session, messages))


def empty_messages(session: Session, messages: Sequence[int]) -> Sequence[int | None]:
    """Empty these messages, and the daily digests that repeat them. Returns whose they were."""
    message = _TABLES["message"]
    which = message.c.id.in_(messages)
    _erase_digest_parts(session, which)
    emptied = session.execute(
        update(message)
        .where(which)
        .values(**empty_values(message, INVENTORY["message"].blanked))
        .returning(message.c.contact_id)
    )
    return emptied.scalars().all()


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
    for batch in split_ids(list_ticket_ids(session, contact, running=False)):
        carried = select(message.id).where(message.ticket_id.in_(batch))
        waits = delivery.message_id.in_(carried), delivery.status.in_(WAITING)
        session.execute(delete(_TABLES["delivery"]).where(*waits))


def _delete_queued_events(session: Session, contact: Contact) -> None:
    """Delete the contact's events in the webhook queue.

    A newer event of the same second is in this process's memory; only a crash in that second would
    lose it.
    """
    queue = _TABLES["queued_event"]
    body = queue.c.body
    session.execute(
        delete(queue).where(
            body["account"].as_string() == contact.account,
            body["address"].as_string() == contact.address,
        )
    )


def discard_files(session: Session, account: str, things: Iterable[dict[str, Any]]) -> None:
    """Have the files of these attachments deleted once the transaction is committed."""
    for path in list_file_names(account, things):
        session.add(Discarded(path=path))


def list_file_names(account: str, things: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the names of the files to delete: stored photos, and cached files of other accounts."""
    for thing in things:
        ref = str(thing.get("ref", ""))
        if file := thing.get("file"):
            yield str(file)
        elif ref and thing.get("kind") not in KINDS_WITHOUT_FILE:
            yield cached_file_name(str(thing.get("account") or account), ref)
