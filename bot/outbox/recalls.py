"""Recall of messages: unsent ones are cancelled, sent ones are removed where the platform can."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import WAITING, Delivery, DeliveryStatus
from bot.outbox.service import stage
from bot.people.models import Contact

NEVER_SENT = (DeliveryStatus.FAILED, DeliveryStatus.CANCELLED)


class RecallOutcome(StrEnum):
    """Result of recalling a message."""

    UNSENT = "unsent"  # nobody has read them
    FOLLOWED = "followed"  # they went out: a delivery that removes them, or says so, follows


def cancel_message(session: Session, message_id: int, *, now: datetime) -> RecallOutcome:
    """Cancel the delivery of this message unless it went out; idempotent.

    The row is locked: a dispatcher that claims it at the same time gets it either before (the
    recall then waits for the outcome) or never.
    """
    delivery = _lock_delivery(session, message_id)
    if delivery is None or delivery.status in NEVER_SENT:
        return RecallOutcome.UNSENT
    maybe_received = delivery.uncertain or delivery.parts_sent > 0
    if delivery.status in WAITING:
        delivery.status, delivery.settled_at = DeliveryStatus.CANCELLED, now
        session.flush()
        if not maybe_received:
            return RecallOutcome.UNSENT
    return RecallOutcome.FOLLOWED


def stage_recall(session: Session, message_id: int, notice: Reply, *, now: datetime) -> None:
    """Enqueue the removal of a message that went out; idempotent.

    `notice` is sent where a platform removes nothing.
    """
    if (delivery := _lock_delivery(session, message_id)) is None:
        return
    contact = session.get_one(Contact, delivery.contact_id)
    notice_id = stage(session, contact, notice, now=now, key=f"back:{delivery.id}")
    if notice_id is not None:
        message = session.get_one(Message, notice_id)
        message.payload = {**message.payload, "takes_back": delivery.id}
        message.ticket_id = session.get_one(Message, message_id).ticket_id


def _lock_delivery(session: Session, message_id: int) -> Delivery | None:
    query = select(Delivery).where(Delivery.message_id == message_id).with_for_update()
    return session.exec(query).first()


def is_recall(message: Message) -> bool:
    """Return whether this message only recalls another one."""
    return "takes_back" in message.payload


def find_recalled_message_id(session: Session, message: Message) -> int | None:
    """Return the id of the message that this one recalls, or None."""
    query = select(Delivery.message_id).where(col(Delivery.id) == message.payload["takes_back"])
    return session.exec(query).first()
