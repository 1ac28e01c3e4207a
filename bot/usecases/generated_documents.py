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
from bot.broadcasts.print_layouts import PrintConfig
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotFound, Rejected
from bot.core.policy import policy_from
from bot.core.settings import Settings
from bot.people.actor import CLOCK
from bot.people.units import Unit
from bot.polls import minutes
from bot.polls import service as polls
from bot.vietnamese import read_aloud

PrintJob = Callable[[], bytes]
PRINT_FUNCTIONS = {"poster": print_layouts.print_poster, "loudspeaker": print_layouts.print_script}


def make_print_config(settings: Settings) -> PrintConfig:
    """Return the configuration that documents are printed with."""
    table = read_aloud.load_reading_table(settings.data_dir)
    return PrintConfig(policy_from(settings), table)


class GeneratedDocuments:
    """Generates the documents that the references of `polls` and `broadcasts` name."""

    def __init__(self, db: Database, clock: Clock, print_config: PrintConfig) -> None:
        self._db = db
        self._clock = clock
        self._print_config = print_config

    async def fetch(self, ref: str) -> bytes:
        """Return the file. Raises Rejected if the reference is unknown or its subject deleted."""
        try:
            make = await self._db.read(self._prepare_print, ref, self._clock())
        except NotFound:
            raise Rejected("what the paper tells of is gone") from None
        return await asyncio.to_thread(make)

    def _prepare_print(self, session: Session, ref: str, now: datetime) -> PrintJob:
        """Read the content in the transaction; return the function that prints it outside of it."""
        if match := re.fullmatch(minutes.REFERENCE_PATTERN, ref):
            poll = polls.get_poll(session, int(match["number"]))
            today = now.astimezone(self._print_config.policy.zone).date()
            content = minutes.collect_minutes(
                session, poll, zone=self._print_config.policy.zone, on=today
            )
            make_file = minutes.RENDERERS[match["kind"]]
            return lambda: make_file(content)
        if match := re.fullmatch(print_layouts.REFERENCE_PATTERN, ref):
            broadcast = broadcasts.get_broadcast(session, int(match["number"]), actor=CLOCK)
            unit = session.get_one(Unit, broadcast.unit_id)
            print_form = PRINT_FUNCTIONS[match["form"]]
            return lambda: print_form(broadcast, unit, self._print_config)
        raise Rejected("no such paper is made here")
