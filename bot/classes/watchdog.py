"""Watchdog: report overdue reminders to the log and to officers."""

import logging
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.classes.events import RemindersFoundOverdue
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import units
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind
from bot.reminders.models import Reminder, ReminderState
from bot.reminders.overdue import OVERDUE

log = logging.getLogger(__name__)


def count_overdue(session: Session, *, now: datetime) -> int:
    """Count the overdue reminders; more than none is logged as an error."""
    overdue = session.exec(
        select(func.count(col(Reminder.id))).where(
            Reminder.state == ReminderState.WAITING, Reminder.due_at < now - OVERDUE
        )
    ).one()
    if overdue:
        log.error("reminders overdue", extra={"action": "reminders_overdue", "count": overdue})
    return overdue


def report_overdue(session: Session, *, policy: Policy, now: datetime) -> int:
    """Notify the officers of the communes concerned, once a day, outside the quiet hours.

    Returns how many reminders are overdue.
    """
    overdue = count_overdue(session, now=now)
    if not overdue:
        return overdue
    rows = session.exec(
        select(Contact.unit_id, func.count(col(Reminder.id)))
        .join(Contact, col(Contact.id) == Reminder.contact_id)
        .where(
            Reminder.state == ReminderState.WAITING,
            Reminder.due_at < now - OVERDUE,
            col(Contact.unit_id).is_not(None),
        )
        .group_by(col(Contact.unit_id))
    )
    communes: dict[int, int] = {}
    for unit_id, count in rows:
        unit = session.get_one(Unit, unit_id)
        commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
        communes[commune.id] = communes.get(commune.id, 0) + count
    for commune_id, count in communes.items():
        if policy.for_unit(commune_id).is_quiet(now):
            continue
        emit(session, RemindersFoundOverdue(commune_id, count, on=policy.today(now), at=now))
    return overdue
