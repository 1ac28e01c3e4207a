"""Trying a draft out: what the matcher says with it and without, and the golden questions.

Building an index takes a second of a processor: it is done in a thread, one at a time, and a page
is shown before it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import texts
from bot.core.errors import DataError, UserError
from bot.faq import golden_questions
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.matcher import Match, match_question
from bot.faq.overlay import PublishedRevision

MAX_TRIED = 8  # questions of one trial
MAX_WAITING = 4  # trials that stand in line


@dataclass(frozen=True, slots=True)
class TriedQuestion:
    """A question, and how it is understood before and after."""

    text: str
    before: Match
    after: Match

    @property
    def is_changed(self) -> bool:
        """Whether the draft changes what is understood."""
        return _name_outcome(self.before) != _name_outcome(self.after)


def _name_outcome(match: Match) -> tuple[str, str]:
    return match.outcome, match.topic.id if match.topic else ""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came of a trial. `is_clash`: a phrasing belongs to another topic already."""

    tried: Sequence[TriedQuestion]
    broken: Sequence[GoldenQuestion]
    golden_count: int
    is_clash: bool = False

    def check(self) -> None:
        """Raise UserError when the draft may not be published."""
        if self.is_clash:
            raise UserError(texts.TRIAL_CLASH)
        if self.broken:
            questions = "; ".join(f"«{golden.text}»" for golden in self.broken[:5])
            raise UserError(texts.TRIAL_BREAKS.format(count=len(self.broken), questions=questions))


def run_trial(
    knowledge_base: KnowledgeBase,
    published: Sequence[PublishedRevision],
    revision: PublishedRevision,
    questions: Sequence[str],
    *,
    today: date,
) -> TrialResult:
    """Try a draft on top of what is published, as a resident of its unit would meet it.

    It is tried on the first day it is in force.
    """
    day = max(today, revision.valid_from or today)
    count = len(knowledge_base.golden)
    try:
        before, after = knowledge_base.build_indexes_for(published, revision, today=day)
    except DataError:
        return TrialResult((), (), count, is_clash=True)
    broken = golden_questions.list_broken(before, after, knowledge_base.golden)
    return TrialResult(_ask(questions, before, after), broken, count)


def _ask(
    questions: Sequence[str], before: KnowledgeIndex, after: KnowledgeIndex
) -> list[TriedQuestion]:
    return [
        TriedQuestion(text, match_question(before, text), match_question(after, text))
        for text in questions[:MAX_TRIED]
    ]


@dataclass(slots=True)
class TrialRoom:
    """Runs trials one after another, away from the loop."""

    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0

    async def run(
        self,
        knowledge_base: KnowledgeBase,
        published: Sequence[PublishedRevision],
        revision: PublishedRevision,
        questions: Sequence[str],
        *,
        today: date,
    ) -> TrialResult:
        """Run a trial. Raises UserError when too many stand in line."""
        if self._waiting >= MAX_WAITING:
            raise UserError(texts.TRIAL_BUSY)
        self._waiting += 1
        try:
            async with self._lock:
                return await asyncio.to_thread(
                    run_trial, knowledge_base, published, revision, questions, today=today
                )
        finally:
            self._waiting -= 1
