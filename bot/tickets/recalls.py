"""Message recall (*Thu hồi*): within a minute, authors can recall what they sent in a ticket.

What is not delivered yet is cancelled. What is delivered is deleted from the other side's chat,
or the other side is asked to ignore it; the author is told which, once known (`notify_outcome`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Choice, Reply
from bot.messages.history import Direction, Message
from bot.outbox import recalls as outbox
from bot.outbox.models import Status
from bot.outbox.service import Outcome
from bot.people.models import Contact
from bot.tickets import cards
from bot.tickets.dispatch import hold
from bot.tickets.models import Relay, Ticket
from bot.tickets.notify import note_event, tell_member, tell_resident
from bot.tickets.service import end, open_tickets
from bot.vietnamese.word_patterns import said

WITHIN = timedelta(seconds=60)
STILL_MEANT = timedelta(minutes=30)  # in which "thu hồi" is answered with "too late"
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
LONGEST = 12  # words
SENT_WITH = "sent_with"  # in the payload of what waited: the message that told for whom it was


def asks(text: str, *, loosely: bool) -> bool:
    """Whether the whole text asks to recall what was just sent.

    `allow_loose` accepts "nhầm rồi" as well, which a member may also say to a resident about what
    the resident did.
    """
    words = said(text)
    if "?" in text or len(words.split()) > LONGEST:
        return False
    return bool(_FIRM.fullmatch(words) or (loosely and _LOOSE.fullmatch(words)))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a chat sent last.

    Relayed messages, text added to a queued ticket, or the ticket itself.
    """

    ticket: Ticket
    at: datetime
    relays: tuple[Relay, ...] = ()
    added: Message | None = None

    @property
    def of_member(self) -> bool:
        """Whether a member wrote it."""
        return bool(self.relays) and self.relays[0].person_id is not None


def find_last(session: Session, contact: Contact, *, now: datetime) -> Sent | None:
    """Return what this chat sent last, if recent enough for a recall to refer to it; or None."""
    since = now - STILL_MEANT
    sent = (
        find_words(session, contact, since=since),
        _added(session, contact, since=since),
        *(
            Sent(ticket, ticket.opened_at)
            for ticket in open_tickets(session, contact.id)
            if ticket.opened_at > since
        ),
    )
    return max((one for one in sent if one is not None), key=_newness, default=None)


def _newness(sent: Sent) -> tuple[datetime, int]:
    """Sort key: by time, then by ticket id."""
    return sent.at, sent.ticket.id


def find_words(
    session: Session, contact: Contact, said_id: int | None = None, *, since: datetime
) -> Sent | None:
    """Return relayed messages of this chat: those of one source message, or the latest.

    Messages that waited in one draft were relayed together and are recalled together.
    """
    words, out = aliased(Message), aliased(Message)
    query = (
        select(Relay, words, out.said_at)
        .join(words, col(words.id) == Relay.said_id)
        .join(out, col(out.id) == Relay.message_id)
        .where(words.contact_id == contact.id, col(out.said_at) > since)
        .order_by(col(Relay.message_id).desc())
        .limit(20)
    )
    if said_id is not None:
        query = query.where(col(Relay.said_id) <= said_id)
    rows = session.exec(query).all()
    if not rows or said_id not in (None, rows[0][1].id):
        return None
    last, at = rows[0][0], rows[0][2]
    together = [one for one, message, _ in rows if _with(message) == _with(rows[0][1])]
    return Sent(session.get_one(Ticket, last.ticket_id), at, tuple(together[::-1]))


def _with(message: Message) -> int:
    """Return the id of the message that released this one: the same for all of one draft."""
    return int(message.payload.get(SENT_WITH, message.id))


def _added(session: Session, contact: Contact, *, since: datetime) -> Sent | None:
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
    return Sent(row[1], row[0].said_at, added=row[0])


def take_back(session: Session, sent: Sent, *, now: datetime, policy: Policy = POLICY) -> Reply:
    """Recall what was sent; return what its author reads.

    After `RECALL_WINDOW` nothing is recalled: the reply says so and what helps instead.
    """
    ticket = hold(session, sent.ticket.id)
    if sent.relays and all(relay.taken_back_at for relay in sent.relays):
        return Reply(texts.TAKEN_BACK_ALREADY)
    if now - sent.at > WITHIN:
        return _too_late(session, ticket, sent)
    note_event(session, ticket, "taken_back", person_id=_writer(sent), now=now)
    if sent.relays:
        return _words(session, ticket, sent, policy=policy, now=now)
    return _addition(session, ticket, sent, now=now) if sent.added else _all(session, ticket, now)


def _writer(sent: Sent) -> int | None:
    return sent.relays[0].person_id if sent.relays else None


def _too_late(session: Session, ticket: Ticket, sent: Sent) -> Reply:
    if sent.of_member:
        who = cards.resident_name(session, ticket)
        return Reply(texts.TAKE_BACK_LATE_MEMBER.format(who=who))
    if ticket.accepted_at is not None:
        member = cards.member_name(session, ticket.member_id)
        return Reply(texts.TAKE_BACK_LATE.format(member=member))
    stop = Choice(texts.BUTTON_CANCEL_REQUEST, f"my:{ticket.id}:cancel")
    return Reply(texts.TAKE_BACK_LATE_WAITING, (stop, Choice(texts.BUTTON_MENU, "menu")))


def _words(session: Session, ticket: Ticket, sent: Sent, *, policy: Policy, now: datetime) -> Reply:
    instead = Reply(_instead(session, ticket, sent))
    fates = set()
    for relay in sent.relays:
        relay.taken_back_at = now
        fates.add(outbox.take_back(session, relay.message_id, instead, now=now))
    session.flush()
    _recount(session, ticket, policy=policy, now=now)
    unsent = fates == {outbox.Fate.UNSENT}
    words = texts.TAKEN_BACK_UNSENT if unsent else texts.TAKING_BACK
    return Reply(words.format(who=_other(session, ticket, of_member=sent.of_member)))


def _instead(session: Session, ticket: Ticket, sent: Sent) -> str:
    if sent.of_member:
        member = cards.member_name(session, _writer(sent))
        return texts.PASS_OVER_RESIDENT.format(member=member)
    who = cards.resident_name(session, ticket)
    return texts.PASS_OVER_MEMBER.format(who=who, number=ticket.id)


def _other(session: Session, ticket: Ticket, *, of_member: bool) -> str:
    """Return the name of the person who received the message."""
    if of_member:
        return cards.resident_name(session, ticket)
    return cards.member_name(session, ticket.member_id)


def _recount(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> None:
    """Recompute who has to answer, leaving out what was recalled."""
    if ticket.closed_at is not None:
        return
    answer = _last(session, ticket, of_member=True)
    asked = _last(session, ticket, of_member=False)
    words = session.get(Message, answer.said_id) if answer and answer.said_id else None
    ticket.answer = words.text if words is not None else ""
    later = asked is not None and answer is not None and asked.message_id > answer.message_id
    ticket.owed = answer is None or later
    if ticket.owed:
        ticket.reply_by = now + policy.answer_within


def _last(session: Session, ticket: Ticket, *, of_member: bool) -> Relay | None:
    writer = col(Relay.person_id)
    query = (
        select(Relay)
        .where(
            Relay.ticket_id == ticket.id,
            col(Relay.taken_back_at).is_(None),
            writer.is_not(None) if of_member else writer.is_(None),
        )
        .order_by(col(Relay.message_id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def _addition(session: Session, ticket: Ticket, sent: Sent, *, now: datetime) -> Reply:
    """Remove the appended text from the ticket and notify the member who was asked to take it."""
    assert sent.added is not None
    if ticket.accepted_at is not None:  # at this very moment
        return _too_late(session, ticket, sent)
    lines, gone = ticket.text.splitlines(), sent.added.text.splitlines()
    ticket.text = "\n".join(line for line in lines if line not in gone)
    if ticket.member_id is not None:
        who = cards.resident_name(session, ticket)
        words = texts.PASS_OVER_MEMBER.format(who=who, number=ticket.id)
        tell_member(session, ticket.member_id, Reply(words), ticket, now=now)
    return Reply(texts.TAKEN_BACK_ADDED)


def _all(session: Session, ticket: Ticket, now: datetime) -> Reply:
    """Close the ticket, erase its text and notify the member who was asked or has it."""
    if ticket.closed_at is not None:
        raise UserError(texts.TAKEN_BACK_ALREADY)
    member_id, code = ticket.member_id, ticket.code
    end(session, ticket, "cancelled", now=now)
    ticket.text, ticket.attachments = "", []
    if member_id is not None:
        words = texts.TICKET_TAKEN_BACK_MEMBER.format(number=ticket.id)
        tell_member(session, member_id, Reply(words), ticket, now=now)
    if code:
        return Reply(texts.REPORT_TAKEN_BACK.format(code=code))
    return Reply(texts.TICKET_CANCELLED.format(number=ticket.id))


def tell_outcome(
    session: Session, ticket: Ticket, message: Message, outcome: Outcome, *, now: datetime
) -> None:
    """Notify the author how a recall ended: deleted, announced to the other side, or failed."""
    original = outbox.find_message(session, message)
    relay = session.get(Relay, original) if original is not None else None
    if relay is None:
        return
    of_member = relay.person_id is not None
    origin = session.get_one(Message, relay.said_id) if relay.said_id else message
    key = f"taken-back:{_with(origin)}:{outcome.status}:{outcome.reason[-7:]}"
    words = _outcome_words(outcome).format(who=_other(session, ticket, of_member=of_member))
    if relay.person_id is not None:
        tell_member(session, relay.person_id, Reply(words), ticket, now=now, key=key)
    else:
        tell_resident(session, ticket, Reply(words), now=now, key=key)


def _outcome_words(outcome: Outcome) -> str:
    if outcome.status != Status.SENT:
        return texts.TAKE_BACK_FAILED
    removed = outcome.reason.startswith(outbox.REMOVED)
    return texts.TAKEN_BACK_REMOVED if removed else texts.TAKEN_BACK_SAID


def button(ticket_id: int, messages: Sequence[Message]) -> Choice:
    """Return the recall button for messages a member has just sent."""
    return Choice(texts.BUTTON_TAKE_BACK, f"tk:{ticket_id}:back:{messages[-1].id}")


def ticket_button(ticket: Ticket) -> Choice:
    """Return the recall button for a report that was just submitted."""
    return Choice(texts.BUTTON_TAKE_BACK, f"my:{ticket.id}:back")
