"""Block a helper's message that asks a resident for a code, a password, an id number or money."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.policy import Policy
from bot.messages.content import Reply
from bot.people.models import RoleKind
from bot.tickets import cards, scope
from bot.tickets.dispatch import team_for
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.notify import note_event, tell_member
from bot.tickets.secret_requests import find_ask

ASKED = "secret_ask"  # in a ticket's history
REMEMBERED = timedelta(days=90)  # asks so far back no longer count
TOLD_FROM = 2  # the second one is told to those who lead


def refuse(
    session: Session, ticket: Ticket, person_id: int, text: str, *, policy: Policy, now: datetime
) -> Reply | None:
    """Return the refusal when a message asks for a secret, or None when it may be relayed.

    The request is recorded. From the second within `COUNTED_FOR` on, leaders are notified.
    """
    secret = find_ask(text)
    if secret is None:
        return None
    what = texts.SECRETS_ASKED[secret]
    note_event(session, ticket, ASKED, person_id=person_id, note=secret, now=now)
    count = _count(session, person_id, now=now)
    words = texts.SECRET_ASKED.format(what=what)
    if count < TOLD_FROM:
        return Reply(words)
    _tell_leaders(session, ticket, person_id, what, count, policy=policy, now=now)
    return Reply(f"{words} {texts.SECRET_ASKED_AGAIN.format(count=count)}")


def _count(session: Session, person_id: int, *, now: datetime) -> int:
    session.flush()
    query = select(func.count(col(TicketEvent.id))).where(
        TicketEvent.kind == ASKED,
        TicketEvent.person_id == person_id,
        col(TicketEvent.at) > now - REMEMBERED,
    )
    return session.exec(query).one()


def _tell_leaders(
    session: Session,
    ticket: Ticket,
    person_id: int,
    what: str,
    count: int,
    *,
    policy: Policy,
    now: datetime,
) -> None:
    """Notify the village's leaders and the commune's officers, without quoting the message."""
    notice = texts.SECRET_ASKED_LEADERS.format(
        number=ticket.id,
        unit=cards.unit_name(session, ticket),
        member=cards.member_name(session, person_id),
        what=what,
        count=count,
    )
    heard = {person_id}
    for helper in team_for(session, ticket, policy=policy, now=now).helpers:
        near = helper.unit.id == ticket.unit_id and helper.role.kind == RoleKind.LEADER
        leads = near or helper.role.kind == RoleKind.OFFICER
        may = scope.may_know(ticket, helper.person.id, helper.role.kind)
        if leads and may and helper.person.id not in heard:
            heard.add(helper.person.id)
            tell_member(session, helper.person.id, Reply(notice), ticket, now=now)
