"""Words for tickets: display names, times, subjects; plain strings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot import texts
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from bot.tickets.models import Ticket, TicketEvent, TicketEventKind
from bot.vietnamese.dates.formatting import format_clock

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
