"""A visit after it was requested: its time asked for, moved, kept or cancelled."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.tickets import cards, visits
from bot.tickets.history import record_event
from bot.tickets.message_events import VisitCancelled
from bot.tickets.models import (
    Appointment,
    Ticket,
    TicketEvent,
    TicketEventKind,
    TicketOutcome,
    VisitOutcome,
)
from bot.tickets.proof import require_proof
from bot.tickets.queries import lock_taken_ticket, lock_ticket
from bot.tickets.service import close_ticket
from bot.tickets.visits import ScheduleResult
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.hour_parsing import extract_hour
from bot.vietnamese.dates.normalization import normalize_line as plain_line
from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import resolve_tone_homographs

VISIT_KINDS = (
    TicketEventKind.VISIT_ASKED,
    TicketEventKind.VISIT_SKIPPED,
    TicketEventKind.VISIT_PLANNED,
)
"""The entries of a ticket's history about the time of a visit."""
QUESTION_TIMEOUT = timedelta(minutes=15)  # a day and an hour said later are words for the resident
LONGEST = 12  # words of a line that says when
_MOVES = re.compile(
    r"(?:(?:toi|em|chau|minh|xin|cho) )*(?:doi|doi lai|doi gio|doi ngay|doi lich|lui|chuyen|dich)"
    r"(?: lai)?(?: buoi| lich| gio| ngay)? hen(?: lai)?(?: (?:sang|thanh|qua|den|vao|toi|luc))*\s+"
    r"|hen lai(?: (?:sang|vao|luc|qua))*\s+"
)
# The same without "hẹn": only when a day or an hour follows, and nothing else.
_MOVES_TIME = re.compile(
    r"(?:(?:toi|em|chau|minh|xin|cho|bac|a|ah|thoi|hay) )*(?:doi|lui|dich|chuyen|de)(?: (?:lai|gio"
    r"|lich|ngay|buoi))*(?: (?:sang|thanh|qua|den|vao|toi|luc|xuong|len))*\s+"
)
_POLITE = re.compile(r"\b(?:nhe|nha|a|ah|nghe|em|chau|toi|sang|den|qua|toi noi|bac)\b|[\s,.!]+")


class VisitDecision(StrEnum):
    """What becomes of the visit of a ticket that is passed on or closed."""

    KEEP = "keep"  # whoever takes the ticket comes
    DROP = "drop"
    DROP_AND_CLOSE = "offdone"


@dataclass(frozen=True, slots=True)
class DecidedVisit:
    """A visit after a decision, and whether that closed the ticket."""

    visit: Appointment
    is_ticket_closed: bool


def request_visit_time(
    session: Session, ticket_id: int, earlier: str = "", *, actor: Actor, now: datetime
) -> None:
    """Expect day and hour of a visit in the member's next line.

    `earlier` is what was understood of an earlier line.
    """
    ticket = lock_taken_ticket(session, ticket_id, actor.person_id or 0)
    record_event(
        session,
        ticket,
        TicketEventKind.VISIT_ASKED,
        person_id=actor.person_id,
        note=earlier,
        now=now,
    )


def find_pending_question(session: Session, person_id: int, *, now: datetime) -> TicketEvent | None:
    """Return the question about the visit's time that this member has still to answer, or None."""
    query = (
        select(TicketEvent)
        .where(TicketEvent.person_id == person_id, TicketEvent.at > now - QUESTION_TIMEOUT)
        .where(col(TicketEvent.kind).in_(VISIT_KINDS))
        .order_by(col(TicketEvent.id).desc())
        .limit(1)
    )
    event = session.exec(query).first()
    if event is None or event.kind != TicketEventKind.VISIT_ASKED:
        return None
    ticket = session.get_one(Ticket, event.ticket_id)
    is_held = ticket.closed_at is None and ticket.member_id == person_id
    return event if is_held and ticket.accepted_at is not None else None


def cancel_visit_request(session: Session, ticket_id: int, *, actor: Actor, now: datetime) -> None:
    """Expect no time of a visit any more: there will be none."""
    ticket = lock_taken_ticket(session, ticket_id, actor.person_id or 0)
    record_event(session, ticket, TicketEventKind.VISIT_SKIPPED, person_id=actor.person_id, now=now)


def complete_line(earlier: str, text: str, *, now: datetime, policy: Policy) -> str:
    """Return the whole line about the time, joined with an earlier line.

    Returns "" when the text names neither day nor hour, or says much else.
    """
    if "?" in text or len(text.split()) > LONGEST:
        return ""
    day, hour, rest = split_time(text, now=now, policy=policy)
    if not (day or hour) or (
        _POLITE.sub("", resolve_tone_homographs(rest)) and not _starts_with_time(text, now, policy)
    ):
        return ""
    return f"{earlier} {text}".strip() if earlier and not (day and hour) else text


def _starts_with_time(text: str, now: datetime, policy: Policy) -> bool:
    """Whether the day or the hour comes first; a place may follow."""
    first = " ".join(nfc(text).split()[:2])
    day, hour, _ = split_time(first, now=now, policy=policy)
    return day or hour


def split_time(text: str, *, now: datetime, policy: Policy) -> tuple[bool, bool, str]:
    """Return whether a text names a day, whether it names an hour, and the rest of it."""
    rest = plain_line(nfc(text))
    today = now.astimezone(policy.zone).date()
    try:
        rest, hour = extract_hour(rest)
        rest, days = extract_day(rest, today)
    except ValueError:
        return False, False, rest
    return days is not None, hour is not None and hour.hour is not None, rest


def has_hour(text: str, *, now: datetime, policy: Policy) -> bool:
    """Whether the text names an hour."""
    return split_time(text, now=now, policy=policy)[1]


def parse_move(text: str) -> str:
    """Return what follows "đổi hẹn sang…" or "hẹn lại…"; "" for any other text."""
    text = nfc(text)
    match = None if "?" in text else _MOVES.match(resolve_tone_homographs(text).lower())
    return text[match.end() :].strip() if match else ""


def parse_time_move(text: str, *, now: datetime, policy: Policy) -> str:
    """Return what follows "đổi lại…" or "lùi sang…" if it is only a day or an hour; else ""."""
    text = nfc(text)
    match = None if "?" in text else _MOVES_TIME.match(resolve_tone_homographs(text).lower())
    rest = text[match.end() :].strip() if match else ""
    day, hour, left = split_time(rest, now=now, policy=policy)
    return rest if (day or hour) and not _POLITE.sub("", resolve_tone_homographs(left)) else ""


def find_planned_visit(session: Session, ticket_id: int, *, now: datetime) -> Appointment | None:
    """Return the ticket's visit that is still to come, or None."""
    query = select(Appointment).where(
        Appointment.ticket_id == ticket_id,
        Appointment.outcome == VisitOutcome.PENDING,
        Appointment.starts_at > now,
    )
    return session.exec(query.order_by(col(Appointment.id).desc()).limit(1)).first()


def move_visit(
    session: Session, ticket_id: int, text: str, *, actor: Actor, now: datetime, policy: Policy
) -> ScheduleResult:
    """Move the visit; the day, hour or place that is not named stays, and the reminders follow.

    Raises UserError when no visit is planned, or the text names no time.
    """
    visit = find_planned_visit(session, ticket_id, now=now)
    if visit is None:
        raise UserError(texts.VISIT_NONE.format(number=ticket_id))
    at = visit.starts_at.astimezone(policy.zone)
    day, hour, _ = split_time(text, now=now, policy=policy)
    if not (day or hour):
        raise UserError(texts.VISIT_UNCLEAR.format(number=ticket_id))
    line = text if day else f"{text} {at:%d/%m/%Y}"
    line = line if hour else f"{at:%Hh%M} {line}"
    understood = visits.parse_visit(line, now=now, policy=policy)
    place = "" if understood and understood[1] else visit.place
    return visits.schedule_visit(
        session, ticket_id, f"{line} {place}".strip(), actor=actor, now=now, policy=policy
    )


def decide_visit(
    session: Session,
    visit_id: int,
    decision: VisitDecision,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> DecidedVisit:
    """Keep or cancel the visit of a ticket that was passed on or closed.

    Keeping (*Giữ hẹn*) leaves a note to whoever takes the ticket next. Raises UserError for a visit
    of somebody else, or one that is over.
    """
    visit, person_id = session.get(Appointment, visit_id, with_for_update=True), actor.person_id
    if visit is None or visit.person_id != person_id or visit.outcome:
        raise UserError(texts.BUTTON_OLD)
    ticket = lock_ticket(session, visit.ticket_id)
    if decision is VisitDecision.KEEP:
        time = cards.format_moment(visit.starts_at, now=now, zone=policy.zone)
        note = texts.VISIT_NOTE.format(time=time, place=visit.place or texts.VISIT_NO_PLACE)
        record_event(session, ticket, TicketEventKind.NOTE, person_id=person_id, note=note, now=now)
        return DecidedVisit(visit, is_ticket_closed=False)
    visit.outcome, visit.ended_at = VisitOutcome.CANCELLED, now
    record_event(session, ticket, TicketEventKind.VISIT_CANCELLED, person_id=person_id, now=now)
    emit(session, VisitCancelled(visit.id, policy.zone, at=now))
    closes = decision is VisitDecision.DROP_AND_CLOSE and ticket.closed_at is None
    if not closes or ticket.member_id != person_id:
        return DecidedVisit(visit, is_ticket_closed=False)
    require_proof(session, ticket)
    close_ticket(session, ticket, TicketOutcome.DONE, now=now, person_id=person_id)
    return DecidedVisit(visit, is_ticket_closed=True)
