"""Block a helper's message that asks a resident for a code, a password, an id number or money."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.policy import Policy
from bot.messages.content import Reply
from bot.people.models import RoleKind
from bot.tickets import cards, permissions
from bot.tickets.dispatch import lock_team
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.notify import notify_member, record_event
from bot.tickets.secret_requests import find_secret_request

SECRET_REQUESTED = "secret_ask"  # in a ticket's history
COUNTED_FOR = timedelta(days=90)  # asks so far back no longer count
ALERT_FROM = 2  # the second one is told to those who lead


def refuse_secret_request(
    session: Session, ticket: Ticket, person_id: int, text: str, *, policy: Policy, now: datetime
) -> Reply | None:
    """Return the refusal when a message asks for a secret, or None when it may be relayed.

    The request is recorded. From the second within `COUNTED_FOR` on, leaders are notified.
    """
    secret = find_secret_request(text)
    if secret is None:
        return None
    secret_name = texts.SECRETS_ASKED[secret]
    record_event(session, ticket, SECRET_REQUESTED, person_id=person_id, note=secret, now=now)
    count = _count_requests(session, person_id, now=now)
    refusal = texts.SECRET_ASKED.format(what=secret_name)
    if count < ALERT_FROM:
        return Reply(refusal)
    _alert_leaders(session, ticket, person_id, secret_name, count, policy=policy, now=now)
    return Reply(f"{refusal} {texts.SECRET_ASKED_AGAIN.format(count=count)}")


def _count_requests(session: Session, person_id: int, *, now: datetime) -> int:
    session.flush()
    query = select(func.count(col(TicketEvent.id))).where(
        TicketEvent.kind == SECRET_REQUESTED,
        TicketEvent.person_id == person_id,
        col(TicketEvent.at) > now - COUNTED_FOR,
    )
    return session.exec(query).one()


def _alert_leaders(
    session: Session,
    ticket: Ticket,
    person_id: int,
    secret_name: str,
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
        what=secret_name,
        count=count,
    )
    notified_ids = {person_id}
    for helper in lock_team(session, ticket, policy=policy, now=now).helpers:
        is_village_leader = helper.unit.id == ticket.unit_id and helper.role.kind == RoleKind.LEADER
        is_leading = is_village_leader or helper.role.kind == RoleKind.OFFICER
        may_know = permissions.may_read(ticket, helper.person.id, helper.role.kind)
        if is_leading and may_know and helper.person.id not in notified_ids:
            notified_ids.add(helper.person.id)
            notify_member(session, helper.person.id, Reply(notice), ticket, now=now)
