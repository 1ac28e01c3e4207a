"""Due reminders of every kind, sent by the features that know them."""

from datetime import datetime

from sqlmodel import Session

from bot.classes.class_reminders import fire_class
from bot.core.policy import Policy
from bot.reminders import service
from bot.reminders.models import ReminderKind

FIRES: dict[str, service.Fire] = {
    ReminderKind.CLASS: fire_class,
    ReminderKind.PERSONAL: service.fire_personal,
}


def fire_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Send up to a batch of due reminders of all kinds; how many rows were dealt with."""
    return service.fire_reminders_due(session, fires=FIRES, policy=policy, now=now)
