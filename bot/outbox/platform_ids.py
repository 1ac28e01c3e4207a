"""Finds the sent message of a platform id: people answer and react to any of its parts."""

from sqlalchemy import ColumnElement, literal, or_
from sqlmodel import Session, col, select

from bot.messages.history import Message
from bot.outbox.models import Delivery


def find_sent_message(
    session: Session, contact_id: int, platform_id: str
) -> tuple[Delivery, Message] | None:
    """Return the delivery and message this contact received under the id, or None.

    After edits it is the latest one.
    """
    if not platform_id:
        return None
    query = (
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(Delivery.contact_id == contact_id, has_platform_id(platform_id))
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def has_platform_id(platform_id: str) -> ColumnElement[bool]:
    """Return the condition that one of a delivery's parts has this platform id."""
    earlier = literal(" ") + col(Delivery.earlier_ids)
    return or_(
        col(Delivery.platform_id) == platform_id,
        earlier.contains(f" {platform_id} ", autoescape=True),
    )
