"""Timed jobs of tickets: each selects what is due and may run twice (ADR-0006).

A ticket locked by another transaction is skipped until the next run.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists
from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.people.units import Unit
from bot.tickets import cards
from bot.tickets.assignment import Reason
from bot.tickets.dispatch import assign, assign_next, set_free, team_for, waiting_in
from bot.tickets.member_actions import held_by, offered_to
from bot.tickets.models import Appointment, Ticket
from bot.tickets.notify import note_event, tell_member, tell_resident
from bot.tickets.scope import commune_of
from bot.tickets.service import end
from bot.tickets.team import Team
from bot.tickets.undelivered import arrived_after_all
from bot.tickets.visits import remind_due


class Due(Protocol):
    """A timed job."""

    def __call__(self, session: Session, *, policy: Policy, now: datetime) -> object: ...


AT_ONCE = 50  # tickets a tick takes of each kind; the rest comes with the next one


def _held(session: Session, ids: Sequence[int]) -> list[Ticket]:
    """Lock and reload these tickets, skipping those that are closed or locked elsewhere."""
    query = (
        select(Ticket)
        .where(col(Ticket.id).in_(ids), col(Ticket.closed_at).is_(None))
        .order_by(col(Ticket.id))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.exec(query)) if ids else []


def end_unreachable(session: Session, *, policy: Policy, now: datetime) -> int:
    """Close tickets of residents who blocked us and notify their members; return how many."""
    ids = session.exec(
        select(Ticket.id)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .where(col(Ticket.closed_at).is_(None), col(Contact.unreachable_since).is_not(None))
        .limit(AT_ONCE)
    ).all()
    found = _held(session, ids)
    for ticket in found:
        end(session, ticket, "unreachable", now=now)
        if ticket.member_id is not None:
            words = texts.TICKET_RESIDENT_GONE.format(number=ticket.id)
            tell_member(session, ticket.member_id, Reply(words), now=now)
    return len(found)


def leave_unreachable(session: Session, *, policy: Policy, now: datetime) -> int:
    """Reassign tickets of members who blocked us; return how many."""
    chat = select(Contact.id).where(Contact.person_id == Ticket.member_id)
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.member_id).is_not(None),
            ~exists(chat.where(col(Contact.unreachable_since).is_(None))),
        )
        .limit(AT_ONCE)
    ).all()
    found = _held(session, ids)
    for ticket in found:
        _return(session, ticket, policy=policy, now=now)
    return len(found)


def hop_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Reassign tickets whose member let the deadline pass; return how many."""
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.member_id).is_not(None),
            col(Ticket.reply_by) <= now,
        )
        .order_by(col(Ticket.reply_by))
        .limit(AT_ONCE)
    ).all()
    hopped = 0
    for ticket in _held(session, ids):
        if ticket.member_id is None or ticket.reply_by is None or ticket.reply_by > now:
            continue
        if ticket.accepted_at is not None and ticket.owed:
            ticket.owed = not arrived_after_all(session, ticket)
        if ticket.accepted_at is not None and not ticket.owed:
            _ask_whether_done(session, ticket, now=now)
            continue
        _return(session, ticket, policy=policy, now=now)
        hopped += 1
    return hopped


def _ask_whether_done(session: Session, ticket: Ticket, *, now: datetime) -> None:
    """Ask the member whether the ticket can be closed: they answered and the resident is silent."""
    ticket.reply_by = None
    done = (Choice(texts.BUTTON_CLOSE, f"tk:{ticket.id}:done"),)
    words = texts.TICKET_QUIET.format(number=ticket.id)
    tell_member(session, ticket.member_id or 0, Reply(words, done), ticket, now=now)


def _return(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> None:
    late = ticket.member_id or 0
    note_event(session, ticket, "returned", person_id=late, now=now)
    before = cards.member_name(session, late)
    words = texts.TICKET_LEFT if ticket.accepted_at else texts.TICKET_BUSY
    set_free(ticket)
    found = assign_next(session, ticket, words.format(member=before), policy=policy, now=now)
    if found.person_id != late:
        taken = texts.TICKET_TAKEN_AWAY.format(number=ticket.id)
        tell_member(session, late, Reply(taken), now=now)


def resume_bot_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Close tickets in which nobody wrote for hours, so that the bot answers again; notify both."""
    since = now - policy.bot_returns_after
    to_come = select(Appointment.id).where(
        Appointment.ticket_id == Ticket.id,
        Appointment.outcome == "",
        col(Appointment.starts_at) > now - timedelta(days=1),
    )
    ids = session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at) < since,
            col(Ticket.owed).is_(False),
            col(Ticket.last_member_at).is_(None) | (col(Ticket.last_member_at) < since),
            col(Ticket.last_resident_at).is_(None) | (col(Ticket.last_resident_at) < since),
            ~exists(to_come),
        )
        .limit(AT_ONCE)
    ).all()
    found = _held(session, ids)
    for ticket in found:
        end(session, ticket, "quiet", now=now)
        again = (Choice(texts.BUTTON_NOT_SOLVED, f"my:{ticket.id}:notyet"),)
        words = texts.BOT_BACK_AFTER_QUIET.format(number=ticket.id)
        tell_resident(session, ticket, Reply(words, again), now=now)
        closed = Reply(texts.TICKET_CLOSED_QUIET.format(number=ticket.id))
        tell_member(session, ticket.member_id or 0, closed, now=now)
    return len(found)


def drain_backlog(session: Session, *, policy: Policy, now: datetime) -> int:
    """Assign queued tickets to members who are free now, longest waiting first; return how many."""
    rows = session.exec(
        select(Ticket.unit_id)
        .where(col(Ticket.closed_at).is_(None), col(Ticket.member_id).is_(None))
        .distinct()
    ).all()
    given, seen = 0, set()
    for unit_id in rows:
        unit = session.get(Unit, unit_id) if unit_id else None
        commune = commune_of(session, unit)
        if commune is not None and commune.id not in seen:
            seen.add(commune.id)
            given += drain(session, commune, policy=policy, now=now)
    return given


def drain(session: Session, commune: Unit, *, policy: Policy, now: datetime) -> int:
    """Do the same for one commune, also when a member comes on duty or has capacity again."""
    anyone = Ticket(contact_id=0, unit_id=commune.id, opened_at=now, waiting_since=now)
    team = team_for(session, anyone, policy=policy, now=now)
    anybody = any(one.on_duty(now) for one in team.helpers)
    line = [one.id for one in waiting_in(session, team) if anybody or not one.first_in_line]
    held = {one.id: one for one in _held(session, line)}
    return sum(
        _try_again(session, held[one], team, policy=policy, now=now) for one in line if one in held
    )


def _try_again(
    session: Session, ticket: Ticket, team: Team, *, policy: Policy, now: datetime
) -> bool:
    if ticket.member_id is not None or (ticket.reply_by is not None and ticket.reply_by > now):
        return False
    if ticket.reply_by is not None:
        ticket.tried = []  # everybody was asked an hour ago: a new round
    told_to_wait = ticket.first_in_line
    found = assign(session, ticket, policy=policy, now=now, team=team)
    closed = found.reason is Reason.NOBODY_ON_DUTY and not told_to_wait
    if found.person_id is not None or found.reason is Reason.ALL_TRIED or closed:
        tell_resident(session, ticket, found.told, now=now)
    return found.person_id is not None


def member_left_duty(session: Session, person_id: int, *, policy: Policy, now: datetime) -> int:
    """Reassign all tickets of a member who goes off duty; return how many."""
    ids = [one.id for one in (*held_by(session, person_id), *offered_to(session, person_id))]
    found = [one for one in _held(session, ids) if one.member_id == person_id]
    for ticket in found:
        note_event(session, ticket, "returned", person_id=person_id, now=now)
        member = cards.member_name(session, person_id)
        words = texts.TICKET_LEFT if ticket.accepted_at else texts.TICKET_BUSY
        set_free(ticket)
        if person_id not in ticket.tried:
            ticket.tried = [*ticket.tried, person_id]
        assign_next(session, ticket, words.format(member=member), policy=policy, now=now)
    return len(found)


# Each in a transaction of its own, so that one that fails does not keep the others from their work.
DUE: Sequence[Due] = (
    end_unreachable,
    leave_unreachable,
    hop_due,
    resume_bot_due,
    drain_backlog,
    remind_due,
)
