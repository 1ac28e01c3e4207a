"""Recall of messages: unsent ones are cancelled, sent ones are removed where the platform can."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.messages.content import Reply
from bot.messages.history import Message
from bot.outbox.models import WAITING, Delivery, Status
from bot.outbox.service import stage
from bot.people.models import Contact

NOT_SAID = (Status.FAILED, Status.CANCELLED)
# Begin the reason of a delivery that took words back.
REMOVED = "taken back: removed"
SAID_INSTEAD = "taken back: said so"


class Fate(StrEnum):
    """Result of recalling a message."""

    UNSENT = "unsent"  # nobody has read them
    FOLLOWED = "followed"  # they went out: a delivery that removes them, or says so, follows


def take_back(session: Session, message_id: int, instead: Reply, *, now: datetime) -> Fate:
    """Recall the delivery of this message; idempotent.

    `notice` is sent where a platform removes nothing. The row is locked: a dispatcher that claims
    it at the same time gets it either before (the recall then waits for the outcome) or never.
    """
    held = select(Delivery).where(Delivery.message_id == message_id).with_for_update()
    delivery = session.exec(held).first()
    if delivery is None or delivery.status in NOT_SAID:
        return Fate.UNSENT
    maybe_heard = delivery.uncertain or delivery.parts_sent > 0
    if delivery.status in WAITING:
        delivery.status, delivery.settled_at = Status.CANCELLED, now
        session.flush()
        if not maybe_heard:
            return Fate.UNSENT
    _follow(session, delivery, instead, now=now)
    return Fate.FOLLOWED


def _follow(session: Session, delivery: Delivery, instead: Reply, *, now: datetime) -> None:
    contact = session.get_one(Contact, delivery.contact_id)
    staged = stage(session, contact, instead, now=now, key=f"back:{delivery.id}")
    if staged is not None:
        message = session.get_one(Message, staged)
        message.payload = {**message.payload, "takes_back": delivery.id}
        message.ticket_id = session.get_one(Message, delivery.message_id).ticket_id


def takes_back(message: Message) -> bool:
    """Return whether this message only recalls another one."""
    return "takes_back" in message.payload


def find_message(session: Session, message: Message) -> int | None:
    """Return the id of the message that this one recalls, or None."""
    of = select(Delivery.message_id).where(col(Delivery.id) == message.payload["takes_back"])
    return session.exec(of).first()
