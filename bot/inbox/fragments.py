"""Debouncing: short messages wait for what may follow and are answered together (ADR-0049).

The state is in the database: `contact.held_until` says how long, the messages have the route
`RouteName.HELD`. Whether a message waits and how the pieces are merged is decided in
`handlers.residents.fragments`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.trace import FIELD, tracing
from bot.inbox.receive import MessageAnswerer
from bot.inbox.routing import Route, Turn, get_handler, list_menu_choices, list_replies
from bot.messages.content import Attachment, Reply
from bot.messages.history import Direction, Message
from bot.messages.route_names import RouteName
from bot.outbox.replies import stage_replies
from bot.people.models import Contact

log = logging.getLogger(__name__)

# Nobody waits longer than 3 s after their last word: the hold, a look of the clock, the sending.
HOLD_TIME = timedelta(seconds=2.4)
POLL_INTERVAL = 0.4  # seconds
MAX_WAIT = timedelta(seconds=15)  # from the first piece: who never pauses is answered meanwhile
MAX_PIECES = 8  # pieces with words
MAX_CONTACTS = 200  # chats a look
MEMO_DUE = "due"  # in a turn's memo: nothing came any more


def hold_message(contact: Contact, message: Message, *, now: datetime) -> None:
    """Hold the message back for what may follow; restarts the wait of earlier pieces."""
    contact.held_from = contact.held_from or message.id
    contact.held_until = now + HOLD_TIME
    message.route = RouteName.HELD


def release_held(contact: Contact, pieces: Sequence[Message], route: str) -> None:
    """End the wait: mark the pieces as answered by this route."""
    contact.held_from = contact.held_until = None
    for piece in pieces:
        piece.route = route


def list_held(session: Session, contact: Contact) -> list[Message]:
    """Return the contact's held messages, oldest first."""
    if contact.held_from is None:
        return []
    query = select(Message).where(
        Message.contact_id == contact.id,
        Message.id >= contact.held_from,
        Message.direction == Direction.IN,
        Message.route == RouteName.HELD,
    )
    return list(session.exec(query.order_by(col(Message.id))))


def is_full(pieces: Sequence[Message], *, now: datetime) -> bool:
    """Return whether no further piece is waited for: too many are held, or for too long."""
    worded = [piece for piece in pieces if piece.text]
    return len(worded) >= MAX_PIECES or (bool(worded) and now - worded[0].said_at >= MAX_WAIT)


def list_attachments(message: Message) -> tuple[Attachment, ...]:
    """Return the attachments of a stored message."""
    return tuple(map(Attachment.from_json, message.payload.get("attachments", ())))


class Debouncer(MessageAnswerer):
    """Answers contacts whose wait is over.

    Runs in every process; a row lock gives each contact to one of them.
    """

    async def answer_due(self) -> None:
        """Answer every contact whose wait is over."""
        for contact_id in await self._db.read(list_due, now=self._clock()):
            if account := await self._answer(contact_id):
                self._wake(account)

    async def _answer(self, contact_id: int) -> str:
        """Answer one contact as the inbox does: a UserError by its text, a bug by an apology."""
        now = self._clock()
        try:
            return await self._db.write(answer_held, contact_id, self._routes(), now=now)
        except UserError as error:
            reply = Reply(str(error), error.choices or list_menu_choices())
        except Exception:
            log.exception("pieces: a handler broke", extra={"action": "handler_failed"})
            reply = Reply(texts.APOLOGY, list_menu_choices())
        return await self._db.write(answer_held_with, contact_id, reply, now=now)


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the ids of contacts whose wait is over."""
    query = select(Contact.id).where(col(Contact.held_until) <= now)
    return session.exec(query.order_by(col(Contact.held_until)).limit(MAX_CONTACTS)).all()


def _lock_due_contact(session: Session, contact_id: int, now: datetime) -> Contact | None:
    """Lock the contact if it still waits and no other process is answering it; else None."""
    query = select(Contact).where(Contact.id == contact_id, col(Contact.held_until) <= now)
    return session.exec(query.with_for_update(skip_locked=True, key_share=True)).first()


def answer_held(
    session: Session, contact_id: int, routes: Sequence[Route], *, now: datetime
) -> str:
    """Answer a contact's held messages. Returns the account to wake, "" when nothing is sent."""
    contact = _lock_due_contact(session, contact_id, now)
    if contact is None:
        return ""
    pieces = list_held(session, contact)
    if _must_stay_silent(contact, now) or not pieces:
        release_held(contact, pieces, RouteName.BY_HAND)
        return ""
    last = next((piece for piece in reversed(pieces) if piece.text), pieces[-1])
    turn = Turn(
        session=session,
        contact=contact,
        message=last,
        text=last.text,
        choice="",
        start="",
        attachments=(),
        name="",
        now=now,
        memo={MEMO_DUE: True},
    )
    with tracing(last.payload.get(FIELD, "")):
        replies = list_replies(get_handler(routes, turn)(turn))
        stage_replies(session, contact, replies, now, last)
    return contact.account


def _must_stay_silent(contact: Contact, now: datetime) -> bool:
    """Return whether nothing may be sent: a colleague took over, or the contact is unreachable."""
    by_hand = contact.bot_paused_until is not None and now < contact.bot_paused_until
    return by_hand or contact.unreachable_since is not None


def answer_held_with(session: Session, contact_id: int, reply: Reply, *, now: datetime) -> str:
    """Answer held messages with a given reply, after the handler's writes were rolled back.

    Returns the account to wake.
    """
    contact = _lock_due_contact(session, contact_id, now)
    if contact is None:
        return ""
    pieces = list_held(session, contact)
    for piece in pieces:
        piece.asked = bool(piece.text)
    release_held(contact, pieces, RouteName.FAILED)
    stage_replies(session, contact, (reply,), now)
    return contact.account
