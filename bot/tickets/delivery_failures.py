"""Handle failed deliveries of a ticket: notify the author at once, and retry media as files.

Called when deliveries end, in the same transaction. A message that was refused does not count as
an answer. A voice note or video that was refused is retried once as a file.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.content import Attachment
from bot.messages.history import Message
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.outcomes import FILE_REFUSED
from bot.outbox.recalls import is_recall
from bot.outbox.service import Outcome
from bot.people.models import Contact
from bot.tickets import relayed_content, voice_notes
from bot.tickets.dispatch import reassign_ticket
from bot.tickets.history import record_event
from bot.tickets.message_events import (
    CardAttachmentsLost,
    MemberMessageFailed,
    RelayFailure,
    RelayRetried,
    ResidentMessageFailed,
    VoiceNoteUnheard,
)
from bot.tickets.models import Relay, Ticket, TicketEventKind
from bot.tickets.queries import lock_ticket
from bot.tickets.reachability import is_member_reachable, is_resident_reachable
from bot.tickets.recalls import settle_recall
from bot.tickets.relay import reassign_with_message


def handle_outcomes(
    session: Session, outcomes: Sequence[Outcome], *, now: datetime, policy: Policy
) -> None:
    """Handle the outcomes of deliveries that belong to tickets; others are ignored."""
    outcomes_by_delivery = {outcome.delivery_id: outcome for outcome in outcomes}
    if not outcomes_by_delivery:
        return
    rows = session.exec(
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.id).in_(outcomes_by_delivery), col(Message.ticket_id).is_not(None))
        .order_by(col(Delivery.id))
    ).all()
    for delivery, message in rows:
        ticket = lock_ticket(session, message.ticket_id or 0)
        relay = session.get(Relay, message.id)
        if is_recall(message):
            settle_recall(session, ticket, message, outcomes_by_delivery[delivery.id], now=now)
        elif relay is None:
            # A card that came without its file says so itself.
            _handle_card_failure(session, ticket, delivery, message, policy=policy, now=now)
            _handle_voice_failure(session, ticket, delivery, message, now=now)
        elif relay.refused_at is None:
            relay.refused_at = now
            _handle_relay_failure(
                session,
                ticket,
                relay,
                message,
                outcomes_by_delivery[delivery.id],
                policy=policy,
                now=now,
            )


def _handle_relay_failure(
    session: Session,
    ticket: Ticket,
    relay: Relay,
    message: Message,
    outcome: Outcome,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    if ticket.closed_at is None:
        record_event(
            session, ticket, TicketEventKind.NOT_ARRIVED, person_id=relay.person_id, now=now
        )
    if outcome.unreachable:
        _handle_unreachable(session, ticket, relay, policy=policy, now=now)
        return
    is_retried = _retry_as_file(session, ticket, relay, message, outcome, now=now)
    if relay.person_id is None:
        if _is_voice_unsupported(message, outcome) and ticket.closed_at is None:
            _report_unheard(session, ticket, message, now=now)
            return
        _report_to_resident(
            session, ticket, relay, outcome, is_retried=is_retried, policy=policy, now=now
        )
        return
    if not _has_text_arrived(session, relay, outcome):
        _mark_unanswered(session, ticket, relay, policy=policy, now=now)
    failure = _get_failure(outcome)
    if _is_voice_unsupported(message, outcome):
        failure = RelayFailure.VOICE_LOST
    if is_retried:
        failure = RelayFailure.RETRIED
    emit(session, MemberMessageFailed(ticket.id, relay.person_id, failure, at=now))


def _is_voice_unsupported(message: Message, outcome: Outcome) -> bool:
    """Whether a voice note was dropped because the channel cannot send voice at all."""
    attachments = message.payload.get("attachments", ())
    return outcome.reason.endswith(FILE_REFUSED) and any(map(voice_notes.is_voice, attachments))


def _get_failure(outcome: Outcome) -> RelayFailure:
    match outcome.status:
        case DeliveryStatus.PARKED:
            return RelayFailure.PARKED
        case DeliveryStatus.SENT:
            return RelayFailure.FILE_LOST
    return RelayFailure.REFUSED


def _get_source_message(session: Session, relay: Relay) -> Message | None:
    """Return the message that was relayed, or None when it is not stored."""
    return session.get(Message, relay.source_message_id) if relay.source_message_id else None


def _has_text_arrived(session: Session, relay: Relay, outcome: Outcome) -> bool:
    """Whether the text arrived and only an attachment is missing."""
    source_message = _get_source_message(session, relay)
    return (
        outcome.status == DeliveryStatus.SENT
        and source_message is not None
        and bool(source_message.text)
    )


def _mark_unanswered(
    session: Session, ticket: Ticket, relay: Relay, *, policy: Policy, now: datetime
) -> None:
    """Mark the ticket as unanswered: the message that counted as the answer never arrived."""
    if ticket.closed_at is not None or ticket.member_id != relay.person_id:
        return
    ticket.awaiting_member = True
    ticket.respond_due_at = now + policy.for_unit(ticket.unit_id).answer_within
    source_message = _get_source_message(session, relay)
    if source_message is not None and ticket.answer == source_message.text:
        ticket.answer = ""


def _retry_as_file(
    session: Session,
    ticket: Ticket,
    relay: Relay,
    message: Message,
    outcome: Outcome,
    *,
    now: datetime,
) -> bool:
    """Resend the attachments as files. Returns False when none are left to retry."""
    if relay.again or outcome.status == DeliveryStatus.PARKED or ticket.closed_at is not None:
        return False
    if outcome.reason.endswith(FILE_REFUSED):
        return False
    files = list_retry_files(session, relay, message)
    if not files or files == relayed_content.list_attachments(message):
        return False
    is_reachable = (
        is_resident_reachable(session, ticket)
        if relay.person_id is not None
        else is_member_reachable(session, ticket.member_id)
    )
    if is_reachable:
        emit(session, RelayRetried(ticket.id, message.id, ticket.member_id, at=now))
    return is_reachable


def list_retry_files(session: Session, relay: Relay, message: Message) -> tuple[Attachment, ...]:
    """Return the attachments as plain files, each with the account whose file handle it has."""
    source_message = _get_source_message(session, relay)
    attachments = (
        relayed_content.extract_content(source_message).attachments
        if source_message is not None
        else relayed_content.list_attachments(message)
    )
    return relayed_content.as_files(attachments)


def _report_to_resident(
    session: Session,
    ticket: Ticket,
    relay: Relay,
    outcome: Outcome,
    *,
    is_retried: bool,
    policy: Policy,
    now: datetime,
) -> None:
    """Tell the resident what the member did not get, or reassign the ticket.

    A refused attachment may pass as a file. Refused plain text means that this member cannot be
    written to, so the ticket is reassigned.
    """
    source_message = _get_source_message(session, relay)
    if ticket.closed_at is not None:
        return
    is_text_only = source_message is not None and not source_message.payload.get("attachments")
    if is_text_only and ticket.member_id is not None:
        reassign_with_message(session, ticket, source_message, policy=policy, now=now)
        return
    failure = RelayFailure.RETRIED if is_retried else _get_failure(outcome)
    emit(session, ResidentMessageFailed(ticket.id, ticket.member_id, failure, at=now))


def _handle_unreachable(
    session: Session, ticket: Ticket, relay: Relay, *, policy: Policy, now: datetime
) -> None:
    """Handle a recipient who blocked us: the resident's message goes to the next member.

    A resident who blocked us is handled by the timers within seconds (`close_unreachable_due`).
    """
    if relay.person_id is None and ticket.closed_at is None and ticket.member_id is not None:
        source_message = _get_source_message(session, relay)
        reassign_with_message(session, ticket, source_message, policy=policy, now=now)


def _handle_card_failure(
    session: Session,
    ticket: Ticket,
    delivery: Delivery,
    message: Message,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    """Handle a lost card: it is resent without attachments; then the next member is asked."""
    contact = session.get_one(Contact, delivery.contact_id)
    is_for_member = ticket.member_id is not None and ticket.member_id == contact.person_id
    is_offer = "choices" in message.payload and ticket.accepted_at is None
    if (
        ticket.closed_at is not None
        or not is_for_member
        or not is_offer
        or delivery.status != DeliveryStatus.FAILED
    ):
        return
    if message.payload.get("attachments"):
        emit(session, CardAttachmentsLost(ticket.id, contact.person_id or 0, policy.zone, at=now))
        return
    reassign_ticket(session, ticket, policy=policy, now=now)


def _handle_voice_failure(
    session: Session, ticket: Ticket, delivery: Delivery, message: Message, *, now: datetime
) -> None:
    """Handle a card that arrived without the resident's voice note."""
    attachments = message.payload.get("attachments", ())
    contact = session.get_one(Contact, delivery.contact_id)
    if ticket.closed_at is not None or contact.person_id != ticket.member_id:
        return
    if ticket.member_id is None or not any(map(voice_notes.is_voice, attachments)):
        return
    _report_unheard(session, ticket, message, now=now)


def _report_unheard(session: Session, ticket: Ticket, message: Message, *, now: datetime) -> None:
    emit(session, VoiceNoteUnheard(ticket.id, message.id, ticket.member_id, at=now))


def has_arrived_as_file(session: Session, ticket: Ticket) -> bool:
    """Whether a refused answer did arrive as a file; the resident then has an answer."""
    query = (
        select(Delivery.id)
        .join(Relay, col(Relay.message_id) == Delivery.message_id)
        .where(
            Relay.ticket_id == ticket.id,
            col(Relay.again),
            col(Relay.person_id).is_not(None),
            Delivery.status == DeliveryStatus.SENT,
            col(Delivery.settled_at) >= (ticket.last_resident_at or ticket.opened_at),
        )
    )
    return session.exec(query.limit(1)).first() is not None
