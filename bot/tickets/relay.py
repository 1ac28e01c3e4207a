"""Relay messages and attachments between resident and member; the bot only carries them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY, Policy
from bot.messages.content import Attachment, Choice, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.outbox.sent_ids import stands_under
from bot.people.models import Contact
from bot.tickets import cards, draft_replies, relayed_content
from bot.tickets.dispatch import assign_next, set_free
from bot.tickets.member_actions import gone, mine
from bot.tickets.models import HeldWords, Relay, Ticket
from bot.tickets.notify import Said, note_event, tell_member, tell_resident
from bot.tickets.phrases import is_closing
from bot.tickets.relayed_content import Parcel
from bot.tickets.service import end

HELD_FOR = timedelta(minutes=30)  # what was said before that is no longer asked about
MOST_HELD = 10


def from_member(
    session: Session,
    ticket_id: int,
    person_id: int,
    message: Message,
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply | None:
    """Relay a member's message to the resident; return a reply only when it failed."""
    ticket = mine(session, ticket_id, person_id)
    parcel = relayed_content.pack(message)
    if refused := draft_replies.refuse(
        session, ticket, person_id, message.text, policy=policy, now=now
    ):
        return refused
    if parcel.risky:
        names = relayed_content.risky_names(things_of(message))
        return Reply(texts.RISKY_FILE_MEMBER.format(names=names))
    if parcel.left_behind and parcel.empty:
        return Reply(texts.NOT_CARRIED_MEMBER)
    ticket.reply_by, ticket.owed = now + policy.answer_within, False
    ticket.last_member_at = now
    ticket.answer = message.text or ticket.answer
    message.ticket_id = ticket.id
    words = _from_member(session, ticket, person_id, parcel.words)
    note_event(session, ticket, "relayed_out", person_id=person_id, now=now)
    carried, said = Reply(words, attachments=parcel.things), Said(person_id, message.id)
    if not tell_resident(session, ticket, carried, now=now, relayed=said):
        return gone(session, ticket, person_id, now=now)
    return Reply(texts.NOT_CARRIED_MEMBER) if parcel.left_behind else None


def _from_member(session: Session, ticket: Ticket, person_id: int, text: str) -> str:
    name = cards.member_name(session, person_id)
    team = cards.team_name(session, person_id)
    return texts.FROM_MEMBER.format(member=name, team=team, text=text).strip()


def from_resident(
    session: Session, ticket: Ticket, message: Message, *, now: datetime, policy: Policy = POLICY
) -> Reply | None:
    """Relay a resident's message to the member who has the ticket.

    Returns a reply only for the first message, for what could not be relayed, and for risky files.
    """
    message.ticket_id = ticket.id
    parcel = relayed_content.pack(message)
    if parcel.left_behind and parcel.empty:
        return Reply(texts.NOT_CARRIED)
    first, ticket.last_resident_at = is_first(ticket, of_member=False), now
    if not is_closing(message.text) or message.payload.get("attachments"):
        ticket.owed = True
        ticket.reply_by = ticket.reply_by or now + policy.answer_within
    words = texts.FROM_RESIDENT.format(
        who=cards.resident_name(session, ticket),
        unit=cards.unit_name(session, ticket),
        number=ticket.id,
        text=parcel.words,
    ).strip()
    note_event(session, ticket, "relayed_in", now=now)
    carried, said = Reply(words, attachments=parcel.things), Said(None, message.id)
    member = ticket.member_id or 0
    if not tell_member(session, member, carried, ticket, now=now, relayed=said):
        pass_on_words(session, ticket, message, policy=policy, now=now)
        first = False
    return _warning(message, parcel) or (_carried(session, ticket, message) if first else None)


def _carried(session: Session, ticket: Ticket, message: Message) -> Reply:
    """Confirm the first relayed message, with a recall button; from then on two people talk."""
    member = cards.member_name(session, ticket.member_id)
    back = Choice(texts.BUTTON_TAKE_BACK, f"my:{ticket.id}:back:{message.id}")
    return Reply(texts.TICKET_WORDS_CARRIED.format(member=member), (back,))


def _warning(message: Message, parcel: Parcel) -> Reply | None:
    if parcel.risky:
        names = relayed_content.risky_names(things_of(message))
        return Reply(texts.RISKY_FILE.format(names=names))
    return Reply(texts.NOT_CARRIED) if parcel.left_behind else None


def pass_on_words(
    session: Session, ticket: Ticket, message: Message | None, *, policy: Policy, now: datetime
) -> None:
    """Reassign the ticket because its member is unreachable; the card carries the message."""
    member = cards.member_name(session, ticket.member_id)
    if message is not None:
        kept, warnings = relayed_content.safe(message.payload.get("attachments", ()))
        said = (ticket.text, relayed_content.words_of(message), *warnings)
        ticket.text = "\n".join(filter(None, said))
        ticket.attachments = [*ticket.attachments, *kept]
    set_free(ticket)
    words = texts.TICKET_LEFT.format(member=member)
    assign_next(session, ticket, words, policy=policy, now=now)


def things_of(message: Message) -> tuple[Attachment, ...]:
    """Return the attachments of a message."""
    return tuple(Attachment.from_json(one) for one in message.payload.get("attachments", ()))


def hand_back(session: Session, ticket: Ticket, *, now: datetime) -> Reply:
    """Close the ticket because the resident wants the bot again (*Bot*); notify the member."""
    end(session, ticket, "handed_back", now=now)
    if ticket.member_id is not None:
        words = Reply(texts.TICKET_HANDED_BACK.format(number=ticket.id))
        tell_member(session, ticket.member_id, words, now=now)
    return Reply(texts.BOT_BACK)


def tell_seen(session: Session, message: Message, *, now: datetime) -> None:
    """Notify the member, once, that the resident put a 👍 on their message.

    Does nothing once the ticket is closed or somebody else has it.
    """
    relay = session.get(Relay, message.id)
    if relay is None or relay.person_id is None:
        return
    ticket = session.get_one(Ticket, relay.ticket_id)
    if ticket.closed_at is None and ticket.member_id == relay.person_id:
        words = Reply(texts.RESIDENT_SAW.format(number=ticket.id))
        tell_member(session, relay.person_id, words, ticket, now=now, key=f"saw:{message.id}")


def ticket_of_reply(session: Session, contact: Contact, platform_id: str) -> int | None:
    """Return the ticket id of the message, by its platform id, that a contact replies to.

    Returns None when there is none.
    """
    if not platform_id:
        return None
    return session.exec(
        select(Message.ticket_id)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .where(Delivery.contact_id == contact.id, stands_under(platform_id))
        .limit(1)
    ).first()


def keep_words(session: Session, contact: Contact, message: Message, *, now: datetime) -> None:
    """Store a member's message until they tell for which resident it is.

    A draft that is still current takes it in addition, up to `MAX_DRAFT_MESSAGES`.
    """
    row = session.get(HeldWords, contact.id)
    if row is not None and now - row.held_at < HELD_FOR:
        row.further = [*row.further, message.id][-MOST_HELD:]
        return
    row = row or HeldWords(contact_id=contact.id, message_id=message.id, held_at=now)
    row.message_id, row.further, row.held_at = message.id, [], now
    session.add(row)


def is_held(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Whether this chat has a draft that waits to be told for whom it is."""
    row = session.get(HeldWords, contact.id)
    return row is not None and now - row.held_at < HELD_FOR


def look_at_kept(session: Session, contact: Contact, *, now: datetime) -> list[Message]:
    """Return the draft's messages in the order they were written, without removing the draft."""
    row = session.get(HeldWords, contact.id)
    if row is None or now - row.held_at >= HELD_FOR:
        return []
    held = (session.get(Message, number) for number in (row.message_id, *row.further))
    return [message for message in held if message is not None]


def is_first(ticket: Ticket, *, of_member: bool) -> bool:
    """Whether this side has written nothing yet since the ticket was taken."""
    last = ticket.last_member_at if of_member else ticket.last_resident_at
    return last is None or ticket.accepted_at is None or last < ticket.accepted_at


def kept_words(session: Session, contact: Contact) -> list[Message]:
    """Remove the draft and return its messages in the order they were written."""
    row = session.get(HeldWords, contact.id)
    if row is None:
        return []
    held = [session.get(Message, number) for number in (row.message_id, *row.further)]
    session.delete(row)
    return [message for message in held if message is not None]


def said_in(session: Session, ticket: Ticket, *, limit: int = 200) -> Sequence[Message]:
    """Return the messages of a ticket, oldest first."""
    query = select(Message).where(Message.ticket_id == ticket.id).order_by(col(Message.id))
    return session.exec(query.limit(limit)).all()
