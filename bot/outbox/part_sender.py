"""Sends one part of a delivery to its platform: as a new message, as an edit, or as a recall."""

from contextlib import suppress

from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import Rejected
from bot.messages.content import Reply
from bot.outbox.claims import ClaimedDelivery
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.senders import ERASED, EditsMessages, ErasesMessages, Sender


async def transmit_part(
    db: Database, sender: Sender, delivery: ClaimedDelivery, part: Reply, key: str
) -> str:
    """Send the part; return its platform id, or `ERASED` if an older message was removed."""
    if delivery.recalled_delivery_id:
        return await _recall_message(db, sender, delivery, part, key)
    if delivery.replaces and isinstance(sender, EditsMessages):
        return await sender.edit(delivery.address, delivery.replaces, part, key=key)
    return await sender.send(delivery.address, part, key=key)


async def _recall_message(
    db: Database, sender: Sender, delivery: ClaimedDelivery, part: Reply, key: str
) -> str:
    """Remove the older message; if the platform cannot, replace it with the part or send that."""
    platform_id = await db.read(_find_recalled_id, delivery.recalled_delivery_id)
    # Refused (too old, of a kind that stays): then it is said like any other words.
    with suppress(Rejected):
        if platform_id and isinstance(sender, ErasesMessages):
            await sender.erase(delivery.address, platform_id)
            return ERASED
        if platform_id and isinstance(sender, EditsMessages):
            return await sender.edit(delivery.address, platform_id, part, key=key)
    return await sender.send(delivery.address, part, key=key)


def _find_recalled_id(session: Session, delivery_id: int) -> str:
    """Return the platform id of the message to recall, or "" if there is no single one.

    A message that never arrived has none; of one sent in several parts the last id would leave the
    rest.
    """
    delivery = session.get(Delivery, delivery_id)
    if delivery is None or delivery.status != DeliveryStatus.SENT or delivery.parts_sent > 1:
        return ""
    return delivery.platform_id
