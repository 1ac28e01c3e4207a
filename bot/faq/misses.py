"""Questions that were not answered, masked and grouped by similarity, most frequent first.

A miss is a question without a sure answer, one whose answer was marked as unhelpful, or one asking
for a detail that its topic lacks; the last are grouped by topic and kind. Choices of which one was
taken are no miss, nor is what an officer has put aside. Texts are the stored, masked ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, not_
from sqlalchemy import select as sa_select
from sqlmodel import Session, and_, col, or_, select

from bot.faq.models import Feedback, Question
from bot.messages.history import Message, join_merged_text
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact, Role
from bot.people.resident_chats import is_resident_chat
from bot.people.units import Unit, within, within_or_unknown
from bot.vietnamese import similarity

MAX_MISSES = 5000  # misses looked at in one go
CHOICE_TIME = timedelta(minutes=10)  # a topic opened later is no answer to the choices offered


class MissReason(StrEnum):
    """Why a question counts as a miss."""

    NONE = "none"  # nothing was near
    CHOICES = "choices"  # topics were offered, none was taken
    VAGUE = "vague"  # it was asked back, and nothing came
    UNHELPFUL = "unhelpful"  # answered, and marked as wrong
    MISSING = "missing"  # the topic lacks the point


@dataclass(frozen=True, slots=True)
class Miss:
    """One question without a right answer."""

    question_id: int
    text: str
    unit_code: str
    asked_at: datetime
    topic_id: str = ""  # of a point that is missing
    missing: str = ""  # its kind
    reason: MissReason = MissReason.NONE
    answered_topic_id: str = ""  # the topic whose answer did not help


@dataclass(slots=True)
class MissGroup:
    """Misses that ask the same; identified by the id of the first."""

    misses: list[Miss] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The smallest question id: stable while the group grows."""
        return min(miss.question_id for miss in self.misses)

    @property
    def missing_detail(self) -> tuple[str, str]:
        """The topic id and the kind of detail it lacks; empty strings for other misses."""
        return self.misses[0].topic_id, self.misses[0].missing

    @property
    def villages(self) -> Counter[str]:
        """How often each village asked; "" is unknown."""
        return Counter(miss.unit_code for miss in self.misses)


def list_misses(
    session: Session,
    *,
    since: datetime,
    unit: Unit | None = None,
    condition: ColumnElement[bool] | None = None,
    limit: int = MAX_MISSES,
) -> Sequence[Miss]:
    """List open misses since an instant, newest first; of one unit's subtree, or all.

    `condition` is a further one, on the question and its unit.
    """
    query = (
        sa_select(*_READ)
        .select_from(Question)
        .join(Message, col(Message.id) == Question.message_id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .join(Feedback, col(Feedback.question_id) == Question.id, isouter=True)
        .where(*_open_conditions(since))
        .order_by(col(Question.id).desc())
        .limit(limit)
    )
    if unit is not None:
        query = query.where(within(Unit.path, unit.path))
    if condition is not None:
        query = query.where(condition)
    rows = [_Row(*row) for row in session.execute(query)]
    taken = _map_taken_choices(session, rows, since)
    return [_make_miss(row) for row in rows if _has_words(row.words) and not _was_taken(row, taken)]


# Thousands of rows are read, of which whole objects would be made only to be read once.
_READ = (
    col(Question.id),
    col(Question.contact_id),
    col(Question.asked_at),
    col(Question.outcome),
    col(Question.kind),
    col(Question.topic_id),
    col(Question.missing),
    col(Message.text),
    col(Message.payload),
    col(Unit.code),
    col(Feedback.helped),
)


class _Row(NamedTuple):
    """What is read of a question, in the order of `_READ`."""

    id: int
    contact_id: int
    asked_at: datetime
    outcome: str
    kind: str
    topic_id: str
    missing: str
    text: str
    payload: Mapping[str, Any]
    unit_code: str | None
    helped: bool | None

    @property
    def words(self) -> str:
        return join_merged_text(self.payload, self.text)


def _open_conditions(since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an open miss: a question, joined with its message and verdict."""
    return (
        col(Question.asked_at) >= since,
        col(Question.revision_id).is_(None),
        col(Question.dismissed_at).is_(None),
        col(Message.text) != "",
        not_asked_by_staff(),
        or_(
            col(Feedback.helped).is_(False),
            col(Question.missing) != "",
            col(Question.outcome).in_(("none", "choices"))
            & col(Question.kind).in_(("", "covered", "outside", "vague")),
        ),
    )


def select_miss_count(actor: Actor, *, since: datetime) -> Select[Any]:
    """Return the query of how many open misses there are since an instant, in the actor's scope."""
    return (
        sa_select(func.count(col(Question.id)))
        .join(Message, col(Message.id) == Question.message_id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .join(Feedback, col(Feedback.question_id) == Question.id, isouter=True)
        .where(
            *_open_conditions(since),
            within_or_unknown(Question.unit_id, Unit.path, actor.scope),
        )
    )


def list_open_misses(
    session: Session,
    *,
    actor: Actor,
    since: datetime,
    village: Unit | None = None,
    limit: int = MAX_MISSES,
    until: datetime | None = None,
) -> Sequence[Miss]:
    """List the open misses of the actor's units, of one village or all of them, newest first.

    With `until` (not included) only those that the figures count: without any answer.
    """
    condition = asked_within(actor)
    if until is not None:
        condition = and_(condition, col(Question.asked_at) < until, *_counted())
    return list_misses(session, since=since, unit=village, condition=condition, limit=limit)


def count_unanswered(
    session: Session, *, actor: Actor, since: datetime, until: datetime, village: Unit | None = None
) -> int:
    """Count the questions without any answer as the figures do: also those settled since."""
    query = (
        select(func.count(col(Question.id)))
        .join(Contact, col(Contact.id) == Question.contact_id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .where(
            asked_within(actor),
            col(Question.asked_at) >= since,
            col(Question.asked_at) < until,
            is_resident_chat(),
            *_counted(),
        )
    )
    if village is not None:
        query = query.where(within(Unit.path, village.path))
    return session.exec(query).one()


def _counted() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a question that the figures count as one without an answer."""
    return col(Question.outcome) == "none", col(Question.kind) != "smalltalk"


def asked_within(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a question, its unit joined, was asked in the actor's units.

    Of people whose village is not known yet those see the questions whose units are all there is.
    """
    unknown = col(Question.unit_id).is_(None)
    return or_(within(Unit.path, actor.scope), and_(unknown, units.covers_all(actor.scope)))


def _map_taken_choices(
    session: Session, questions: Iterable[_Row], since: datetime
) -> dict[int, list[datetime]]:
    """Return when the contacts who were offered choices opened a topic by its button."""
    contact_ids = {row.contact_id for row in questions if row.outcome == "choices"}
    if not contact_ids:
        return {}
    opened: dict[int, list[datetime]] = {}
    query = select(Question.contact_id, Question.asked_at).where(
        Question.asked_at >= since,
        Question.outcome == "chosen",
        col(Question.contact_id).in_(contact_ids),
    )
    for contact_id, asked_at in session.exec(query):
        opened.setdefault(contact_id, []).append(asked_at)
    return opened


def _was_taken(question: _Row, opened: dict[int, list[datetime]]) -> bool:
    if question.outcome != "choices":
        return False
    return any(
        question.asked_at <= moment <= question.asked_at + CHOICE_TIME
        for moment in opened.get(question.contact_id, ())
    )


def _make_miss(row: _Row) -> Miss:
    reason = _find_reason(row)
    return Miss(
        row.id,
        row.words,
        row.unit_code or "",
        row.asked_at,
        row.topic_id if row.missing else "",
        row.missing,
        reason,
        row.topic_id if reason is MissReason.UNHELPFUL else "",
    )


def _find_reason(row: _Row) -> MissReason:
    if row.missing:
        return MissReason.MISSING
    if row.helped is False:
        return MissReason.UNHELPFUL
    if row.kind == "vague":
        return MissReason.VAGUE
    return MissReason.CHOICES if row.outcome == "choices" else MissReason.NONE


def not_asked_by_staff() -> ColumnElement[bool]:
    """Return an SQL condition on `question`: the asker is neither a member nor an officer."""
    staff = exists().where(
        col(Contact.id) == Question.contact_id, col(Role.person_id) == Contact.person_id
    )
    return not_(staff)


def _has_words(text: str) -> bool:
    """Return whether a text has letters. A bare «5» presses a button that was no longer there."""
    return any(letter.isalpha() for letter in text)


def group_misses(misses: Iterable[Miss]) -> list[MissGroup]:
    """Group misses by missing detail or by similarity, largest group first. Pure."""
    ordered = sorted(misses, key=lambda miss: miss.question_id)
    points: dict[tuple[str, str], MissGroup] = {}
    others = []
    for miss in ordered:
        if miss.missing:
            points.setdefault((miss.topic_id, miss.missing), MissGroup()).misses.append(miss)
        else:
            others.append(miss)
    places = similarity.cluster_texts(miss.text for miss in others)
    groups = [
        *points.values(),
        *(MissGroup([others[place] for place in miss_group]) for miss_group in places),
    ]
    return sorted(groups, key=lambda miss_group: (-len(miss_group.misses), miss_group.id))
