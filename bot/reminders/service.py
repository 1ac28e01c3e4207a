"""Timed jobs of reminders: send what is due exactly once, and deadline notices in batches.

Each tick selects rows by due time alone: its cost depends on what is due, not on what is stored.
Concurrent ticks skip each other's rows (PostgreSQL) or wait (SQLite); the outbox key deduplicates.
After an outage a class reminder is sent until the class begins, a deadline notice until its day is
over; a personal reminder more than an hour late is sent as a question.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.outbox.models import Priority
from bot.people.models import Contact
from bot.reminders import recurring, wording
from bot.reminders.deadlines import Deadline
from bot.reminders.models import DeadlineRun, DeadlineWish, Reminder, ReminderWish, State
from bot.reminders.notify import tell

log = logging.getLogger(__name__)

Fire = Callable[[Session, Reminder, Contact, Policy, datetime], str]
"""Sends one due reminder or puts it off; returns its new state."""

BATCH = 200  # reminders, and wishes of a deadline, in one transaction
LATE = timedelta(hours=1)  # one's own reminder is asked about rather than said
OPENING = time(8)  # deadlines are told from this hour on


def fire_due(session: Session, *, fires: Mapping[str, Fire], policy: Policy, now: datetime) -> int:
    """Send up to a batch of due reminders. Returns how many rows were handled."""
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
            counts[fires[one.kind](session, one, contact, policy, now)] += 1
    session.flush()
    if missed := counts[State.MISSED]:
        log.warning("reminders missed", extra={"action": "reminders_missed", "count": missed})
    return counts.total()


def end_reminder(one: Reminder, state: State, now: datetime) -> State:
    """Close a reminder in this state; returns the state."""
    one.state, one.fired_at = state, now
    return state


def postpone_reminder(one: Reminder, policy: Policy, now: datetime) -> str:
    """Put a reminder off until the quiet hours end; returns the state."""
    one.due_at = policy.quiet.defer(now, policy.zone)
    return State.WAITING


def fire_own(
    session: Session, one: Reminder, contact: Contact, policy: Policy, now: datetime
) -> str:
    """Fire a reminder of one's own matter; what repeats gets its next one."""
    state = _fire_own(session, one, contact, policy, now)
    if state != State.WAITING:
        recurring.follow(session, one, now=now, policy=policy)
    return state


def _fire_own(
    session: Session, one: Reminder, contact: Contact, policy: Policy, now: datetime
) -> str:
    """Send a personal reminder, defer or drop it. Returns its state.

    *Dừng* alone does not stop it: that stops announcements, and this was requested.
    """
    wish = session.get(ReminderWish, contact.id)
    stopped = wish.own_stopped_at if wish else None
    promised = recurring.promised_at(session, one)
    if contact.unreachable_since is not None or (stopped is not None and stopped >= promised):
        return end_reminder(one, State.DROPPED, now)
    late = now - one.due_at > LATE
    if late and policy.is_quiet(now):
        # Its hour was missed: no reason to wake anybody. Kept as it is, and asked in the morning.
        one.meant_at, one.due_at = one.due_at, policy.quiet.defer(now, policy.zone)
        return State.WAITING
    meant = one.meant_at or one.due_at
    matter = wording.matter_words(one.text)
    text = texts.REMINDER_NOW.format(matter=matter)
    if now - meant > LATE:
        when = wording.moment(meant, now=now, zone=policy.zone)
        text = texts.REMINDER_LATE.format(matter=matter, time=when)
    text += _place_in_rule(session, one, policy, now)
    return send_reminder(session, one, contact, Reply(text, _own_buttons(one)), now)


def _place_in_rule(session: Session, one: Reminder, policy: Policy, now: datetime) -> str:
    """Return a note that it is the last of its rule or the first after a suspension, else ""."""
    rule = session.get(recurring.ReminderRule, one.rule_id) if one.rule_id else None
    if rule is None:
        return ""
    back = f" {texts.REMINDER_BACK}" if recurring.comes_back(session, rule, one.due_at) else ""
    if not recurring.is_last(rule, one.due_at, now, policy):
        return back
    late = policy.today(now) != policy.today(one.meant_at or one.due_at)
    return f" {texts.REMINDER_WAS_LAST if late else texts.REMINDER_IS_LAST}"


def _own_buttons(one: Reminder) -> tuple[Choice, ...]:
    """Return the buttons done, in an hour, and tomorrow; for a recurring one pause instead."""
    last = Choice(texts.BUTTON_TOMORROW, f"nh:later:{one.id}:1440")
    if one.rule_id is not None:
        last = Choice(texts.BUTTON_PAUSE, f"nh:pause:{one.rule_id}")
    return (
        Choice(texts.BUTTON_REMINDER_DONE, f"nh:done:{one.id}"),
        Choice(texts.BUTTON_IN_AN_HOUR, f"nh:later:{one.id}:60"),
        last,
    )


def send_reminder(
    session: Session, one: Reminder, contact: Contact, reply: Reply, now: datetime
) -> str:
    """Promise the message of a reminder, once, and close it as sent; returns the state."""
    tell(session, contact, reply, now=now, key=f"reminder:{one.id}")
    return end_reminder(one, State.SENT, now)


def tell_deadlines(
    session: Session, *, deadlines: Sequence[Deadline], policy: Policy, now: datetime
) -> int:
    """Send the next batch of a deadline notice. Returns how many subscriptions were read."""
    local = now.astimezone(policy.zone)
    if local.time() < OPENING or policy.is_quiet(now):
        return 0
    for deadline in deadlines:
        for day, before in deadline.told_on(local.date()):
            run = _run(session, deadline, day.isoformat(), before, now=now)
            if run is not None and run.ended_at is None:
                return _tell_batch(session, deadline, run, now=now)
    return 0


def _run(
    session: Session, deadline: Deadline, day: str, before: int, *, now: datetime
) -> DeadlineRun | None:
    """Return this notice's run, created if missing and locked; None if another process holds it."""
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
    """Subscribe the contact to a deadline's notices. Idempotent."""
    session.connection().execute(
        insert_unless_there(dialect_of(session), DeadlineWish),
        {"contact_id": contact.id, "deadline": deadline, "wished_at": now},
    )


def unwish_deadline(session: Session, contact: Contact, deadline: str) -> None:
    """Remove the contact's subscription to a deadline."""
    for one in session.exec(
        select(DeadlineWish).where(
            DeadlineWish.contact_id == contact.id, DeadlineWish.deadline == deadline
        )
    ):
        session.delete(one)
    session.flush()


def deadlines_of(session: Session, contact: Contact) -> set[str]:
    """Return the ids of the deadlines the contact is subscribed to."""
    query = select(DeadlineWish.deadline).where(DeadlineWish.contact_id == contact.id)
    return set(session.exec(query))
