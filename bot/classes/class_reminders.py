"""Reminders of class sessions, as they fall due."""

from datetime import datetime

from sqlmodel import Session, select

from bot.classes import enrolments
from bot.classes.events import ClassReminderSent
from bot.classes.models import ClassSession, EnrolmentStatus
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import Contact
from bot.reminders.models import Reminder, ReminderPreferences, ReminderState
from bot.reminders.service import defer_reminder, end_reminder


def fire_class(
    session: Session, reminder: Reminder, contact: Contact, policy: Policy, now: datetime
) -> ReminderState:
    """Send a due reminder of a class session, or drop, put off or miss it; returns its state."""
    class_session = session.get_one(ClassSession, reminder.session_id)
    if now >= (reminder.send_before or class_session.starts_at):
        return end_reminder(reminder, ReminderState.MISSED, now)
    preferences = session.get(ReminderPreferences, contact.id)
    stopped = preferences.classes_stopped_at if preferences else None
    seats = [
        enrolment
        for enrolment in enrolments.list_contact_enrolments(session, contact.id, class_session.id)
        if enrolment.status == EnrolmentStatus.JOINED
        and not (stopped is not None and stopped >= enrolment.joined_at)
    ]
    silent = class_session.cancelled_at is not None or contact.unreachable_since is not None
    if not seats or silent or _is_superseded(session, reminder, now):
        return end_reminder(reminder, ReminderState.DROPPED, now)
    if policy.is_quiet(now) and policy.quiet.defer(now, policy.zone) < class_session.starts_at:
        return defer_reminder(reminder, policy, now)
    if policy.is_quiet(now):  # a late tick, and no time is left to wait
        return end_reminder(reminder, ReminderState.MISSED, now)
    enrolment_ids = tuple(enrolment.id for enrolment in seats)
    emit(session, ClassReminderSent(reminder.id, enrolment_ids, zone=policy.zone, at=now))
    return end_reminder(reminder, ReminderState.SENT, now)


def _is_superseded(session: Session, reminder: Reminder, now: datetime) -> bool:
    """Return whether a later reminder of the same class is due too, as after an outage."""
    query = select(Reminder.id).where(
        Reminder.contact_id == reminder.contact_id,
        Reminder.state == ReminderState.WAITING,
        Reminder.session_id == reminder.session_id,
        Reminder.due_at > reminder.due_at,
        Reminder.due_at <= now,
    )
    return session.exec(query).first() is not None
