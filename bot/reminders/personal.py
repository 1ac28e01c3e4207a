"""Personal reminders: create, list, snooze, complete, move, stop; erasure of a contact's data."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.people.models import Contact
from bot.reminders import recurring_rules
from bot.reminders.models import (
    PendingQuestion,
    QuestionKind,
    Reminder,
    ReminderKind,
    ReminderPreferences,
    ReminderState,
)

MAX_WAITING = 50  # waiting at once
ANSWER_WITHIN = timedelta(hours=1)  # an answer to our question counts so long


def create_reminder(
    session: Session, contact: Contact, matter: str, due_at: datetime, *, now: datetime
) -> Reminder:
    """Create a reminder; the same matter at the same instant returns the existing one.

    Raises UserError for a past instant or too many waiting reminders.
    """
    waiting = list_reminders(session, contact)
    for existing in waiting:
        if (existing.text, existing.due_at) == (matter, due_at):
            return existing
    if due_at <= now:
        raise UserError(texts.REMINDER_PAST)
    if len(waiting) >= MAX_WAITING:
        raise UserError(texts.REMINDER_TOO_MANY.format(count=MAX_WAITING))
    # Locked by `meet`: this contact's reminders are made one after the other.
    reminder = Reminder(
        key=f"own:{contact.id}:{now.timestamp():.6f}:{due_at.timestamp():.0f}:{len(waiting)}",
        kind=ReminderKind.PERSONAL,
        contact_id=contact.id,
        text=matter,
        due_at=due_at,
        made_at=now,
    )
    session.add(reminder)
    session.flush()
    return reminder


def list_reminders(session: Session, contact: Contact) -> Sequence[Reminder]:
    """Return the contact's waiting personal reminders, soonest first."""
    query = select(Reminder).where(
        Reminder.contact_id == contact.id,
        Reminder.kind == ReminderKind.PERSONAL,
        Reminder.state == ReminderState.WAITING,
    )
    return session.exec(query.order_by(col(Reminder.due_at), col(Reminder.id))).all()


def get_reminder(session: Session, contact: Contact, reminder_id: int) -> Reminder:
    """Return the contact's reminder, locked. Raises UserError if it is not theirs."""
    reminder = session.get(Reminder, reminder_id, with_for_update=True)
    if (
        reminder is None
        or reminder.contact_id != contact.id
        or reminder.kind != ReminderKind.PERSONAL
    ):
        raise UserError(texts.BUTTON_OLD)
    return reminder


def snooze_reminder(
    session: Session, contact: Contact, reminder_id: int, delay: timedelta, *, now: datetime
) -> Reminder:
    """Create a new reminder after the delay and drop the old one if it is still waiting."""
    reminder = get_reminder(session, contact, reminder_id)
    if reminder.state == ReminderState.WAITING and reminder.rule_id is None:
        reminder.state = ReminderState.DROPPED
        session.flush()
    return create_reminder(session, contact, reminder.text, now + delay, now=now)


def complete_reminder(
    session: Session, contact: Contact, reminder_id: int, *, now: datetime
) -> Reminder:
    """Mark as done (*Xong rồi*), or drop it before it fired (*Thôi*).

    The next occurrence of a recurring rule is not touched.
    """
    reminder = get_reminder(session, contact, reminder_id)
    if reminder.state == ReminderState.WAITING and reminder.rule_id is None:
        reminder.state = ReminderState.DROPPED
    reminder.done_at = reminder.done_at or now
    session.flush()
    return reminder


def set_pending_question(
    session: Session,
    contact: Contact,
    kind: QuestionKind,
    *,
    text: str = "",
    class_id: int | None = None,
    now: datetime,
) -> None:
    """Store the question the contact's next message answers, replacing any earlier one."""
    question = session.get(PendingQuestion, contact.id)
    if question is None:
        question = PendingQuestion(contact_id=contact.id, kind=kind, asked_at=now)
        session.add(question)
    question.kind, question.text, question.session_id, question.asked_at = kind, text, class_id, now
    session.flush()


def find_pending_question(
    session: Session, contact: Contact, *, now: datetime
) -> PendingQuestion | None:
    """Return the question that waits for an answer, or None if there is none or it expired."""
    question = session.get(PendingQuestion, contact.id)
    return question if question is not None and now - question.asked_at <= ANSWER_WITHIN else None


def clear_pending_question(session: Session, contact: Contact) -> None:
    """Delete the pending question."""
    if question := session.get(PendingQuestion, contact.id):
        session.delete(question)
        session.flush()


def stop_class_reminders(session: Session, contact: Contact, *, now: datetime | None) -> None:
    """Stop class reminders from `now` on (*Dừng nhắc lớp*); None starts them again.

    Classes joined later are reminded of.
    """
    preferences = session.get(ReminderPreferences, contact.id)
    if preferences is None:
        preferences = ReminderPreferences(contact_id=contact.id)
        session.add(preferences)
    preferences.classes_stopped_at = now
    session.flush()


def stop_personal_reminders(session: Session, contact: Contact, *, now: datetime | None) -> None:
    """Stop all personal reminders created until `now`; None starts them again."""
    preferences = session.get(ReminderPreferences, contact.id)
    if preferences is None:
        preferences = ReminderPreferences(contact_id=contact.id)
        session.add(preferences)
    preferences.own_stopped_at = now
    session.flush()


def is_stopped(session: Session, contact: Contact, requested_at: datetime) -> bool:
    """Return whether *dừng nhắc* came after the reminder was requested."""
    preferences = session.get(ReminderPreferences, contact.id)
    return bool(
        preferences and preferences.own_stopped_at and preferences.own_stopped_at >= requested_at
    )


def find_classes_stopped_at(session: Session, contact: Contact) -> datetime | None:
    """Return when class reminders were stopped (*dừng nhắc lớp*), or None if they are on."""
    preferences = session.get(ReminderPreferences, contact.id)
    return preferences.classes_stopped_at if preferences else None


def cancel_all_reminders(session: Session, contact: Contact) -> int:
    """Cancel all waiting personal reminders and recurring rules. Returns how many."""
    rules = recurring_rules.list_rules(session, contact)
    for rule in rules:
        recurring_rules.end_rule(session, rule)
    single = list_reminders(session, contact)
    for reminder in single:
        reminder.state = ReminderState.DROPPED
    session.flush()
    return len(rules) + len(single)


def move_reminder(
    session: Session, contact: Contact, reminder_id: int, due_at: datetime, *, now: datetime
) -> Reminder:
    """Reschedule a reminder: creates a new one and drops the old one. Raises UserError if past."""
    reminder = get_reminder(session, contact, reminder_id)
    if due_at <= now:
        raise UserError(texts.REMINDER_PAST)
    if reminder.state == ReminderState.WAITING and reminder.rule_id is None:
        reminder.state = ReminderState.DROPPED
        session.flush()
    return create_reminder(session, contact, reminder.text, due_at, now=now)
