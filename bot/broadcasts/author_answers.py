"""The author's answer to everybody who asked about a broadcast: written, confirmed, sent once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import lint, question_similarity, questions, service
from bot.broadcasts.events import QuestionsAnswered
from bot.broadcasts.models import (
    OPEN_ANSWER_STATES,
    AnswerState,
    Broadcast,
    NoticeAnswer,
    NoticeQuestion,
    QuestionState,
)
from bot.core.dialects import literal_constant
from bot.core.errors import NotAllowed, UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.vietnamese.letters import nfc

OPEN_FOR = timedelta(hours=1)  # later words are a new matter


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """How many people an answer was sent to, and how many had blocked the bot."""

    reached: int
    unreached: int


def find_open_answer(
    session: Session, person_id: int | None, *, now: datetime
) -> NoticeAnswer | None:
    """Return the answer that this officer is writing in a chat, or None."""
    query = (
        select(NoticeAnswer)
        .where(
            NoticeAnswer.person_id == person_id,
            col(NoticeAnswer.state).in_(OPEN_ANSWER_STATES),
            NoticeAnswer.begun_at > now - OPEN_FOR,
        )
        .order_by(col(NoticeAnswer.id).desc())
        .limit(1)
    )
    return session.exec(query).first() if person_id is not None else None


def begin_answer(
    session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime
) -> NoticeAnswer:
    """Start an answer whose text is the officer's next message.

    Raises UserError when nobody waits for one.
    """
    if actor.person_id is None:
        raise NotAllowed(texts.NOT_AN_OFFICER)
    if not questions.list_waiting(session, broadcast):
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=broadcast.id))
    abandon_answers(session, actor.person_id, now=now)
    answer = NoticeAnswer(broadcast_id=broadcast.id, person_id=actor.person_id, begun_at=now)
    session.add(answer)
    session.flush()
    return answer


def abandon_answers(session: Session, person_id: int | None, *, now: datetime) -> None:
    """Abandon the answers that this officer was writing (*Thôi*)."""
    while (answer := find_open_answer(session, person_id, now=now)) is not None:
        answer.state = AnswerState.ABANDONED
        session.flush()


def save_answer_text(session: Session, answer: NoticeAnswer, text: str, *, now: datetime) -> int:
    """Store the text of an answer before it is confirmed; return how many people it would reach.

    Raises UserError for an invalid text, or when nobody waits.
    """
    text = nfc(text).strip()
    service.check_text(text)
    if lint.asks_secret(text):
        raise UserError(texts.LINT_SECRET)
    waiting = questions.list_waiting(session, session.get_one(Broadcast, answer.broadcast_id))
    if not waiting:
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=answer.broadcast_id))
    answer.text, answer.state, answer.begun_at = text, AnswerState.AWAITING_CONFIRMATION, now
    answer.up_to = waiting[-1].id
    session.flush()
    return len({question.contact_id for question in waiting})


def send_answer(
    session: Session, answer: NoticeAnswer, broadcast: Broadcast, *, actor: Actor, now: datetime
) -> AnswerOutcome:
    """Send the answer to everybody who was counted, and to those who asked the same meanwhile.

    `broadcast` must be locked, so that nobody asks about it at this moment. A key makes each
    message at most one; rows locked by an erasure are skipped. Raises UserError if the answer is no
    longer current.
    """
    if answer.state != AnswerState.AWAITING_CONFIRMATION:
        raise UserError(texts.NOTICE_ANSWER_OLD)
    answered_questions = _list_answered_questions(session, answer)
    if not answered_questions:
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=broadcast.id))
    answer.state, answer.sent_at = AnswerState.SENT, now
    reached = {
        number: session.get_one(Contact, number).unreachable_since is None
        for number in dict.fromkeys(question.contact_id for question in answered_questions)
    }
    for question in answered_questions:
        arrives = reached[question.contact_id]
        question.state = QuestionState.ANSWERED if arrives else QuestionState.UNREACHED
        question.answer_id, question.answered_at = answer.id, now
        question.told_at = question.told_at or now
    session.flush()
    contact_ids = tuple(number for number, arrives in reached.items() if arrives)
    emit(session, QuestionsAnswered(broadcast.id, actor, now, answer.id, contact_ids))
    return AnswerOutcome(len(contact_ids), len(reached) - len(contact_ids))


def _list_answered_questions(session: Session, answer: NoticeAnswer) -> list[NoticeQuestion]:
    query = (
        select(NoticeQuestion)
        .where(
            NoticeQuestion.broadcast_id == answer.broadcast_id,
            NoticeQuestion.state == QuestionState.WAITING,
        )
        .order_by(col(NoticeQuestion.id))
        .with_for_update(skip_locked=True)
    )
    waiting = session.exec(query).all()
    counted = [question for question in waiting if question.id <= answer.up_to]
    later = [
        question
        for question in waiting
        if question.id > answer.up_to
        and any(
            question_similarity.is_same_question(counted_question.text, question.text)
            for counted_question in counted
        )
    ]
    return [*counted, *later]


def list_awaiting_answer(session: Session, scope: str, *, limit: int = 5) -> list[Broadcast]:
    """Return the broadcasts of a subtree with questions awaiting an answer, newest first."""
    asked = select(NoticeQuestion.broadcast_id).where(
        col(NoticeQuestion.state) == literal_constant(QuestionState.WAITING)
    )
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(within(Unit.path, scope), col(Broadcast.id).in_(asked))
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    waiting = session.exec(query).all()
    return [broadcast for broadcast in waiting if questions.list_waiting(session, broadcast)]
