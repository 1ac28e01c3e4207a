"""Handle failed deliveries of a ticket: notify the author at once, and retry media as files.

Called when deliveries end, in the same transaction. A message that was refused does not count as
an answer. A voice note or video that was refused is retried once as a file.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY, Policy
from bot.messages.content import Attachment, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.outcomes import FILE_REFUSED
from bot.outbox.recalls import is_recall
from bot.outbox.service import Outcome
from bot.people.models import Contact
from bot.tickets import cards, relayed_content, voice_notes
from bot.tickets.dispatch import lock_ticket, reassign_ticket
from bot.tickets.models import Relay, Ticket
from bot.tickets.notify import RelaySource, notify_member, notify_resident, record_event
from bot.tickets.recalls import notify_outcome
from bot.tickets.relay import reassign_with_message


def handle_outcomes(
    session: Session, outcomes: Sequence[Outcome], *, now: datetime, policy: Policy = POLICY
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
            notify_outcome(session, ticket, message, outcomes_by_delivery[delivery.id], now=now)
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
        record_event(session, ticket, "not_arrived", person_id=relay.person_id, now=now)
    if outcome.unreachable:
        _handle_unreachable(session, ticket, relay, policy=policy, now=now)
        return
    is_retried = _retry_as_file(session, ticket, relay, message, outcome, now=now)
    if relay.person_id is None:
        if _is_voice_unsupported(message, outcome) and ticket.closed_at is None:
            _ask_to_write(session, ticket, message, now=now)
            return
        _report_to_resident(
            session, ticket, relay, outcome, is_retried=is_retried, policy=policy, now=now
        )
        return
    if not _has_text_arrived(session, relay, outcome):
        _mark_unanswered(session, ticket, relay, policy=policy, now=now)
    is_unheard = _is_voice_unsupported(message, outcome)
    template = texts.RELAY_VOICE_LOST if is_unheard else _select_failure_text(outcome)
    template = texts.RELAY_AS_FILE if is_retried else template
    choices = cards.member_choices(ticket) if ticket.closed_at is None else ()
    reply = Reply(template.format(number=ticket.id), choices)
    notify_member(session, relay.person_id, reply, ticket, now=now)


def _is_voice_unsupported(message: Message, outcome: Outcome) -> bool:
    """Whether a voice note was dropped because the channel cannot send voice at all."""
    attachments = message.payload.get("attachments", ())
    return outcome.reason.endswith(FILE_REFUSED) and any(map(voice_notes.is_voice, attachments))


def _select_failure_text(outcome: Outcome) -> str:
    """Return what a member is told about a message, or a file beside it, that did not arrive."""
    match outcome.status:
        case DeliveryStatus.PARKED:
            return texts.RELAY_PARKED
        case DeliveryStatus.SENT:
            return texts.RELAY_FILE_LOST
    return texts.RELAY_REFUSED


def _has_text_arrived(session: Session, relay: Relay, outcome: Outcome) -> bool:
    """Whether the text arrived and only an attachment is missing."""
    source_message = (
        session.get(Message, relay.source_message_id) if relay.source_message_id else None
    )
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
    ticket.awaiting_member, ticket.respond_due_at = True, now + policy.answer_within
    source_message = (
        session.get(Message, relay.source_message_id) if relay.source_message_id else None
    )
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
    reply = Reply.from_json(message.text, message.payload)
    if relay.again or outcome.status == DeliveryStatus.PARKED or ticket.closed_at is not None:
        return False
    if outcome.reason.endswith(FILE_REFUSED):
        return False
    files = relayed_content.as_files(_list_original_attachments(session, relay, reply))
    if files == reply.attachments or not files:
        return False
    source, reply_as_file = (
        RelaySource(relay.person_id, relay.source_message_id, is_retry=True),
        Reply(reply.text, (), files),
    )
    if relay.person_id is not None:
        return notify_resident(session, ticket, reply_as_file, now=now, source=source)
    return notify_member(
        session, ticket.member_id or 0, reply_as_file, ticket, now=now, source=source
    )


def _list_original_attachments(
    session: Session, relay: Relay, reply: Reply
) -> Sequence[Attachment]:
    """Return the original attachments, each with the account whose file handle it has."""
    source_message = (
        session.get(Message, relay.source_message_id) if relay.source_message_id else None
    )
    return (
        relayed_content.extract_content(source_message).attachments
        if source_message is not None
        else reply.attachments
    )


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
    source_message = (
        session.get(Message, relay.source_message_id) if relay.source_message_id else None
    )
    if ticket.closed_at is not None:
        return
    is_text_only = source_message is not None and not source_message.payload.get("attachments")
    if is_text_only and ticket.member_id is not None:
        reassign_with_message(session, ticket, source_message, policy=policy, now=now)
        return
    member = cards.member_name(session, ticket.member_id)
    is_lost = outcome.status != DeliveryStatus.SENT
    template = texts.RELAY_REFUSED_RESIDENT if is_lost else texts.RELAY_FILE_LOST_RESIDENT
    template = texts.RELAY_AS_FILE_RESIDENT if is_retried else template
    notify_resident(session, ticket, Reply(template.format(member=member)), now=now)


def _handle_unreachable(
    session: Session, ticket: Ticket, relay: Relay, *, policy: Policy, now: datetime
) -> None:
    """Handle a recipient who blocked us: the resident's message goes to the next member.

    A resident who blocked us is handled by the timers within seconds (`close_unreachable_due`).
    """
    if relay.person_id is None and ticket.closed_at is None and ticket.member_id is not None:
        source_message = (
            session.get(Message, relay.source_message_id) if relay.source_message_id else None
        )
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
    """Handle a lost card: resend it without attachments, then ask the next member."""
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
        card = cards.offer_card(session, ticket, zone=policy.zone, now=now)
        reply = Reply(f"{card.text}\n{texts.THING_LOST}", card.choices)
        notify_member(session, ticket.member_id or 0, reply, ticket, now=now)
        return
    reassign_ticket(session, ticket, policy=policy, now=now)


def _handle_voice_failure(
    session: Session, ticket: Ticket, delivery: Delivery, message: Message, *, now: datetime
) -> None:
    """Ask the resident to write when a card arrived without their voice note."""
    attachments = message.payload.get("attachments", ())
    contact = session.get_one(Contact, delivery.contact_id)
    if ticket.closed_at is not None or contact.person_id != ticket.member_id:
        return
    if ticket.member_id is None or not any(map(voice_notes.is_voice, attachments)):
        return
    _ask_to_write(session, ticket, message, now=now)


def _ask_to_write(session: Session, ticket: Ticket, message: Message, *, now: datetime) -> None:
    """Tell the resident that the helper cannot hear the voice note; once for each message."""
    notice = texts.VOICE_NOT_HEARD.format(member=cards.member_name(session, ticket.member_id))
    notify_resident(session, ticket, Reply(notice), now=now, key=f"voice:{message.id}")


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
