"""Sends one part of a delivery to its platform: as a new message, as an edit, or as a recall."""

from contextlib import suppress

from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import Rejected
from bot.messages.content import Reply
from bot.outbox.claims import Claimed
from bot.outbox.models import Delivery, Status
from bot.outbox.voices import Editor, Eraser, Voice

ERASED = ""  # the platform's id of what is not there any more


async def say_part(db: Database, voice: Voice, one: Claimed, part: Reply, key: str) -> str:
    """Send the part; return its platform id, or `ERASED` if an older message was removed."""
    if one.takes_back:
        return await _take_back(db, voice, one, part, key)
    if one.replaces and isinstance(voice, Editor):
        return await voice.edit(one.address, one.replaces, part, key=key)
    return await voice.send(one.address, part, key=key)


async def _take_back(db: Database, voice: Voice, one: Claimed, part: Reply, key: str) -> str:
    """Remove the older message; if the platform cannot, replace it with the part or send that."""
    place = await db.read(_place_of, one.takes_back)
    # Refused (too old, of a kind that stays): then it is said like any other words.
    with suppress(Rejected):
        if place and isinstance(voice, Eraser):
            await voice.erase(one.address, place)
            return ERASED
        if place and isinstance(voice, Editor):
            return await voice.edit(one.address, place, part, key=key)
    return await voice.send(one.address, part, key=key)


def _place_of(session: Session, delivery_id: int) -> str:
    """Return the platform id of the message to recall, or "" if there is no single one.

    A message that never arrived has none; of one sent in several parts the last id would leave the
    rest.
    """
    said = session.get(Delivery, delivery_id)
    if said is None or said.status != Status.SENT or said.parts_sent > 1:
        return ""
    return said.platform_id
