"""Visits: an appointment parsed from one line, reminders to both sides, and the outcome."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.outbox.models import Delivery
from bot.people.actor import Actor
from bot.tickets import cards
from bot.tickets.events import VisitReported
from bot.tickets.history import record_event
from bot.tickets.message_events import VisitComingUp, VisitOver, VisitReminder, VisitScheduled
from bot.tickets.models import (
    CLOSING_OUTCOMES,
    REPORTED_OUTCOMES,
    Appointment,
    Ticket,
    TicketEventKind,
    TicketKind,
    TicketOutcome,
    VisitOutcome,
)
from bot.tickets.proof import require_proof
from bot.tickets.queries import lock_taken_ticket
from bot.tickets.reachability import is_resident_reachable
from bot.tickets.secret_refusals import SecretRefusal, refuse_secret_request
from bot.tickets.service import close_ticket, close_unreachable
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.hour_parsing import extract_hour
from bot.vietnamese.dates.normalization import keep_unblanked
from bot.vietnamese.dates.normalization import normalize_line as plain_line
from bot.vietnamese.dates.weekdays import WeekdayMismatch
from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import resolve_tone_homographs

EVE = time(18, 0)  # when both are reminded the evening before
HOUR = timedelta(hours=1)
LONGEST_PLACE = 200

_EDGES = re.compile(r"^(?:[\s,.;:-]|hen\b|luc\b|vao\b|tai\b|o\b|ngay\b)+|[\s,.;:-]+$")


def parse_visit(text: str, *, now: datetime, policy: Policy) -> tuple[datetime, str] | None:
    """Return the instant and the place in "thứ 7 9h nhà văn hóa thôn".

    Returns None without an hour, or when it is ambiguous.
    """
    moments, _, place = _parse_moments(text, now, policy)
    return (moments[0], place) if len(moments) == 1 else None


def find_ambiguity(text: str, *, now: datetime, policy: Policy) -> str:
    """Return the question about an ambiguous time, or "".

    Either the hour has two readings, or the weekday does not fit the date.
    """
    moments, misfit, _ = _parse_moments(text, now, policy)
    if misfit is not None:
        return misfit.sentence
    if len(moments) < 2:
        return ""
    first, second = (cards.format_moment(at, now=now, zone=policy.zone) for at in moments[:2])
    return texts.MOMENT_WHICH.format(said=text.strip(), first=first, second=second)


def _parse_moments(
    text: str, now: datetime, policy: Policy
) -> tuple[tuple[datetime, ...], WeekdayMismatch | None, str]:
    """Return the possible moments, a weekday that does not fit its date, and the place."""
    text, today = nfc(text), now.astimezone(policy.zone).date()
    try:
        rest, hour = extract_hour(plain_line(text))
        rest, days = extract_day(rest, today)
    except ValueError:
        return (), None, ""
    if hour is None or hour.hour is None or (days is not None and days.past):
        return (), None, ""
    if days is not None and days.mismatch is not None:
        return (), days.mismatch, ""
    fitting = [
        datetime.combine(day, at, policy.zone).astimezone(now.tzinfo)
        for day in (days.days if days else (today,))
        for at in hour.list_candidates()
    ]
    coming = [at for at in fitting if at > now] or fitting
    if days is not None and len(days.days) == 2 and len(hour.list_candidates()) == 1:
        coming = coming[:1]  # of "thứ 4", said on a Wednesday, the first that is to come
    return tuple(coming), None, _trim_place(keep_unblanked(text, rest))


def _trim_place(text: str) -> str:
    place = " ".join(text.split())
    while True:
        match = _EDGES.search(resolve_tone_homographs(place))
        if match is None or not match[0]:
            return place[:LONGEST_PLACE]
        place = place[: match.start()] + place[match.end() :]


class ScheduleStatus(StrEnum):
    """What became of a request to plan a visit."""

    PLANNED = "planned"
    SECRET = "secret"  # the line asks for a secret
    UNREACHABLE = "unreachable"  # the resident blocked us: the ticket is closed


@dataclass(frozen=True, slots=True)
class ScheduleResult:
    """What became of a request to plan a visit, with the visit or the refusal."""

    status: ScheduleStatus
    ticket_id: int
    visit: Appointment | None = None
    refusal: SecretRefusal | None = None


def schedule_visit(
    session: Session,
    ticket_id: int,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> ScheduleResult:
    """Schedule a visit (*Hẹn đến nhà*); an earlier one is replaced.

    Raises UserError when the time is ambiguous, missing or past.
    """
    person_id = actor.person_id or 0
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    refusal = refuse_secret_request(session, ticket, text, actor=actor, now=now, policy=policy)
    if refusal is not None:
        return ScheduleResult(ScheduleStatus.SECRET, ticket.id, refusal=refusal)
    at, place = _require_visit(ticket, text, now=now, policy=policy)
    for previous in _list_open_visits(session, ticket):
        previous.outcome, previous.ended_at = VisitOutcome.MOVED, now
    visit = Appointment(
        ticket_id=ticket.id, person_id=person_id, starts_at=at, place=place, made_at=now
    )
    session.add(visit)
    if ticket.kind != TicketKind.REPORT:  # a report needs its proof
        ticket.kind = TicketKind.VISIT
    ticket.respond_due_at, ticket.awaiting_member = None, False
    ticket.last_member_at = now
    record_event(
        session, ticket, TicketEventKind.VISIT_PLANNED, person_id=person_id, note=place, now=now
    )
    if not is_resident_reachable(session, ticket):
        close_unreachable(session, ticket, person_id, now=now)
        return ScheduleResult(ScheduleStatus.UNREACHABLE, ticket.id)
    session.flush()
    emit(session, VisitScheduled(visit.id, policy.zone, at=now))
    return ScheduleResult(ScheduleStatus.PLANNED, ticket.id, visit)


def _require_visit(
    ticket: Ticket, text: str, *, now: datetime, policy: Policy
) -> tuple[datetime, str]:
    """Return the instant and the place. Raises UserError when ambiguous, missing or past."""
    understood = parse_visit(text, now=now, policy=policy)
    if understood is None and (doubt := find_ambiguity(text, now=now, policy=policy)):
        raise UserError(doubt)
    if understood is None or understood[0] <= now:
        raise UserError(texts.VISIT_UNCLEAR.format(number=ticket.id))
    return understood


def _list_open_visits(session: Session, ticket: Ticket) -> list[Appointment]:
    query = select(Appointment).where(
        Appointment.ticket_id == ticket.id, Appointment.outcome == VisitOutcome.PENDING
    )
    return list(session.exec(query))


def remind_visits_due(session: Session, *, policy: Policy, now: datetime) -> None:
    """Remind both sides the evening before and an hour before; an hour after, ask for the outcome.

    Each is sent once.
    """
    rows = session.exec(
        select(Appointment, Ticket)
        .join(Ticket, col(Ticket.id) == Appointment.ticket_id)
        .where(
            Appointment.outcome == VisitOutcome.PENDING,
            col(Appointment.starts_at) < now + timedelta(days=2),
            col(Appointment.starts_at) > now - timedelta(days=2),
            col(Ticket.closed_at).is_(None),
        )
    ).all()
    for visit, ticket in rows:
        for reminder in _list_reminders_due(visit, policy=policy, now=now):
            if not _was_sent(session, f"{reminder_key(visit.id, reminder)}:resident"):
                _assign_current_helper(visit, ticket)
                emit(session, VisitComingUp(visit.id, reminder, policy.zone, at=now))
        if visit.starts_at + HOUR <= now and not _was_sent(session, outcome_key(visit.id)):
            _assign_current_helper(visit, ticket)
            emit(session, VisitOver(visit.id, at=now))


def _list_reminders_due(
    visit: Appointment, *, policy: Policy, now: datetime
) -> list[VisitReminder]:
    day = visit.starts_at.astimezone(policy.zone).date()
    eve = datetime.combine(day - timedelta(days=1), EVE, policy.zone)
    times = ((VisitReminder.EVE, eve), (VisitReminder.HOUR, visit.starts_at - HOUR))
    return [reminder for reminder, at in times if visit.made_at < at <= now < visit.starts_at]


def reminder_key(visit_id: int, reminder: VisitReminder) -> str:
    """Return the delivery key that a reminder's two messages begin with."""
    return f"visit:{visit_id}:{reminder}"


def outcome_key(visit_id: int) -> str:
    """Return the delivery key of the question how a visit went."""
    return f"visit:{visit_id}:outcome"


def _assign_current_helper(visit: Appointment, ticket: Ticket) -> None:
    """Hand the visit to whoever has the ticket now.

    While nobody has the ticket, it stays with the member who promised the visit.
    """
    if ticket.accepted_at is not None and ticket.member_id is not None:
        visit.person_id = ticket.member_id


def _was_sent(session: Session, key: str) -> bool:
    return session.exec(select(Delivery.id).where(Delivery.key == key)).first() is not None


def record_outcome(
    session: Session, visit_id: int, outcome: str, *, actor: Actor, now: datetime
) -> Appointment:
    """Record how the visit went; `CLOSING_OUTCOMES` also close the ticket.

    Returns the visit. Raises UserError for a visit of somebody else, or one already recorded.
    """
    visit, person_id = session.get(Appointment, visit_id, with_for_update=True), actor.person_id
    if visit is None or visit.person_id != person_id or outcome not in REPORTED_OUTCOMES:
        raise UserError(texts.BUTTON_OLD)
    if visit.outcome:
        raise UserError(texts.VISIT_RECORDED)
    ticket = lock_taken_ticket(session, visit.ticket_id, person_id)
    visit.outcome, visit.ended_at = outcome, now
    record_event(
        session, ticket, TicketEventKind.VISITED, person_id=person_id, note=outcome, now=now
    )
    emit(session, VisitReported(visit.id, VisitOutcome(outcome), at=now))
    if outcome == VisitOutcome.AGAIN:
        record_event(session, ticket, TicketEventKind.VISIT_ASKED, person_id=person_id, now=now)
    if outcome in CLOSING_OUTCOMES:
        require_proof(session, ticket)
        close_ticket(session, ticket, TicketOutcome(outcome), now=now, person_id=person_id)
    return visit
