"""Weekly counts of how many people of a village asked about each topic."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, literal_column
from sqlmodel import Session, col, select

from bot.faq.misses import not_asked_by_staff
from bot.faq.models import Question
from bot.people.units import Unit, UnitKind


def count_askers(session: Session, *, since: datetime) -> Sequence[tuple[int, str, int]]:
    """Count distinct askers since an instant as (village's unit id, topic id, count)."""
    # + 0: SQLite would otherwise read all the years in the order of the villages' index, to spare
    # itself the grouping of four weeks.
    village = col(Question.unit_id) + literal_column("0")
    query = (
        select(village, Question.topic_id, func.count(col(Question.contact_id).distinct()))
        .join(Unit, col(Unit.id) == Question.unit_id)
        .where(
            not_asked_by_staff(),
            Question.asked_at >= since,
            Question.topic_id != "",
            Unit.kind == UnitKind.VILLAGE,
        )
        .group_by(village, col(Question.topic_id))
    )
    return [(unit, topic, count) for unit, topic, count in session.exec(query) if unit is not None]


def list_askers(
    session: Session, unit_id: int, topic_id: str, *, since: datetime
) -> frozenset[int]:
    """Return the ids of the contacts of a village who asked about a topic."""
    query = (
        select(Question.contact_id)
        .where(
            Question.topic_id == topic_id,
            Question.unit_id == unit_id,
            Question.asked_at >= since,
        )
        .distinct()
    )
    return frozenset(session.exec(query))
