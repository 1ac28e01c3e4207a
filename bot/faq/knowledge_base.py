"""The current knowledge base: shipped files, published revisions over them, one immutable index.

Every process watches the revisions' stamp and replaces its index within seconds of a change, or
when a day begins that a revision's or a shipped text's dates name. What a unit published is a small
view over that index (`unit_index`), kept for each unit that has revisions and built anew only when
the index or the unit's own revisions change.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import DataError
from bot.faq import (
    golden_questions,
    index_cache,
    knowledge_files,
    overlay,
    recordings,
    revision_lifecycle,
)
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.index import KnowledgeIndex
from bot.faq.intent_files import build_intent_index
from bot.faq.intents import IntentIndex
from bot.faq.knowledge_files import Knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.overlay import PublishedRevision, list_revisions_for
from bot.faq.phrasing_owners import release_phrasings
from bot.faq.unit_index import build_unit_index, read_unit_topics
from bot.faq.validity import find_next_switch, knowledge_on
from bot.people import units

log = logging.getLogger(__name__)

DAY = timedelta(days=1)

# What is polled: the stamp, the day, and where the units with revisions stand in their tree.
KnowledgeState = tuple[revision_lifecycle.RevisionStamp, date, frozenset[str]]


class KnowledgeBase:
    """Call it to get the index of today, as those read it whose unit published nothing."""

    def __init__(self, data_dir: Path, *, today: date, cache_dir: Path | None = None) -> None:
        """Read what was built before in `cache_dir`, or build it. Raises DataError."""
        parts = _build(data_dir, today) if cache_dir is None else _load(data_dir, today, cache_dir)
        self.shipped = parts.shipped  # all days together
        for fault in parts.unused_recordings:
            log.warning("recording not used: %s", fault, extra={"action": "recording_unused"})
        self.golden = parts.golden
        self._lexicon = parts.lexicon
        self._index = parts.index
        self._intents = parts.intents
        self._state: KnowledgeState | None = None
        self._revisions: list[PublishedRevision] = []
        self._days = parts.days
        self._views: Mapping[int, _UnitView] = {}  # by the id of a unit that has revisions

    def __call__(self) -> KnowledgeIndex:
        return self._index

    @property
    def has_unit_revisions(self) -> bool:
        """Whether any unit published an answer of its own; else all paths have the same index."""
        return bool(self._views)

    def for_unit_path(self, unit_path: str) -> KnowledgeIndex:
        """Return the index that residents of a unit are answered from today.

        Over the shipped files lie the revisions of the unit and of those above it, the nearest
        first. For the path "", that of nobody's unit, only those that hold everywhere.
        """
        if views := self._views:
            for unit_id in reversed(units.list_path_ids(unit_path)):
                if unit_id in views:
                    return views[unit_id].index
        return self._index

    def intents(self) -> IntentIndex:
        """Return the index of conversational intents; independent of officers' revisions."""
        return self._intents

    def merge_revisions(
        self, revisions: Iterable[PublishedRevision], *, today: date, unit_path: str = ""
    ) -> Knowledge:
        """Return the shipped knowledge with today's revisions applied, future versions included.

        Of the revisions those that a resident of the unit reads.
        """
        heard = list_revisions_for(revisions, unit_path)
        return overlay.apply_revisions(self.shipped, heard, today=today)

    def build_index_with(
        self, revisions: Iterable[PublishedRevision], *, today: date, unit_path: str = ""
    ) -> KnowledgeIndex:
        """Build an index with these revisions applied, as a resident of the unit reads it.

        Raises DataError when those that hold everywhere conflict.
        """
        revisions = list(revisions)
        index, everywhere = self._index, list_revisions_for(revisions, "")
        if everywhere != self._revisions or today not in self._days:
            index = self._build_base(everywhere, today)
        return self._build_view(index, list_revisions_for(revisions, unit_path), today).index

    def list_broken_questions(
        self, revisions: Sequence[PublishedRevision], revision: PublishedRevision, *, today: date
    ) -> Sequence[GoldenQuestion]:
        """Return the golden questions that `revision` would break on top of the published ones.

        They are asked as by a resident of the revision's unit: nobody else is touched by it. Raises
        DataError when the revision owns a phrasing that another topic has there.
        """
        before, after = self.build_indexes_for(revisions, revision, today=today)
        return golden_questions.list_broken(before, after, self.golden)

    def build_indexes_for(
        self, revisions: Sequence[PublishedRevision], revision: PublishedRevision, *, today: date
    ) -> tuple[KnowledgeIndex, KnowledgeIndex]:
        """Return the index of a revision's unit without it and with it.

        Raises DataError when the revision owns a phrasing that another topic has there.
        """
        path = revision.unit_path
        others = [
            published
            for published in revisions
            if (published.topic_id, published.unit_path) != (revision.topic_id, path)
        ]
        before = self.build_index_with(revisions, today=today, unit_path=path)
        after = self.build_index_with([*others, revision], today=today, unit_path=path)
        if _is_consistent(before.knowledge):  # else another revision is to blame
            # A unit may answer what the files only know to be unanswered.
            knowledge = (
                release_phrasings(after.knowledge, revision.topic_id) if path else after.knowledge
            )
            knowledge_files.check_consistency(knowledge, Path("edits"))
        return before, after

    async def refresh(self, db: Database, *, today: date) -> bool:
        """Apply what officers published and what the day changes. Returns whether anything changed.

        Cheap when nothing did: an index is rebuilt only when its texts differ.
        """
        stamp, revisions = await db.read(_read_stamp_and_revisions)
        state = stamp, today, frozenset(revision.unit_path for revision in revisions)
        if state == self._state:
            return False
        everywhere = list_revisions_for(revisions, "")
        if everywhere != self._revisions or today not in self._days:
            await self._rebuild(everywhere, today)
        knowledge = replace(self._index.knowledge, day=today)
        self._index = replace(self._index, knowledge=knowledge)
        self._views = await asyncio.to_thread(self._refresh_views, revisions, today)
        self._state = state
        return True

    async def _rebuild(self, revisions: list[PublishedRevision], today: date) -> None:
        try:
            self._index = await asyncio.to_thread(self._build_base, revisions, today)
            self._days = _DayRange.of(
                self.merge_revisions(revisions, today=today), revisions, today
            )
        except DataError:
            # Published edits passed this check; a new version of the files made them clash. What
            # residents read stays as it was; what of it has expired is not stated as if it held.
            log.exception("edits clash with the files", extra={"action": "edits_clash"})
            self._days = _DayRange(today, today + DAY)
        self._revisions = revisions

    def _build_base(self, everywhere: Iterable[PublishedRevision], today: date) -> KnowledgeIndex:
        knowledge = self.merge_revisions(everywhere, today=today)
        knowledge_files.check_consistency(knowledge, Path("edits"))
        return KnowledgeIndex.build(knowledge_on(knowledge, today), self._lexicon)

    def _refresh_views(
        self, revisions: Sequence[PublishedRevision], today: date
    ) -> dict[int, "_UnitView"]:
        """Return the view of every unit that has revisions; those still true are kept."""
        views = {}
        for path in {revision.unit_path for revision in revisions} - {""}:
            unit_id = units.list_path_ids(path)[-1]
            heard = list_revisions_for(revisions, path)
            view = self._views.get(unit_id)
            if view is None or not view.still_holds(self._index, heard, today):
                view = self._build_view(self._index, heard, today)
            knowledge = replace(view.index.knowledge, day=today)
            views[unit_id] = replace(view, index=replace(view.index, knowledge=knowledge))
        return views

    def _build_view(
        self, base: KnowledgeIndex, heard: Sequence[PublishedRevision], today: date
    ) -> "_UnitView":
        # What holds everywhere is in the base; nearer revisions of the same topics replace it.
        nearer = [revision for revision in heard if revision.unit_path]
        topics = read_unit_topics(self.shipped, nearer, today=today)
        texts = Knowledge({topic.id: topic for topic in topics.values() if topic is not None})
        index = build_unit_index(base, self.shipped, topics)
        return _UnitView(index, base.phrasings, heard, _DayRange.of(texts, nearer, today))


@dataclass(frozen=True, slots=True)
class _UnitView:
    """A unit's index, and what it was built from."""

    index: KnowledgeIndex
    base_phrasings: Sequence[Sequence[str]]  # of the base: the same object while its texts stand
    revisions: Sequence[PublishedRevision]
    days: "_DayRange"

    def still_holds(
        self, base: KnowledgeIndex, revisions: Sequence[PublishedRevision], today: date
    ) -> bool:
        """Return whether building it again would give the same texts."""
        same = base.phrasings is self.base_phrasings and revisions == self.revisions
        return same and today in self.days


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


@dataclass(frozen=True, slots=True)
class _Parts:
    """All that is built from the files, and the days on which it holds."""

    shipped: Knowledge
    unused_recordings: Sequence[str]
    golden: Sequence[GoldenQuestion]
    lexicon: Lexicon
    index: KnowledgeIndex
    intents: IntentIndex
    days: _DayRange


def _build(data_dir: Path, today: date) -> _Parts:
    shipped, unused = recordings.load_recordings(knowledge_files.load_knowledge(data_dir))
    lexicon = load_lexicon(data_dir)
    return _Parts(
        shipped,
        unused,
        golden_questions.load_golden_questions(data_dir),
        lexicon,
        KnowledgeIndex.build(knowledge_on(shipped, today), lexicon),
        build_intent_index(data_dir, shipped, lexicon),
        _DayRange.of(shipped, (), today),
    )


def _load(data_dir: Path, today: date, cache_dir: Path) -> _Parts:
    """Return the parts that were built before if they hold today, else build and store them."""
    key = index_cache.make_key(data_dir)
    cached = index_cache.read_cached(cache_dir, key)
    if isinstance(cached, _Parts) and today in cached.days:
        index = replace(cached.index, knowledge=replace(cached.index.knowledge, day=today))
        return replace(cached, index=index)
    parts = _build(data_dir, today)
    index_cache.write_cached(cache_dir, key, parts)
    return parts


def _is_consistent(knowledge: Knowledge) -> bool:
    try:
        knowledge_files.check_consistency(knowledge, Path("edits"))
    except DataError:
        return False
    return True


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
