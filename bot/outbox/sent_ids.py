"""Which of our messages an id of the platform's belongs to: people answer and react to any part."""

from sqlalchemy import ColumnElement, literal, or_
from sqlmodel import Session, col, select

from bot.messages.history import Message
from bot.outbox.models import Delivery


def find_said(
    session: Session, contact_id: int, platform_id: str
) -> tuple[Delivery, Message] | None:
    """What this contact was told under the id; of words put in the place of older ones the last."""
    if not platform_id:
        return None
    query = (
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(Delivery.contact_id == contact_id, stands_under(platform_id))
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def stands_under(platform_id: str) -> ColumnElement[bool]:
    """The delivery one of whose parts has the id."""
    earlier = literal(" ") + col(Delivery.earlier_ids)
    return or_(
        col(Delivery.platform_id) == platform_id,
        earlier.contains(f" {platform_id} ", autoescape=True),
    )
