"""Render tickets for people: a member's card, display names, times in words."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot import texts
from bot.messages.content import Attachment, Choice, Reply
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from bot.tickets.models import URGENT, Ticket, TicketEvent, TicketEventKind, TicketKind
from bot.tickets.phone_numbers import format_e164
from bot.vietnamese.dates.formatting import format_clock

LONGEST_QUOTE = 1500  # characters of the resident's words on a card

LONGEST_SUMMARY = 32  # characters on a button


def format_moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant as it is said.

    For example "8 giờ 15", "7 giờ 30 ngày mai", "8 giờ thứ Hai ngày 30/11".
    """
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = format_clock(local)
    match (local.date() - today).days:
        case 0:
            return clock
        case 1:
            return texts.TIME_TOMORROW.format(time=clock)
    day = f"{local.day}/{local.month}"
    return texts.TIME_DAY.format(time=clock, weekday=texts.WEEKDAYS[local.weekday()], day=day)


def resident_name(session: Session, ticket: Ticket) -> str:
    """Return the resident's name, or an alias until they agreed to be named."""
    contact = session.get_one(Contact, ticket.contact_id)
    if ticket.anonymous or not contact.name:
        return texts.ALIAS.format(number=contact.id)
    return contact.name


def unit_name(session: Session, ticket: Ticket) -> str:
    """Return the name of the resident's village."""
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    return unit.name if unit else texts.VILLAGE_NOT_SAID


def member_name(session: Session, person_id: int | None) -> str:
    """Return a member's name as it stands in the team list."""
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else texts.SOMEBODY


def team_name(session: Session, person_id: int | None) -> str:
    """Return on whose behalf a person speaks: the village's team, or the commune's office."""
    kinds = set(session.exec(select(Role.kind).where(Role.person_id == person_id)))
    volunteer = kinds & {RoleKind.MEMBER, RoleKind.LEADER}
    return texts.TEAM_MEMBER if volunteer or not kinds else texts.TEAM_OFFICER


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
        Choice(texts.BUTTON_TAKE, f"tk:{ticket.id}:take"),
        Choice(texts.BUTTON_BUSY, f"tk:{ticket.id}:busy"),
        Choice(texts.BUTTON_PASS, f"tk:{ticket.id}:pass"),
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
        Choice(texts.BUTTON_CALL, f"tk:{ticket.id}:call"),
        Choice(texts.BUTTON_VISIT, f"tk:{ticket.id}:visit"),
        Choice(texts.BUTTON_PASS, f"tk:{ticket.id}:pass"),
        Choice(texts.BUTTON_CLOSE, f"tk:{ticket.id}:done"),
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


def list_notes(session: Session, ticket: Ticket) -> list[str]:
    """Return the notes colleagues left for the next member, oldest first."""
    return list(
        session.exec(
            select(TicketEvent.note)
            .where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == TicketEventKind.NOTE)
            .order_by(TicketEvent.id)  # type: ignore[arg-type]
        )
    )


def summarize_ticket(ticket: Ticket) -> str:
    """Return the ticket's subject, shortened, as a suffix to its number; "" when it has none."""
    subject = (ticket.subject or ticket.text.partition("\n")[0]).strip()
    short = subject if len(subject) <= LONGEST_SUMMARY else f"{subject[:LONGEST_SUMMARY].rstrip()}…"
    return f": {short}" if short else ""
