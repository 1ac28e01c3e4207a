"""Which open tickets are late: by the time somebody was on duty, as the clock gives them out.

At night nobody is late: who asks at nine in the evening waits until duty begins, and is told so.
Danger knows no hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col

from bot.core.policy import Policy
from bot.duty.on_duty import DutySchedule, load_schedule
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, within
from bot.tickets.models import URGENT, Ticket

NOBODY_FOR = timedelta(hours=1)  # of duty: as long as the clock waits until it asks everybody again


@dataclass(frozen=True, slots=True)
class Lateness:
    """What is late now. `since`: of each commune's path the latest instant of waiting that is."""

    now: datetime
    since: Mapping[str, datetime]

    @property
    def _of_nowhere(self) -> datetime:
        """For who has no village yet: they belong to the only commune."""
        return next(iter(self.since.values()), self.now - NOBODY_FOR)

    def condition(self) -> ColumnElement[bool]:
        """Return the condition of an open ticket, joined outer with its unit, that is late.

        Nobody has taken it for an hour of duty, or whoever has the word let their time pass.
        """
        waiting = col(Ticket.waiting_since)
        untaken = or_(
            and_(col(Ticket.area) == URGENT, waiting <= self.now - NOBODY_FOR),
            and_(col(Ticket.unit_id).is_(None), waiting <= self._of_nowhere),
            *(and_(within(Unit.path, path), waiting <= at) for path, at in self.since.items()),
        )
        return or_(
            and_(col(Ticket.accepted_at).is_(None), untaken),
            and_(col(Ticket.member_id).is_not(None), col(Ticket.respond_due_at) <= self.now),
        )

    def covers(self, ticket: Ticket, unit_path: str) -> bool:
        """Whether a ticket is late; `unit_path` is "" when its village is not known."""
        if ticket.closed_at is not None:
            return False
        if ticket.member_id is not None and (ticket.respond_due_at or self.now) < self.now:
            return True
        if ticket.accepted_at is not None:
            return False
        communes = (at for path, at in self.since.items() if is_within(unit_path, path))
        latest = next(communes, self._of_nowhere)
        if ticket.area == URGENT:
            latest = self.now - NOBODY_FOR
        return ticket.waiting_since <= latest


def find_lateness(schedule: DutySchedule, now: datetime) -> Lateness:
    """Return what is late by this schedule."""
    return Lateness(now, schedule.map_duty_ago(now, NOBODY_FOR))


def load_lateness(session: Session, *, actor: Actor, policy: Policy, now: datetime) -> Lateness:
    """Return what is late where the actor may see tickets."""
    return find_lateness(load_schedule(session, actor=actor, policy=policy, now=now), now)
