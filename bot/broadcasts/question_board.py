"""Residents' questions about an announcement on a page, and the answer written there.

No names: what is asked is grouped, counted and told with the villages it comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import author_answers, question_similarity, questions, service
from bot.broadcasts.author_answers import AnswerOutcome
from bot.broadcasts.models import AnswerState, Broadcast, NoticeAnswer, NoticeQuestion
from bot.broadcasts.questions import QuestionCounts
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit

MAX_GROUPS = 50  # of one page, the most asked first
MAX_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask the same: the first one's words, how many people, from which villages."""

    text: str
    people: int
    villages: Sequence[str]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionBoard:
    """What is asked about an announcement and what was answered."""

    broadcast: Broadcast
    counts: QuestionCounts
    groups: Sequence[QuestionGroup]  # that wait
    answers: Sequence[NoticeAnswer]  # that were sent, newest first


def load_board(session: Session, number: int, *, actor: Actor) -> QuestionBoard:
    """Return the questions about an announcement of the actor's scope. Raises NotFound."""
    broadcast = service.get_broadcast(session, number, actor=actor)
    waiting = questions.list_waiting(session, broadcast)
    villages = _map_villages(session, waiting)
    grouped = question_similarity.group_questions([question.text for question in waiting])
    groups = [_make_group([waiting[place] for place in places], villages) for places in grouped]
    groups.sort(key=lambda group: (-group.people, group.asked_at))
    sent = (
        select(NoticeAnswer)
        .where(NoticeAnswer.broadcast_id == broadcast.id, NoticeAnswer.state == AnswerState.SENT)
        .order_by(col(NoticeAnswer.id).desc())
        .limit(MAX_ANSWERS)
    )
    counts = questions.count_askers(session, broadcast)
    return QuestionBoard(broadcast, counts, groups[:MAX_GROUPS], session.exec(sent).all())


def _map_villages(session: Session, waiting: Sequence[NoticeQuestion]) -> dict[int, str]:
    """Return the village's name by contact, of those whose village is known."""
    query = (
        select(Contact.id, Unit.name)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(col(Contact.id).in_({question.contact_id for question in waiting}))
    )
    return dict(session.exec(query).all()) if waiting else {}


def _make_group(group: Sequence[NoticeQuestion], villages: dict[int, str]) -> QuestionGroup:
    people = {question.contact_id for question in group}
    names = sorted({villages[number] for number in people if number in villages})
    return QuestionGroup(group[0].text, len(people), names, group[0].asked_at)


def write_answer(
    session: Session, number: int, text: str, *, actor: Actor, now: datetime
) -> tuple[NoticeAnswer, int]:
    """Keep the words of an answer before it is confirmed; return it and how many it reaches.

    Raises UserError for words that cannot be sent, or when nobody waits.
    """
    broadcast = service.get_broadcast(session, number, actor=actor)
    answer = author_answers.begin_answer(session, broadcast, actor=actor, now=now)
    count = author_answers.save_answer_text(session, answer, text, now=now)
    return answer, count


def send_written(
    session: Session, number: int, answer_id: int, *, actor: Actor, now: datetime
) -> AnswerOutcome:
    """Send an answer that its writer was shown. Raises NotFound, or UserError if it is too old."""
    broadcast = service.get_broadcast(session, number, actor=actor, lock=True)
    answer = session.get(NoticeAnswer, answer_id)
    is_theirs = answer is not None and answer.person_id == actor.person_id
    if answer is None or not is_theirs or answer.broadcast_id != broadcast.id:
        raise NotFound(texts.NOTICE_ANSWER_OLD)
    return author_answers.send_answer(session, answer, broadcast, actor=actor, now=now)
