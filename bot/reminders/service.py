"""What the clock does about reminders: fire what is due, exactly once; report what was not.

Each tick takes rows by their due time alone: it costs what is due, not what is promised. Two ticks
at once skip each other's rows (PostgreSQL) or wait (SQLite); the outbox key makes it one message.
Late rules after a stop: a class is told of until it begins, a deadline until its day is over, one's
own matter is asked about when it is an hour late.
"""

import logging
from collections import Counter
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.dialects import dialect_of, insert_unless_there
from bot.messages import Choice, Reply
from bot.outbox.models import Priority
from bot.people.models import Contact
from bot.reminders import enrolments, recurring, wording
from bot.reminders.deadlines import Deadline
from bot.reminders.models import (
    ClassSession,
    DeadlineRun,
    DeadlineWish,
    Kind,
    Reminder,
    ReminderWish,
    Seat,
    State,
)
from bot.reminders.rules import Rules
from bot.reminders.telling import tell

log = logging.getLogger(__name__)

BATCH = 200  # reminders, and wishes of a deadline, in one transaction
LATE = timedelta(hours=1)  # one's own reminder is asked about rather than said
OPENING = time(8)  # deadlines are told from this hour on


def fire_due(session: Session, *, rules: Rules, now: datetime) -> int:
    """Send up to a batch of due reminders; how many rows were dealt with."""
    found = session.exec(
        select(Reminder)
        .where(Reminder.state == State.WAITING, Reminder.due_at <= now)
        .order_by(col(Reminder.due_at), col(Reminder.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    # Whoever is speaking right now is left for the next tick: nobody waits while holding rows.
    free = session.exec(
        select(Contact)
        .where(col(Contact.id).in_({one.contact_id for one in found}))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    contacts = {one.id: one for one in free}
    counts: Counter[str] = Counter()
    for one in found:
        if (contact := contacts.get(one.contact_id)) is not None:
            fire = _class if one.kind == Kind.CLASS else _own
            counts[fire(session, one, contact, rules, now)] += 1
    session.flush()
    if missed := counts[State.MISSED]:
        log.warning("reminders missed", extra={"action": "reminders_missed", "count": missed})
    return counts.total()


def _end(one: Reminder, state: State, now: datetime) -> State:
    one.state, one.fired_at = state, now
    return state


def _wait(one: Reminder, rules: Rules, now: datetime) -> str:
    one.due_at = rules.quiet.defer(now, rules.zone)
    return State.WAITING


def _class(session: Session, one: Reminder, contact: Contact, rules: Rules, now: datetime) -> str:
    lesson = session.get_one(ClassSession, one.session_id)
    if now >= (one.send_before or lesson.starts_at):
        return _end(one, State.MISSED, now)
    wish = session.get(ReminderWish, contact.id)
    stopped = wish.classes_stopped_at if wish else None
    seats = [
        each
        for each in enrolments.of_contact(session, contact.id, lesson.id)
        if each.seat == Seat.JOINED and not (stopped is not None and stopped >= each.joined_at)
    ]
    silent = lesson.cancelled_at is not None or contact.unreachable_since is not None
    if not seats or silent or _overtaken(session, one, now):
        return _end(one, State.DROPPED, now)
    if rules.is_quiet(now) and rules.quiet.defer(now, rules.zone) < lesson.starts_at:
        return _wait(one, rules, now)
    if rules.is_quiet(now):  # a late tick, and no time is left to wait
        return _end(one, State.MISSED, now)
    what = wording.full(lesson, now=now, zone=rules.zone)
    who = wording.names([each.learner for each in seats])
    buttons = [
        Choice(texts.BUTTON_KNOWN, f"lh:known:{lesson.id}:{lesson.version}"),
        Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{seats[0].id}"),
    ]
    if lesson.map_url:
        buttons.append(Choice(texts.BUTTON_MAP, url=lesson.map_url))
    reply = Reply(texts.CLASS_SOON.format(who=who, what=what), tuple(buttons))
    return _send(session, one, contact, reply, now)


def _overtaken(session: Session, one: Reminder, now: datetime) -> bool:
    """After a stop two leads are due together: the later one alone is said."""
    query = select(Reminder.id).where(
        Reminder.contact_id == one.contact_id,
        Reminder.state == State.WAITING,
        Reminder.session_id == one.session_id,
        Reminder.due_at > one.due_at,
        Reminder.due_at <= now,
    )
    return session.exec(query).first() is not None


def _own(session: Session, one: Reminder, contact: Contact, rules: Rules, now: datetime) -> str:
    state = _fire_own(session, one, contact, rules, now)
    if state != State.WAITING:
        recurring.follow(session, one, now=now, rules=rules)
    return state


def _fire_own(
    session: Session, one: Reminder, contact: Contact, rules: Rules, now: datetime
) -> str:
    """*Dừng* alone does not reach here: it is of announcements, this was asked for."""
    wish = session.get(ReminderWish, contact.id)
    stopped = wish.own_stopped_at if wish else None
    promised = recurring.promised_at(session, one)
    if contact.unreachable_since is not None or (stopped is not None and stopped >= promised):
        return _end(one, State.DROPPED, now)
    late = now - one.due_at > LATE
    if late and rules.is_quiet(now):
        # Its hour was missed: no reason to wake anybody. Kept as it is, and asked in the morning.
        one.meant_at, one.due_at = one.due_at, rules.quiet.defer(now, rules.zone)
        return State.WAITING
    meant = one.meant_at or one.due_at
    matter = wording.matter_words(one.text)
    text = texts.REMINDER_NOW.format(matter=matter)
    if now - meant > LATE:
        when = wording.moment(meant, now=now, zone=rules.zone)
        text = texts.REMINDER_LATE.format(matter=matter, time=when)
    text += _place_in_rule(session, one, rules, now)
    return _send(session, one, contact, Reply(text, _own_buttons(one)), now)


def _place_in_rule(session: Session, one: Reminder, rules: Rules, now: datetime) -> str:
    """That it is the last of its rule, or the first after a rest; "" for any other."""
    rule = session.get(recurring.ReminderRule, one.rule_id) if one.rule_id else None
    if rule is None:
        return ""
    back = f" {texts.REMINDER_BACK}" if recurring.comes_back(session, rule, one.due_at) else ""
    if not recurring.is_last(rule, one.due_at, now, rules):
        return back
    late = rules.today(now) != rules.today(one.meant_at or one.due_at)
    return f" {texts.REMINDER_WAS_LAST if late else texts.REMINDER_IS_LAST}"


def _own_buttons(one: Reminder) -> tuple[Choice, ...]:
    """What comes again tomorrow needs no putting off until then."""
    last = Choice(texts.BUTTON_TOMORROW, f"nh:later:{one.id}:1440")
    if one.rule_id is not None:
        last = Choice(texts.BUTTON_PAUSE, f"nh:pause:{one.rule_id}")
    return (
        Choice(texts.BUTTON_REMINDER_DONE, f"nh:done:{one.id}"),
        Choice(texts.BUTTON_IN_AN_HOUR, f"nh:later:{one.id}:60"),
        last,
    )


def _send(session: Session, one: Reminder, contact: Contact, reply: Reply, now: datetime) -> str:
    tell(session, contact, reply, now=now, key=f"reminder:{one.id}")
    return _end(one, State.SENT, now)


def tell_deadlines(session: Session, *, rules: Rules, now: datetime) -> int:
    """Tell the next batch of those who want to know of a deadline; how many wishes were read."""
    local = now.astimezone(rules.zone)
    if local.time() < OPENING or rules.is_quiet(now):
        return 0
    for deadline in rules.deadlines:
        for day, before in deadline.told_on(local.date()):
            run = _run(session, deadline, day.isoformat(), before, now=now)
            if run is not None and run.ended_at is None:
                return _tell_batch(session, deadline, run, now=now)
    return 0


def _run(
    session: Session, deadline: Deadline, day: str, before: int, *, now: datetime
) -> DeadlineRun | None:
    """The telling of this day, begun if need be; None while another process is at it."""
    on = datetime.fromisoformat(day).date()
    where = (
        DeadlineRun.deadline == deadline.id,
        DeadlineRun.day == on,
        DeadlineRun.days_before == before,
    )
    ended = select(DeadlineRun).where(*where)
    if (known := session.exec(ended).first()) is not None and known.ended_at is not None:
        return known
    session.connection().execute(
        insert_unless_there(dialect_of(session), DeadlineRun),
        {
            "deadline": deadline.id,
            "day": on,
            "days_before": before,
            "after_id": 0,
            "told": 0,
            "started_at": now,
        },
    )
    locked = select(DeadlineRun).where(*where).with_for_update(skip_locked=True)
    return session.exec(locked.execution_options(populate_existing=True)).first()


def _tell_batch(session: Session, deadline: Deadline, run: DeadlineRun, *, now: datetime) -> int:
    found = session.exec(
        select(DeadlineWish, Contact)
        .join(Contact, col(Contact.id) == DeadlineWish.contact_id)
        .where(DeadlineWish.deadline == deadline.id, col(DeadlineWish.id) > run.after_id)
        .order_by(col(DeadlineWish.id))
        .limit(BATCH)
    ).all()
    reply = Reply(
        deadline.text.format(day=f"{run.day.day}/{run.day.month}/{run.day.year}"),
        (Choice(texts.BUTTON_DEADLINE_STOP, f"hn:off:{deadline.id}"),),
    )
    for wish, contact in found:
        run.after_id = wish.id
        if contact.stopped_at is None or contact.stopped_at < wish.wished_at:
            key = f"deadline:{run.id}:{contact.id}"
            told = tell(
                session,
                contact,
                reply,
                now=now,
                priority=Priority.BULK,
                key=key,
                may_wait=run.days_before > 0,  # by the evening of its day it would be over
            )
            run.told += told
    if len(found) < BATCH:
        run.ended_at = now
    session.flush()
    return len(found)


def wish_deadline(session: Session, contact: Contact, deadline: str, *, now: datetime) -> None:
    """Tell them of this deadline from now on."""
    session.connection().execute(
        insert_unless_there(dialect_of(session), DeadlineWish),
        {"contact_id": contact.id, "deadline": deadline, "wished_at": now},
    )


def unwish_deadline(session: Session, contact: Contact, deadline: str) -> None:
    """Tell them no more of this one."""
    for one in session.exec(
        select(DeadlineWish).where(
            DeadlineWish.contact_id == contact.id, DeadlineWish.deadline == deadline
        )
    ):
        session.delete(one)
    session.flush()


def deadlines_of(session: Session, contact: Contact) -> set[str]:
    """Which deadlines they are told of."""
    query = select(DeadlineWish.deadline).where(DeadlineWish.contact_id == contact.id)
    return set(session.exec(query))
