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

from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders import recurring_rules, unit_deadlines
from bot.reminders.deadlines import Deadline
from bot.reminders.events import DeadlineNoticeDue, ReminderSent, RulePlace
from bot.reminders.models import (
    DeadlineRun,
    DeadlineSubscription,
    Reminder,
    ReminderPreferences,
    ReminderState,
)

log = logging.getLogger(__name__)

Fire = Callable[[Session, Reminder, Contact, Policy, datetime], ReminderState]
"""Sends one due reminder or puts it off; returns its new state."""

BATCH = 200  # reminders, and wishes of a deadline, in one transaction
LATE_AFTER = timedelta(hours=1)  # one's own reminder is asked about rather than said
OPENING_HOUR = time(8)  # deadlines are told from this hour on


def fire_reminders_due(
    session: Session, *, fires: Mapping[str, Fire], policy: Policy, now: datetime
) -> int:
    """Send up to a batch of due reminders. Returns how many rows were handled."""
    reminders = session.exec(
        select(Reminder)
        .where(Reminder.state == ReminderState.WAITING, Reminder.due_at <= now)
        .order_by(col(Reminder.due_at), col(Reminder.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    # Whoever is speaking right now is left for the next tick: nobody waits while holding rows.
    free_contacts = session.exec(
        select(Contact)
        .where(col(Contact.id).in_({row.contact_id for row in reminders}))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    contacts = {row.id: row for row in free_contacts}
    counts: Counter[str] = Counter()
    for row in reminders:
        if (contact := contacts.get(row.contact_id)) is not None:
            own = policy.for_unit(contact.place_id)
            counts[fires[row.kind](session, row, contact, own, now)] += 1
    session.flush()
    if missed := counts[ReminderState.MISSED]:
        log.warning("reminders missed", extra={"action": "reminders_missed", "count": missed})
    return counts.total()


def end_reminder(reminder: Reminder, state: ReminderState, now: datetime) -> ReminderState:
    """Close a reminder in this state; returns the state."""
    reminder.state, reminder.fired_at = state, now
    return state


def defer_reminder(reminder: Reminder, policy: Policy, now: datetime) -> ReminderState:
    """Put a reminder off until the quiet hours end; returns the state."""
    reminder.due_at = policy.quiet.defer(now, policy.zone)
    return ReminderState.WAITING


def fire_personal(
    session: Session, reminder: Reminder, contact: Contact, policy: Policy, now: datetime
) -> ReminderState:
    """Fire a reminder of one's own matter; what repeats gets its next one."""
    state = _send_personal(session, reminder, contact, policy, now)
    if state != ReminderState.WAITING:
        recurring_rules.schedule_following(session, reminder, now=now, policy=policy)
    return state


def _send_personal(
    session: Session, reminder: Reminder, contact: Contact, policy: Policy, now: datetime
) -> ReminderState:
    """Send a personal reminder, defer or drop it. Returns its state.

    *Dừng* alone does not stop it: that stops announcements, and this was requested.
    """
    preferences = session.get(ReminderPreferences, contact.id)
    stopped = preferences.own_stopped_at if preferences else None
    requested_at = recurring_rules.get_requested_at(session, reminder)
    if contact.unreachable_since is not None or (stopped is not None and stopped >= requested_at):
        return end_reminder(reminder, ReminderState.DROPPED, now)
    late = now - reminder.due_at > LATE_AFTER
    if late and policy.is_quiet(now):
        # Its hour was missed: no reason to wake anybody. Kept as it is, and asked in the morning.
        reminder.meant_at, reminder.due_at = reminder.due_at, policy.quiet.defer(now, policy.zone)
        return ReminderState.WAITING
    meant_at = reminder.meant_at or reminder.due_at
    place = _find_place_in_rule(session, reminder, policy, now)
    emit(
        session,
        ReminderSent(
            reminder.id, meant_at, now - meant_at > LATE_AFTER, place, zone=policy.zone, at=now
        ),
    )
    return end_reminder(reminder, ReminderState.SENT, now)


def _find_place_in_rule(
    session: Session, reminder: Reminder, policy: Policy, now: datetime
) -> RulePlace:
    """Return whether it is the last of its rule or the first after a suspension."""
    rule = session.get(recurring_rules.ReminderRule, reminder.rule_id) if reminder.rule_id else None
    if rule is None:
        return RulePlace.INSIDE
    is_back = recurring_rules.end_suspension(session, rule, reminder.due_at)
    if not recurring_rules.is_last(rule, reminder.due_at, now, policy):
        return RulePlace.BACK if is_back else RulePlace.INSIDE
    late = policy.today(now) != policy.today(reminder.meant_at or reminder.due_at)
    return RulePlace.WAS_LAST if late else RulePlace.LAST


def send_deadlines_due(
    session: Session, *, deadlines: Sequence[Deadline], policy: Policy, now: datetime
) -> int:
    """Send the next batch of a deadline notice. Returns how many subscriptions were read."""
    local = now.astimezone(policy.zone)
    if local.time() < OPENING_HOUR or policy.is_quiet_anywhere(now):
        return 0
    standing = (*deadlines, *unit_deadlines.list_standing(session))
    for deadline in standing:
        for day, days_before in deadline.iterate_due_notices(local.date()):
            run = _lock_run(session, deadline, day.isoformat(), days_before, now=now)
            if run is not None and run.ended_at is None:
                return _notify_batch(session, deadline, run, now=now)
    return 0


def _lock_run(
    session: Session, deadline: Deadline, day: str, days_before: int, *, now: datetime
) -> DeadlineRun | None:
    """Return this notice's run, created if missing and locked; None if another process holds it."""
    on = datetime.fromisoformat(day).date()
    where = (
        DeadlineRun.deadline == deadline.id,
        DeadlineRun.day == on,
        DeadlineRun.days_before == days_before,
    )
    ended = select(DeadlineRun).where(*where)
    if (known := session.exec(ended).first()) is not None and known.ended_at is not None:
        return known
    session.connection().execute(
        insert_or_ignore(dialect_name(session), DeadlineRun),
        {
            "deadline": deadline.id,
            "day": on,
            "days_before": days_before,
            "after_id": 0,
            "notified_count": 0,
            "started_at": now,
        },
    )
    locked = select(DeadlineRun).where(*where).with_for_update(skip_locked=True)
    return session.exec(locked.execution_options(populate_existing=True)).first()


def _notify_batch(session: Session, deadline: Deadline, run: DeadlineRun, *, now: datetime) -> int:
    subscribers = session.exec(
        select(DeadlineSubscription, Contact)
        .join(Contact, col(Contact.id) == DeadlineSubscription.contact_id)
        .where(
            DeadlineSubscription.deadline == deadline.id,
            col(DeadlineSubscription.id) > run.after_id,
        )
        .order_by(col(DeadlineSubscription.id))
        .limit(BATCH)
    ).all()
    contact_ids = tuple(
        contact.id
        for subscription, contact in subscribers
        if contact.stopped_at is None or contact.stopped_at < subscription.wished_at
    )
    if contact_ids:
        emit(session, DeadlineNoticeDue(run.id, deadline.text, contact_ids, at=now))
    if subscribers:
        run.after_id = subscribers[-1][0].id
    if len(subscribers) < BATCH:
        run.ended_at = now
    session.flush()
    return len(subscribers)


def subscribe_to_deadline(
    session: Session, contact: Contact, deadline: str, *, now: datetime
) -> None:
    """Subscribe the contact to a deadline's notices. Idempotent."""
    session.connection().execute(
        insert_or_ignore(dialect_name(session), DeadlineSubscription),
        {"contact_id": contact.id, "deadline": deadline, "wished_at": now},
    )


def unsubscribe_from_deadline(session: Session, contact: Contact, deadline: str) -> None:
    """Remove the contact's subscription to a deadline."""
    for subscription in session.exec(
        select(DeadlineSubscription).where(
            DeadlineSubscription.contact_id == contact.id, DeadlineSubscription.deadline == deadline
        )
    ):
        session.delete(subscription)
    session.flush()


def list_deadlines(session: Session, contact: Contact) -> set[str]:
    """Return the ids of the deadlines the contact is subscribed to."""
    query = select(DeadlineSubscription.deadline).where(
        DeadlineSubscription.contact_id == contact.id
    )
    return set(session.exec(query))
