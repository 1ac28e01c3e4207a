"""What monitors and logs learn of one attempt to send: ids and times, never words or addresses."""

import logging
from datetime import datetime

from bot.core import metrics
from bot.core.trace import read_started_at
from bot.outbox.claims import ClaimedDelivery
from bot.outbox.models import DeliveryStatus, Priority
from bot.outbox.service import Outcome

log = logging.getLogger(__name__)


def observe_outcome(
    account: str, delivery: ClaimedDelivery, outcome: Outcome, *, now: datetime
) -> None:
    """Count an attempt, log what was sent, and measure how long its person waited for it."""
    metrics.SETTLED.labels(account, outcome.status).inc()
    if outcome.status == DeliveryStatus.SENT:
        metrics.note_exchange(account, went_well=True)
        _observe_sent(account, delivery, now)
    elif outcome.status == DeliveryStatus.QUEUED and not outcome.refunds_attempt:
        metrics.note_exchange(account, went_well=False)


def _observe_sent(account: str, delivery: ClaimedDelivery, now: datetime) -> None:
    extra: dict[str, object] = {
        "action": "delivery_sent", "account": account, "delivery_id": delivery.id
    }  # fmt: skip
    if delivery.priority == Priority.REPLY and (since := read_started_at(delivery.trace)):
        extra["seconds"] = seconds = round((now - since).total_seconds(), 3)
        metrics.ANSWER_SECONDS.labels(account).observe(max(0.0, seconds))
    # One of many would bury the rest.
    level = logging.DEBUG if delivery.priority == Priority.BULK else logging.INFO
    log.log(level, "delivery sent", extra=extra)
