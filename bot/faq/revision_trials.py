"""The golden questions asked before a draft is published, outside any transaction.

Asking them takes seconds, in which a writer would hold everybody up. So a trial is read in one
transaction, run in a thread, and its result is looked up in a second one, by what it was tried on:
the draft, what was published then, and the day. What was published meanwhile has another stamp.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from bot import texts
from bot.core.errors import DataError, UserError
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.overlay import PublishedRevision
from bot.faq.revision_lifecycle import DraftTrial, RevisionStamp

MAX_KEPT = 16  # results; each is asked for once more, a moment later
MAX_NAMED = 5  # questions that a refusal names
TrialKey = tuple[int, RevisionStamp, date]


@runtime_checkable
class RevisionTester(Protocol):
    """A knowledge base that can try a draft before it is published."""

    def list_broken_questions(
        self, revisions: Sequence[PublishedRevision], revision: PublishedRevision, *, today: date
    ) -> Sequence[GoldenQuestion]:
        """Return the golden questions that the draft would break."""


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What came of a trial. `is_clash`: a phrasing belongs to another topic already."""

    broken: Sequence[GoldenQuestion] = ()
    is_clash: bool = False

    def check(self) -> None:
        """Raise UserError when the draft may not be published."""
        if self.is_clash:
            raise UserError(texts.TRIAL_CLASH)
        if self.broken:
            questions = "; ".join(f"«{golden.text}»" for golden in self.broken[:MAX_NAMED])
            raise UserError(texts.DRAFT_BREAKS.format(count=len(self.broken), questions=questions))


class RevisionTrials:
    """Results of trials by what they were tried on. Safe to use from several threads."""

    def __init__(self, tester: RevisionTester) -> None:
        self._tester = tester
        self._outcomes: OrderedDict[TrialKey, TrialOutcome] = OrderedDict()
        self._running = threading.Lock()

    def find(self, trial: DraftTrial, *, today: date) -> TrialOutcome | None:
        """Return the result of a trial, or None while it was not run on what is published now."""
        return self._outcomes.get(_key(trial, today))

    def run(self, trial: DraftTrial, *, today: date) -> None:
        """Ask the golden questions, on the first day the draft is in force; one at a time."""
        with self._running:
            if self.find(trial, today=today) is not None:
                return
            day = max(today, trial.revision.valid_from or today)
            try:
                broken = self._tester.list_broken_questions(
                    trial.published, trial.revision, today=day
                )
                outcome = TrialOutcome(broken)
            except DataError:
                outcome = TrialOutcome(is_clash=True)
            self._outcomes[_key(trial, today)] = outcome
            while len(self._outcomes) > MAX_KEPT:
                self._outcomes.popitem(last=False)


def _key(trial: DraftTrial, today: date) -> TrialKey:
    return trial.revision.revision_id, trial.stamp, today
