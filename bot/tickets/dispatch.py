"""Assign tickets to members, and reassign them when a member does not answer.

Every function that changes a ticket locks its row first (`lock_ticket`), so that two of them,
in one process or in several, are serialised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.core.dialects import dialect_of
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.people.units import Unit
from bot.tickets import assignment, cards, concerns, scope
from bot.tickets.assignment import Choice as Chosen
from bot.tickets.assignment import Nobody, Reason, Waiting, Wanted
from bot.tickets.models import Hop, Ticket
from bot.tickets.notify import note_event, tell_member, tell_resident
from bot.tickets.scope import commune_of
from bot.tickets.team import Team, load

ASSIGNING = 0x70_52  # any number: the advisory lock of those who give out a commune's tickets
LOOK_AGAIN = timedelta(hours=1)  # after everybody on duty was asked in vain
HOPS = {
    assignment.Hop.VILLAGE: Hop.VILLAGE,
    assignment.Hop.NEIGHBOUR: Hop.NEIGHBOUR,
    assignment.Hop.COMMUNE: Hop.COMMUNE,
}


@dataclass(frozen=True, slots=True)
class Found:
    """The result of an assignment: the member who was asked, or why none was.

    `reply` is what the resident is told.
    """

    person_id: int | None
    reason: Reason | None
    told: Reply


def hold(session: Session, ticket_id: int) -> Ticket:
    """Return the ticket, its row locked until the transaction ends. Raises NotFound."""
    ticket = session.exec(
        select(Ticket)
        .where(Ticket.id == ticket_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if ticket is None:
        raise NotFound(texts.TICKET_NOT_OPEN.format(number=ticket_id))
    return ticket


def set_free(ticket: Ticket) -> None:
    """Clear the assignment: nobody has the ticket and nobody is asked to take it."""
    ticket.member_id = ticket.offered_at = ticket.accepted_at = ticket.reply_by = None
    ticket.owed = False


def team_for(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> Team:
    """Load the team responsible for a ticket; concurrent assignments in a commune are serialised.

    On PostgreSQL this takes a transaction-level advisory lock for the commune.
    """
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    commune = commune_of(session, unit)
    if commune is not None and dialect_of(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ASSIGNING, commune.id)))
    session.flush()
    return load(session, commune, policy=policy, now=now)


def assign(
    session: Session,
    ticket: Ticket,
    *,
    policy: Policy,
    now: datetime,
    team: Team | None = None,
    last: int | None = None,
    outward: bool = False,
) -> Found:
    """Offer the ticket to the best member on duty, or queue it and say why.

    `previous_member_id` is the person who had a reopened ticket. `escalate` skips the village and
    goes to the commune at once.
    """
    team = team or team_for(session, ticket, policy=policy, now=now)
    concerns.note(ticket, team)
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else team.commune
    candidates = team.candidates(ticket, unit, now=now)
    contact = session.get_one(Contact, ticket.contact_id)
    before = next((one.id for one in candidates if one.person_id == last), None)
    wanted = Wanted(
        area=assignment.Area(ticket.area) if ticket.area in set(assignment.Area) else None,
        resident_id=contact.person_id,
        tried=[one.id for one in candidates if one.person_id in ticket.tried],
        last_member_id=before,
        from_hop=assignment.Hop.COMMUNE if outward else assignment.Hop.VILLAGE,
    )
    chosen = assignment.choose(wanted, candidates)
    if isinstance(chosen, Nobody):
        return _wait(session, ticket, chosen.reason, team, policy=policy, now=now)
    return _offer(session, ticket, chosen, team, policy=policy, now=now)


def _offer(
    session: Session, ticket: Ticket, chosen: Chosen, team: Team, *, policy: Policy, now: datetime
) -> Found:
    one = chosen.candidate
    ticket.member_id, ticket.offered_at, ticket.accepted_at = one.person_id, now, None
    ticket.reply_by = now + policy.accept_within
    ticket.hop = HOPS[one.hop]
    ticket.tried = [*ticket.tried, one.person_id]
    team.given(one.person_id, now=now)
    note_event(session, ticket, "offered", person_id=one.person_id, note=ticket.hop, now=now)
    session.flush()
    card = cards.offer_card(session, ticket, policy=policy, now=now)
    tell_member(session, one.person_id, card, ticket, now=now)
    return Found(one.person_id, None, offered_words(session, ticket, policy=policy, now=now))


def offered_words(session: Session, ticket: Ticket, *, policy: Policy, now: datetime) -> Reply:
    """Tell the resident who was asked, and until when that member may answer."""
    words = texts.TICKET_AT_COMMUNE if ticket.hop == Hop.COMMUNE else texts.TICKET_OFFERED
    return Reply(
        words.format(
            number=ticket.id,
            member=cards.member_name(session, ticket.member_id),
            time=cards.moment(ticket.reply_by or now, now=now, zone=policy.zone),
        )
    )


def _wait(
    session: Session, ticket: Ticket, reason: Reason, team: Team, *, policy: Policy, now: datetime
) -> Found:
    """Queue the ticket because nobody can be asked now; return the result for the resident."""
    ticket.member_id = ticket.offered_at = ticket.accepted_at = ticket.reply_by = None
    ticket.owed = False
    if reason is Reason.ALL_FULL:
        place = position(session, ticket, team)
        told = Reply(texts.TICKET_IN_LINE.format(number=ticket.id, place=place))
        return Found(None, reason, told)
    if reason is Reason.NOBODY_ON_DUTY:
        ticket.first_in_line, ticket.tried = True, []  # a new day, a new round
        return Found(None, reason, _closed_now(ticket, team, policy=policy, now=now))
    if reason is Reason.ALL_TRIED:
        _call_leaders(session, ticket, team, now=now)
        ticket.reply_by = now + LOOK_AGAIN
        time = cards.moment(ticket.reply_by, now=now, zone=policy.zone)
        told = Reply(texts.TICKET_ESCALATED.format(number=ticket.id, time=time))
        ticket.hop = Hop.DESK
        return Found(None, reason, told)
    ticket.hop = Hop.DESK
    return Found(None, reason, Reply(texts.PERSON_ASKED.format(number=ticket.id)))


def _closed_now(ticket: Ticket, team: Team, *, policy: Policy, now: datetime) -> Reply:
    opens = team.opens_at(now)
    if opens is None:
        return Reply(texts.PERSON_ASKED.format(number=ticket.id))
    time = cards.moment(opens, now=now, zone=policy.zone)
    return Reply(texts.TICKET_AFTER_HOURS.format(number=ticket.id, time=time))


def _call_leaders(session: Session, ticket: Ticket, team: Team, *, now: datetime) -> None:
    """Notify the village's leaders and the commune's officers that nobody took the ticket."""
    note_event(session, ticket, "escalated", now=now)
    text = texts.TICKET_NOBODY_TOOK.format(
        number=ticket.id, unit=cards.unit_name(session, ticket), text=ticket.text or ticket.subject
    )
    take = (Choice(texts.BUTTON_TAKE, f"tk:{ticket.id}:take"),)
    told: set[int] = set()
    for one in team.helpers:
        near = one.unit.id == ticket.unit_id and one.role.kind == "leader"
        may = scope.may_know(ticket, one.person.id, one.role.kind)
        if (near or one.role.kind == "officer") and may and one.person.id not in told:
            told.add(one.person.id)
            if one.contact is not None and one.contact.id != ticket.contact_id:
                tell_member(session, one.person.id, Reply(text, take), ticket, now=now)


def waiting_in(session: Session, team: Team) -> Sequence[Ticket]:
    """Return the commune's tickets that wait for a member, in queue order."""
    query = select(Ticket).where(col(Ticket.closed_at).is_(None), col(Ticket.member_id).is_(None))
    if team.commune is not None:
        query = query.join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True).where(
            col(Unit.path).startswith(team.commune.path) | col(Ticket.unit_id).is_(None)
        )
    found = {one.id: one for one in session.exec(query.limit(500))}
    return [found[one.ticket_id] for one in assignment.queue_order(map(_waiting, found.values()))]


def _waiting(ticket: Ticket) -> Waiting:
    return Waiting(ticket.id, assignment.NEVER if ticket.first_in_line else ticket.waiting_since)


def position(session: Session, ticket: Ticket, team: Team) -> int:
    """Return the ticket's place in the queue, counted from 1."""
    session.flush()
    line = [one.id for one in waiting_in(session, team)]
    return line.index(ticket.id) + 1 if ticket.id in line else 1


def assign_next(
    session: Session,
    ticket: Ticket,
    words: str,
    *,
    policy: Policy,
    now: datetime,
    outward: bool = False,
    team: Team | None = None,
) -> Found:
    """Assign the ticket anew after a member could not help; `preface` tells the resident why."""
    found = assign(session, ticket, policy=policy, now=now, outward=outward, team=team)
    told = Reply(f"{words}\n{found.told.text}".strip(), found.told.choices)
    tell_resident(session, ticket, told, now=now)
    return found
