"""The card of a ticket: what a member reads about it, with the buttons of what they can do."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Attachment, Choice, Reply
from bot.people.models import Contact
from bot.tickets.cards import format_moment, list_notes, resident_name, unit_name
from bot.tickets.models import URGENT, Ticket, TicketKind
from bot.tickets.phone_numbers import format_e164

LONGEST_QUOTE = 1500  # characters of the resident's words on a card


def load_attachments(session: Session, ticket: Ticket) -> tuple[Attachment, ...]:
    """Return the resident's attachments, each with the account whose file handle it has."""
    account = session.get_one(Contact, ticket.contact_id).account
    attachments = (Attachment.from_json(attachment) for attachment in ticket.attachments)
    return tuple(
        attachment if attachment.account else replace(attachment, account=account)
        for attachment in attachments
    )


def offer_card(session: Session, ticket: Ticket, *, zone: ZoneInfo, now: datetime) -> Reply:
    """Render the card of a member who is asked to take the ticket."""
    lines = _render_lines(session, ticket)
    if ticket.respond_due_at is not None:
        time = format_moment(ticket.respond_due_at, now=now, zone=zone)
        lines.append(texts.CARD_TAKE_BEFORE.format(time=time))
    return Reply(
        "\n".join(lines),
        offer_choices(ticket),
        load_attachments(session, ticket),
    )


def offer_choices(ticket: Ticket) -> tuple[Choice, ...]:
    """Return the buttons of a member who is asked to take the ticket."""
    return (
        Choice(texts.BUTTON_TAKE, Action.TICKET.pack(ticket.id, "take")),
        Choice(texts.BUTTON_BUSY, Action.TICKET.pack(ticket.id, "busy")),
        Choice(texts.BUTTON_PASS, Action.TICKET.pack(ticket.id, "pass")),
    )


def member_card(session: Session, ticket: Ticket, note: str) -> Reply:
    """Render the card of the member who has the ticket; only they see the number to call."""
    phone_lines = (
        (texts.CARD_PHONE.format(phone=format_e164(ticket.phone)),) if ticket.phone else ()
    )
    lines = (*filter(None, (note,)), *_render_lines(session, ticket), *phone_lines)
    return Reply("\n".join(lines), member_choices(ticket))


def member_choices(ticket: Ticket) -> tuple[Choice, ...]:
    """Return the buttons of the member who has the ticket."""
    return (
        Choice(texts.BUTTON_CALL, Action.TICKET.pack(ticket.id, "call")),
        Choice(texts.BUTTON_VISIT, Action.TICKET.pack(ticket.id, "visit")),
        Choice(texts.BUTTON_PASS, Action.TICKET.pack(ticket.id, "pass")),
        Choice(texts.BUTTON_CLOSE, Action.TICKET.pack(ticket.id, "done")),
    )


def _render_lines(session: Session, ticket: Ticket) -> list[str]:
    head = texts.CARD_REPORT if ticket.kind == TicketKind.REPORT else texts.CARD_QUESTION
    who, unit = resident_name(session, ticket), unit_name(session, ticket)
    urgent = (texts.CARD_URGENT,) if ticket.area == URGENT else ()
    lines = [" ".join((*urgent, head.format(number=ticket.id, who=who, unit=unit)))]
    if ticket.subject:
        lines.append(texts.CARD_SUBJECT.format(subject=ticket.subject))
    if ticket.step is not None:
        lines.append(texts.CARD_STEP.format(step=ticket.step))
    if ticket.text:
        lines.append(texts.CARD_WORDS.format(text=ticket.text[-LONGEST_QUOTE:]))
    if ticket.call_at:
        lines.append(texts.CARD_WANTED.format(time=ticket.call_at))
    return lines + [texts.CARD_NOTE.format(note=note) for note in list_notes(session, ticket)]
