"""How a topic is used: how often it was asked, whether it helped, where people get stuck."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.faq.misses import asked_within
from bot.faq.models import Feedback, Question, StepMark
from bot.people.actor import Actor
from bot.people.units import Unit, within

ANSWERED = ("answer", "chosen")


@dataclass(slots=True)
class TopicUsage:
    """Counts of one topic."""

    asked: int = 0
    helped: int = 0
    unhelpful: int = 0
    stuck_step: int | None = None  # the step, from 1, where most got stuck
    stuck: int = 0  # how many there


def count_topic_usage(
    session: Session, topic_ids: Collection[str], *, actor: Actor, since: datetime
) -> Mapping[str, TopicUsage]:
    """Count the usage of topics in the actor's units since an instant; every id has a value."""
    usage = {topic_id: TopicUsage() for topic_id in topic_ids}
    if not usage:
        return usage
    counts = session.exec(
        select(
            Question.topic_id,
            func.count(col(Question.id)),
            func.count(col(Feedback.id)).filter(col(Feedback.helped).is_(True)),
            func.count(col(Feedback.id)).filter(col(Feedback.helped).is_(False)),
        )
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .join(Feedback, col(Feedback.question_id) == Question.id, isouter=True)
        .where(
            col(Question.topic_id).in_(usage),
            Question.asked_at >= since,
            col(Question.outcome).in_(ANSWERED),
            asked_within(actor),
        )
        .group_by(Question.topic_id)
    )
    for topic_id, asked, helped, unhelpful in counts:
        counted = usage[topic_id]
        counted.asked, counted.helped, counted.unhelpful = asked, helped, unhelpful
    _add_stuck_steps(session, usage, actor, since)
    return usage


def _add_stuck_steps(
    session: Session, usage: Mapping[str, TopicUsage], actor: Actor, since: datetime
) -> None:
    marks = session.exec(
        select(StepMark.topic_id, StepMark.step, func.count(col(StepMark.id)))
        .join(Unit, col(Unit.id) == StepMark.unit_id)
        .where(
            col(StepMark.topic_id).in_(usage),
            StepMark.kind == "stuck",
            StepMark.marked_at >= since,
            within(Unit.path, actor.scope),
        )
        .group_by(col(StepMark.topic_id), col(StepMark.step))
        .order_by(col(StepMark.step))
    )
    for topic_id, step, count in marks:
        counted = usage[topic_id]
        if count > counted.stuck:
            counted.stuck, counted.stuck_step = count, step + 1


def count_askers(session: Session, topic_id: str, *, actor: Actor, since: datetime) -> int:
    """Count the people of the actor's units who asked for a topic since an instant."""
    query = (
        select(func.count(col(Question.contact_id).distinct()))
        .join(Unit, col(Unit.id) == Question.unit_id, isouter=True)
        .where(
            Question.topic_id == topic_id,
            Question.asked_at >= since,
            asked_within(actor),
        )
    )
    return session.exec(query).one()
