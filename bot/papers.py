"""Papers that are made when they are sent: the minutes of a poll, on whatever machine speaks for
the account they go to."""

import asyncio
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import NotFound, Rejected
from bot.polls import minutes, service
from bot.polls.minutes import Minutes


class Papers:
    """Makes what a reference of `polls.minutes.papers` asks for."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._db = db
        self._clock = clock
        self._zone = zone

    async def fetch(self, ref: str) -> bytes:
        """The file; Rejected when the reference is none of ours or its poll is gone."""
        asked = re.fullmatch(minutes.REF, ref)
        if asked is None:
            raise Rejected("no such paper is made here")
        try:
            read = await self._db.read(self._read, int(asked["number"]), self._clock())
        except NotFound:
            raise Rejected("the poll is gone") from None
        return await asyncio.to_thread(minutes.MAKERS[asked["kind"]], read)

    def _read(self, session: Session, number: int, now: datetime) -> Minutes:
        poll = service.get(session, number)
        return minutes.collect(session, poll, zone=self._zone, on=now.astimezone(self._zone).date())
