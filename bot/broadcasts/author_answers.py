"""The author's answer to everybody who asked about a broadcast: written, confirmed, sent once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import lint, question_similarity, questions, service
from bot.broadcasts.models import (
    AnswerState,
    Broadcast,
    NoticeAnswer,
    NoticeQuestion,
    QuestionState,
)
from bot.core.dialects import literal_constant
from bot.core.errors import UserError
from bot.messages.content import Choice, Reply
from bot.outbox.buttons import number_buttons
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.vietnamese.letters import nfc

OPEN_FOR = timedelta(hours=1)  # later words are a new matter
OPEN_STATES = (AnswerState.OPEN, AnswerState.AWAITING_CONFIRMATION)


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
            col(NoticeAnswer.state).in_(OPEN_STATES),
            NoticeAnswer.begun_at > now - OPEN_FOR,
        )
        .order_by(col(NoticeAnswer.id).desc())
        .limit(1)
    )
    return session.exec(query).first() if person_id is not None else None


def begin_answer(
    session: Session, broadcast: Broadcast, *, person_id: int, now: datetime
) -> NoticeAnswer:
    """Start an answer whose text is the officer's next message.

    Raises UserError when nobody waits for one.
    """
    if not questions.list_waiting(session, broadcast):
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=broadcast.id))
    abandon_answers(session, person_id=person_id, now=now)
    answer = NoticeAnswer(broadcast_id=broadcast.id, person_id=person_id, begun_at=now)
    session.add(answer)
    session.flush()
    return answer


def abandon_answers(session: Session, *, person_id: int | None, now: datetime) -> None:
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
    session: Session, answer: NoticeAnswer, broadcast: Broadcast, *, now: datetime
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
    reply = number_buttons(render_answer(session, broadcast, answer.text))
    reached = {
        number: False
        for number in dict.fromkeys(question.contact_id for question in answered_questions)
    }
    for number in reached:
        contact = session.get_one(Contact, number)
        key = f"notice-answer:{answer.id}:{number}"
        reached[number] = stage(session, contact, reply, now=now, key=key) is not None
    for question in answered_questions:
        arrives = reached[question.contact_id]
        question.state = QuestionState.ANSWERED if arrives else QuestionState.UNREACHED
        question.answer_id, question.answered_at = answer.id, now
        question.told_at = question.told_at or now
    session.flush()
    count = sum(reached.values())
    return AnswerOutcome(count, len(reached) - count)


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


def render_answer(session: Session, broadcast: Broadcast, text: str) -> Reply:
    """Build the message with the answer: from whom, to which announcement, how to ask more."""
    unit = session.get_one(Unit, broadcast.unit_id)
    body = texts.NOTICE_ANSWERED.format(
        unit=unit.name, number=broadcast.id, title=questions.make_title(broadcast), text=text
    )
    more = Choice(texts.BUTTON_ASK_MORE, f"ht:more:{broadcast.id}")
    return Reply(body, (more, Choice(texts.BUTTON_MENU, "menu")))


def list_awaiting_answer(session: Session, scope: Unit, *, limit: int = 5) -> list[Broadcast]:
    """Return the scope's broadcasts with questions awaiting an answer, newest first."""
    asked = select(NoticeQuestion.broadcast_id).where(
        col(NoticeQuestion.state) == literal_constant(QuestionState.WAITING)
    )
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(within(Unit.path, scope.path), col(Broadcast.id).in_(asked))
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    waiting = session.exec(query).all()
    return [broadcast for broadcast in waiting if questions.list_waiting(session, broadcast)]
