"""One part of a delivery on its platform: said, put in the place of older words, or taking back
what was said before."""

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
    """Say it; the platform's id of it, `ERASED` when older words were removed instead."""
    if one.takes_back:
        return await _take_back(db, voice, one, part, key)
    if one.replaces and isinstance(voice, Editor):
        return await voice.edit(one.address, one.replaces, part, key=key)
    return await voice.send(one.address, part, key=key)


async def _take_back(db: Database, voice: Voice, one: Claimed, part: Reply, key: str) -> str:
    """Remove the older words; where that cannot be, put the sentence in their place or say it."""
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
    """Where the words stand; "" when they never came, or in several messages: the last one's id
    would leave the others."""
    said = session.get(Delivery, delivery_id)
    if said is None or said.status != Status.SENT or said.parts_sent > 1:
        return ""
    return said.platform_id
