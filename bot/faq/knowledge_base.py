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
from bot.faq import golden_questions, knowledge_files, overlay, recordings, revision_lifecycle
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.index import KnowledgeIndex
from bot.faq.intent_files import build_intent_index
from bot.faq.intents import IntentIndex
from bot.faq.knowledge_files import Knowledge
from bot.faq.lexicon import load_lexicon
from bot.faq.overlay import PublishedRevision
from bot.faq.validity import find_next_switch, knowledge_on

log = logging.getLogger(__name__)

DAY = timedelta(days=1)

KnowledgeState = tuple[revision_lifecycle.RevisionStamp, date]


class KnowledgeBase:
    """Call it to get the index that residents are answered from today."""

    def __init__(self, data_dir: Path, *, today: date) -> None:
        self.shipped, unused = recordings.load_recordings(
            knowledge_files.load_knowledge(data_dir)
        )  # all days together
        for fault in unused:
            log.warning("recording not used: %s", fault, extra={"action": "recording_unused"})
        self.golden = golden_questions.load_golden_questions(data_dir)
        self._lexicon = load_lexicon(data_dir)
        self._index = KnowledgeIndex.build(knowledge_on(self.shipped, today), self._lexicon)
        self._intents = build_intent_index(data_dir, self.shipped, self._lexicon)
        self._state: KnowledgeState | None = None
        self._revisions: list[PublishedRevision] = []
        self._days = _DayRange.of(self.shipped, (), today)

    def __call__(self) -> KnowledgeIndex:
        return self._index

    def intents(self) -> IntentIndex:
        """Return the index of conversational intents; independent of officers' revisions."""
        return self._intents

    def merge_revisions(self, revisions: Iterable[PublishedRevision], *, today: date) -> Knowledge:
        """Return the shipped knowledge with today's revisions applied, future versions included."""
        return overlay.apply_revisions(self.shipped, revisions, today=today)

    def build_index_with(
        self, revisions: Iterable[PublishedRevision], *, today: date
    ) -> KnowledgeIndex:
        """Build an index with these revisions applied. Raises DataError when they conflict."""
        knowledge = self.merge_revisions(revisions, today=today)
        knowledge_files.check_consistency(knowledge, Path("edits"))
        return KnowledgeIndex.build(knowledge_on(knowledge, today), self._lexicon)

    def list_broken_questions(
        self, revisions: Sequence[PublishedRevision], revision: PublishedRevision, *, today: date
    ) -> Sequence[GoldenQuestion]:
        """Return the golden questions that `revision` would break on top of the published ones."""
        before = self.build_index_with(revisions, today=today) if revisions else self._index
        others = [published for published in revisions if published.topic_id != revision.topic_id]
        return golden_questions.list_broken(
            before, self.build_index_with([*others, revision], today=today), self.golden
        )

    async def refresh(self, db: Database, *, today: date) -> bool:
        """Apply what officers published and what the day changes. Returns whether anything changed.

        Cheap when nothing did: the index is rebuilt only when its texts differ.
        """
        stamp, revisions = await db.read(_read_stamp_and_revisions)
        if (stamp, today) == self._state:
            return False
        if revisions != self._revisions or today not in self._days:
            await self._rebuild(revisions, today)
        knowledge = replace(self._index.knowledge, day=today)
        self._index = replace(self._index, knowledge=knowledge)
        self._state = (stamp, today)
        return True

    async def _rebuild(self, revisions: list[PublishedRevision], today: date) -> None:
        try:
            self._index = await asyncio.to_thread(self.build_index_with, revisions, today=today)
            self._days = _DayRange.of(
                self.merge_revisions(revisions, today=today), revisions, today
            )
        except DataError:
            # Published edits passed this check; a new version of the files made them clash. What
            # residents read stays as it was; what of it has expired is not stated as if it held.
            log.exception("edits clash with the files", extra={"action": "edits_clash"})
            self._days = _DayRange(today, today + DAY)
        self._revisions = revisions


@dataclass(frozen=True, slots=True)
class _DayRange:
    """The days on which the index's texts stay the same: `since` up to, not including, `until`."""

    since: date
    until: date | None

    @classmethod
    def of(cls, knowledge: Knowledge, revisions: Iterable[PublishedRevision], day: date) -> Self:
        switches = [switch] if (switch := find_next_switch(knowledge, day)) else []
        for revision in revisions:
            switches += [revision.valid_from] if revision.valid_from else []
            switches += [revision.valid_to + DAY] if revision.valid_to else []
        return cls(day, min((switch for switch in switches if switch > day), default=None))

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def _read_stamp_and_revisions(
    session: Session,
) -> tuple[revision_lifecycle.RevisionStamp, list[PublishedRevision]]:
    return revision_lifecycle.get_revision_stamp(
        session
    ), revision_lifecycle.list_published_revisions(session)


def build_index(data_dir: Path, *, today: date) -> KnowledgeIndex:
    """Build the index of the shipped files as of a day. Raises DataError naming their faults."""
    return KnowledgeIndex.build(
        knowledge_on(knowledge_files.load_knowledge(data_dir), today), load_lexicon(data_dir)
    )
