"""Refuse a helper's message that asks a resident for a code, a password, an id number or money."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import RoleKind
from bot.tickets import permissions
from bot.tickets.dispatch import lock_team
from bot.tickets.history import record_event
from bot.tickets.message_events import SecretRequestRepeated
from bot.tickets.models import Ticket, TicketEvent, TicketEventKind
from bot.tickets.secret_requests import Secret, find_secret_request

COUNTED_FOR = timedelta(days=90)  # asks so far back no longer count
ALERT_FROM = 2  # the second one is told to those who lead


@dataclass(frozen=True, slots=True)
class SecretRefusal:
    """A message that is not sent because it asks for a secret, the `count`th of its author."""

    secret: Secret
    count: int

    @property
    def is_alerted(self) -> bool:
        """Whether leaders are told."""
        return self.count >= ALERT_FROM


def refuse_secret_request(
    session: Session, ticket: Ticket, text: str, *, actor: Actor, now: datetime, policy: Policy
) -> SecretRefusal | None:
    """Return the refusal of a message that asks for a secret, or None when it may be sent.

    The request is recorded. From the second within `COUNTED_FOR` on, leaders are notified.
    """
    secret, person_id = find_secret_request(text), actor.person_id or 0
    if secret is None:
        return None
    record_event(
        session, ticket, TicketEventKind.SECRET_REQUESTED, person_id=person_id, note=secret, now=now
    )
    refusal = SecretRefusal(secret, _count_requests(session, person_id, now=now))
    if refusal.is_alerted:
        leader_ids = _list_leader_ids(session, ticket, person_id, policy=policy, now=now)
        emit(
            session,
            SecretRequestRepeated(
                ticket.id, person_id, secret, refusal.count, tuple(leader_ids), at=now
            ),
        )
    return refusal


def _count_requests(session: Session, person_id: int, *, now: datetime) -> int:
    session.flush()
    query = select(func.count(col(TicketEvent.id))).where(
        TicketEvent.kind == TicketEventKind.SECRET_REQUESTED,
        TicketEvent.person_id == person_id,
        col(TicketEvent.at) > now - COUNTED_FOR,
    )
    return session.exec(query).one()


def _list_leader_ids(
    session: Session, ticket: Ticket, person_id: int, *, policy: Policy, now: datetime
) -> list[int]:
    """Return the village's leaders and the commune's officers who may know, but the author."""
    leader_ids = [
        helper.person.id
        for helper in lock_team(session, ticket, policy=policy, now=now).helpers
        if helper.role.kind == RoleKind.OFFICER
        or (helper.role.kind == RoleKind.LEADER and helper.unit.id == ticket.unit_id)
        if permissions.may_read(ticket, helper.person.id, helper.role.kind)
    ]
    return [leader_id for leader_id in dict.fromkeys(leader_ids) if leader_id != person_id]
