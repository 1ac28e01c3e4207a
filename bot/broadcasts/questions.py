"""Residents' questions to the author of a broadcast.

Stored without a name, counted, and answered at once when the same question was answered before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlmodel import Session, col, func, select

from bot import texts
from bot.broadcasts import question_similarity
from bot.broadcasts.models import (
    AnswerState,
    Broadcast,
    BroadcastRecipient,
    NoticeAnswer,
    NoticeQuestion,
    QuestionState,
)
from bot.core.dialects import literal_constant
from bot.core.errors import UserError
from bot.messages.history import Message
from bot.people import approvals
from bot.people.models import Contact
from bot.people.units import Unit

MAX_LENGTH = 500  # characters of a question, as its column
TITLE_LENGTH = 50  # characters of an announcement that name it
MAX_WAITING = 5  # questions of one resident about one announcement that nobody answered yet
MAX_COMPARED = 200  # latest answered questions a new one is compared with
ANSWERABLE_FOR = timedelta(days=30)  # in which an answer is worth something


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """How many people asked about a broadcast, and how many of them still wait."""

    asked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What happened to a question: answered from an earlier answer, or passed on to the author."""

    answer: str = ""
    repeated: bool = False  # the same person's question of before still waits


def make_title(broadcast: Broadcast) -> str:
    """Return the beginning of the text, used as a title."""
    text = " ".join(broadcast.text.split())
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def find_received_broadcast(
    session: Session, contact: Contact, broadcast_id: int
) -> Broadcast | None:
    """Return the broadcast if this contact was a recipient, else None.

    Other chats of the same person count too.
    """
    chats = select(Contact.id).where(
        col(Contact.person_id) == contact.person_id, col(Contact.person_id).is_not(None)
    )
    recipient_contact_id = col(BroadcastRecipient.contact_id)
    meant = select(BroadcastRecipient.id).where(
        BroadcastRecipient.broadcast_id == broadcast_id,
        (recipient_contact_id == contact.id) | recipient_contact_id.in_(chats),
    )
    if session.exec(meant.limit(1)).first() is None:
        return None
    return session.get(Broadcast, broadcast_id)


def list_authors(session: Session, broadcast: Broadcast) -> list[Contact]:
    """Return the chats that receive the questions about a broadcast.

    The drafter's; if that person is gone or may no longer speak for the unit, the approver's; else
    those of every officer who may.
    """
    unit = session.get_one(Unit, broadcast.unit_id)
    chats = [
        chat
        for chat in approvals.list_approvers(session, unit, drafted_by=None)
        if chat.unreachable_since is None
    ]
    for person_id in (broadcast.drafted_by, broadcast.decided_by):
        if chat := next((chat for chat in chats if chat.person_id == person_id), None):
            return [chat]
    return chats


def ask_author(
    session: Session,
    broadcast: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> QuestionOutcome:
    """Store a question for the author, or answer it from an earlier answer. `text` is masked.

    Idempotent for the same message and for a repeated question. Locks the broadcast, so that an
    answer sent at the same moment either reaches this question or is found by it. Raises UserError
    when too many questions wait.
    """
    session.get(Broadcast, broadcast.id, with_for_update=True, populate_existing=True)
    text = " ".join(text.split())[:MAX_LENGTH]
    earlier_questions = _list_contact_questions(session, broadcast, contact)
    if any(question.message_id == message.id for question in earlier_questions):
        return QuestionOutcome(repeated=True)
    if answer := find_earlier_answer(session, broadcast, text):
        _add_answered_question(session, broadcast, contact, message, text, answer, now=now)
        return QuestionOutcome(answer.text)
    waiting = [
        question for question in earlier_questions if question.state == QuestionState.WAITING
    ]
    if any(question_similarity.is_same_question(question.text, text) for question in waiting):
        return QuestionOutcome(repeated=True)
    if len(waiting) >= MAX_WAITING:
        raise UserError(texts.NOTICE_QUESTIONS_MANY.format(count=len(waiting)))
    _add_question(session, broadcast, contact, message, text, now=now)
    return QuestionOutcome()


def _list_contact_questions(
    session: Session, broadcast: Broadcast, contact: Contact
) -> list[NoticeQuestion]:
    query = select(NoticeQuestion).where(
        NoticeQuestion.contact_id == contact.id, NoticeQuestion.broadcast_id == broadcast.id
    )
    return list(session.exec(query))


def _add_question(
    session: Session,
    broadcast: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> NoticeQuestion:
    question = NoticeQuestion(
        broadcast_id=broadcast.id,
        contact_id=contact.id,
        message_id=message.id,
        text=text,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question


def _add_answered_question(
    session: Session,
    broadcast: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    answer: NoticeAnswer,
    *,
    now: datetime,
) -> None:
    question = _add_question(session, broadcast, contact, message, text, now=now)
    question.state, question.answer_id = QuestionState.ANSWERED, answer.id
    question.told_at = question.answered_at = now
    session.flush()


def repeat_answer(
    session: Session,
    broadcast: Broadcast,
    contact: Contact,
    message: Message,
    text: str,
    *,
    now: datetime,
) -> str:
    """Return the answer given to the same question before, or "".

    This question is stored as answered, once a message.
    """
    answer = find_earlier_answer(session, broadcast, text)
    if answer is None:
        return ""
    if all(
        question.message_id != message.id
        for question in _list_contact_questions(session, broadcast, contact)
    ):
        short = " ".join(text.split())[:MAX_LENGTH]
        _add_answered_question(session, broadcast, contact, message, short, answer, now=now)
    return answer.text


def find_earlier_answer(session: Session, broadcast: Broadcast, text: str) -> NoticeAnswer | None:
    """Return the latest sent answer to a similar question, or None."""
    query = (
        select(NoticeQuestion.text, NoticeQuestion.answer_id)
        .where(
            NoticeQuestion.broadcast_id == broadcast.id,
            col(NoticeQuestion.state).in_((QuestionState.ANSWERED, QuestionState.UNREACHED)),
        )
        .order_by(col(NoticeQuestion.answered_at).desc(), col(NoticeQuestion.id).desc())
        .limit(MAX_COMPARED)
    )
    for asked, answer_id in session.exec(query).all():
        answer = (
            session.get(NoticeAnswer, answer_id)
            if question_similarity.is_same_question(asked, text)
            else None
        )
        if answer is not None and answer.state == AnswerState.SENT:
            return answer
    return None


def list_waiting(session: Session, broadcast: Broadcast) -> list[NoticeQuestion]:
    """Return the open questions of people who can be reached, oldest first."""
    query = (
        select(NoticeQuestion)
        .join(Contact, col(Contact.id) == NoticeQuestion.contact_id)
        .where(
            NoticeQuestion.broadcast_id == broadcast.id,
            NoticeQuestion.state == QuestionState.WAITING,
            col(Contact.unreachable_since).is_(None),
        )
        .order_by(col(NoticeQuestion.id))
    )
    return list(session.exec(query))


def count_askers(session: Session, broadcast: Broadcast) -> QuestionCounts:
    """Return how many people asked and how many of them wait for an answer."""
    asker = col(NoticeQuestion.contact_id)
    waits = (col(NoticeQuestion.state) == QuestionState.WAITING) & col(
        Contact.unreachable_since
    ).is_(None)
    query = (
        select(func.count(func.distinct(asker)), func.count(func.distinct(case((waits, asker)))))
        .join(Contact, col(Contact.id) == asker)
        .where(NoticeQuestion.broadcast_id == broadcast.id)
    )
    return QuestionCounts(*session.exec(query).one())


def render_counts(session: Session, broadcast: Broadcast) -> str:
    """Render the counts as a line of the result; "" when nobody asked."""
    counts = count_askers(session, broadcast)
    text = texts.NOTICE_COUNTED.format(asked=counts.asked, waiting=counts.waiting)
    return text if counts.asked else ""


def expire_due(session: Session, *, now: datetime) -> int:
    """Expire questions that nobody answered within a month; return how many. Safe to repeat."""
    waiting = col(NoticeQuestion.state) == literal_constant(QuestionState.WAITING)
    ended = session.execute(
        update(NoticeQuestion)
        .where(waiting, col(NoticeQuestion.asked_at) < now - ANSWERABLE_FOR)
        .values(state=QuestionState.EXPIRED, told_at=func.coalesce(NoticeQuestion.told_at, now))
        .returning(col(NoticeQuestion.id))
        .execution_options(synchronize_session=False)
    )
    return len(ended.scalars().all())


def forget_contact(session: Session, contact_id: int, *, now: datetime) -> None:
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
