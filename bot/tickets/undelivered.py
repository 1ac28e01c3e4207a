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
from bot.outbox.models import Delivery, Status
from bot.outbox.outcomes import NOT_TAKEN
from bot.outbox.recalls import takes_back
from bot.outbox.service import Outcome
from bot.people.models import Contact
from bot.tickets import cards, relayed_content, unheard_voices
from bot.tickets.dispatch import assign_next, hold, set_free
from bot.tickets.models import Relay, Ticket
from bot.tickets.notify import Said, note_event, tell_member, tell_resident
from bot.tickets.recalls import tell_outcome
from bot.tickets.relay import pass_on_words


def react(
    session: Session, outcomes: Sequence[Outcome], *, now: datetime, policy: Policy = POLICY
) -> None:
    """Handle the outcomes of deliveries that belong to tickets; others are ignored."""
    bad = {outcome.delivery_id: outcome for outcome in outcomes}
    if not bad:
        return
    rows = session.exec(
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.id).in_(bad), col(Message.ticket_id).is_not(None))
        .order_by(col(Delivery.id))
    ).all()
    for delivery, message in rows:
        ticket = hold(session, message.ticket_id or 0)
        relay = session.get(Relay, message.id)
        if takes_back(message):
            tell_outcome(session, ticket, message, bad[delivery.id], now=now)
        elif relay is None:
            # A card that came without its file says so itself.
            _card_lost(session, ticket, delivery, message, policy=policy, now=now)
            _voice_lost(session, ticket, delivery, message, now=now)
        elif relay.refused_at is None:
            relay.refused_at = now
            _relay_lost(session, ticket, relay, message, bad[delivery.id], policy=policy, now=now)


def _relay_lost(
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
        note_event(session, ticket, "not_arrived", person_id=relay.person_id, now=now)
    if outcome.unreachable:
        _gone(session, ticket, relay, policy=policy, now=now)
        return
    again = _as_file(session, ticket, relay, message, outcome, now=now)
    if relay.person_id is None:
        if _is_unheard(message, outcome) and ticket.closed_at is None:
            _ask_to_write(session, ticket, message, now=now)
            return
        _tell_resident(session, ticket, relay, outcome, again=again, policy=policy, now=now)
        return
    if not _words_arrived(session, relay, outcome):
        _uncount(session, ticket, relay, policy=policy, now=now)
    unheard = _is_unheard(message, outcome)
    words = texts.RELAY_VOICE_LOST if unheard else _lost_words(outcome)
    words = texts.RELAY_AS_FILE if again else words
    choices = cards.own_choices(ticket) if ticket.closed_at is None else ()
    reply = Reply(words.format(number=ticket.id), choices)
    tell_member(session, relay.person_id, reply, ticket, now=now)


def _is_unheard(message: Message, outcome: Outcome) -> bool:
    """Whether a voice note was dropped because the channel cannot send voice at all."""
    things = message.payload.get("attachments", ())
    return outcome.reason.endswith(NOT_TAKEN) and any(map(unheard_voices.is_voice, things))


def _lost_words(outcome: Outcome) -> str:
    """Return what a member is told about a message, or a file beside it, that did not arrive."""
    match outcome.status:
        case Status.PARKED:
            return texts.RELAY_PARKED
        case Status.SENT:
            return texts.RELAY_FILE_LOST
    return texts.RELAY_REFUSED


def _words_arrived(session: Session, relay: Relay, outcome: Outcome) -> bool:
    """Whether the text arrived and only an attachment is missing."""
    said = session.get(Message, relay.said_id) if relay.said_id else None
    return outcome.status == Status.SENT and said is not None and bool(said.text)


def _uncount(
    session: Session, ticket: Ticket, relay: Relay, *, policy: Policy, now: datetime
) -> None:
    """Mark the ticket as unanswered: the message that counted as the answer never arrived."""
    if ticket.closed_at is not None or ticket.member_id != relay.person_id:
        return
    ticket.owed, ticket.reply_by = True, now + policy.answer_within
    said = session.get(Message, relay.said_id) if relay.said_id else None
    if said is not None and ticket.answer == said.text:
        ticket.answer = ""


def _as_file(
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
    if relay.again or outcome.status == Status.PARKED or ticket.closed_at is not None:
        return False
    if outcome.reason.endswith(NOT_TAKEN):
        return False
    files = relayed_content.as_files(_with_accounts(session, relay, reply))
    if files == reply.attachments or not files:
        return False
    said, file = Said(relay.person_id, relay.said_id, again=True), Reply(reply.text, (), files)
    if relay.person_id is not None:
        return tell_resident(session, ticket, file, now=now, relayed=said)
    return tell_member(session, ticket.member_id or 0, file, ticket, now=now, relayed=said)


def _with_accounts(session: Session, relay: Relay, reply: Reply) -> Sequence[Attachment]:
    """Return the original attachments, each with the account whose file handle it has."""
    said = session.get(Message, relay.said_id) if relay.said_id else None
    return relayed_content.pack(said).things if said is not None else reply.attachments


def _tell_resident(
    session: Session,
    ticket: Ticket,
    relay: Relay,
    outcome: Outcome,
    *,
    again: bool,
    policy: Policy,
    now: datetime,
) -> None:
    """Tell the resident what the member did not get, or reassign the ticket.

    A refused attachment may pass as a file. Refused plain text means that this member cannot be
    written to, so the ticket is reassigned.
    """
    said = session.get(Message, relay.said_id) if relay.said_id else None
    if ticket.closed_at is not None:
        return
    plain = said is not None and not said.payload.get("attachments")
    if plain and ticket.member_id is not None:
        pass_on_words(session, ticket, said, policy=policy, now=now)
        return
    member = cards.member_name(session, ticket.member_id)
    lost = outcome.status != Status.SENT
    words = texts.RELAY_REFUSED_RESIDENT if lost else texts.RELAY_FILE_LOST_RESIDENT
    words = texts.RELAY_AS_FILE_RESIDENT if again else words
    tell_resident(session, ticket, Reply(words.format(member=member)), now=now)


def _gone(session: Session, ticket: Ticket, relay: Relay, *, policy: Policy, now: datetime) -> None:
    """Handle a recipient who blocked us: the resident's message goes to the next member.

    A resident who blocked us is handled by the timers within seconds (`close_unreachable_due`).
    """
    if relay.person_id is None and ticket.closed_at is None and ticket.member_id is not None:
        said = session.get(Message, relay.said_id) if relay.said_id else None
        pass_on_words(session, ticket, said, policy=policy, now=now)


def _card_lost(
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
    asked = ticket.member_id is not None and ticket.member_id == contact.person_id
    offer = "choices" in message.payload and ticket.accepted_at is None
    if ticket.closed_at is not None or not asked or not offer or delivery.status != Status.FAILED:
        return
    if message.payload.get("attachments"):
        card = cards.offer_card(session, ticket, policy=policy, now=now)
        words = Reply(f"{card.text}\n{texts.THING_LOST}", card.choices)
        tell_member(session, ticket.member_id or 0, words, ticket, now=now)
        return
    busy = texts.TICKET_BUSY.format(member=cards.member_name(session, ticket.member_id))
    set_free(ticket)
    assign_next(session, ticket, busy, policy=policy, now=now)


def _voice_lost(
    session: Session, ticket: Ticket, delivery: Delivery, message: Message, *, now: datetime
) -> None:
    """Ask the resident to write when a card arrived without their voice note."""
    things = message.payload.get("attachments", ())
    contact = session.get_one(Contact, delivery.contact_id)
    if ticket.closed_at is not None or contact.person_id != ticket.member_id:
        return
    if ticket.member_id is None or not any(map(unheard_voices.is_voice, things)):
        return
    _ask_to_write(session, ticket, message, now=now)


def _ask_to_write(session: Session, ticket: Ticket, message: Message, *, now: datetime) -> None:
    """Tell the resident that the helper cannot hear the voice note; once for each message."""
    words = texts.VOICE_NOT_HEARD.format(member=cards.member_name(session, ticket.member_id))
    tell_resident(session, ticket, Reply(words), now=now, key=f"voice:{message.id}")


def arrived_after_all(session: Session, ticket: Ticket) -> bool:
    """Whether a refused answer did arrive as a file; the resident then has an answer."""
    query = (
        select(Delivery.id)
        .join(Relay, col(Relay.message_id) == Delivery.message_id)
        .where(
            Relay.ticket_id == ticket.id,
            col(Relay.again),
            col(Relay.person_id).is_not(None),
            Delivery.status == Status.SENT,
            col(Delivery.settled_at) >= (ticket.last_resident_at or ticket.opened_at),
        )
    )
    return session.exec(query.limit(1)).first() is not None
