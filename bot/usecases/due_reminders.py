"""Due reminders of every kind, sent by the features that know them."""

from datetime import datetime

from sqlmodel import Session

from bot.classes.class_reminders import fire_class_reminder
from bot.core.policy import Policy
from bot.reminders import service
from bot.reminders.models import Kind

FIRES: dict[str, service.Fire] = {Kind.CLASS: fire_class_reminder, Kind.OWN: service.fire_own}


def fire_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Send up to a batch of due reminders of all kinds; how many rows were dealt with."""
    return service.fire_due(session, fires=FIRES, policy=policy, now=now)
