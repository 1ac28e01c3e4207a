"""Accounts whose messages do not go out: what is due waits longer than it ever should."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sa_select
from sqlmodel import col

from bot.outbox.models import Delivery, DeliveryStatus, Priority

STUCK = timedelta(minutes=10)  # an answer waits seconds; the retries of a bad line some minutes


def select_stuck_count(accounts: Collection[str], *, now: datetime) -> Select[Any]:
    """Return the query of how many of these accounts have answers that are due for long.

    Announcements are left out: they are paced, and may be due for hours.
    """
    return sa_select(func.count(col(Delivery.account).distinct())).where(
        col(Delivery.account).in_(accounts),
        col(Delivery.status) == DeliveryStatus.QUEUED,
        col(Delivery.priority) == Priority.REPLY,
        col(Delivery.due_at) < now - STUCK,
    )
