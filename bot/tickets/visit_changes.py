"""A visit after it was requested: its time asked for, moved, kept or cancelled."""

import re
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.tickets import cards, field_reports, visits
from bot.tickets.dispatch import hold
from bot.tickets.member_actions import mine
from bot.tickets.models import Appointment, Ticket, TicketEvent
from bot.tickets.notify import note_event, tell_resident
from bot.tickets.service import end
from bot.vietnamese.dates.days import take_day
from bot.vietnamese.dates.hours import take_hour
from bot.vietnamese.dates.numerals import plain as plain_line
from bot.vietnamese.letters import nfc
from bot.vietnamese.word_patterns import plain

ASKED, LEFT, MADE = "visit_asked", "visit_left", "visit"
DECISIONS = ("keep", "drop", "offdone")
ATTENTION = timedelta(minutes=15)  # a day and an hour said later are words for the resident
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


def ask(
    session: Session, ticket: Ticket, person_id: int, said: str = "", *, now: datetime
) -> Reply:
    """Ask the member for day and hour; their next line may answer.

    `earlier` is what was understood of an earlier line.
    """
    note_event(session, ticket, ASKED, person_id=person_id, note=said, now=now)
    words = texts.VISIT_ASK_HOUR if said else texts.VISIT_ASK
    leave = Choice(texts.BUTTON_STOP_VISIT, f"tk:{ticket.id}:novisit")
    return Reply(words.format(number=ticket.id), (leave,))


def find_asked(session: Session, person_id: int, *, now: datetime) -> TicketEvent | None:
    """Return the question about the visit's time that this member has still to answer, or None."""
    query = (
        select(TicketEvent)
        .where(TicketEvent.person_id == person_id, TicketEvent.at > now - ATTENTION)
        .where(col(TicketEvent.kind).in_((ASKED, LEFT, MADE)))
        .order_by(col(TicketEvent.id).desc())
        .limit(1)
    )
    event = session.exec(query).first()
    if event is None or event.kind != ASKED:
        return None
    ticket = session.get_one(Ticket, event.ticket_id)
    held = ticket.closed_at is None and ticket.member_id == person_id
    return event if held and ticket.accepted_at is not None else None


def leave(session: Session, ticket_id: int, person_id: int, *, now: datetime) -> Reply:
    """Drop the question about a visit's time: there will be no visit."""
    ticket = mine(session, ticket_id, person_id)
    note_event(session, ticket, LEFT, person_id=person_id, now=now)
    return Reply(texts.VISIT_LEFT.format(number=ticket.id))


def complete(said: str, text: str, *, now: datetime, policy: Policy) -> str:
    """Return the whole line about the time, joined with an earlier line.

    Returns "" when the text names neither day nor hour, or says much else.
    """
    if "?" in text or len(text.split()) > LONGEST:
        return ""
    day, hour, rest = parts(text, now=now, policy=policy)
    if not (day or hour) or (_POLITE.sub("", plain(rest)) and not _begins(text, now, policy)):
        return ""
    return f"{said} {text}".strip() if said and not (day and hour) else text


def _begins(text: str, now: datetime, policy: Policy) -> bool:
    """Whether the day or the hour comes first; a place may follow."""
    first = " ".join(nfc(text).split()[:2])
    day, hour, _ = parts(first, now=now, policy=policy)
    return day or hour


def parts(text: str, *, now: datetime, policy: Policy) -> tuple[bool, bool, str]:
    """Return whether a text names a day, whether it names an hour, and the rest of it."""
    words = plain_line(nfc(text))
    today = now.astimezone(policy.zone).date()
    try:
        words, hour = take_hour(words)
        words, days = take_day(words, today)
    except ValueError:
        return False, False, words
    return days is not None, hour is not None and hour.hour is not None, words


def says_hour(text: str, *, now: datetime, policy: Policy) -> bool:
    """Whether the text names an hour."""
    return parts(text, now=now, policy=policy)[1]


def read_move(text: str) -> str:
    """Return what follows "đổi hẹn sang…" or "hẹn lại…"; "" for any other text."""
    text = nfc(text)
    match = None if "?" in text else _MOVES.match(plain(text).lower())
    return text[match.end() :].strip() if match else ""


def read_time_move(text: str, *, now: datetime, policy: Policy) -> str:
    """Return what follows "đổi lại…" or "lùi sang…" if it is only a day or an hour; else ""."""
    text = nfc(text)
    match = None if "?" in text else _MOVES_TIME.match(plain(text).lower())
    rest = text[match.end() :].strip() if match else ""
    day, hour, left = parts(rest, now=now, policy=policy)
    return rest if (day or hour) and not _POLITE.sub("", plain(left)) else ""


def planned(session: Session, ticket_id: int, *, now: datetime) -> Appointment | None:
    """Return the ticket's visit that is still to come, or None."""
    query = select(Appointment).where(
        Appointment.ticket_id == ticket_id, Appointment.outcome == "", Appointment.starts_at > now
    )
    return session.exec(query.order_by(col(Appointment.id).desc()).limit(1)).first()


def move(
    session: Session, ticket_id: int, person_id: int, text: str, *, now: datetime, policy: Policy
) -> Reply:
    """Move the visit; the day, hour or place that is not named stays, and the reminders follow.

    Raises UserError when no visit is planned, or the text names no time.
    """
    visit = planned(session, ticket_id, now=now)
    if visit is None:
        raise UserError(texts.VISIT_NONE.format(number=ticket_id))
    at = visit.starts_at.astimezone(policy.zone)
    day, hour, _ = parts(text, now=now, policy=policy)
    if not (day or hour):
        raise UserError(texts.VISIT_UNCLEAR.format(number=ticket_id))
    line = text if day else f"{text} {at:%d/%m/%Y}"
    line = line if hour else f"{at:%Hh%M} {line}"
    understood = visits.read(line, now=now, policy=policy)
    place = "" if understood and understood[1] else visit.place
    return visits.make(
        session, ticket_id, person_id, f"{line} {place}".strip(), now=now, policy=policy
    )


def ask_what_becomes(
    session: Session, ticket_id: int, *, leaving: bool, now: datetime, policy: Policy
) -> Reply | None:
    """Ask a member who passes on or closes the ticket about its planned visit; None without one."""
    visit = planned(session, ticket_id, now=now)
    if visit is None:
        return None
    ticket = session.get_one(Ticket, ticket_id)
    words = texts.VISIT_LEFT_BEHIND if leaving else texts.VISIT_BEFORE_DONE
    time = cards.moment(visit.starts_at, now=now, zone=policy.zone)
    who = cards.resident_name(session, ticket)
    keep = Choice(texts.BUTTON_KEEP_VISIT, f"vs:{visit.id}:keep")
    been = Choice(texts.BUTTON_VISITED, f"vs:{visit.id}:helped")
    drop = Choice(
        texts.BUTTON_DROP_VISIT if leaving else texts.BUTTON_DROP_VISIT_DONE,
        f"vs:{visit.id}:{'drop' if leaving else 'offdone'}",
    )
    text = words.format(number=ticket_id, who=who, time=time)
    return Reply(text, (keep if leaving else been, drop))


def decide(
    session: Session, visit_id: int, person_id: int, verb: str, *, now: datetime, policy: Policy
) -> Reply:
    """Keep or cancel the visit of a ticket that was passed on or closed.

    Cancelling (*Bỏ hẹn*) notifies the resident. Keeping (*Giữ hẹn*) leaves a note to whoever takes
    the ticket next. Raises UserError for a visit of somebody else, or one that is over.
    """
    visit = session.get(Appointment, visit_id, with_for_update=True)
    if visit is None or visit.person_id != person_id or visit.outcome:
        raise UserError(texts.BUTTON_OLD)
    ticket = hold(session, visit.ticket_id)
    time = cards.moment(visit.starts_at, now=now, zone=policy.zone)
    if verb == "keep":
        place = visit.place or texts.VISIT_NO_PLACE
        note = texts.VISIT_NOTE.format(time=time, place=place)
        note_event(session, ticket, "note", person_id=person_id, note=note, now=now)
        return Reply(texts.VISIT_KEPT.format(time=time))
    visit.outcome, visit.ended_at = "off", now
    note_event(session, ticket, "visit_off", person_id=person_id, now=now)
    member = cards.member_name(session, person_id)
    told = Reply(texts.VISIT_OFF_RESIDENT.format(member=member, time=time))
    tell_resident(session, ticket, told, now=now, key=f"visit:{visit.id}:off")
    if verb == "offdone" and ticket.closed_at is None and ticket.member_id == person_id:
        field_reports.require_proof(session, ticket)
        end(session, ticket, "done", now=now, person_id=person_id)
        return Reply(texts.TICKET_CLOSED.format(number=ticket.id))
    return Reply(texts.VISIT_OFF)
