"""Relay messages and attachments between resident and member; the bot only carries them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, false, or_, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.outbox.platform_ids import has_platform_id
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.tickets import relayed_content
from bot.tickets.dispatch import reassign_ticket
from bot.tickets.history import record_event
from bot.tickets.message_events import (
    MemberMessageRelayed,
    MessageSeen,
    ResidentMessageRelayed,
    TicketHandedBack,
)
from bot.tickets.models import Relay, Ticket, TicketEventKind, TicketOutcome
from bot.tickets.phrases import is_closing
from bot.tickets.queries import lock_taken_ticket
from bot.tickets.reachability import is_member_reachable, is_resident_reachable
from bot.tickets.relayed_content import RelayContent
from bot.tickets.secret_refusals import SecretRefusal, refuse_secret_request
from bot.tickets.service import close_ticket, close_unreachable


class RelayStatus(StrEnum):
    """What became of a message for the other side of a ticket."""

    RELAYED = "relayed"
    PARTLY = "partly"  # without the attachments that cannot be sent on
    UNSUPPORTED = "unsupported"  # nothing of it can be sent on
    RISKY = "risky"  # it has a file that may be harmful, which is not sent on
    SECRET = "secret"  # it asks for a secret and is not sent
    UNREACHABLE = "unreachable"  # the resident blocked us: the ticket is closed


@dataclass(frozen=True, slots=True)
class RelayResult:
    """What became of a message; `is_first` is the author's first since the ticket was taken."""

    status: RelayStatus
    ticket_id: int
    message_id: int
    is_first: bool = False
    risky_names: str = ""
    refusal: SecretRefusal | None = None


def relay_to_resident(
    session: Session,
    ticket_id: int,
    message: Message,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> RelayResult:
    """Relay a member's message to the resident of a ticket they have taken.

    A message that asks for a secret or has a risky file is not relayed. When the resident blocked
    us the ticket is closed.
    """
    person_id = actor.person_id or 0
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    content, is_first = (
        relayed_content.extract_content(message),
        is_first_message(ticket, by_member=True),
    )
    refusal = refuse_secret_request(
        session, ticket, message.text, actor=actor, now=now, policy=policy
    )
    if refusal is not None:
        return RelayResult(RelayStatus.SECRET, ticket.id, message.id, refusal=refusal)
    if content.has_risky or (content.has_unsupported and content.is_empty):
        return _get_result(ticket, message, content)
    ticket.respond_due_at = now + policy.for_unit(ticket.unit_id).answer_within
    ticket.awaiting_member = False
    ticket.last_member_at = now
    ticket.answer = message.text or ticket.answer
    message.ticket_id = ticket.id
    record_event(session, ticket, TicketEventKind.RELAYED_OUT, person_id=person_id, now=now)
    if not is_resident_reachable(session, ticket):
        close_unreachable(session, ticket, person_id, now=now)
        return RelayResult(RelayStatus.UNREACHABLE, ticket.id, message.id)
    emit(session, MemberMessageRelayed(ticket.id, message.id, person_id, at=now))
    return _get_result(ticket, message, content, is_first=is_first)


def relay_to_member(
    session: Session, ticket: Ticket, message: Message, *, now: datetime, policy: Policy
) -> RelayResult:
    """Relay a resident's message to the member who has the ticket.

    Risky files are left out. When the member blocked us the ticket is reassigned with the message.
    """
    message.ticket_id = ticket.id
    content = relayed_content.extract_content(message)
    if content.has_unsupported and content.is_empty:
        return _get_result(ticket, message, content)
    is_first, ticket.last_resident_at = is_first_message(ticket, by_member=False), now
    if not is_closing(message.text) or message.payload.get("attachments"):
        ticket.awaiting_member = True
        patience = policy.for_unit(ticket.unit_id).answer_within
        ticket.respond_due_at = ticket.respond_due_at or now + patience
    record_event(session, ticket, TicketEventKind.RELAYED_IN, now=now)
    if ticket.member_id is None or not is_member_reachable(session, ticket.member_id):
        reassign_with_message(session, ticket, message, policy=policy, now=now)
        return _get_result(ticket, message, content)
    emit(session, ResidentMessageRelayed(ticket.id, message.id, ticket.member_id, at=now))
    return _get_result(ticket, message, content, is_first=is_first)


def _get_result(
    ticket: Ticket, message: Message, content: RelayContent, *, is_first: bool = False
) -> RelayResult:
    names = ""
    if content.has_risky:
        status = RelayStatus.RISKY
        names = relayed_content.risky_names(relayed_content.list_attachments(message))
    elif content.has_unsupported:
        status = RelayStatus.UNSUPPORTED if content.is_empty else RelayStatus.PARTLY
    else:
        status = RelayStatus.RELAYED
    return RelayResult(status, ticket.id, message.id, is_first, names)


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


def return_to_bot(session: Session, ticket: Ticket, *, now: datetime) -> None:
    """Close the ticket because the resident wants the bot again (*Bot*)."""
    close_ticket(session, ticket, TicketOutcome.HANDED_BACK, now=now)
    if ticket.member_id is not None:
        emit(session, TicketHandedBack(ticket.id, ticket.member_id, at=now))


def confirm_seen(session: Session, message: Message, *, now: datetime) -> None:
    """Record that the resident put a 👍 on a member's message.

    Does nothing once the ticket is closed or somebody else has it.
    """
    relay = session.get(Relay, message.id)
    if relay is None or relay.person_id is None:
        return
    ticket = session.get_one(Ticket, relay.ticket_id)
    if ticket.closed_at is None and ticket.member_id == relay.person_id:
        emit(session, MessageSeen(ticket.id, message.id, relay.person_id, at=now))


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


def is_first_message(ticket: Ticket, *, by_member: bool) -> bool:
    """Whether this side has written nothing yet since the ticket was taken."""
    last = ticket.last_member_at if by_member else ticket.last_resident_at
    return last is None or ticket.accepted_at is None or last < ticket.accepted_at


def list_messages(
    session: Session, ticket_id: int, *, actor: Actor, after: int = 0, limit: int = 200
) -> Sequence[Message]:
    """Return the messages of a ticket with ids above `after`, oldest first.

    Of a ticket outside the actor's scope there are none.
    """
    of_no_unit = col(Ticket.unit_id).is_(None) if actor.scope == "" else false()
    query = (
        select(Message)
        .join(Ticket, col(Ticket.id) == Message.ticket_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(
            Message.ticket_id == ticket_id,
            Message.id > after,
            or_(within(Unit.path, actor.scope), of_no_unit),
        )
        .order_by(col(Message.id))
        .limit(limit)
    )
    return session.exec(query).all()
