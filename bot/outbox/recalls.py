"""Taking back what was promised: unsent words stay here, said ones are removed from the phone."""

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
    """What became of words that are taken back."""

    UNSENT = "unsent"  # nobody has read them
    FOLLOWED = "followed"  # they went out: a delivery that removes them, or says so, follows


def take_back(session: Session, message_id: int, instead: Reply, *, now: datetime) -> Fate:
    """Take back the delivery of this message. `instead` is said where a platform removes nothing.

    Asked twice it is done once. The row is held: a sender that claims it at this moment has it
    either before (then what follows waits for its end) or never.
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
    """Whether this message only takes another one back."""
    return "takes_back" in message.payload


def find_message(session: Session, message: Message) -> int | None:
    """The message that this one takes back."""
    of = select(Delivery.message_id).where(col(Delivery.id) == message.payload["takes_back"])
    return session.exec(of).first()
