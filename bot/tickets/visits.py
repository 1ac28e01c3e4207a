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
from bot.tickets.draft_replies import refuse
from bot.tickets.member_actions import gone, mine
from bot.tickets.models import Appointment, Kind, Ticket
from bot.tickets.notify import Said, note_event, tell_member, tell_resident
from bot.tickets.service import end
from bot.vietnamese.dates.days import take_day
from bot.vietnamese.dates.hours import take_hour
from bot.vietnamese.dates.numerals import cut
from bot.vietnamese.dates.numerals import plain as plain_line
from bot.vietnamese.dates.weekdays import Misfit
from bot.vietnamese.letters import nfc
from bot.vietnamese.word_patterns import plain

EVE = time(18, 0)  # when both are reminded the evening before
HOUR = timedelta(hours=1)
LONGEST_PLACE = 200

_EDGES = re.compile(r"^(?:[\s,.;:-]|hen\b|luc\b|vao\b|tai\b|o\b|ngay\b)+|[\s,.;:-]+$")


def read(text: str, *, now: datetime, policy: Policy) -> tuple[datetime, str] | None:
    """Return the instant and the place in "thứ 7 9h nhà văn hóa thôn".

    Returns None without an hour, or when it is ambiguous.
    """
    moments, _, place = _understood(text, now, policy)
    return (moments[0], place) if len(moments) == 1 else None


def find_doubt(text: str, *, now: datetime, policy: Policy) -> str:
    """Return the question about an ambiguous time, or "".

    Either the hour has two readings, or the weekday does not fit the date.
    """
    moments, misfit, _ = _understood(text, now, policy)
    if misfit is not None:
        return misfit.sentence
    if len(moments) < 2:
        return ""
    first, second = (cards.moment(at, now=now, zone=policy.zone) for at in moments[:2])
    return texts.MOMENT_WHICH.format(said=text.strip(), first=first, second=second)


def _understood(
    text: str, now: datetime, policy: Policy
) -> tuple[tuple[datetime, ...], Misfit | None, str]:
    """Return the possible moments, a weekday that does not fit its date, and the place."""
    text, today = nfc(text), now.astimezone(policy.zone).date()
    try:
        words, hour = take_hour(plain_line(text))
        words, days = take_day(words, today)
    except ValueError:
        return (), None, ""
    if hour is None or hour.hour is None or (days is not None and days.past):
        return (), None, ""
    if days is not None and days.misfit is not None:
        return (), days.misfit, ""
    fitting = [
        datetime.combine(day, at, policy.zone).astimezone(now.tzinfo)
        for day in (days.days if days else (today,))
        for at in hour.times()
    ]
    coming = [at for at in fitting if at > now] or fitting
    if days is not None and len(days.days) == 2 and len(hour.times()) == 1:
        coming = coming[:1]  # of "thứ 4", said on a Wednesday, the first that is to come
    return tuple(coming), None, _trimmed(cut(text, words))


def _trimmed(text: str) -> str:
    words = " ".join(text.split())
    while True:
        found = _EDGES.search(plain(words))
        if found is None or not found[0]:
            return words[:LONGEST_PLACE]
        words = words[: found.start()] + words[found.end() :]


def make(
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
    ticket = mine(session, ticket_id, person_id)
    if refused := refuse(session, ticket, person_id, text, policy=policy, now=now):
        return refused
    understood = read(text, now=now, policy=policy)
    if understood is None and (doubt := find_doubt(text, now=now, policy=policy)):
        raise UserError(doubt)
    if understood is None or understood[0] <= now:
        raise UserError(texts.VISIT_UNCLEAR.format(number=ticket.id))
    at, place = understood
    for before in _open(session, ticket):
        before.outcome, before.ended_at = "moved", now
    session.add(
        Appointment(
            ticket_id=ticket.id, person_id=person_id, starts_at=at, place=place, made_at=now
        )
    )
    ticket.kind = Kind.VISIT if ticket.kind != Kind.REPORT else Kind.REPORT  # it needs its proof
    ticket.reply_by, ticket.owed = None, False
    ticket.last_member_at = now
    note_event(session, ticket, "visit", person_id=person_id, note=place, now=now)
    words = _words(session, texts.VISIT_FOR_RESIDENT, ticket, at, place, now=now, policy=policy)
    if not tell_resident(session, ticket, Reply(words), now=now, relayed=Said(person_id)):
        return gone(session, ticket, person_id, now=now)
    return Reply(_words(session, texts.VISIT_MADE, ticket, at, place, now=now, policy=policy))


def _open(session: Session, ticket: Ticket) -> list[Appointment]:
    query = select(Appointment).where(Appointment.ticket_id == ticket.id, Appointment.outcome == "")
    return list(session.exec(query))


def _home(sentence: str) -> str:
    """Return the words for a visit without a place, from the reader's point of view."""
    for_member = sentence in (texts.VISIT_MADE, texts.VISIT_SOON_MEMBER)
    return texts.VISIT_NO_PLACE_MEMBER if for_member else texts.VISIT_NO_PLACE


def _words(
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
        time=cards.moment(at, now=now, zone=policy.zone),
        place=place or _home(sentence),
    )


def remind_due(session: Session, *, policy: Policy, now: datetime) -> None:
    """Remind both sides the evening before and an hour before; an hour after, ask for the outcome.

    Each is sent once.
    """
    found = session.exec(
        select(Appointment, Ticket)
        .join(Ticket, col(Ticket.id) == Appointment.ticket_id)
        .where(
            Appointment.outcome == "",
            col(Appointment.starts_at) < now + timedelta(days=2),
            col(Appointment.starts_at) > now - timedelta(days=2),
            col(Ticket.closed_at).is_(None),
        )
    ).all()
    for one, ticket in found:
        day = one.starts_at.astimezone(policy.zone).date()
        eve = datetime.combine(day - timedelta(days=1), EVE, policy.zone)
        for name, at in (("eve", eve), ("hour", one.starts_at - HOUR)):
            if one.made_at < at <= now < one.starts_at:
                _remind(session, one, ticket, name, policy=policy, now=now)
        if one.starts_at + HOUR <= now:
            _ask_outcome(session, one, ticket, now=now)


def _remind(
    session: Session,
    one: Appointment,
    ticket: Ticket,
    name: str,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    key = f"visit:{one.id}:{name}"
    if _told(session, f"{key}:resident"):
        return
    at, place = one.starts_at, one.place
    words = _words(session, texts.VISIT_SOON_RESIDENT, ticket, at, place, now=now, policy=policy)
    tell_resident(session, ticket, Reply(words), now=now, key=f"{key}:resident")
    words = _words(session, texts.VISIT_SOON_MEMBER, ticket, at, place, now=now, policy=policy)
    comes = _comes(one, ticket)
    tell_member(session, comes, Reply(words), ticket, now=now, key=f"{key}:member")


def _ask_outcome(session: Session, one: Appointment, ticket: Ticket, *, now: datetime) -> None:
    key = f"visit:{one.id}:outcome"
    if _told(session, key):
        return
    buttons = (Choice(label, f"vs:{one.id}:{how}") for how, label in texts.VISIT_OUTCOMES.items())
    ask = Reply(texts.VISIT_HOW.format(number=ticket.id), tuple(buttons))
    tell_member(session, _comes(one, ticket), ask, ticket, now=now, key=key)


def _comes(one: Appointment, ticket: Ticket) -> int:
    """Return the helper who comes, after handing the visit to whoever has the ticket now.

    While nobody has the ticket, it stays with the member who promised the visit.
    """
    if ticket.accepted_at is not None and ticket.member_id is not None:
        one.person_id = ticket.member_id
    return one.person_id


def _told(session: Session, key: str) -> bool:
    return session.exec(select(Delivery.id).where(Delivery.key == key)).first() is not None


def record(
    session: Session, appointment_id: int, person_id: int, outcome: str, *, now: datetime
) -> Reply:
    """Record the outcome; `helped` and `no_device` also close the ticket.

    Raises UserError for a visit of somebody else, or one already recorded.
    """
    one = session.get(Appointment, appointment_id, with_for_update=True)
    if one is None or one.person_id != person_id or outcome not in texts.VISIT_OUTCOMES:
        raise UserError(texts.BUTTON_OLD)
    if one.outcome:
        raise UserError(texts.VISIT_RECORDED)
    ticket = mine(session, one.ticket_id, person_id)
    one.outcome, one.ended_at = outcome, now
    note_event(session, ticket, "visited", person_id=person_id, note=outcome, now=now)
    if outcome == "again":
        note_event(session, ticket, "visit_asked", person_id=person_id, now=now)
        return Reply(texts.VISIT_ASK.format(number=ticket.id))
    if outcome in ("helped", "no_device"):
        field_reports.require_proof(session, ticket)
        end(session, ticket, outcome, now=now, person_id=person_id)
    return Reply(texts.VISIT_RECORDED)
