"""Relay messages and attachments between resident and member; the bot only carries them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY, Policy
from bot.messages.content import Attachment, Choice, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.outbox.platform_ids import has_platform_id
from bot.people.models import Contact
from bot.tickets import cards, draft_replies, relayed_content
from bot.tickets.dispatch import reassign_ticket
from bot.tickets.member_actions import close_unreachable, lock_taken_ticket
from bot.tickets.models import DraftReply, Relay, Ticket, TicketOutcome
from bot.tickets.notify import RelaySource, notify_member, notify_resident, record_event
from bot.tickets.phrases import is_closing
from bot.tickets.relayed_content import RelayContent
from bot.tickets.service import close_ticket

DRAFT_LIFETIME = timedelta(minutes=30)  # what was said before that is no longer asked about
MAX_DRAFT_MESSAGES = 10


def relay_to_resident(
    session: Session,
    ticket_id: int,
    person_id: int,
    message: Message,
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply | None:
    """Relay a member's message to the resident; return a reply only when it failed."""
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    content = relayed_content.extract_content(message)
    if refused := draft_replies.refuse_secret_request(
        session, ticket, person_id, message.text, policy=policy, now=now
    ):
        return refused
    if content.has_risky:
        names = relayed_content.risky_names(list_attachments(message))
        return Reply(texts.RISKY_FILE_MEMBER.format(names=names))
    if content.has_unsupported and content.is_empty:
        return Reply(texts.NOT_CARRIED_MEMBER)
    ticket.respond_due_at, ticket.awaiting_member = now + policy.answer_within, False
    ticket.last_member_at = now
    ticket.answer = message.text or ticket.answer
    message.ticket_id = ticket.id
    text = _render_member_text(session, ticket, person_id, content.text)
    record_event(session, ticket, "relayed_out", person_id=person_id, now=now)
    reply, source = Reply(text, attachments=content.attachments), RelaySource(person_id, message.id)
    if not notify_resident(session, ticket, reply, now=now, source=source):
        close_unreachable(session, ticket, person_id, now=now)
        return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket.id))
    return Reply(texts.NOT_CARRIED_MEMBER) if content.has_unsupported else None


def _render_member_text(session: Session, ticket: Ticket, person_id: int, text: str) -> str:
    name = cards.member_name(session, person_id)
    team = cards.team_name(session, person_id)
    return texts.FROM_MEMBER.format(member=name, team=team, text=text).strip()


def relay_to_member(
    session: Session, ticket: Ticket, message: Message, *, now: datetime, policy: Policy = POLICY
) -> Reply | None:
    """Relay a resident's message to the member who has the ticket.

    Returns a reply only for the first message, for what could not be relayed, and for risky files.
    """
    message.ticket_id = ticket.id
    content = relayed_content.extract_content(message)
    if content.has_unsupported and content.is_empty:
        return Reply(texts.NOT_CARRIED)
    is_opening, ticket.last_resident_at = is_first_message(ticket, by_member=False), now
    if not is_closing(message.text) or message.payload.get("attachments"):
        ticket.awaiting_member = True
        ticket.respond_due_at = ticket.respond_due_at or now + policy.answer_within
    text = texts.FROM_RESIDENT.format(
        who=cards.resident_name(session, ticket),
        unit=cards.unit_name(session, ticket),
        number=ticket.id,
        text=content.text,
    ).strip()
    record_event(session, ticket, "relayed_in", now=now)
    reply, source = Reply(text, attachments=content.attachments), RelaySource(None, message.id)
    member = ticket.member_id or 0
    if not notify_member(session, member, reply, ticket, now=now, source=source):
        reassign_with_message(session, ticket, message, policy=policy, now=now)
        is_opening = False
    return _render_not_relayed(message, content) or (
        _render_relayed(session, ticket, message) if is_opening else None
    )


def _render_relayed(session: Session, ticket: Ticket, message: Message) -> Reply:
    """Confirm the first relayed message, with a recall button; from then on two people talk."""
    member = cards.member_name(session, ticket.member_id)
    recall_button = Choice(texts.BUTTON_TAKE_BACK, f"my:{ticket.id}:back:{message.id}")
    return Reply(texts.TICKET_WORDS_CARRIED.format(member=member), (recall_button,))


def _render_not_relayed(message: Message, content: RelayContent) -> Reply | None:
    if content.has_risky:
        names = relayed_content.risky_names(list_attachments(message))
        return Reply(texts.RISKY_FILE.format(names=names))
    return Reply(texts.NOT_CARRIED) if content.has_unsupported else None


def reassign_with_message(
    session: Session, ticket: Ticket, message: Message | None, *, policy: Policy, now: datetime
) -> None:
    """Reassign the ticket because its member is unreachable; the card carries the message."""
    if message is not None:
        kept, warnings = relayed_content.split_safe(message.payload.get("attachments", ()))
        parts = (ticket.text, relayed_content.annotate_text(message), *warnings)
        ticket.text = "\n".join(filter(None, parts))
        ticket.attachments = [*ticket.attachments, *kept]
    reassign_ticket(session, ticket, policy=policy, now=now)


def list_attachments(message: Message) -> tuple[Attachment, ...]:
    """Return the attachments of a message."""
    return tuple(Attachment.from_json(stored) for stored in message.payload.get("attachments", ()))


def return_to_bot(session: Session, ticket: Ticket, *, now: datetime) -> Reply:
    """Close the ticket because the resident wants the bot again (*Bot*); notify the member."""
    close_ticket(session, ticket, TicketOutcome.HANDED_BACK, now=now)
    if ticket.member_id is not None:
        notice = Reply(texts.TICKET_HANDED_BACK.format(number=ticket.id))
        notify_member(session, ticket.member_id, notice, now=now)
    return Reply(texts.BOT_BACK)


def notify_seen(session: Session, message: Message, *, now: datetime) -> None:
    """Notify the member, once, that the resident put a 👍 on their message.

    Does nothing once the ticket is closed or somebody else has it.
    """
    relay = session.get(Relay, message.id)
    if relay is None or relay.person_id is None:
        return
    ticket = session.get_one(Ticket, relay.ticket_id)
    if ticket.closed_at is None and ticket.member_id == relay.person_id:
        notice = Reply(texts.RESIDENT_SAW.format(number=ticket.id))
        notify_member(session, relay.person_id, notice, ticket, now=now, key=f"saw:{message.id}")


def find_replied_ticket_id(session: Session, contact: Contact, platform_id: str) -> int | None:
    """Return the ticket id of the message, by its platform id, that a contact replies to.

    Returns None when there is none.
    """
    if not platform_id:
        return None
    return session.exec(
        select(Message.ticket_id)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .where(Delivery.contact_id == contact.id, has_platform_id(platform_id))
        .limit(1)
    ).first()


def save_draft(session: Session, contact: Contact, message: Message, *, now: datetime) -> None:
    """Store a member's message until they tell for which resident it is.

    A draft that is still current takes it in addition, up to `MAX_DRAFT_MESSAGES`.
    """
    draft = session.get(DraftReply, contact.id)
    if draft is not None and now - draft.held_at < DRAFT_LIFETIME:
        draft.further = [*draft.further, message.id][-MAX_DRAFT_MESSAGES:]
        return
    draft = draft or DraftReply(contact_id=contact.id, message_id=message.id, held_at=now)
    draft.message_id, draft.further, draft.held_at = message.id, [], now
    session.add(draft)


def has_draft(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Whether this chat has a draft that waits to be told for whom it is."""
    draft = session.get(DraftReply, contact.id)
    return draft is not None and now - draft.held_at < DRAFT_LIFETIME


def list_draft_messages(session: Session, contact: Contact, *, now: datetime) -> list[Message]:
    """Return the draft's messages in the order they were written, without removing the draft."""
    draft = session.get(DraftReply, contact.id)
    if draft is None or now - draft.held_at >= DRAFT_LIFETIME:
        return []
    messages = (
        session.get(Message, message_id) for message_id in (draft.message_id, *draft.further)
    )
    return [message for message in messages if message is not None]


def is_first_message(ticket: Ticket, *, by_member: bool) -> bool:
    """Whether this side has written nothing yet since the ticket was taken."""
    last = ticket.last_member_at if by_member else ticket.last_resident_at
    return last is None or ticket.accepted_at is None or last < ticket.accepted_at


def pop_draft_messages(session: Session, contact: Contact) -> list[Message]:
    """Remove the draft and return its messages in the order they were written."""
    draft = session.get(DraftReply, contact.id)
    if draft is None:
        return []
    messages = [
        session.get(Message, message_id) for message_id in (draft.message_id, *draft.further)
    ]
    session.delete(draft)
    return [message for message in messages if message is not None]


def list_messages(session: Session, ticket: Ticket, *, limit: int = 200) -> Sequence[Message]:
    """Return the messages of a ticket, oldest first."""
    query = select(Message).where(Message.ticket_id == ticket.id).order_by(col(Message.id))
    return session.exec(query.limit(limit)).all()
