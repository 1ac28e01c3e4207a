"""What members do with tickets: take, decline, pass, ask for a phone number, note, complete.

Each function locks the ticket first, so a button pressed twice, or by two members at once, takes
effect once.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.tickets import cards, scope
from bot.tickets.dispatch import Found, assign_next, hold, set_free, team_for
from bot.tickets.models import Ticket
from bot.tickets.notify import Said, note_event, tell_member, tell_resident
from bot.tickets.opening import catch_up
from bot.tickets.service import end
from bot.tickets.swaps import colleague
from bot.vietnamese.letters import bare


def held_by(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member has taken, the longest held first."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_not(None),
        )
        .order_by(col(Ticket.accepted_at), col(Ticket.id))
    )
    return list(session.exec(query))


def offered_to(session: Session, person_id: int) -> list[Ticket]:
    """Return the open tickets a member was asked to take and has not."""
    query = (
        select(Ticket)
        .where(
            Ticket.member_id == person_id,
            col(Ticket.closed_at).is_(None),
            col(Ticket.accepted_at).is_(None),
        )
        .order_by(col(Ticket.offered_at), col(Ticket.id))
    )
    return list(session.exec(query))


def allowed(session: Session, ticket_id: int, person_id: int) -> Ticket:
    """Lock and return a ticket the person may act on. Raises NotAllowed otherwise.

    See `permissions`.
    """
    ticket = hold(session, ticket_id)
    scope.require(session, ticket, person_id)
    return ticket


def accept(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Give the ticket to the first member who takes it (*Nhận*); others learn who has it.

    Raises UserError when it is closed or taken by somebody else.
    """
    ticket = allowed(session, ticket_id, person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.accepted_at is not None and ticket.member_id != person_id:
        member = cards.member_name(session, ticket.member_id)
        raise UserError(texts.TICKET_TAKEN.format(number=ticket.id, member=member))
    if ticket.accepted_at is None and not _take(session, ticket, person_id, now=now, policy=policy):
        return gone(session, ticket, person_id, now=now)
    note = texts.TICKET_YOURS.format(number=ticket.id)
    return cards.own_card(session, ticket, note)


def _take(
    session: Session, ticket: Ticket, person_id: int, *, now: datetime, policy: Policy
) -> bool:
    asked = ticket.member_id
    ticket.member_id, ticket.accepted_at = person_id, now
    ticket.offered_at = ticket.offered_at or now
    ticket.reply_by, ticket.owed = now + policy.answer_within, True
    if person_id not in ticket.tried:
        ticket.tried = [*ticket.tried, person_id]
    catch_up(session, ticket)
    note_event(session, ticket, "accepted", person_id=person_id, now=now)
    session.flush()
    member = cards.member_name(session, person_id)
    if asked is not None and asked != person_id:
        taken = texts.TICKET_TAKEN.format(number=ticket.id, member=member)
        tell_member(session, asked, Reply(taken), now=now)
    words = texts.TICKET_ACCEPTED.format(
        member=member, team=cards.team_name(session, person_id), number=ticket.id
    )
    name = Choice(texts.BUTTON_NAME_ME, f"my:{ticket.id}:name")
    contact = session.get_one(Contact, ticket.contact_id)
    choices = (name,) if ticket.anonymous and contact.name else ()
    return tell_resident(session, ticket, Reply(words, choices), now=now)


def gone(session: Session, ticket: Ticket, person_id: int, *, now: datetime) -> Reply:
    """Close the ticket because the resident blocked us; return what the member is told."""
    end(session, ticket, "unreachable", now=now, person_id=person_id)
    return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket.id))


def busy(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Decline the ticket (*Bận*): the next member is asked and the resident is told whom."""
    return _release(session, ticket_id, person_id, "busy", policy=policy, now=now)


def pass_on(
    session: Session,
    ticket_id: int,
    person_id: int,
    to: str = "",
    *,
    now: datetime,
    policy: Policy = POLICY,
) -> Reply:
    """Pass the ticket (*Chuyển*) to the next member, to a colleague by name, or to the commune."""
    return _release(session, ticket_id, person_id, "passed", to=to, policy=policy, now=now)


def _release(
    session: Session,
    ticket_id: int,
    person_id: int,
    kind: str,
    *,
    to: str = "",
    policy: Policy,
    now: datetime,
) -> Reply:
    ticket = allowed(session, ticket_id, person_id)
    gives = bool(to) and scope.leads(session, ticket, person_id)
    if ticket.closed_at is not None or (ticket.member_id != person_id and not gives):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    had, holder = ticket.accepted_at is not None, ticket.member_id
    note_event(session, ticket, kind, person_id=person_id, note=to, now=now)
    set_free(ticket)
    before = cards.member_name(session, holder)
    words = (texts.TICKET_LEFT if had else texts.TICKET_BUSY) if holder is not None else ""
    outward = bool(to) and bare(to).endswith("xa")
    asked = ticket.tried
    if to and not outward:
        _aim_at(session, ticket, to, person_id, policy=policy, now=now)
    found = assign_next(
        session, ticket, words.format(member=before), policy=policy, now=now, outward=outward
    )
    if to and found.person_id is not None:
        ticket.tried = [*asked, found.person_id]
    if holder is not None and holder not in (person_id, found.person_id):
        given = Reply(texts.TICKET_GIVEN_ON.format(number=ticket.id))
        tell_member(session, holder, given, now=now)
    return _released(session, ticket, found)


def _aim_at(
    session: Session, ticket: Ticket, name: str, person_id: int, *, policy: Policy, now: datetime
) -> None:
    """Mark everybody but the named colleague as asked. Raises UserError if they cannot take it."""
    team = team_for(session, ticket, policy=policy, now=now)
    other = colleague(team, name, person_id)
    resident = session.get_one(Contact, ticket.contact_id).person_id
    may = scope.may_know(ticket, other.person.id, other.role.kind)
    if not may or other.person.id == resident:
        raise UserError(texts.COLLEAGUE_NOT_THIS.format(name=other.person.name, number=ticket.id))
    if not other.on_duty(now):
        raise UserError(texts.COLLEAGUE_OFF.format(name=other.person.name))
    ticket.tried = sorted({one.person.id for one in team.helpers} - {other.person.id})


def _released(session: Session, ticket: Ticket, found: Found) -> Reply:
    if found.person_id is None:
        return Reply(texts.TICKET_PASSED_TO_LINE.format(number=ticket.id))
    member = cards.member_name(session, found.person_id)
    return Reply(texts.TICKET_PASSED.format(number=ticket.id, member=member))


def call_back(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, policy: Policy = POLICY
) -> Reply:
    """Ask the resident for a phone number to call (*Gọi lại*); only they may give it."""
    ticket = mine(session, ticket_id, person_id)
    ticket.reply_by, ticket.last_member_at, ticket.owed = None, now, False
    note_event(session, ticket, "call", person_id=person_id, now=now)
    member = cards.member_name(session, person_id)
    words = Reply(texts.CALL_WANTED.format(member=member))
    if not tell_resident(session, ticket, words, now=now, relayed=Said(person_id)):
        return gone(session, ticket, person_id, now=now)
    return Reply(texts.CALL_ASKED.format(number=ticket.id))


def mine(session: Session, ticket_id: int, person_id: int) -> Ticket:
    """Lock and return a ticket the member has taken. Raises UserError when it is not theirs."""
    ticket = allowed(session, ticket_id, person_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_OVER.format(number=ticket.id))
    if ticket.member_id != person_id or ticket.accepted_at is None:
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    return ticket


def note(session: Session, ticket_id: int, person_id: int, text: str, *, now: datetime) -> Reply:
    """Store a note for colleagues only; it stands on the card of whoever takes the ticket next."""
    ticket = allowed(session, ticket_id, person_id)
    knows = scope.was_asked(session, ticket, person_id)
    if not knows and not scope.leads(session, ticket, person_id):
        raise UserError(texts.TICKET_NOT_YOURS.format(number=ticket.id))
    note_event(session, ticket, "note", person_id=person_id, note=text, now=now)
    return Reply(texts.NOTE_KEPT.format(number=ticket.id))


def close(
    session: Session, ticket_id: int, person_id: int, *, now: datetime, words: str = ""
) -> Reply:
    """Close the ticket (*Xong*) and ask the resident whether the matter is solved."""
    ticket = mine(session, ticket_id, person_id)
    end(session, ticket, "done", now=now, words=words, person_id=person_id)
    ask = Reply(
        texts.TICKET_DONE_ASK,
        (
            Choice(texts.BUTTON_SOLVED, f"my:{ticket.id}:solved"),
            Choice(texts.BUTTON_NOT_SOLVED, f"my:{ticket.id}:notyet"),
        ),
    )
    tell_resident(session, ticket, ask, now=now)
    return Reply(texts.TICKET_CLOSED.format(number=ticket.id))
