"""The knowledge as it is now: the shipped files, officers' edits over them, one immutable index.

Every process watches the edits' stamp and replaces its whole index within seconds of a change, or
when a day begins that an edit's dates name.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlmodel import Session

from bot.db import Database
from bot.errors import DataError
from bot.faq import editing, golden, overlay, recordings, store
from bot.faq.golden import Golden
from bot.faq.index import Index
from bot.faq.intent_files import build_intents
from bot.faq.intents import IntentIndex
from bot.faq.lexicon import load_lexicon
from bot.faq.overlay import Edit

log = logging.getLogger(__name__)

State = tuple[editing.Stamp, date]


class Shelf:
    """Call it to get the index residents are answered from."""

    def __init__(self, data_dir: Path) -> None:
        self.shipped, unused = recordings.load(store.load(data_dir))
        for fault in unused:
            log.warning("recording not used: %s", fault, extra={"action": "recording_unused"})
        self.golden = golden.load(data_dir)
        self._lexicon = load_lexicon(data_dir)
        self._index = Index.build(self.shipped, self._lexicon)
        self._intents = build_intents(data_dir, self.shipped, self._lexicon)
        self._state: State | None = None
        self._edited = False

    def __call__(self) -> Index:
        return self._index

    def intents(self) -> IntentIndex:
        """What people want of the conversation itself; the same for all, whatever officers edit."""
        return self._intents

    def with_edits(self, edits: Sequence[Edit], *, today: date) -> Index:
        """An index with these edits laid over the shipped files; DataError when they clash."""
        knowledge = overlay.apply(self.shipped, edits, today=today)
        store.check(knowledge, Path("edits"))
        return Index.build(knowledge, self._lexicon)

    def broken_by(self, edits: Sequence[Edit], edit: Edit, *, today: date) -> Sequence[Golden]:
        """The golden questions that `edit` would break on top of the published ones."""
        before = self.with_edits(edits, today=today) if edits else self._index
        others = [one for one in edits if one.topic_id != edit.topic_id]
        return golden.broken(before, self.with_edits([*others, edit], today=today), self.golden)

    async def refresh(self, db: Database, *, today: date) -> bool:
        """Take up what officers changed; whether anything did. Cheap when nothing did."""
        stamp, edits = await db.read(_stamp_and_edits)
        if (stamp, today) == self._state:
            return False
        if edits or self._edited:
            await self._rebuild(edits, today)
        self._state, self._edited = (stamp, today), bool(edits)
        return True

    async def _rebuild(self, edits: Sequence[Edit], today: date) -> None:
        try:
            self._index = await asyncio.to_thread(self.with_edits, edits, today=today)
        except DataError:
            # Published edits passed this check; a new version of the files made them clash.
            log.exception("edits clash with the files", extra={"action": "edits_clash"})


def _stamp_and_edits(session: Session) -> tuple[editing.Stamp, list[Edit]]:
    return editing.stamp(session), editing.published(session)


def build_index(data_dir: Path) -> Index:
    """The index of the files alone; DataError names what is wrong in them."""
    return Index.build(store.load(data_dir), load_lexicon(data_dir))
