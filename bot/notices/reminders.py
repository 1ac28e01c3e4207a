"""What people are told of their personal reminders and of recurring deadlines."""

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox.models import Priority
from bot.outbox.notify import notify_contact
from bot.people.models import Contact
from bot.reminders import wording
from bot.reminders.events import (
    DeadlineNoticeDue,
    ReminderSent,
    RulePlace,
    UnitDeadlineChanged,
    UnitDeadlineWithdrawn,
)
from bot.reminders.models import DeadlineRun, Reminder

PLACE_SENTENCES = {
    RulePlace.BACK: f" {texts.REMINDER_BACK}",
    RulePlace.LAST: f" {texts.REMINDER_IS_LAST}",
    RulePlace.WAS_LAST: f" {texts.REMINDER_WAS_LAST}",
}


def tell_reminder(session: Session, event: ReminderSent) -> None:
    """Remind the owner; a late reminder is a question."""
    reminder = session.get_one(Reminder, event.reminder_id)
    matter = wording.echo_matter(reminder.text)
    text = texts.REMINDER_NOW.format(matter=matter)
    if event.is_late:
        when = wording.describe_moment(event.meant_at, now=event.at, zone=event.zone)
        text = texts.REMINDER_LATE.format(matter=matter, time=when)
    text += PLACE_SENTENCES.get(event.place, "")
    contact = session.get_one(Contact, reminder.contact_id)
    reply = Reply(text, _make_buttons(reminder))
    notify_contact(session, contact, reply, now=event.at, key=f"reminder:{reminder.id}")


def _make_buttons(reminder: Reminder) -> tuple[Choice, ...]:
    """Return the buttons done, in an hour, and tomorrow; for a recurring one pause instead."""
    last = Choice(texts.BUTTON_TOMORROW, Action.REMINDER.pack("later", reminder.id, "1440"))
    if reminder.rule_id is not None:
        last = Choice(texts.BUTTON_PAUSE, Action.REMINDER.pack("pause", reminder.rule_id))
    return (
        Choice(texts.BUTTON_REMINDER_DONE, Action.REMINDER.pack("done", reminder.id)),
        Choice(texts.BUTTON_IN_AN_HOUR, Action.REMINDER.pack("later", reminder.id, "60")),
        last,
    )


def tell_deadline_moved(session: Session, event: UnitDeadlineChanged) -> None:
    """Tell those who asked for a deadline its new day: they may have heard the old one."""
    if event.next_day is None:
        return
    day = f"{event.next_day.day}/{event.next_day.month}/{event.next_day.year}"
    text = texts.UNIT_DEADLINE_MOVED.format(title=event.note, day=day)
    _tell_subscribers(session, event.contact_ids, text, f"{event.at.timestamp():.0f}", event)


def tell_deadline_gone(session: Session, event: UnitDeadlineWithdrawn) -> None:
    """Tell those who asked for a deadline that it is withdrawn."""
    text = texts.UNIT_DEADLINE_GONE.format(title=event.note)
    _tell_subscribers(session, event.contact_ids, text, "gone", event)


def _tell_subscribers(
    session: Session,
    contact_ids: tuple[int, ...],
    text: str,
    key: str,
    event: UnitDeadlineChanged | UnitDeadlineWithdrawn,
) -> None:
    for contact in session.exec(select(Contact).where(col(Contact.id).in_(contact_ids))):
        notify_contact(
            session,
            contact,
            Reply(text),
            now=event.at,
            priority=Priority.BULK,
            key=f"unit-deadline:{event.deadline_id}:{key}:{contact.id}",
            may_wait=True,
        )


def tell_deadline(session: Session, event: DeadlineNoticeDue) -> None:
    """Send the notice of a deadline to a batch of its subscribers and count them."""
    run = session.get_one(DeadlineRun, event.run_id)
    reply = Reply(
        event.text.format(day=f"{run.day.day}/{run.day.month}/{run.day.year}"),
        (Choice(texts.BUTTON_DEADLINE_STOP, Action.DEADLINE.pack("off", run.deadline)),),
    )
    query = select(Contact).where(col(Contact.id).in_(event.contact_ids))
    contacts = {contact.id: contact for contact in session.exec(query)}
    for contact_id in event.contact_ids:
        is_enqueued = notify_contact(
            session,
            contacts[contact_id],
            reply,
            now=event.at,
            priority=Priority.BULK,
            key=f"deadline:{run.id}:{contact_id}",
            may_wait=run.days_before > 0,  # by the evening of its day it would be over
        )
        run.notified_count += is_enqueued
    session.flush()
