"""Personal reminders: create, list, snooze, complete, move, stop; erasure of a contact's data."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.people.models import Contact
from bot.reminders import recurring
from bot.reminders.models import DeadlineWish, Kind, Reminder, ReminderAsk, ReminderWish, State

MOST = 50  # waiting at once
ASKED_FOR = timedelta(hours=1)  # an answer to our question counts so long


def keep(
    session: Session, contact: Contact, matter: str, due_at: datetime, *, now: datetime
) -> Reminder:
    """Create a reminder; the same matter at the same instant returns the existing one.

    Raises UserError for a past instant or too many waiting reminders.
    """
    waiting = list_own(session, contact)
    for one in waiting:
        if (one.text, one.due_at) == (matter, due_at):
            return one
    if due_at <= now:
        raise UserError(texts.REMINDER_PAST)
    if len(waiting) >= MOST:
        raise UserError(texts.REMINDER_TOO_MANY.format(count=MOST))
    # Locked by `meet`: this contact's reminders are made one after the other.
    made = Reminder(
        key=f"own:{contact.id}:{now.timestamp():.6f}:{due_at.timestamp():.0f}:{len(waiting)}",
        kind=Kind.OWN,
        contact_id=contact.id,
        text=matter,
        due_at=due_at,
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made


def list_own(session: Session, contact: Contact) -> Sequence[Reminder]:
    """Return the contact's waiting personal reminders, soonest first."""
    query = select(Reminder).where(
        Reminder.contact_id == contact.id,
        Reminder.kind == Kind.OWN,
        Reminder.state == State.WAITING,
    )
    return session.exec(query.order_by(col(Reminder.due_at), col(Reminder.id))).all()


def get_own(session: Session, contact: Contact, reminder_id: int) -> Reminder:
    """Return the contact's reminder, locked. Raises UserError if it is not theirs."""
    found = session.get(Reminder, reminder_id, with_for_update=True)
    if found is None or found.contact_id != contact.id or found.kind != Kind.OWN:
        raise UserError(texts.BUTTON_OLD)
    return found


def put_off(
    session: Session, contact: Contact, reminder_id: int, by: timedelta, *, now: datetime
) -> Reminder:
    """Create a new reminder after the delay and drop the old one if it is still waiting."""
    one = get_own(session, contact, reminder_id)
    if one.state == State.WAITING and one.rule_id is None:
        one.state = State.DROPPED
        session.flush()
    return keep(session, contact, one.text, now + by, now=now)


def finish(session: Session, contact: Contact, reminder_id: int, *, now: datetime) -> Reminder:
    """Mark as done (*Xong rồi*), or drop it before it fired (*Thôi*).

    The next occurrence of a recurring rule is not touched.
    """
    one = get_own(session, contact, reminder_id)
    if one.state == State.WAITING and one.rule_id is None:
        one.state = State.DROPPED
    one.done_at = one.done_at or now
    session.flush()
    return one


def ask(
    session: Session,
    contact: Contact,
    kind: str,
    *,
    text: str = "",
    class_id: int | None = None,
    now: datetime,
) -> None:
    """Store the question the contact's next message answers, replacing any earlier one."""
    found = session.get(ReminderAsk, contact.id)
    if found is None:
        found = ReminderAsk(contact_id=contact.id, kind=kind, asked_at=now)
        session.add(found)
    found.kind, found.text, found.session_id, found.asked_at = kind, text, class_id, now
    session.flush()


def asked(session: Session, contact: Contact, *, now: datetime) -> ReminderAsk | None:
    """Return the question that waits for an answer, or None if there is none or it expired."""
    found = session.get(ReminderAsk, contact.id)
    return found if found is not None and now - found.asked_at <= ASKED_FOR else None


def answered(session: Session, contact: Contact) -> None:
    """Delete the pending question."""
    if found := session.get(ReminderAsk, contact.id):
        session.delete(found)
        session.flush()


def stop_classes(session: Session, contact: Contact, *, now: datetime | None) -> None:
    """Stop class reminders from `now` on (*Dừng nhắc lớp*); None starts them again.

    Classes joined later are reminded of.
    """
    wish = session.get(ReminderWish, contact.id)
    if wish is None:
        wish = ReminderWish(contact_id=contact.id)
        session.add(wish)
    wish.classes_stopped_at = now
    session.flush()


def stop_own(session: Session, contact: Contact, *, now: datetime | None) -> None:
    """Stop all personal reminders created until `now`; None starts them again."""
    wish = session.get(ReminderWish, contact.id)
    if wish is None:
        wish = ReminderWish(contact_id=contact.id)
        session.add(wish)
    wish.own_stopped_at = now
    session.flush()


def is_stopped(session: Session, contact: Contact, promised_at: datetime) -> bool:
    """Return whether *dừng nhắc* came after the reminder was requested."""
    wish = session.get(ReminderWish, contact.id)
    return bool(wish and wish.own_stopped_at and wish.own_stopped_at >= promised_at)


def stopped_classes_at(session: Session, contact: Contact) -> datetime | None:
    """Return when class reminders were stopped (*dừng nhắc lớp*), or None if they are on."""
    wish = session.get(ReminderWish, contact.id)
    return wish.classes_stopped_at if wish else None


def clear(session: Session, contact: Contact) -> int:
    """Cancel all waiting personal reminders and recurring rules. Returns how many."""
    rules = recurring.list_rules(session, contact)
    for rule in rules:
        recurring.end(session, rule)
    single = list_own(session, contact)
    for reminder in single:
        reminder.state = State.DROPPED
    session.flush()
    return len(rules) + len(single)


def move(
    session: Session, contact: Contact, reminder_id: int, due_at: datetime, *, now: datetime
) -> Reminder:
    """Reschedule a reminder: creates a new one and drops the old one. Raises UserError if past."""
    reminder = get_own(session, contact, reminder_id)
    if due_at <= now:
        raise UserError(texts.REMINDER_PAST)
    if reminder.state == State.WAITING and reminder.rule_id is None:
        reminder.state = State.DROPPED
        session.flush()
    return keep(session, contact, reminder.text, due_at, now=now)


def forget(session: Session, contact_id: int) -> None:
    """Erase a contact's reminders and preferences; anonymise their enrolments and feedback."""
    rules = recurring.ReminderRule
    for table in (ReminderAsk, ReminderWish, DeadlineWish, Reminder, rules):
        session.execute(delete(table).where(col(table.contact_id) == contact_id))
