"""Documents generated at sending time, in whichever process sends for the account.

The minutes of a poll, an announcement's poster and its loudspeaker script.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.broadcasts import print_layouts
from bot.broadcasts import service as broadcasts
from bot.broadcasts.print_layouts import Press
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotFound, Rejected
from bot.core.settings import Settings
from bot.people.units import Unit
from bot.polls import minutes
from bot.polls import service as polls
from bot.vietnamese import read_aloud

Print = Callable[[], bytes]
PRINTS = {"poster": print_layouts.print_poster, "loudspeaker": print_layouts.print_script}


def make_press(settings: Settings) -> Press:
    """Return the configuration that documents are printed with."""
    return Press(settings.zone, read_aloud.load(settings.data_dir), settings.public_url)


class Papers:
    """Generates the documents that the references of `polls` and `broadcasts` name."""

    def __init__(self, db: Database, clock: Clock, press: Press) -> None:
        self._db = db
        self._clock = clock
        self._press = press

    async def fetch(self, ref: str) -> bytes:
        """Return the file. Raises Rejected if the reference is unknown or its subject deleted."""
        try:
            make = await self._db.read(self._read, ref, self._clock())
        except NotFound:
            raise Rejected("what the paper tells of is gone") from None
        return await asyncio.to_thread(make)

    def _read(self, session: Session, ref: str, now: datetime) -> Print:
        """Read the content in the transaction; return the function that prints it outside of it."""
        if asked := re.fullmatch(minutes.REF, ref):
            poll = polls.get(session, int(asked["number"]))
            today = now.astimezone(self._press.zone).date()
            read = minutes.collect(session, poll, zone=self._press.zone, on=today)
            as_file = minutes.MAKERS[asked["kind"]]
            return lambda: as_file(read)
        if asked := re.fullmatch(print_layouts.REF, ref):
            one = broadcasts.get(session, None, int(asked["number"]))
            unit = session.get_one(Unit, one.unit_id)
            form = PRINTS[asked["form"]]
            return lambda: form(one, unit, self._press)
        raise Rejected("no such paper is made here")
