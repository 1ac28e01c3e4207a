"""Digest of residents' questions for the author: similar questions grouped, without names.

At most one message every ten minutes for each broadcast, and none in quiet hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select, update

from bot import texts
from bot.broadcasts import questions, similar_questions
from bot.broadcasts.models import Broadcast, NoticeQuestion, NoticeTelling
from bot.core.clock import QuietHours
from bot.messages.content import Choice, Reply
from bot.outbox.buttons import numbered
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.people.units import Unit

EVERY = timedelta(minutes=10)
SHOWN = 12  # newest questions in one message
AT_ONCE = 20  # announcements in one look of the clock


def tell_due(session: Session, *, zone: ZoneInfo, quiet: QuietHours, now: datetime) -> int:
    """Send the authors the questions that arrived since the last digest; return how many broadcasts.

    Safe to repeat: every message has an idempotency key.
    """
    if quiet.defer(now, zone) > now:
        return 0
    untold = select(NoticeQuestion.broadcast_id).where(col(NoticeQuestion.told_at).is_(None))
    numbers = session.exec(untold.distinct().limit(AT_ONCE)).all()
    return sum(_tell_one(session, number, now=now) for number in numbers)


def _tell_one(session: Session, number: int, *, now: datetime) -> bool:
    held = select(Broadcast).where(Broadcast.id == number).with_for_update(skip_locked=True)
    one = session.exec(held).first()
    if one is None:
        return False
    last = select(func.max(NoticeTelling.told_at)).where(NoticeTelling.broadcast_id == number)
    told_at = session.exec(last).one()
    if told_at is not None and now - told_at < EVERY:
        return False
    return tell(session, one, questions.find_authors(session, one), now=now)


def has_untold(session: Session, one: Broadcast) -> bool:
    """Return whether there are open questions that were not sent to the author yet."""
    return any(question.told_at is None for question in questions.list_waiting(session, one))


def tell(session: Session, one: Broadcast, authors: Sequence[Contact], *, now: datetime) -> bool:
    """Enqueue the digest of all open questions to these authors.

    Returns whether any message was enqueued.
    """
    waiting = questions.list_waiting(session, one)
    if not waiting:
        _mark(session, one, now=now)
        return False
    said = numbered(Reply(words(session, one, waiting), choices(one)))
    told = False
    for author in authors:
        key = f"notice:{one.id}:asked:{waiting[-1].id}:{author.id}"
        message_id = stage(session, author, said, now=now, priority=Priority.NOTICE, key=key)
        if message_id is not None:
            session.add(NoticeTelling(message_id=message_id, broadcast_id=one.id, told_at=now))
            told = True
    if told:
        _mark(session, one, now=now)
    session.flush()
    return told


def _mark(session: Session, one: Broadcast, *, now: datetime) -> None:
    """Mark all questions of the broadcast as told, those of people who blocked the bot included."""
    session.execute(
        update(NoticeQuestion)
        .where(col(NoticeQuestion.broadcast_id) == one.id, col(NoticeQuestion.told_at).is_(None))
        .values(told_at=now)
        .execution_options(synchronize_session="fetch")
    )


def choices(one: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons under a digest: answer all, or later."""
    return (
        Choice(texts.BUTTON_NOTICE_ANSWER, f"tl:go:{one.id}"),
        Choice(texts.BUTTON_NOTICE_LATER, f"tl:later:{one.id}"),
    )


def words(session: Session, one: Broadcast, waiting: Sequence[NoticeQuestion]) -> str:
    """Render the digest: how many people ask what, one line a group, the newest dozen groups."""
    groups = similar_questions.group([question.text for question in waiting])
    newest = sorted(sorted(groups, key=lambda places: places[-1])[-SHOWN:])
    people = len({question.contact_id for question in waiting})
    lines = [texts.NOTICE_ASKED.format(count=people, number=one.id, title=questions.title_of(one))]
    lines += [_line(session, [waiting[place] for place in places]) for places in newest]
    if len(groups) > SHOWN:
        lines.append(texts.NOTICE_ASKED_MORE.format(count=len(groups) - SHOWN))
    return "\n".join(lines)


def _line(session: Session, group: Sequence[NoticeQuestion]) -> str:
    people = {question.contact_id for question in group}
    units = sorted({name for number in people if (name := _unit_of(session, number))})
    text = group[0].text
    if len(people) > 1:
        where = f"{texts.NOTICE_ASKED_WHERE.format(units=', '.join(units))} " if units else ""
        return texts.NOTICE_ASKED_LIKE.format(count=len(people), where=where, text=text)
    if units:
        return texts.NOTICE_ASKED_FROM.format(unit=units[0], text=text)
    return texts.NOTICE_ASKED_ONE.format(text=text)


def _unit_of(session: Session, contact_id: int) -> str:
    unit_id = session.get_one(Contact, contact_id).unit_id
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    return unit.name if unit is not None else ""
