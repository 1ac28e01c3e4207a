"""Digest of residents' questions for the author: similar questions grouped, without names.

At most one message every ten minutes for each broadcast, and none in quiet hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select, update

from bot import texts
from bot.broadcasts import question_similarity, questions
from bot.broadcasts.events import QuestionsGathered
from bot.broadcasts.models import Broadcast, NoticeDigest, NoticeQuestion
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.people.unit_policies import is_awake
from bot.people.units import Unit

MIN_INTERVAL = timedelta(minutes=10)
MAX_LINES = 12  # newest questions in one message
BATCH_SIZE = 20  # announcements in one look of the clock


def gather_questions_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Report the broadcasts whose authors are to be told new questions; return how many.

    Safe to repeat: every message has an idempotency key.
    """
    untold = (
        select(NoticeQuestion.broadcast_id)
        .join(Broadcast, col(Broadcast.id) == NoticeQuestion.broadcast_id)
        .where(col(NoticeQuestion.told_at).is_(None), is_awake(Broadcast.unit_id, policy, now))
    )
    numbers = session.exec(untold.distinct().limit(BATCH_SIZE)).all()
    return sum(_report_if_due(session, number, now=now) for number in numbers)


def _report_if_due(session: Session, broadcast_id: int, *, now: datetime) -> bool:
    query = select(Broadcast).where(Broadcast.id == broadcast_id).with_for_update(skip_locked=True)
    broadcast = session.exec(query).first()
    if broadcast is None:
        return False
    last = select(func.max(NoticeDigest.told_at)).where(NoticeDigest.broadcast_id == broadcast_id)
    told_at = session.exec(last).one()
    if told_at is not None and now - told_at < MIN_INTERVAL:
        return False
    if not questions.list_waiting(session, broadcast):
        mark_told(session, broadcast, now=now)
        return False
    emit(session, QuestionsGathered(broadcast.id, now))
    return True


def has_untold_questions(session: Session, broadcast: Broadcast) -> bool:
    """Return whether there are open questions that were not sent to the author yet."""
    return any(question.told_at is None for question in questions.list_waiting(session, broadcast))


def record_digest(
    session: Session, broadcast: Broadcast, message_ids: Sequence[int], *, now: datetime
) -> None:
    """Note that these messages told the authors all open questions; none is told again."""
    for message_id in message_ids:
        session.add(NoticeDigest(message_id=message_id, broadcast_id=broadcast.id, told_at=now))
    mark_told(session, broadcast, now=now)
    session.flush()


def mark_told(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Mark all questions of the broadcast as told, those of people who blocked the bot included."""
    session.execute(
        update(NoticeQuestion)
        .where(
            col(NoticeQuestion.broadcast_id) == broadcast.id, col(NoticeQuestion.told_at).is_(None)
        )
        .values(told_at=now)
        .execution_options(synchronize_session="fetch")
    )


def render_digest(session: Session, broadcast: Broadcast, waiting: Sequence[NoticeQuestion]) -> str:
    """Render the digest: how many people ask what, one line a group, the newest dozen groups."""
    groups = question_similarity.group_questions([question.text for question in waiting])
    newest = sorted(sorted(groups, key=lambda places: places[-1])[-MAX_LINES:])
    people = len({question.contact_id for question in waiting})
    lines = [
        texts.NOTICE_ASKED.format(
            count=people, number=broadcast.id, title=questions.make_title(broadcast)
        )
    ]
    lines += [_render_group(session, [waiting[place] for place in places]) for places in newest]
    if len(groups) > MAX_LINES:
        lines.append(texts.NOTICE_ASKED_MORE.format(count=len(groups) - MAX_LINES))
    return "\n".join(lines)


def _render_group(session: Session, group: Sequence[NoticeQuestion]) -> str:
    people = {question.contact_id for question in group}
    units = sorted({name for number in people if (name := _find_unit_name(session, number))})
    text = group[0].text
    if len(people) > 1:
        where = f"{texts.NOTICE_ASKED_WHERE.format(units=', '.join(units))} " if units else ""
        return texts.NOTICE_ASKED_LIKE.format(count=len(people), where=where, text=text)
    if units:
        return texts.NOTICE_ASKED_FROM.format(unit=units[0], text=text)
    return texts.NOTICE_ASKED_ONE.format(text=text)


def _find_unit_name(session: Session, contact_id: int) -> str:
    unit_id = session.get_one(Contact, contact_id).unit_id
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    return unit.name if unit is not None else ""
