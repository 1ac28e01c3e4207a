"""Reminders that should have gone out and have not."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sa_select
from sqlmodel import col

from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within_or_unknown
from bot.reminders.models import Reminder, ReminderState

OVERDUE = timedelta(minutes=10)  # the clock should have been here long ago


def select_overdue_count(actor: Actor, *, now: datetime) -> Select[Any]:
    """Return the query of how many reminders of the actor's scope are overdue."""
    place_id = func.coalesce(Contact.unit_id, Contact.account_unit_id)
    return (
        sa_select(func.count(col(Reminder.id)))
        .join(Contact, col(Contact.id) == Reminder.contact_id)
        .join(Unit, col(Unit.id) == place_id, isouter=True)
        .where(
            col(Reminder.state) == ReminderState.WAITING,
            col(Reminder.due_at) < now - OVERDUE,
            within_or_unknown(place_id, Unit.path, actor.scope),
        )
    )
