"""Message recall (*Thu hồi*): within a minute, authors can recall what they sent in a ticket.

What is not delivered yet is cancelled. What is delivered is deleted from the other side's chat,
or the other side is asked to ignore it; the author is told which, once known (`settle_recall`).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit, emit_once
from bot.core.policy import Policy
from bot.messages.history import Direction, Message
from bot.outbox import recalls as outbox
from bot.outbox.models import DeliveryStatus
from bot.outbox.reasons import RECALL_REMOVED
from bot.outbox.service import Outcome
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.events import TicketWordsChanged
from bot.tickets.history import record_event
from bot.tickets.message_events import (
    AdditionRecalled,
    MessagesRecalled,
    RecallEffect,
    RecallSettled,
    TicketRecalled,
)
from bot.tickets.models import Relay, Ticket, TicketEventKind, TicketOutcome
from bot.tickets.queries import list_contact_tickets, lock_ticket
from bot.tickets.service import close_ticket
from bot.vietnamese.tone_matching import normalize_for_match

RECALL_WINDOW = timedelta(seconds=60)
LATE_WINDOW = timedelta(minutes=30)  # in which "thu hồi" is answered with "too late"
_SOFT = (
    "a|ah|ak|nhe|nha|nhen|di|voi|giup|gium|dum|ho|cho|toi|tui|em|chau|con|minh|bac|anh|chi|oi|roi|mat"
    "|xin|loi|xin loi|thoi|chet|khoan|da|nay|ay|do|vua roi|vua nay|luc nay|vua gui|cai|cau|ban|o"
    "|tin nhan|tin|phan anh|phieu|yeu cau|nguoi|nguoi khac|cho khac|khong phai cho nguoi nay"
)
_FIRMLY = (
    r"(?:thu hoi|rut lai|lay lai|go|xoa)(?: lai)?(?: cai| cau)? ?(?:tin nhan|tin|loi|phan anh|cau)"
    r"(?: vua roi| vua gui| vua nay| luc nay| nay| ay| do)?"
    r"|thu hoi(?: lai)?|(?:gui|nhan|viet) (?:nham|lon|lop|sai)(?: nguoi| phieu| cho| cho khac)?"
    r"|(?:nham|lon|sai) (?:nguoi|phieu)"
)
_LOOSELY = r"nham|lon|lon roi|bi nham|thoi nham"
_FIRM = re.compile(rf"(?:(?:{_SOFT}) )*(?:{_FIRMLY})(?: (?:{_SOFT}))*")
_LOOSE = re.compile(rf"(?:(?:{_SOFT}) )*(?:{_LOOSELY})(?: (?:{_SOFT}))*")
LONGEST_REQUEST = 12  # words
SENT_WITH = "sent_with"  # in the payload of what waited: the message that told for whom it was


def is_recall_request(text: str, *, allow_loose: bool) -> bool:
    """Whether the whole text asks to recall what was just sent.

    `allow_loose` accepts "nhầm rồi" as well, which a member may also say to a resident about what
    the resident did.
    """
    normalized = normalize_for_match(text)
    if "?" in text or len(normalized.split()) > LONGEST_REQUEST:
        return False
    return bool(_FIRM.fullmatch(normalized) or (allow_loose and _LOOSE.fullmatch(normalized)))


@dataclass(frozen=True, slots=True)
class SentItem:
    """What a chat sent last.

    Relayed messages, text added to a queued ticket, or the ticket itself.
    """

    ticket: Ticket
    sent_at: datetime
    relays: tuple[Relay, ...] = ()
    added_message: Message | None = None

    @property
    def is_from_member(self) -> bool:
        """Whether a member wrote it."""
        return bool(self.relays) and self.relays[0].person_id is not None


def find_last_sent(session: Session, contact: Contact, *, now: datetime) -> SentItem | None:
    """Return what this chat sent last, if recent enough for a recall to refer to it; or None."""
    since = now - LATE_WINDOW
    candidates = (
        find_relayed(session, contact, since=since),
        _find_added(session, contact, since=since),
        *(
            SentItem(ticket, ticket.opened_at)
            for ticket in list_contact_tickets(session, contact.id)
            if ticket.opened_at > since
        ),
    )
    return max((item for item in candidates if item is not None), key=_recency_key, default=None)


def _recency_key(sent: SentItem) -> tuple[datetime, int]:
    """Sort key: by time, then by ticket id."""
    return sent.sent_at, sent.ticket.id


def find_relayed(
    session: Session, contact: Contact, source_message_id: int | None = None, *, since: datetime
) -> SentItem | None:
    """Return relayed messages of this chat: those of one source message, or the latest.

    Messages that waited in one draft were relayed together and are recalled together.
    """
    source, outgoing = aliased(Message), aliased(Message)
    query = (
        select(Relay, source, outgoing.said_at)
        .join(source, col(source.id) == Relay.source_message_id)
        .join(outgoing, col(outgoing.id) == Relay.message_id)
        .where(source.contact_id == contact.id, col(outgoing.said_at) > since)
        .order_by(col(Relay.message_id).desc())
        .limit(20)
    )
    if source_message_id is not None:
        query = query.where(col(Relay.source_message_id) <= source_message_id)
    rows = session.exec(query).all()
    if not rows or source_message_id not in (None, rows[0][1].id):
        return None
    last, sent_at = rows[0][0], rows[0][2]
    batch = [
        relay for relay, message, _ in rows if _get_batch_id(message) == _get_batch_id(rows[0][1])
    ]
    return SentItem(session.get_one(Ticket, last.ticket_id), sent_at, tuple(batch[::-1]))


def _get_batch_id(message: Message) -> int:
    """Return the id of the message that released this one: the same for all of one draft."""
    return int(message.payload.get(SENT_WITH, message.id))


def _find_added(session: Session, contact: Contact, *, since: datetime) -> SentItem | None:
    """Return text appended to a ticket that nobody has taken yet, or None."""
    query = (
        select(Message, Ticket)
        .join(Ticket, col(Ticket.id) == Message.ticket_id)
        .where(
            Message.contact_id == contact.id,
            Message.direction == Direction.IN,
            Message.choice == "",
            Message.said_at > since,
            Ticket.contact_id == contact.id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_(None),
        )
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    row = session.exec(query).first()
    if row is None or not row[0].text or row[0].text not in row[1].text.splitlines():
        return None
    return SentItem(row[1], row[0].said_at, added_message=row[0])


class RecallStatus(StrEnum):
    """What became of a request to recall."""

    ALREADY_RECALLED = "already"
    TOO_LATE = "too_late"
    UNSENT = "unsent"  # the other side has not got anything
    FOLLOWED = "followed"  # it went out and is being removed
    ADDITION = "addition"  # removed from a ticket that nobody has taken
    TICKET = "ticket"  # the ticket is closed


@dataclass(frozen=True, slots=True)
class RecallResult:
    """What became of a request to recall: `recipient` is the name of the other side.

    `is_waiting` while nobody has taken the ticket; `code` is that of a recalled field report.
    """

    status: RecallStatus
    ticket_id: int
    by_member: bool
    recipient: str
    is_waiting: bool
    code: str | None


def recall_sent(session: Session, sent: SentItem, *, now: datetime, policy: Policy) -> RecallResult:
    """Recall what was sent, within `RECALL_WINDOW`; nothing is recalled after it.

    Raises UserError when the ticket to recall is already closed.
    """
    ticket = lock_ticket(session, sent.ticket.id)
    recipient = _get_recipient_name(session, ticket, by_member=sent.is_from_member)
    is_waiting, code = ticket.accepted_at is None, ticket.code
    status = _recall(session, ticket, sent, policy=policy, now=now)
    return RecallResult(status, ticket.id, sent.is_from_member, recipient, is_waiting, code)


def _recall(
    session: Session, ticket: Ticket, sent: SentItem, *, policy: Policy, now: datetime
) -> RecallStatus:
    if sent.relays and all(relay.taken_back_at for relay in sent.relays):
        return RecallStatus.ALREADY_RECALLED
    if now - sent.sent_at > RECALL_WINDOW:
        return RecallStatus.TOO_LATE
    record_event(
        session, ticket, TicketEventKind.TAKEN_BACK, person_id=_get_author_id(sent), now=now
    )
    if sent.relays:
        return _recall_relays(session, ticket, sent, policy=policy, now=now)
    if sent.added_message is not None:
        return _recall_addition(session, ticket, sent.added_message, now=now)
    return _recall_ticket(session, ticket, now)


def _get_author_id(sent: SentItem) -> int | None:
    return sent.relays[0].person_id if sent.relays else None


def _recall_relays(
    session: Session, ticket: Ticket, sent: SentItem, *, policy: Policy, now: datetime
) -> RecallStatus:
    sent_ids = []
    for relay in sent.relays:
        relay.taken_back_at = now
        outcome = outbox.cancel_message(session, relay.message_id, now=now)
        if outcome is outbox.RecallOutcome.FOLLOWED:
            sent_ids.append(relay.message_id)
    session.flush()
    _update_awaiting(session, ticket, policy=policy, now=now)
    if not sent_ids:
        return RecallStatus.UNSENT
    emit(session, MessagesRecalled(ticket.id, tuple(sent_ids), _get_author_id(sent), at=now))
    return RecallStatus.FOLLOWED


def _get_recipient_name(session: Session, ticket: Ticket, *, by_member: bool) -> str:
    """Return the name of the person who received the message."""
    if by_member:
        return cards.resident_name(session, ticket)
    return cards.member_name(session, ticket.member_id)


def _update_awaiting(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> None:
    """Recompute who has to answer, leaving out what was recalled."""
    if ticket.closed_at is not None:
        return
    answer = _find_last_relay(session, ticket, by_member=True)
    question = _find_last_relay(session, ticket, by_member=False)
    source_message = (
        session.get(Message, answer.source_message_id)
        if answer and answer.source_message_id
        else None
    )
    ticket.answer = source_message.text if source_message is not None else ""
    is_unanswered = (
        question is not None and answer is not None and question.message_id > answer.message_id
    )
    ticket.awaiting_member = answer is None or is_unanswered
    if ticket.awaiting_member:
        ticket.respond_due_at = now + policy.answer_within


def _find_last_relay(session: Session, ticket: Ticket, *, by_member: bool) -> Relay | None:
    author = col(Relay.person_id)
    query = (
        select(Relay)
        .where(
            Relay.ticket_id == ticket.id,
            col(Relay.taken_back_at).is_(None),
            author.is_not(None) if by_member else author.is_(None),
        )
        .order_by(col(Relay.message_id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def _recall_addition(
    session: Session, ticket: Ticket, message: Message, *, now: datetime
) -> RecallStatus:
    """Remove the appended text from a ticket that nobody has taken."""
    if ticket.accepted_at is not None:  # at this very moment
        return RecallStatus.TOO_LATE
    lines, removed_lines = ticket.text.splitlines(), message.text.splitlines()
    ticket.text = "\n".join(line for line in lines if line not in removed_lines)
    emit_once(session, TicketWordsChanged(ticket.id))
    if ticket.member_id is not None:
        emit(session, AdditionRecalled(ticket.id, ticket.member_id, at=now))
    return RecallStatus.ADDITION


def _recall_ticket(session: Session, ticket: Ticket, now: datetime) -> RecallStatus:
    """Close the ticket and erase its text."""
    if ticket.closed_at is not None:
        raise UserError(texts.TAKEN_BACK_ALREADY)
    close_ticket(session, ticket, TicketOutcome.CANCELLED, now=now)
    ticket.text, ticket.attachments = "", []
    if ticket.member_id is not None:
        emit(session, TicketRecalled(ticket.id, ticket.member_id, at=now))
    return RecallStatus.TICKET


def settle_recall(
    session: Session, ticket: Ticket, message: Message, outcome: Outcome, *, now: datetime
) -> None:
    """Handle the end of a recall: the message was deleted, announced as a mistake, or neither.

    `message` is the one that was to remove the other.
    """
    original = outbox.find_recalled_message_id(session, message)
    relay = session.get(Relay, original) if original is not None else None
    if relay is None:
        return
    source = (
        session.get_one(Message, relay.source_message_id) if relay.source_message_id else message
    )
    key = f"taken-back:{_get_batch_id(source)}:{outcome.status}:{outcome.reason[-7:]}"
    event = RecallSettled(
        ticket.id, relay.message_id, ticket.member_id, _get_effect(outcome), key, at=now
    )
    emit(session, event)


def _get_effect(outcome: Outcome) -> RecallEffect:
    if outcome.status != DeliveryStatus.SENT:
        return RecallEffect.FAILED
    removed = outcome.reason.startswith(RECALL_REMOVED)
    return RecallEffect.REMOVED if removed else RecallEffect.ANNOUNCED
