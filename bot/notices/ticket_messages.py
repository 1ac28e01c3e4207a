"""What residents, members and leaders are told of a ticket's messages and visits."""

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.notices import ticket_cards
from bot.notices.ticket_delivery import RelaySource, notify_member, notify_resident
from bot.outbox import recalls as outbox
from bot.tickets import cards, relayed_content
from bot.tickets.delivery_failures import list_retry_files
from bot.tickets.message_events import (
    AdditionRecalled,
    CardAttachmentsLost,
    MemberMessageFailed,
    MemberMessageRelayed,
    MessageSeen,
    MessagesRecalled,
    RecallEffect,
    RecallSettled,
    RelayFailure,
    RelayRetried,
    ResidentMessageFailed,
    ResidentMessageRelayed,
    SecretRequestRepeated,
    TicketHandedBack,
    TicketRecalled,
    VisitCancelled,
    VisitComingUp,
    VisitOver,
    VisitScheduled,
    VoiceNoteUnheard,
)
from bot.tickets.models import Appointment, Relay, Ticket
from bot.tickets.visit_wording import describe_visit
from bot.tickets.visits import outcome_key, reminder_key

# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


def relay_to_resident(session: Session, event: MemberMessageRelayed) -> None:
    """Send the member's message to the resident, under the member's name."""
    ticket = session.get_one(Ticket, event.ticket_id)
    content = relayed_content.extract_content(session.get_one(Message, event.message_id))
    text = texts.FROM_MEMBER.format(
        member=cards.member_name(session, event.member_id),
        team=cards.team_name(session, event.member_id),
        text=content.text,
    ).strip()
    reply, source = (
        Reply(text, attachments=content.attachments),
        RelaySource(event.member_id, event.message_id),
    )
    notify_resident(session, ticket, reply, now=event.at, source=source)


def relay_to_member(session: Session, event: ResidentMessageRelayed) -> None:
    """Send the resident's message to the member, under the resident's name or alias."""
    ticket = session.get_one(Ticket, event.ticket_id)
    content = relayed_content.extract_content(session.get_one(Message, event.message_id))
    text = texts.FROM_RESIDENT.format(
        who=cards.resident_name(session, ticket),
        unit=cards.unit_name(session, ticket),
        number=ticket.id,
        text=content.text,
    ).strip()
    reply, source = (
        Reply(text, attachments=content.attachments),
        RelaySource(None, event.message_id),
    )
    notify_member(session, event.member_id, reply, ticket, now=event.at, source=source)


def tell_handed_back(session: Session, event: TicketHandedBack) -> None:
    """Tell the member that the resident wants the bot again."""
    notice = Reply(texts.TICKET_HANDED_BACK.format(number=event.ticket_id))
    notify_member(session, event.member_id, notice, now=event.at)


def tell_seen(session: Session, event: MessageSeen) -> None:
    """Tell the member, once a message, that the resident has read it."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice, key = Reply(texts.RESIDENT_SAW.format(number=ticket.id)), f"saw:{event.message_id}"
    notify_member(session, event.member_id, notice, ticket, now=event.at, key=key)


def alert_secret_requests(session: Session, event: SecretRequestRepeated) -> None:
    """Tell those who lead that a member asks for secrets, without quoting the message."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = texts.SECRET_ASKED_LEADERS.format(
        number=ticket.id,
        unit=cards.unit_name(session, ticket),
        member=cards.member_name(session, event.member_id),
        what=texts.SECRETS_ASKED[event.secret],
        count=event.count,
    )
    for leader_id in event.leader_ids:
        notify_member(session, leader_id, Reply(notice), ticket, now=event.at)


# ── What did not arrive ──────────────────────────────────────────────────────────────────────────

_TO_MEMBER = {
    RelayFailure.REFUSED: texts.RELAY_REFUSED,
    RelayFailure.PARKED: texts.RELAY_PARKED,
    RelayFailure.FILE_LOST: texts.RELAY_FILE_LOST,
    RelayFailure.VOICE_LOST: texts.RELAY_VOICE_LOST,
    RelayFailure.RETRIED: texts.RELAY_AS_FILE,
}
_TO_RESIDENT = {
    RelayFailure.FILE_LOST: texts.RELAY_FILE_LOST_RESIDENT,
    RelayFailure.RETRIED: texts.RELAY_AS_FILE_RESIDENT,
}


def resend_as_file(session: Session, event: RelayRetried) -> None:
    """Send the attachments of a refused message again, as plain files."""
    ticket = session.get_one(Ticket, event.ticket_id)
    relay, message = (
        session.get_one(Relay, event.message_id),
        session.get_one(Message, event.message_id),
    )
    reply = Reply(message.text, attachments=list_retry_files(session, relay, message))
    source = RelaySource(relay.person_id, relay.source_message_id, is_retry=True)
    if relay.person_id is not None:
        notify_resident(session, ticket, reply, now=event.at, source=source)
    else:
        notify_member(session, event.member_id or 0, reply, ticket, now=event.at, source=source)


def tell_member_of_failure(session: Session, event: MemberMessageFailed) -> None:
    """Tell the member what the resident did not get, with what else they can do."""
    ticket = session.get_one(Ticket, event.ticket_id)
    choices = ticket_cards.member_choices(ticket) if ticket.closed_at is None else ()
    reply = Reply(_TO_MEMBER[event.failure].format(number=ticket.id), choices)
    notify_member(session, event.member_id, reply, ticket, now=event.at)


def tell_resident_of_failure(session: Session, event: ResidentMessageFailed) -> None:
    """Tell the resident what the member did not get."""
    ticket = session.get_one(Ticket, event.ticket_id)
    template = _TO_RESIDENT.get(event.failure, texts.RELAY_REFUSED_RESIDENT)
    notice = template.format(member=cards.member_name(session, event.member_id))
    notify_resident(session, ticket, Reply(notice), now=event.at)


def ask_to_write(session: Session, event: VoiceNoteUnheard) -> None:
    """Ask the resident, once a message, to write what the member cannot hear."""
    ticket = session.get_one(Ticket, event.ticket_id)
    member = cards.member_name(session, event.member_id)
    notice, key = Reply(texts.VOICE_NOT_HEARD.format(member=member)), f"voice:{event.message_id}"
    notify_resident(session, ticket, notice, now=event.at, key=key)


def resend_card(session: Session, event: CardAttachmentsLost) -> None:
    """Send the member the card again, without its attachments."""
    ticket = session.get_one(Ticket, event.ticket_id)
    card = ticket_cards.offer_card(session, ticket, zone=event.zone, now=event.at)
    reply = Reply(f"{card.text}\n{texts.THING_LOST}", card.choices)
    notify_member(session, event.member_id, reply, ticket, now=event.at)


# ── Recalls ──────────────────────────────────────────────────────────────────────────────────────

_RECALL_EFFECTS = {
    RecallEffect.REMOVED: texts.TAKEN_BACK_REMOVED,
    RecallEffect.ANNOUNCED: texts.TAKEN_BACK_SAID,
    RecallEffect.FAILED: texts.TAKE_BACK_FAILED,
}


def remove_messages(session: Session, event: MessagesRecalled) -> None:
    """Delete the recalled messages from the other side's chat, or ask there to ignore them."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = Reply(_render_replacement(session, ticket, event.member_id))
    for message_id in event.message_ids:
        outbox.stage_recall(session, message_id, notice, now=event.at)


def _render_replacement(session: Session, ticket: Ticket, member_id: int | None) -> str:
    if member_id is not None:
        return texts.PASS_OVER_RESIDENT.format(member=cards.member_name(session, member_id))
    who = cards.resident_name(session, ticket)
    return texts.PASS_OVER_MEMBER.format(who=who, number=ticket.id)


def tell_addition_recalled(session: Session, event: AdditionRecalled) -> None:
    """Ask the member who was asked to take the ticket to ignore what was added."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = Reply(_render_replacement(session, ticket, None))
    notify_member(session, event.member_id, notice, ticket, now=event.at)


def tell_ticket_recalled(session: Session, event: TicketRecalled) -> None:
    """Tell the member that nothing is left to do."""
    ticket = session.get_one(Ticket, event.ticket_id)
    notice = Reply(texts.TICKET_TAKEN_BACK_MEMBER.format(number=ticket.id))
    notify_member(session, event.member_id, notice, ticket, now=event.at)


def tell_recall_effect(session: Session, event: RecallSettled) -> None:
    """Tell the author how their recall ended, once for messages recalled together."""
    ticket = session.get_one(Ticket, event.ticket_id)
    author_id, template = (
        session.get_one(Relay, event.message_id).person_id,
        _RECALL_EFFECTS[event.effect],
    )
    if author_id is not None:
        notice = Reply(template.format(who=cards.resident_name(session, ticket)))
        notify_member(session, author_id, notice, ticket, now=event.at, key=event.key)
    else:
        notice = Reply(template.format(who=cards.member_name(session, event.member_id)))
        notify_resident(session, ticket, notice, now=event.at, key=event.key)


# ── Visits ───────────────────────────────────────────────────────────────────────────────────────


def tell_visit_planned(session: Session, event: VisitScheduled) -> None:
    """Tell the resident who comes, when and where."""
    visit = session.get_one(Appointment, event.visit_id)
    ticket = session.get_one(Ticket, visit.ticket_id)
    text = describe_visit(session, texts.VISIT_FOR_RESIDENT, visit, zone=event.zone, now=event.at)
    source = RelaySource(visit.person_id)
    notify_resident(session, ticket, Reply(text), now=event.at, source=source)


def remind_of_visit(session: Session, event: VisitComingUp) -> None:
    """Remind the resident and the member of the visit, once each."""
    visit = session.get_one(Appointment, event.visit_id)
    ticket, key = (
        session.get_one(Ticket, visit.ticket_id),
        reminder_key(event.visit_id, event.reminder),
    )
    text = describe_visit(session, texts.VISIT_SOON_RESIDENT, visit, zone=event.zone, now=event.at)
    notify_resident(session, ticket, Reply(text), now=event.at, key=f"{key}:resident")
    text = describe_visit(
        session,
        texts.VISIT_SOON_MEMBER,
        visit,
        zone=event.zone,
        now=event.at,
        no_place=texts.VISIT_NO_PLACE_MEMBER,
    )
    notify_member(session, visit.person_id, Reply(text), ticket, now=event.at, key=f"{key}:member")


def ask_how_visit_went(session: Session, event: VisitOver) -> None:
    """Ask the member, once, how the visit went."""
    visit = session.get_one(Appointment, event.visit_id)
    ticket = session.get_one(Ticket, visit.ticket_id)
    buttons = (
        Choice(label, Action.VISIT.pack(visit.id, outcome))
        for outcome, label in texts.VISIT_OUTCOMES.items()
    )
    question = Reply(texts.VISIT_HOW.format(number=ticket.id), tuple(buttons))
    notify_member(
        session, visit.person_id, question, ticket, now=event.at, key=outcome_key(visit.id)
    )


def tell_visit_cancelled(session: Session, event: VisitCancelled) -> None:
    """Tell the resident that the member does not come."""
    visit = session.get_one(Appointment, event.visit_id)
    ticket = session.get_one(Ticket, visit.ticket_id)
    notice = texts.VISIT_OFF_RESIDENT.format(
        member=cards.member_name(session, visit.person_id),
        time=cards.format_moment(visit.starts_at, now=event.at, zone=event.zone),
    )
    notify_resident(session, ticket, Reply(notice), now=event.at, key=f"visit:{visit.id}:off")
