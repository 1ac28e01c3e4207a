"""Visits: an appointment parsed from one line, reminders to both sides, and the outcome."""

import re
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Choice, Reply
from bot.outbox.models import Delivery
from bot.tickets import cards, field_reports
from bot.tickets.draft_replies import refuse_secret_request
from bot.tickets.member_actions import close_unreachable, lock_taken_ticket
from bot.tickets.models import Appointment, Ticket, TicketKind, TicketOutcome
from bot.tickets.notify import RelaySource, notify_member, notify_resident, record_event
from bot.tickets.service import close_ticket
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


def schedule_visit(
    session: Session,
    ticket_id: int,
    person_id: int,
    text: str,
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply:
    """Schedule a visit (*Hẹn đến nhà*) and notify the resident; an earlier one is replaced.

    Raises UserError when the time is ambiguous, missing or past.
    """
    ticket = lock_taken_ticket(session, ticket_id, person_id)
    if refused := refuse_secret_request(session, ticket, person_id, text, policy=policy, now=now):
        return refused
    understood = parse_visit(text, now=now, policy=policy)
    if understood is None and (doubt := find_ambiguity(text, now=now, policy=policy)):
        raise UserError(doubt)
    if understood is None or understood[0] <= now:
        raise UserError(texts.VISIT_UNCLEAR.format(number=ticket.id))
    at, place = understood
    for previous in _list_open_visits(session, ticket):
        previous.outcome, previous.ended_at = "moved", now
    session.add(
        Appointment(
            ticket_id=ticket.id, person_id=person_id, starts_at=at, place=place, made_at=now
        )
    )
    ticket.kind = (
        TicketKind.VISIT if ticket.kind != TicketKind.REPORT else TicketKind.REPORT
    )  # it needs its proof
    ticket.respond_due_at, ticket.awaiting_member = None, False
    ticket.last_member_at = now
    record_event(session, ticket, "visit", person_id=person_id, note=place, now=now)
    notice = _fill_sentence(
        session, texts.VISIT_FOR_RESIDENT, ticket, at, place, now=now, policy=policy
    )
    if not notify_resident(session, ticket, Reply(notice), now=now, source=RelaySource(person_id)):
        close_unreachable(session, ticket, person_id, now=now)
        return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket.id))
    return Reply(
        _fill_sentence(session, texts.VISIT_MADE, ticket, at, place, now=now, policy=policy)
    )


def _list_open_visits(session: Session, ticket: Ticket) -> list[Appointment]:
    query = select(Appointment).where(Appointment.ticket_id == ticket.id, Appointment.outcome == "")
    return list(session.exec(query))


def _default_place(sentence: str) -> str:
    """Return the words for a visit without a place, from the reader's point of view."""
    for_member = sentence in (texts.VISIT_MADE, texts.VISIT_SOON_MEMBER)
    return texts.VISIT_NO_PLACE_MEMBER if for_member else texts.VISIT_NO_PLACE


def _fill_sentence(
    session: Session,
    sentence: str,
    ticket: Ticket,
    at: datetime,
    place: str,
    *,
    now: datetime,
    policy: Policy,
) -> str:
    return sentence.format(
        number=ticket.id,
        member=cards.member_name(session, ticket.member_id),
        team=cards.team_name(session, ticket.member_id),
        who=cards.resident_name(session, ticket),
        time=cards.format_moment(at, now=now, zone=policy.zone),
        place=place or _default_place(sentence),
    )


def remind_visits_due(session: Session, *, policy: Policy, now: datetime) -> None:
    """Remind both sides the evening before and an hour before; an hour after, ask for the outcome.

    Each is sent once.
    """
    rows = session.exec(
        select(Appointment, Ticket)
        .join(Ticket, col(Ticket.id) == Appointment.ticket_id)
        .where(
            Appointment.outcome == "",
            col(Appointment.starts_at) < now + timedelta(days=2),
            col(Appointment.starts_at) > now - timedelta(days=2),
            col(Ticket.closed_at).is_(None),
        )
    ).all()
    for visit, ticket in rows:
        day = visit.starts_at.astimezone(policy.zone).date()
        eve = datetime.combine(day - timedelta(days=1), EVE, policy.zone)
        for name, at in (("eve", eve), ("hour", visit.starts_at - HOUR)):
            if visit.made_at < at <= now < visit.starts_at:
                _send_reminder(session, visit, ticket, name, policy=policy, now=now)
        if visit.starts_at + HOUR <= now:
            _ask_outcome(session, visit, ticket, now=now)


def _send_reminder(
    session: Session,
    visit: Appointment,
    ticket: Ticket,
    moment_name: str,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    key = f"visit:{visit.id}:{moment_name}"
    if _was_sent(session, f"{key}:resident"):
        return
    at, place = visit.starts_at, visit.place
    notice = _fill_sentence(
        session, texts.VISIT_SOON_RESIDENT, ticket, at, place, now=now, policy=policy
    )
    notify_resident(session, ticket, Reply(notice), now=now, key=f"{key}:resident")
    notice = _fill_sentence(
        session, texts.VISIT_SOON_MEMBER, ticket, at, place, now=now, policy=policy
    )
    helper_id = _assign_current_helper(visit, ticket)
    notify_member(session, helper_id, Reply(notice), ticket, now=now, key=f"{key}:member")


def _ask_outcome(session: Session, visit: Appointment, ticket: Ticket, *, now: datetime) -> None:
    key = f"visit:{visit.id}:outcome"
    if _was_sent(session, key):
        return
    buttons = (
        Choice(label, f"vs:{visit.id}:{outcome}") for outcome, label in texts.VISIT_OUTCOMES.items()
    )
    question = Reply(texts.VISIT_HOW.format(number=ticket.id), tuple(buttons))
    notify_member(
        session, _assign_current_helper(visit, ticket), question, ticket, now=now, key=key
    )


def _assign_current_helper(visit: Appointment, ticket: Ticket) -> int:
    """Return the helper who comes, after handing the visit to whoever has the ticket now.

    While nobody has the ticket, it stays with the member who promised the visit.
    """
    if ticket.accepted_at is not None and ticket.member_id is not None:
        visit.person_id = ticket.member_id
    return visit.person_id


def _was_sent(session: Session, key: str) -> bool:
    return session.exec(select(Delivery.id).where(Delivery.key == key)).first() is not None


def record_outcome(
    session: Session, visit_id: int, person_id: int, outcome: str, *, now: datetime
) -> Reply:
    """Record the outcome; `helped` and `no_device` also close the ticket.

    Raises UserError for a visit of somebody else, or one already recorded.
    """
    visit = session.get(Appointment, visit_id, with_for_update=True)
    if visit is None or visit.person_id != person_id or outcome not in texts.VISIT_OUTCOMES:
        raise UserError(texts.BUTTON_OLD)
    if visit.outcome:
        raise UserError(texts.VISIT_RECORDED)
    ticket = lock_taken_ticket(session, visit.ticket_id, person_id)
    visit.outcome, visit.ended_at = outcome, now
    record_event(session, ticket, "visited", person_id=person_id, note=outcome, now=now)
    if outcome == "again":
        record_event(session, ticket, "visit_asked", person_id=person_id, now=now)
        return Reply(texts.VISIT_ASK.format(number=ticket.id))
    if outcome in ("helped", "no_device"):
        field_reports.require_proof(session, ticket)
        close_ticket(session, ticket, TicketOutcome(outcome), now=now, person_id=person_id)
    return Reply(texts.VISIT_RECORDED)
