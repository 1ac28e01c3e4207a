"""Documents generated at sending time, in whichever process sends for the account.

The minutes of a poll, an announcement's poster and its loudspeaker script; and what the floors
above add to them (`more`).
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.broadcasts import print_layouts
from bot.broadcasts import service as broadcasts
from bot.broadcasts.models import Broadcast
from bot.broadcasts.print_layouts import PrintConfig
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotFound, Rejected
from bot.core.policy import policy_from
from bot.core.settings import Settings
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.documents.office_form import OfficeDocument
from bot.people.actor import CLOCK
from bot.people.units import Unit
from bot.polls import minutes
from bot.polls import service as polls
from bot.polls.models import Poll
from bot.usecases.letterheads import load_letterhead
from bot.vietnamese import read_aloud

PrintJob = Callable[[], bytes]
Preparer = Callable[[Session, str, datetime, PrintConfig], PrintJob | None]
"""Reads what a reference names and returns the function that prints it; None: not one of its own.
"""


def make_print_config(settings: Settings) -> PrintConfig:
    """Return the configuration that documents are printed with."""
    table = read_aloud.load_reading_table(settings.data_dir)
    return PrintConfig(policy_from(settings), table)


def make_minutes(session: Session, poll: Poll, *, zone: ZoneInfo, on: date) -> OfficeDocument:
    """Return the minutes of a poll under its unit's letterhead."""
    letterhead = load_letterhead(session, session.get_one(Unit, poll.unit_id))
    return minutes.collect_minutes(session, poll, letterhead=letterhead, zone=zone, on=on)


def prepare_script(session: Session, broadcast: Broadcast, config: PrintConfig) -> PrintJob:
    """Read what the loudspeaker script needs; return the function that prints it."""
    unit = session.get_one(Unit, broadcast.unit_id)
    letterhead = load_letterhead(session, unit)
    script = print_layouts.make_script(broadcast, unit, config)
    day = print_layouts.find_local_day(broadcast, config)
    return lambda: print_layouts.print_script(broadcast, letterhead, script, day)


class GeneratedDocuments:
    """Generates the documents that the references of `polls` and `broadcasts` name.

    `more` are asked for every other reference, in their order.
    """

    def __init__(
        self, db: Database, clock: Clock, print_config: PrintConfig, more: Sequence[Preparer] = ()
    ) -> None:
        self._db = db
        self._clock = clock
        self._print_config = print_config
        self._more = tuple(more)

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
            document = make_minutes(session, poll, zone=self._print_config.policy.zone, on=today)
            write = DOCUMENT_WRITERS[match["kind"]]
            return lambda: write(document)
        if match := re.fullmatch(print_layouts.REFERENCE_PATTERN, ref):
            broadcast = broadcasts.get_broadcast(session, int(match["number"]), actor=CLOCK)
            unit = session.get_one(Unit, broadcast.unit_id)
            if match["form"] == "poster":
                return lambda: print_layouts.print_poster(broadcast, unit, self._print_config)
            return prepare_script(session, broadcast, self._print_config)
        for prepare in self._more:
            if (job := prepare(session, ref, now, self._print_config)) is not None:
                return job
        raise Rejected("no such paper is made here")
