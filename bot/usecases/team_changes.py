"""Changes of a team that reach into tickets and duty: a person ends, two entries become one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.duty import roster
from bot.duty.events import DutyCleared, DutyRecorded
from bot.duty.hours import Absence, Shift, Span
from bot.duty.models import DutyEntry, DutyEntryKind
from bot.people import members
from bot.people.actor import Actor
from bot.people.models import RoleKind
from bot.people.role_rules import require_role_right
from bot.tickets import timers
from bot.tickets.queries import list_offered_tickets, list_taken_tickets

MOST_DAYS = 366  # of one shift or absence


@dataclass(frozen=True, slots=True)
class HeldTickets:
    """How many tickets somebody has taken, and how many they were asked to take."""

    taken: int
    offered: int


def count_held_tickets(session: Session, person_id: int) -> HeldTickets:
    """Return how many open tickets a person holds."""
    return HeldTickets(
        len(list_taken_tickets(session, person_id)), len(list_offered_tickets(session, person_id))
    )


def end_member(
    session: Session, person_id: int, *, actor: Actor, policy: Policy, now: datetime
) -> None:
    """End a person's work and have others asked to take their tickets.

    Raises NotFound, NotAllowed, and UserError for oneself.
    """
    members.end_member(session, person_id, actor=actor, now=now)
    timers.reassign_member_tickets(session, person_id, policy=policy, now=now)


def add_duty(
    session: Session,
    person_id: int,
    *,
    first: date,
    last: date,
    span: Span | None,
    is_absence: bool,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> None:
    """Write down a shift or an absence of a member, for them; tickets of the absent go on.

    Raises NotFound, NotAllowed for a member above the actor, UserError for days that are over.
    """
    _require_colleague(session, person_id, actor)
    if last < first or last < policy.today(now) or (last - first).days > MOST_DAYS:
        raise UserError(texts.DUTY_DAYS_BAD)
    line = Absence(first, last, span) if is_absence else Shift(first, last, span)
    said = texts.DUTY_BY_OFFICER
    roster.add_entries(session, person_id, [line], source_text=said, now=now)
    emit(
        session, DutyRecorded(person_id, actor, now, first=first, last=last, is_absence=is_absence)
    )
    if is_absence and first <= policy.today(now):
        timers.reassign_member_tickets(session, person_id, policy=policy, now=now)


def remove_duty(session: Session, entry_id: int, *, actor: Actor, now: datetime) -> int:
    """Take a shift or an absence back. Returns whose it was. Raises NotFound, NotAllowed."""
    entry = session.get(DutyEntry, entry_id)
    if entry is None or entry.kind == DutyEntryKind.WEEKLY:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    _require_colleague(session, entry.person_id, actor)
    person_id = entry.person_id
    session.delete(entry)
    emit(session, DutyCleared(person_id, actor, now))
    return person_id


def list_entries(session: Session, person_ids: list[int], *, since: date) -> list[DutyEntry]:
    """Return the shifts and absences of people that are not over on a day, the first one first."""
    query = (
        select(DutyEntry)
        .where(
            col(DutyEntry.person_id).in_(person_ids),
            DutyEntry.kind != DutyEntryKind.WEEKLY,
            col(DutyEntry.last_on) >= since,
        )
        .order_by(col(DutyEntry.first_on), col(DutyEntry.id))
    )
    return list(session.exec(query))


def _require_colleague(session: Session, person_id: int, actor: Actor) -> None:
    """Raise unless the person is the actor, or one whose roles here are in the actor's hands."""
    _, roles = members.get_managed_person(session, person_id, actor=actor)
    if person_id == actor.person_id:
        return
    for role, unit in roles:
        if role.kind in (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER):
            kind = RoleKind.MEMBER if role.kind == RoleKind.OFFICER else RoleKind(role.kind)
            require_role_right(session, actor, kind, unit)
        else:
            require_role_right(session, actor, RoleKind(role.kind), unit)
