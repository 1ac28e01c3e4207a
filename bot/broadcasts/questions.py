"""Residents' questions to the author of a broadcast.

Stored without a name, counted, and answered at once when the same question was answered before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot import texts
from bot.broadcasts import similar_questions
from bot.broadcasts.models import (
    AnswerState,
    Broadcast,
    BroadcastRecipient,
    NoticeAnswer,
    NoticeQuestion,
    QuestionState,
)
from bot.core.dialects import constant
from bot.core.errors import UserError
from bot.messages.history import Message
from bot.people import approvals
from bot.people.models import Contact
from bot.people.units import Unit

LONGEST = 500  # characters of a question, as its column
TITLE = 50  # characters of an announcement that name it
MOST_WAITING = 5  # questions of one resident about one announcement that nobody answered yet
COMPARED = 200  # latest answered questions a new one is compared with
KEPT = timedelta(days=30)  # in which an answer is worth something


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people asked about a broadcast, and how many of them still wait."""

    asked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What happened to a question: answered from an earlier answer, or passed on to the author."""

    answer: str = ""
    again: bool = False  # the same person's question of before still waits


def title_of(one: Broadcast) -> str:
    """Return the beginning of the text, used as a title."""
    words = " ".join(one.text.split())
    return words if len(words) <= TITLE else words[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def find_own(session: Session, contact: Contact, number: int) -> Broadcast | None:
    """Return the broadcast if this contact was a recipient, else None.

    Other chats of the same person count too.
    """
    chats = select(Contact.id).where(
        col(Contact.person_id) == contact.person_id, col(Contact.person_id).is_not(None)
    )
    whose = col(BroadcastRecipient.contact_id)
    meant = select(BroadcastRecipient.id).where(
        BroadcastRecipient.broadcast_id == number, (whose == contact.id) | whose.in_(chats)
    )
    if session.exec(meant.limit(1)).first() is None:
        return None
    return session.get(Broadcast, number)


def find_authors(session: Session, one: Broadcast) -> list[Contact]:
    """Return the chats that receive the questions about a broadcast.

    The drafter's; if that person is gone or may no longer speak for the unit, the approver's; else
    those of every officer who may.
    """
    unit = session.get_one(Unit, one.unit_id)
    chats = [
        chat
        for chat in approvals.deciders(session, unit, drafted_by=None)
        if chat.unreachable_since is None
    ]
    for person_id in (one.drafted_by, one.decided_by):
        if chat := next((chat for chat in chats if chat.person_id == person_id), None):
            return [chat]
    return chats


def ask(
    session: Session,
    one: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> Asked:
    """Store a question for the author, or answer it from an earlier answer. `text` is masked.

    Idempotent for the same message and for a repeated question. Locks the broadcast, so that an
    answer sent at the same moment either reaches this question or is found by it. Raises UserError
    when too many questions wait.
    """
    session.get(Broadcast, one.id, with_for_update=True, populate_existing=True)
    text = " ".join(text.split())[:LONGEST]
    own = _list_own(session, one, contact)
    if any(known.message_id == message.id for known in own):
        return Asked(again=True)
    if answer := find_answer(session, one, text):
        _keep_answered(session, one, contact, message, text, answer, now=now)
        return Asked(answer.text)
    waiting = [known for known in own if known.state == QuestionState.WAITING]
    if any(similar_questions.is_same(known.text, text) for known in waiting):
        return Asked(again=True)
    if len(waiting) >= MOST_WAITING:
        raise UserError(texts.NOTICE_QUESTIONS_MANY.format(count=len(waiting)))
    _add(session, one, contact, message, text, now=now)
    return Asked()


def _list_own(session: Session, one: Broadcast, contact: Contact) -> list[NoticeQuestion]:
    query = select(NoticeQuestion).where(
        NoticeQuestion.contact_id == contact.id, NoticeQuestion.broadcast_id == one.id
    )
    return list(session.exec(query))


def _add(
    session: Session,
    one: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> NoticeQuestion:
    question = NoticeQuestion(
        broadcast_id=one.id,
        contact_id=contact.id,
        message_id=message.id,
        text=text,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question


def _keep_answered(
    session: Session,
    one: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    answer: NoticeAnswer,
    *,
    now: datetime,
) -> None:
    question = _add(session, one, contact, message, text, now=now)
    question.state, question.answer_id = QuestionState.ANSWERED, answer.id
    question.told_at = question.answered_at = now
    session.flush()


def note_answered(
    session: Session,
    one: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> str:
    """Return the answer given to the same question before, or "".

    This question is stored as answered, once a message.
    """
    answer = find_answer(session, one, text)
    if answer is None:
        return ""
    if all(known.message_id != message.id for known in _list_own(session, one, contact)):
        short = " ".join(text.split())[:LONGEST]
        _keep_answered(session, one, contact, message, short, answer, now=now)
    return answer.text


def find_answer(session: Session, one: Broadcast, text: str) -> NoticeAnswer | None:
    """Return the latest sent answer to a similar question, or None."""
    query = (
        select(NoticeQuestion.text, NoticeQuestion.answer_id)
        .where(
            NoticeQuestion.broadcast_id == one.id,
            col(NoticeQuestion.state).in_((QuestionState.ANSWERED, QuestionState.UNREACHED)),
        )
        .order_by(col(NoticeQuestion.answered_at).desc(), col(NoticeQuestion.id).desc())
        .limit(COMPARED)
    )
    for asked, answer_id in session.exec(query).all():
        answer = (
            session.get(NoticeAnswer, answer_id) if similar_questions.is_same(asked, text) else None
        )
        if answer is not None and answer.state == AnswerState.SENT:
            return answer
    return None


def list_waiting(session: Session, one: Broadcast) -> list[NoticeQuestion]:
    """Return the open questions of people who can be reached, oldest first."""
    query = (
        select(NoticeQuestion)
        .join(Contact, col(Contact.id) == NoticeQuestion.contact_id)
        .where(
            NoticeQuestion.broadcast_id == one.id,
            NoticeQuestion.state == QuestionState.WAITING,
            col(Contact.unreachable_since).is_(None),
        )
        .order_by(col(NoticeQuestion.id))
    )
    return list(session.exec(query))


def count(session: Session, one: Broadcast) -> Counts:
    """Return how many people asked and how many of them wait for an answer."""
    query = select(func.count(func.distinct(col(NoticeQuestion.contact_id)))).where(
        NoticeQuestion.broadcast_id == one.id
    )
    waiting = {question.contact_id for question in list_waiting(session, one)}
    return Counts(session.exec(query).one(), len(waiting))


def count_words(session: Session, one: Broadcast) -> str:
    """Render the counts as a line of the result; "" when nobody asked."""
    counts = count(session, one)
    words = texts.NOTICE_COUNTED.format(asked=counts.asked, waiting=counts.waiting)
    return words if counts.asked else ""


def end_due(session: Session, *, now: datetime) -> int:
    """Expire questions that nobody answered within a month; return how many. Safe to repeat."""
    waiting = col(NoticeQuestion.state) == constant(QuestionState.WAITING)
    ended = session.execute(
        update(NoticeQuestion)
        .where(waiting, col(NoticeQuestion.asked_at) < now - KEPT)
        .values(state=QuestionState.OVER, told_at=func.coalesce(NoticeQuestion.told_at, now))
        .returning(col(NoticeQuestion.id))
        .execution_options(synchronize_session=False)
    )
    return len(ended.scalars().all())


def forget(session: Session, contact_id: int, *, now: datetime) -> None:
    """Close the open questions of a person who is being erased. They remain counted."""
    session.execute(
        update(NoticeQuestion)
        .where(
            col(NoticeQuestion.contact_id) == contact_id,
            col(NoticeQuestion.state) == QuestionState.WAITING,
        )
        .values(state=QuestionState.FORGOTTEN, told_at=func.coalesce(NoticeQuestion.told_at, now))
        .execution_options(synchronize_session=False)
    )
