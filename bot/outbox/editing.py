"""Saying again what was said, in its place: a message that changes while the person looks at it."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.dialects import constant
from bot.messages import history
from bot.messages.content import Reply
from bot.outbox.models import Delivery, Priority, Status
from bot.outbox.service import stage
from bot.people.models import Contact


def replace(session: Session, delivery_id: int, reply: Reply, *, now: datetime) -> bool:
    """Promise to put `reply`, one message long, in the place of what that delivery said; False when
    that cannot be now: it is not said yet, its last change is on its way, or it was refused.

    What waits unsent is rewritten: a page that was closed for an hour shows the last state once.
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
    """The delivery of what was promised with this key."""
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
