"""Help at home: an appointment in one line, reminders to both, and how it went."""

import re
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.errors import UserError
from bot.handoff import cards
from bot.handoff.duty import Shift
from bot.handoff.duty_lines import DAY_WORDS, PART_WORDS, evening, parse_duty
from bot.handoff.models import Appointment, Kind, Ticket
from bot.handoff.rules import RULES, Rules
from bot.handoff.service import end
from bot.handoff.telling import Said, note_event, tell_member, tell_resident
from bot.handoff.words import plain
from bot.handoff.working import gone, mine
from bot.messages import Choice, Reply
from bot.outbox.models import Delivery
from bot.vietnamese import nfc

EVE = time(18, 0)  # when both are reminded the evening before
HOUR = timedelta(hours=1)
LONGEST_PLACE = 200

_HOUR = re.compile(r"\b(?:luc )?\d{1,2}\s?(?:gio|[hg:])(?:\s?\d{2}(?!\d))?(?: ruoi)?")
_EDGES = re.compile(r"^(?:[\s,.;:-]|hen\b|luc\b|vao\b|tai\b|o\b|ngay\b)+|[\s,.;:-]+$")


def read(text: str, *, now: datetime, rules: Rules) -> tuple[datetime, str] | None:
    """The instant and the place in "thứ 7 9h nhà văn hóa thôn"; None without a day or an hour."""
    text = nfc(text)
    today = now.astimezone(rules.zone).date()
    folded = evening(plain(text))
    found_day, found_part = DAY_WORDS.search(folded), PART_WORDS.search(folded)
    rest = _blank(folded, found_day)
    found_hour = _HOUR.search(_blank(rest, found_part))
    if found_hour is None:
        return None
    day = found_day[0] if found_day else "hom nay"
    part = found_part[0] if found_part else ""
    hour = found_hour[0].removeprefix("luc ").replace(" ruoi", " 30")
    start = _start(f"truc {day} {part} tu {hour}", today)
    if start is None:
        return None
    at = datetime.combine(start[0], start[1], rules.zone)
    for found in (found_day, found_part, found_hour):
        text = _blank(text, found)
    return at.astimezone(now.tzinfo), _trimmed(text)


def _start(line: str, today: date) -> tuple[date, time] | None:
    match parse_duty(line, today=today):
        case (Shift(first=first, span=span),) if span is not None:
            return first, time(span.start // 60, span.start % 60)
    return None


def _blank(text: str, found: re.Match[str] | None) -> str:
    if found is None:
        return text
    start, stop = found.span()
    return text[:start] + " " * (stop - start) + text[stop:]


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
    rules: Rules = RULES,
) -> Reply:
    """*Hẹn đến nhà*: both have it in words; an earlier appointment of the ticket is replaced."""
    ticket = mine(session, ticket_id, person_id)
    understood = read(text, now=now, rules=rules)
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
    words = _words(session, texts.VISIT_FOR_RESIDENT, ticket, at, place, now=now, rules=rules)
    if not tell_resident(session, ticket, Reply(words), now=now, relayed=Said(person_id)):
        return gone(session, ticket, person_id, now=now)
    return Reply(_words(session, texts.VISIT_MADE, ticket, at, place, now=now, rules=rules))


def _open(session: Session, ticket: Ticket) -> list[Appointment]:
    query = select(Appointment).where(Appointment.ticket_id == ticket.id, Appointment.outcome == "")
    return list(session.exec(query))


def _words(
    session: Session,
    sentence: str,
    ticket: Ticket,
    at: datetime,
    place: str,
    *,
    now: datetime,
    rules: Rules,
) -> str:
    return sentence.format(
        number=ticket.id,
        member=cards.member_name(session, ticket.member_id),
        team=cards.team_name(session, ticket.member_id),
        who=cards.resident_name(session, ticket),
        time=cards.moment(at, now=now, zone=rules.zone),
        place=place or texts.VISIT_NO_PLACE,
    )


def remind_due(session: Session, *, rules: Rules, now: datetime) -> None:
    """The evening before and an hour before, each once; an hour after, how it went."""
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
        day = one.starts_at.astimezone(rules.zone).date()
        eve = datetime.combine(day - timedelta(days=1), EVE, rules.zone)
        for name, at in (("eve", eve), ("hour", one.starts_at - HOUR)):
            if one.made_at < at <= now < one.starts_at:
                _remind(session, one, ticket, name, rules=rules, now=now)
        if one.starts_at + HOUR <= now:
            _ask_outcome(session, one, ticket, now=now)


def _remind(
    session: Session,
    one: Appointment,
    ticket: Ticket,
    name: str,
    *,
    rules: Rules,
    now: datetime,
) -> None:
    key = f"visit:{one.id}:{name}"
    if _told(session, f"{key}:resident"):
        return
    at, place = one.starts_at, one.place
    words = _words(session, texts.VISIT_SOON_RESIDENT, ticket, at, place, now=now, rules=rules)
    tell_resident(session, ticket, Reply(words), now=now, key=f"{key}:resident")
    words = _words(session, texts.VISIT_SOON_MEMBER, ticket, at, place, now=now, rules=rules)
    tell_member(session, one.person_id, Reply(words), ticket, now=now, key=f"{key}:member")


def _ask_outcome(session: Session, one: Appointment, ticket: Ticket, *, now: datetime) -> None:
    key = f"visit:{one.id}:outcome"
    if _told(session, key):
        return
    buttons = (Choice(label, f"vs:{one.id}:{how}") for how, label in texts.VISIT_OUTCOMES.items())
    ask = Reply(texts.VISIT_HOW.format(number=ticket.id), tuple(buttons))
    tell_member(session, one.person_id, ask, ticket, now=now, key=key)


def _told(session: Session, key: str) -> bool:
    return session.exec(select(Delivery.id).where(Delivery.key == key)).first() is not None


def record(
    session: Session, appointment_id: int, person_id: int, outcome: str, *, now: datetime
) -> Reply:
    """How the visit went; helped, or no phone to be helped with, closes the ticket."""
    one = session.get(Appointment, appointment_id, with_for_update=True)
    if one is None or one.person_id != person_id or outcome not in texts.VISIT_OUTCOMES:
        raise UserError(texts.BUTTON_OLD)
    if one.outcome:
        raise UserError(texts.VISIT_RECORDED)
    ticket = mine(session, one.ticket_id, person_id)
    one.outcome, one.ended_at = outcome, now
    note_event(session, ticket, "visited", person_id=person_id, note=outcome, now=now)
    if outcome == "again":
        return Reply(texts.VISIT_ASK.format(number=ticket.id))
    if outcome in ("helped", "no_device"):
        end(session, ticket, outcome, now=now, person_id=person_id)
    return Reply(texts.VISIT_RECORDED)
