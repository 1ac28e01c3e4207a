"""Events of the knowledge: officers' deeds, which are audited, and questions answered now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot import texts
from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class FactSet:
    """A unit's fact was filled in, or cleared when `value` is empty."""

    action: ClassVar[str] = "fact.set"

    unit_code: str
    name: str
    value: str
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The unit, as the audit names it."""
        return f"unit:{self.unit_code}"

    @property
    def note(self) -> str:
        """The fact and its new value."""
        return f"{self.name}: {self.value or '-'}"


@dataclass(frozen=True, slots=True)
class RevisionEvent:
    """Something was done to a revision of a topic; the base of the events below."""

    action: ClassVar[str]

    revision_id: int
    topic_id: str
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The revision, as the audit names it."""
        return f"revision:{self.revision_id}"

    @property
    def note(self) -> str:
        """The topic."""
        return self.topic_id


@dataclass(frozen=True, slots=True)
class RevisionDrafted(RevisionEvent):
    """A new text of a topic, or hiding it, was proposed."""

    action: ClassVar[str] = "revision.draft"


@dataclass(frozen=True, slots=True)
class RevisionPublished(RevisionEvent):
    """A second person published it."""

    action: ClassVar[str] = "revision.publish"


@dataclass(frozen=True, slots=True)
class RevisionRejected(RevisionEvent):
    """A second person turned it down."""

    action: ClassVar[str] = "revision.reject"

    reason: str

    @property
    def note(self) -> str:
        """The topic and the reason."""
        return f"{self.topic_id}: {self.reason}"


@dataclass(frozen=True, slots=True)
class AnswerLearnt:
    """A published revision answers questions that had no answer: one question for each asker.

    They are told at `due_at`, the answer as of `day`.
    """

    revision_id: int
    question_ids: tuple[int, ...]
    day: date
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionRecorded:
    """A free question was matched, or a topic was opened by its button (outcome "chosen")."""

    contact_id: int
    unit_id: int | None
    outcome: str  # as Question.outcome
    kind: str
    topic_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepMarked:
    """A step of a guided answer was shown, done, stuck at or left."""

    contact_id: int
    unit_id: int | None
    topic_id: str
    step: int  # from 0
    kind: str  # as StepMark.kind
    at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """A resident said whether an answer helped; the verdict before it, if any, is replaced."""

    contact_id: int
    unit_id: int | None
    topic_id: str
    helped: bool
    at: datetime
    replaced: bool | None = None
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissEvent:
    """Something was done to questions without an answer; the base of the events below."""

    action: ClassVar[str]

    question_ids: tuple[int, ...]
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The first question: it stands for those that ask the same."""
        return f"question:{self.question_ids[0]}"

    @property
    def note(self) -> str:
        """How many questions."""
        return texts.QUESTIONS_COUNTED.format(count=len(self.question_ids))


@dataclass(frozen=True, slots=True)
class MissesDismissed(MissEvent):
    """They were put aside: nothing is to be answered."""

    action: ClassVar[str] = "question.dismiss"


@dataclass(frozen=True, slots=True)
class MissesRestored(MissEvent):
    """They wait for an answer again."""

    action: ClassVar[str] = "question.restore"
