"""Failed deliveries and their reasons, in words an officer can act on."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.reasons import REASON_BLOCKED, REASON_EXPIRED, REASON_LATE
from bot.outbox.retry import MAX_ATTEMPTS


def list_failed(session: Session, *, since: datetime) -> Sequence[Delivery]:
    """Return up to 1,000 deliveries that failed since an instant, newest first."""
    query = (
        select(Delivery)
        .where(col(Delivery.status) == DeliveryStatus.FAILED, col(Delivery.settled_at) >= since)
        .order_by(col(Delivery.id).desc())
        .limit(1000)
    )
    return session.exec(query).all()


def describe_failure(delivery: Delivery) -> str:
    """Return why a delivery failed, in words an officer can act on."""
    if delivery.reason == REASON_BLOCKED:
        return texts.FAILED_BLOCKED
    if delivery.reason == REASON_EXPIRED:
        return texts.FAILED_EXPIRED
    if delivery.reason == REASON_LATE:
        return texts.FAILED_LATE
    return texts.FAILED_TRIES if delivery.attempts >= MAX_ATTEMPTS else texts.FAILED_REJECTED
