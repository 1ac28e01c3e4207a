"""Message log: what was said, by whom and when; also the deduplication of incoming messages.

Text is masked before it comes here. A row of direction "out" is a message we queued; whether it
arrived is recorded by its deliveries (outbox).
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Index,
    UniqueConstraint,
    bindparam,
    false,
    func,
    insert,
    or_,
    update,
)
from sqlalchemy import select as sa_select
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.db import identity, reference
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.trace import FIELD as TRACE
from bot.core.trace import current_trace
from bot.messages.content import Event, Incoming, Reply

# A shaky finger presses twice, a bad line sends twice under another id (peers use 2–4 s).
REPEAT_WINDOW = timedelta(seconds=3)
ALBUM_WINDOW = timedelta(minutes=10)  # in a poor network its photos come one by one
MERGED_TEXT = "whole"  # in a payload: what several messages say, read together


class Direction(StrEnum):
    """Direction of a message: incoming or outgoing."""

    IN = "in"
    OUT = "out"


class Message(SQLModel, table=True):
    """One message. `contact_id` is empty for a text shared by many deliveries (a broadcast)."""

    __table_args__ = (
        UniqueConstraint("account", "platform_id"),
        Index("ix_message_contact_id_id", "contact_id", "id"),
    )

    id: int = identity()
    contact_id: int | None = reference("contact.id", nullable=True, index=False)
    account: str = Field(max_length=40)
    direction: str = Field(max_length=3)
    platform_id: str | None = Field(default=None, max_length=200)
    event: str = Field(default="message", max_length=10)
    text: str = Field(default="")
    choice: str = Field(default="", max_length=80)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    repeated: bool = False  # the same words again within seconds: noted, not answered
    route: str = Field(default="", max_length=60)  # the name of the route that answered
    # A free question, as its handler took it: what a person is asked about who is called next.
    asked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    ticket_id: int | None = reference("ticket.id", nullable=True)  # said within this ticket
    said_at: datetime

    @property
    def full_text(self) -> str:
        """Return the text, preceded by earlier messages that were merged with it."""
        return join_merged_text(self.payload, self.text)


def join_merged_text(payload: Mapping[str, Any], text: str) -> str:
    """Return a message's text, preceded by earlier messages that were merged with it."""
    return str(payload.get(MERGED_TEXT) or text)


_MESSAGE = SQLModel.metadata.tables["message"]
_INSERT_OUTGOING = insert(_MESSAGE).returning(
    _MESSAGE.c.id
)  # built once: that costs more than running it


def store_incoming(
    session: Session, contact_id: int, incoming: Incoming, text: str, *, now: datetime
) -> Message | None:
    """Store an incoming message. Returns None when it was stored before.

    Telegram also sends edits that changed nothing (a link's preview, the first reaction, a pin),
    also of text that was erased meanwhile: neither is a message.
    """
    if incoming.event is Event.EDITED and _is_unchanged_edit(session, incoming, text):
        return None
    values: dict[str, Any] = {
        "contact_id": contact_id,
        "account": incoming.account,
        "direction": Direction.IN,
        "platform_id": _make_platform_id(incoming),
        "event": incoming.event,
        "text": text,
        "choice": incoming.choice,
        "payload": _make_payload(incoming),
        "repeated": False,
        "route": "",
        "asked": False,
        "said_at": now,
    }
    statement = insert_or_ignore(dialect_name(session), Message, returning="id")
    message_id = session.connection().execute(statement, values).scalar()
    if message_id is None:
        return None
    # What the row holds is known: it is made an object of the session without asking for it again.
    message = Message(id=message_id, **values)
    make_transient_to_detached(message)
    session.add(message)
    message.repeated = _repeats_previous(session, message, now)
    return message


def find_original(session: Session, message: Message) -> Message | None:
    """Return the message an edit changes, in its first version, or None."""
    account, number = message.account, (message.platform_id or "").partition("~")[0]
    return session.exec(
        select(Message).where(Message.account == account, Message.platform_id == number)
    ).first()


def _is_unchanged_edit(session: Session, incoming: Incoming, text: str) -> bool:
    """Return whether an edit leaves the text as it was first sent, or the text was erased since."""
    row = session.exec(
        select(Message.text, Message.payload).where(
            Message.account == incoming.account, Message.platform_id == incoming.message_id
        )
    ).first()
    return row is not None and (row[0] == text or not (row[0] or row[1]))


def _make_platform_id(incoming: Incoming) -> str:
    """Return a unique id: an edit keeps the message's platform id, so a suffix is added."""
    if incoming.event is not Event.EDITED:
        return incoming.message_id
    version = hashlib.sha256(incoming.text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{incoming.message_id}~{version}"


def _make_payload(incoming: Incoming) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    if incoming.attachments:
        payload["attachments"] = [attachment.as_json() for attachment in incoming.attachments]
    if incoming.start:
        payload["start"] = incoming.start
    if incoming.reply_to:
        payload["reply_to"] = incoming.reply_to
    if incoming.forwarded:
        payload["forwarded"] = incoming.forwarded
    if incoming.quote:
        payload["quote"] = incoming.quote
    if incoming.album:
        payload["album"] = incoming.album
    return {**payload, **_make_trace_field()}


def _make_trace_field() -> dict[str, str]:
    """Return what a payload keeps of the message that led to it: its trace, no word of anybody."""
    trace = current_trace()
    return {TRACE: trace} if trace else {}


def _drop_trace(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != TRACE}


# Built once: to build a statement costs more than to run it.
_PREVIOUS_INCOMING = (
    sa_select(
        *(col(getattr(Message, name)) for name in ("said_at", "event", "text", "choice", "payload"))
    )
    .where(
        col(Message.contact_id) == bindparam("contact"),
        col(Message.direction) == Direction.IN,
        col(Message.id) < bindparam("before"),
    )
    .order_by(col(Message.id).desc())
    .limit(1)
)


def _repeats_previous(session: Session, message: Message, now: datetime) -> bool:
    """Return whether the contact's previous message says the same within seconds.

    A bare number is an answer to a new list each time ("1", then "1" again), never a repetition.
    """
    if message.text.strip().isdigit():
        return False
    place = {"contact": message.contact_id, "before": message.id}
    before = session.connection().execute(_PREVIOUS_INCOMING, place).first()
    return (
        before is not None
        and abs(now - before.said_at) < REPEAT_WINDOW
        and (before.event, before.text, before.choice, _drop_trace(before.payload))
        == (message.event, message.text, message.choice, _drop_trace(message.payload))
    )


_RECENT_PAYLOADS = (
    sa_select(col(Message.payload))
    .where(
        col(Message.contact_id) == bindparam("contact"),
        col(Message.direction) == Direction.IN,
        col(Message.id) < bindparam("before"),
        col(Message.said_at) > bindparam("since", type_=_MESSAGE.c.said_at.type),
    )
    .order_by(col(Message.id).desc())
    .limit(20)  # an album holds ten
)


def continues_album(session: Session, message: Message, *, now: datetime) -> bool:
    """Return whether the message is a further photo of an album, without text of its own."""
    album = message.payload.get("album")
    if not album or message.text or message.choice:
        return False
    place = {"contact": message.contact_id, "before": message.id, "since": now - ALBUM_WINDOW}
    earlier = session.connection().execute(_RECENT_PAYLOADS, place).scalars()
    return any(payload.get("album") == album for payload in earlier)


def store_outgoing(
    session: Session, account: str, reply: Reply, *, contact_id: int | None, now: datetime
) -> int:
    """Store an outgoing message. Returns the id its deliveries refer to."""
    values = {
        "contact_id": contact_id,
        "account": account,
        "direction": Direction.OUT,
        "event": "message",
        "text": reply.text,
        "choice": "",
        "payload": {**reply.as_json(), **_make_trace_field()},
        "repeated": False,
        "route": "",
        "asked": False,
        "said_at": now,
    }
    message_id: int = session.connection().execute(_INSERT_OUTGOING, values).scalar_one()
    return message_id


def rewrite_outgoing(session: Session, message_id: int, reply: Reply) -> None:
    """Replace the content of an outgoing message that is not sent yet."""
    message = session.get_one(Message, message_id)
    message.text, message.payload = reply.text, reply.as_json()
    session.flush()


def attach_to_ticket(session: Session, message_id: int, ticket_id: int) -> None:
    """Attach the message to a ticket: a reply to it is handled within the ticket."""
    session.execute(
        update(Message)
        .where(col(Message.id) == message_id)
        .values(ticket_id=ticket_id)
        .execution_options(synchronize_session=False)
    )


def list_conversation(
    session: Session, contact_id: int, *, after: int = 0, limit: int = 200
) -> Sequence[Message]:
    """Return the messages with one contact after message id `after`, oldest first."""
    return session.exec(
        select(Message)
        .where(Message.contact_id == contact_id, Message.id > after)
        .order_by(col(Message.id))
        .limit(limit)
    ).all()


def find_last_outgoing(session: Session, contact_id: int) -> Message | None:
    """Return the last message sent or queued to a contact, or None."""
    query = (
        select(Message)
        .where(Message.contact_id == contact_id, Message.direction == Direction.OUT)
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def list_previous_incoming(
    session: Session, message: Message, *, since: datetime, limit: int
) -> Sequence[Message]:
    """Return this contact's messages before the given one, latest first."""
    heard = (Message.contact_id == message.contact_id, Message.direction == Direction.IN)
    query = select(Message).where(*heard, col(Message.id) < message.id, Message.said_at > since)
    query = query.order_by(col(Message.id).desc()).limit(limit)
    return session.exec(query).all()


def was_sent(session: Session, contact_id: int, text: str, *, since: datetime) -> bool:
    """Return whether a contact was sent this text, alone or as part of a message."""
    outgoing = (Message.contact_id == contact_id, Message.direction == Direction.OUT)
    same = col(Message.text).contains(text, autoescape=True)
    query = select(Message.id).where(*outgoing, same, col(Message.said_at) >= since).limit(1)
    return session.exec(query).first() is not None


def count_messages(session: Session, contact_id: int) -> int:
    """Return how many messages with one contact, in both directions, still have their text."""
    query = select(func.count(col(Message.id))).where(
        Message.contact_id == contact_id, or_(col(Message.text) != "", col(Message.choice) != "")
    )
    return session.exec(query).one()
