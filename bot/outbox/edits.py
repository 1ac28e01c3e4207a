"""Edits of messages already sent, such as a progress message that changes while it is on screen."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.dialects import literal_constant
from bot.messages import history
from bot.messages.content import Reply
from bot.outbox.models import Delivery, DeliveryStatus, Priority
from bot.outbox.service import stage
from bot.people.models import Contact


def replace_message(session: Session, delivery_id: int, reply: Reply, *, now: datetime) -> bool:
    """Queue an edit of an already sent message, one part long.

    Returns False if the message is unsent, or its last edit is being sent or was refused. An edit
    that waits unsent is overwritten: a page that was closed for an hour shows the last state once.
    """
    original = session.get(Delivery, delivery_id)
    if original is None or original.status != DeliveryStatus.SENT or not original.platform_id:
        return False
    last_edit = _find_last_edit(session, original)
    if last_edit is not None and last_edit.status in (
        DeliveryStatus.SENDING,
        DeliveryStatus.FAILED,
    ):
        return False
    if last_edit is not None and last_edit.status == DeliveryStatus.QUEUED:
        history.rewrite_outgoing(session, last_edit.message_id, reply)
        return True
    contact = session.get_one(Contact, original.contact_id)
    platform_id = original.platform_id
    return bool(
        stage(session, contact, reply, now=now, priority=Priority.NOTICE, replaces=platform_id)
    )


def find_delivery_id(session: Session, key: str) -> int | None:
    """Return the id of the delivery staged with this key, or None."""
    return session.exec(select(col(Delivery.id)).where(Delivery.key == key)).first()


def _find_last_edit(session: Session, original: Delivery) -> Delivery | None:
    query = (
        select(Delivery)
        .where(
            Delivery.replaces == original.platform_id,
            col(Delivery.replaces) != literal_constant(""),  # as the index has it
            Delivery.contact_id == original.contact_id,
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.exec(query.with_for_update()).first()
