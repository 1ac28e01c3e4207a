"""Edits of messages already sent, such as a progress message that changes while it is on screen."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.dialects import constant
from bot.messages import history
from bot.messages.content import Reply
from bot.outbox.models import Delivery, Priority, Status
from bot.outbox.service import stage
from bot.people.models import Contact


def replace(session: Session, delivery_id: int, reply: Reply, *, now: datetime) -> bool:
    """Queue an edit of an already sent message, one part long.

    Returns False if the message is unsent, or its last edit is being sent or was refused. An edit
    that waits unsent is overwritten: a page that was closed for an hour shows the last state once.
    """
    first = session.get(Delivery, delivery_id)
    if first is None or first.status != Status.SENT or not first.platform_id:
        return False
    last = _last_change(session, first)
    if last is not None and last.status in (Status.SENDING, Status.FAILED):
        return False
    if last is not None and last.status == Status.QUEUED:
        history.rewrite(session, last.message_id, reply)
        return True
    contact = session.get_one(Contact, first.contact_id)
    place = first.platform_id
    return bool(stage(session, contact, reply, now=now, priority=Priority.NOTICE, replaces=place))


def find_key(session: Session, key: str) -> int | None:
    """Return the id of the delivery staged with this key, or None."""
    return session.exec(select(col(Delivery.id)).where(Delivery.key == key)).first()


def _last_change(session: Session, first: Delivery) -> Delivery | None:
    query = (
        select(Delivery)
        .where(
            Delivery.replaces == first.platform_id,
            col(Delivery.replaces) != constant(""),  # as the index has it
            Delivery.contact_id == first.contact_id,
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.exec(query.with_for_update()).first()
