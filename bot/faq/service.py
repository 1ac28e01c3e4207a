"""Record questions and feedback; read and set a commune's facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.faq.answers import DOCUMENT_FACTS, FACT_NAMES
from bot.faq.events import FactSet, FeedbackGiven, QuestionRecorded
from bot.faq.matcher import Match
from bot.faq.models import Fact, Feedback, Question
from bot.messages.history import MERGED_TEXT, Message
from bot.messages.masking.mask import mask
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit

FACT_LIMIT = 300  # characters, as its column
CONTEXT_WINDOW = timedelta(
    minutes=10
)  # how long "còn … thì sao?" is read in the last answer's light


def record_question(
    session: Session, contact: Contact, message: Message, match: Match, *, now: datetime
) -> Question:
    """Store how a question was matched, for statistics and the learning loop."""
    return _record(
        session,
        contact,
        message,
        now,
        outcome=match.outcome,
        kind=match.kind or "",
        topic_id=match.topic.id if match.topic else "",
        score=match.candidates[0].score if match.candidates else 0.0,
        missing=match.selection.missing_kind or "",
    )


def record_chosen_topic(
    session: Session, contact: Contact, message: Message, topic_id: str, *, now: datetime
) -> Question:
    """Store that a topic was opened by its button."""
    return _record(
        session, contact, message, now, outcome="chosen", kind="covered", topic_id=topic_id, score=1
    )


def _record(
    session: Session, contact: Contact, message: Message, now: datetime, **how: Any
) -> Question:
    question = Question(
        message_id=message.id, contact_id=contact.id, unit_id=contact.place_id, asked_at=now, **how
    )
    session.add(question)
    session.flush()
    emit(
        session,
        QuestionRecorded(
            contact.id, contact.place_id, question.outcome, question.kind, question.topic_id, at=now
        ),
    )
    return question


def count_answered_questions(session: Session, contact_id: int) -> int:
    """Count a contact's questions that were answered."""
    query = select(func.count(col(Question.id))).where(
        Question.contact_id == contact_id, col(Question.outcome).in_(("answer", "chosen"))
    )
    return session.exec(query).one()


def was_question(session: Session, message_id: int) -> bool:
    """Return whether a message was handled as a free question."""
    query = select(Question.id).where(Question.message_id == message_id).limit(1)
    return session.exec(query).first() is not None


@dataclass(frozen=True, slots=True)
class LastQuestion:
    """How the contact's last question went, within `CONTEXT_WINDOW`."""

    topic_id: str = ""  # of the last answer; "" when there was none
    text: str = ""  # how it was asked; "" when a button was pressed
    not_understood: bool = False  # nothing was understood


def find_last_question(session: Session, contact_id: int, *, now: datetime) -> LastQuestion:
    """Return the contact's last question; an empty one when there was none in the last minutes."""
    parameters = {"contact": contact_id, "since": now - CONTEXT_WINDOW}
    last = session.connection().execute(_LAST_QUESTION, parameters).first()
    if last is None:
        return LastQuestion()
    answered = last.outcome in ("answer", "chosen")
    return LastQuestion(
        last.topic_id if answered else "",
        str(last.payload.get(MERGED_TEXT) or last.text) if last.outcome != "chosen" else "",
        not_understood=last.outcome == "none" and not last.kind,
    )


def list_recent_wordings(
    session: Session, contact_id: int, topic_id: str, *, since: datetime
) -> Sequence[str]:
    """List how a contact asked for a topic since then, latest first; "" for a button press."""
    query = (
        select(Message.text, Question.outcome)
        .join(Question, col(Question.message_id) == Message.id)
        .where(
            Question.contact_id == contact_id,
            Question.topic_id == topic_id,
            col(Question.outcome).in_(("answer", "chosen")),
            col(Question.asked_at) > since,
        )
        .order_by(col(Question.id).desc())
    )
    return ["" if outcome == "chosen" else text for text, outcome in session.exec(query)]


def find_recent_topic_id(session: Session, contact_id: int, *, now: datetime) -> str:
    """Return the id of the topic answered last, within the context window; "" if none."""
    return find_last_question(session, contact_id, now=now).topic_id


MISSES_BEFORE_PERSON = 2  # questions without an answer before this one: a person is offered first


def has_repeated_misses(session: Session, contact_id: int, *, now: datetime) -> bool:
    """Return whether the last questions (`MISSES_BEFORE_PERSON`) all went unanswered."""
    last = session.exec(
        select(Question.outcome, Question.kind)
        .where(Question.contact_id == contact_id, col(Question.asked_at) > now - CONTEXT_WINDOW)
        .order_by(col(Question.id).desc())
        .limit(MISSES_BEFORE_PERSON)
    ).all()
    lost = [outcome in ("none", "choices") and kind != "smalltalk" for outcome, kind in last]
    return len(lost) == MISSES_BEFORE_PERSON and all(lost)


# Built once: to build a statement costs more than to run it.
_LAST_QUESTION = (
    sa_select(
        *(col(column) for column in (Question.topic_id, Question.outcome, Question.kind)),
        col(Message.text),
        col(Message.payload),
    )
    .join(Message, col(Message.id) == Question.message_id)
    .where(
        col(Question.contact_id) == bindparam("contact"),
        col(Question.asked_at) > bindparam("since"),
    )
    .order_by(col(Question.id).desc())
    .limit(1)
)


def record_feedback(
    session: Session, contact: Contact, question_id: int, *, helped: bool, now: datetime
) -> tuple[Question, str]:
    """Store whether an answer helped; returns the question and its text.

    A second verdict replaces the first. Raises UserError if it is not this contact's question.
    """
    question = session.get(Question, question_id)
    if question is None or question.contact_id != contact.id:
        raise UserError(texts.BUTTON_OLD)
    earlier = session.exec(select(Feedback).where(Feedback.question_id == question_id)).first()
    given = FeedbackGiven(
        contact.id,
        question.unit_id,
        question.topic_id,
        helped,
        at=now,
        replaced=earlier.helped if earlier else None,
        replaced_at=earlier.given_at if earlier else None,
    )
    feedback = earlier or Feedback(
        question_id=question_id,
        contact_id=contact.id,
        topic_id=question.topic_id,
        helped=helped,
        given_at=now,
    )
    feedback.helped, feedback.given_at = helped, now
    session.add(feedback)
    emit(session, given)
    message = session.get(Message, question.message_id)
    return question, message.full_text if message else ""


def find_verdict(session: Session, question_id: int) -> bool | None:
    """Return whether the answer was marked as helpful; None without feedback."""
    return session.exec(select(Feedback.helped).where(Feedback.question_id == question_id)).first()


def load_facts(session: Session, unit_id: int | None) -> dict[str, str]:
    """Return the facts for a resident of this unit; the nearest unit's value wins.

    Without a unit, the only commune is meant if there is exactly one.
    """
    unit = find_facts_unit(session, unit_id)
    if unit is None:
        return {}
    above = units.list_ancestor_ids(unit)
    rows = session.exec(
        select(Fact.name, Fact.value)
        .join(Unit, col(Unit.id) == Fact.unit_id)
        .where(col(Fact.unit_id).in_(above))
        .order_by(col(Unit.path))
    )
    return {name: value for name, value in rows}


def find_facts_unit(session: Session, unit_id: int | None) -> Unit | None:
    """Return the unit whose facts apply: the given one, or the only commune; None if unclear."""
    return session.get(Unit, unit_id) if unit_id else _find_only_commune(session)


def find_fact_by_phone(session: Session, unit_id: int | None, phone: str) -> str:
    """Return the name of the fact in the resident's unit with this phone number; "" if none."""
    digits = _normalize_phone(phone)
    facts = load_facts(session, unit_id).items()
    return next((name for name, value in facts if digits in _normalize_phone(value)), "")


def _normalize_phone(text: str) -> str:
    """Return only the digits, with +84 replaced by 0."""
    return re.sub(r"\D", "", re.sub(r"\+84[ .]?", "0", text))


def _find_only_commune(session: Session) -> Unit | None:
    communes = session.exec(select(Unit).where(Unit.kind == "commune").limit(2)).all()
    return communes[0] if len(communes) == 1 else None


def set_fact(
    session: Session, unit: Unit, name: str, value: str, *, actor: Actor, now: datetime
) -> None:
    """Set a fact of a unit; an empty value deletes it. Raises UserError, NotFound."""
    if not units.is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    if name not in (known := FACT_NAMES | DOCUMENT_FACTS):
        raise UserError(texts.FACT_UNKNOWN.format(name=name, names=", ".join(sorted(known))))
    if len(value.strip()) > FACT_LIMIT:
        raise UserError(texts.FACT_TOO_LONG.format(name=name, limit=FACT_LIMIT))
    fact = session.exec(select(Fact).where(Fact.unit_id == unit.id, Fact.name == name)).first()
    value = mask(value.strip()).text
    if fact or value:
        emit(session, FactSet(unit.code, name, value, actor, now))
    if not value:
        if fact:
            session.delete(fact)
        return
    if fact is None:
        fact = Fact(unit_id=unit.id, name=name, value="", changed_at=now)
        session.add(fact)
    fact.value = value
    fact.changed_at = now
