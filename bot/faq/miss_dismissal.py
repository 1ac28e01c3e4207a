"""Putting questions without an answer aside, and taking that back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound
from bot.core.events import emit
from bot.faq.events import MissesDismissed, MissesRestored
from bot.faq.misses import asked_within
from bot.faq.models import Question
from bot.messages.history import Message
from bot.people.actor import Actor
from bot.people.units import Unit

MAX_DISMISSED = 200  # rows of the list


def dismiss_misses(
    session: Session, question_ids: Collection[int], *, actor: Actor, now: datetime
) -> int:
    """Put questions aside. Returns how many. Raises NotFound when none is of the actor's units."""
    rows = _list_questions(session, question_ids, actor, col(Question.dismissed_at).is_(None))
    for row in rows:
        row.dismissed_at = now
    emit(session, MissesDismissed(tuple(row.id for row in rows), actor, now))
    return len(rows)


def restore_misses(
    session: Session, question_ids: Collection[int], *, actor: Actor, now: datetime
) -> int:
    """Let questions wait for an answer again. Returns how many. Raises NotFound."""
    rows = _list_questions(session, question_ids, actor, col(Question.dismissed_at).is_not(None))
    for row in rows:
        row.dismissed_at = None
    emit(session, MissesRestored(tuple(row.id for row in rows), actor, now))
    return len(rows)


def list_dismissed(
    session: Session, *, actor: Actor
) -> Sequence[tuple[int, str, str | None, datetime]]:
    """List what was put aside last: id, words, village, and when it was put aside."""
    query = (
        select(Question, Message, Unit.name)
        .join(Message, col(Message.id) == Question.message_id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .where(col(Question.dismissed_at).is_not(None), asked_within(actor))
        .order_by(col(Question.id).desc())
        .limit(MAX_DISMISSED)
    )
    return [
        (question.id, message.full_text, village, question.dismissed_at)
        for question, message, village in session.exec(query)
        if question.dismissed_at is not None
    ]


def filter_question_ids(
    session: Session, question_ids: Collection[int], *, actor: Actor
) -> list[int]:
    """Return those of the ids that are questions of the actor's units, in order."""
    query = (
        select(Question.id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .where(col(Question.id).in_(question_ids), asked_within(actor))
        .order_by(col(Question.id))
    )
    return list(session.exec(query).all()) if question_ids else []


def list_wordings(session: Session, question_ids: Collection[int], *, actor: Actor) -> list[str]:
    """Return how the questions were put, each wording once, in order."""
    query = (
        select(Message)
        .join(Question, col(Question.message_id) == Message.id)
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .where(col(Question.id).in_(question_ids), asked_within(actor))
        .order_by(col(Question.id))
    )
    if not question_ids:
        return []
    wordings = (" ".join(message.full_text.split()) for message in session.exec(query))
    return list(dict.fromkeys(filter(None, wordings)))


def _list_questions(
    session: Session, question_ids: Collection[int], actor: Actor, state: ColumnElement[bool]
) -> Sequence[Question]:
    ids = filter_question_ids(session, question_ids, actor=actor)
    query = select(Question).where(col(Question.id).in_(ids), state).order_by(col(Question.id))
    rows = session.exec(query).all() if ids else []
    if not rows:
        raise NotFound(texts.QUESTIONS_GONE)
    return rows
