"""The current knowledge base: shipped files, published revisions over them, one immutable index.

Every process watches the revisions' stamp and replaces its whole index within seconds of a change,
or when a day begins that a revision's or a shipped text's dates name.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import DataError
from bot.faq import editing, golden, overlay, recordings, store
from bot.faq.golden import Golden
from bot.faq.index import Index
from bot.faq.intent_files import build_intents
from bot.faq.intents import IntentIndex
from bot.faq.lexicon import load_lexicon
from bot.faq.overlay import Edit
from bot.faq.store import Knowledge
from bot.faq.validity import as_of, next_switch

log = logging.getLogger(__name__)

DAY = timedelta(days=1)

State = tuple[editing.Stamp, date]


class Shelf:
    """Call it to get the index that residents are answered from today."""

    def __init__(self, data_dir: Path, *, today: date) -> None:
        self.shipped, unused = recordings.load(store.load(data_dir))  # all days together
        for fault in unused:
            log.warning("recording not used: %s", fault, extra={"action": "recording_unused"})
        self.golden = golden.load(data_dir)
        self._lexicon = load_lexicon(data_dir)
        self._index = Index.build(as_of(self.shipped, today), self._lexicon)
        self._intents = build_intents(data_dir, self.shipped, self._lexicon)
        self._state: State | None = None
        self._edits: list[Edit] = []
        self._days = _Days.of(self.shipped, (), today)

    def __call__(self) -> Index:
        return self._index

    def intents(self) -> IntentIndex:
        """Return the index of conversational intents; independent of officers' revisions."""
        return self._intents

    def all_days(self, edits: Iterable[Edit], *, today: date) -> Knowledge:
        """Return the shipped knowledge with today's revisions applied, future versions included."""
        return overlay.apply(self.shipped, edits, today=today)

    def with_edits(self, edits: Iterable[Edit], *, today: date) -> Index:
        """Build an index with these revisions applied. Raises DataError when they conflict."""
        knowledge = self.all_days(edits, today=today)
        store.check(knowledge, Path("edits"))
        return Index.build(as_of(knowledge, today), self._lexicon)

    def broken_by(self, edits: Sequence[Edit], edit: Edit, *, today: date) -> Sequence[Golden]:
        """Return the golden questions that `revision` would break on top of the published ones."""
        before = self.with_edits(edits, today=today) if edits else self._index
        others = [one for one in edits if one.topic_id != edit.topic_id]
        return golden.broken(before, self.with_edits([*others, edit], today=today), self.golden)

    async def refresh(self, db: Database, *, today: date) -> bool:
        """Apply what officers published and what the day changes. Returns whether anything changed.

        Cheap when nothing did: the index is rebuilt only when its texts differ.
        """
        stamp, edits = await db.read(_stamp_and_edits)
        if (stamp, today) == self._state:
            return False
        if edits != self._edits or today not in self._days:
            await self._rebuild(edits, today)
        knowledge = replace(self._index.knowledge, day=today)
        self._index = replace(self._index, knowledge=knowledge)
        self._state = (stamp, today)
        return True

    async def _rebuild(self, edits: list[Edit], today: date) -> None:
        try:
            self._index = await asyncio.to_thread(self.with_edits, edits, today=today)
            self._days = _Days.of(self.all_days(edits, today=today), edits, today)
        except DataError:
            # Published edits passed this check; a new version of the files made them clash. What
            # residents read stays as it was; what of it has expired is not stated as if it held.
            log.exception("edits clash with the files", extra={"action": "edits_clash"})
            self._days = _Days(today, today + DAY)
        self._edits = edits


@dataclass(frozen=True, slots=True)
class _Days:
    """The days on which the index's texts stay the same: `since` up to, not including, `until`."""

    since: date
    until: date | None

    @classmethod
    def of(cls, knowledge: Knowledge, edits: Iterable[Edit], day: date) -> Self:
        switches = [switch] if (switch := next_switch(knowledge, day)) else []
        for edit in edits:
            switches += [edit.valid_from] if edit.valid_from else []
            switches += [edit.valid_to + DAY] if edit.valid_to else []
        return cls(day, min((switch for switch in switches if switch > day), default=None))

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def _stamp_and_edits(session: Session) -> tuple[editing.Stamp, list[Edit]]:
    return editing.stamp(session), editing.published(session)


def build_index(data_dir: Path, *, today: date) -> Index:
    """Build the index of the shipped files as of a day. Raises DataError naming their faults."""
    return Index.build(as_of(store.load(data_dir), today), load_lexicon(data_dir))
