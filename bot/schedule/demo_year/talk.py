"""Messages of the invented year: what is said and answered; every delivery was sent long ago."""

from datetime import datetime, timedelta

from bot.messages.history import Direction
from bot.outbox.models import DeliveryStatus, Priority
from bot.schedule.demo_year.rows import RowWriter


def add_incoming(
    rows: RowWriter,
    contact_id: int,
    account: str,
    text: str,
    at: datetime,
    *,
    route: str = "",
    asked: bool = False,
    choice: str = "",
    ticket_id: int | None = None,
) -> int:
    """Add a message of a person; returns its id."""
    return rows.add(
        "message",
        contact_id=contact_id,
        account=account,
        direction=Direction.IN,
        platform_id=None,
        event="message",
        text=text,
        choice=choice,
        payload={},
        repeated=False,
        route=route,
        asked=asked,
        ticket_id=ticket_id,
        said_at=at,
    )


def add_outgoing(
    rows: RowWriter,
    contact_id: int | None,
    account: str,
    text: str,
    at: datetime,
    *,
    ticket_id: int | None = None,
) -> int:
    """Add a message of ours, sent; returns its id. Without a contact it has no delivery yet."""
    message_id = rows.add(
        "message",
        contact_id=contact_id,
        account=account,
        direction=Direction.OUT,
        platform_id=None,
        event="message",
        text=text,
        choice="",
        payload={},
        repeated=False,
        route="",
        asked=False,
        ticket_id=ticket_id,
        said_at=at,
    )
    if contact_id is not None:
        add_delivery(rows, contact_id, account, message_id, at)
    return message_id


def add_delivery(
    rows: RowWriter,
    contact_id: int,
    account: str,
    message_id: int,
    at: datetime,
    *,
    batch_id: int | None = None,
    key: str | None = None,
    reason: str = "",
) -> None:
    """Add a delivery that is over: sent, or failed for a reason. None is left to send."""
    status = DeliveryStatus.FAILED if reason else DeliveryStatus.SENT
    rows.add(
        "delivery",
        account=account,
        contact_id=contact_id,
        message_id=message_id,
        batch_id=batch_id,
        key=key,
        status=status,
        priority=Priority.REPLY if batch_id is None else Priority.BULK,
        due_at=at,
        attempts=1,
        parts_sent=0 if reason else 1,
        reason=reason,
        staged_at=at,
        settled_at=at + timedelta(seconds=1),
    )
