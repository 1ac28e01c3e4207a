"""Reminders of class sessions, as they fall due."""

from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.classes import enrolments, wording
from bot.classes.models import ClassSession, EnrolmentStatus
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.reminders.models import Reminder, ReminderPreferences, ReminderState
from bot.reminders.service import _defer_reminder, _end_reminder, _send_reminder


def _fire_class(
    session: Session, reminder: Reminder, contact: Contact, policy: Policy, now: datetime
) -> str:
    """Send a due reminder of a class session, or drop, put off or miss it; returns its state."""
    class_session = session.get_one(ClassSession, reminder.session_id)
    if now >= (reminder.send_before or class_session.starts_at):
        return _end_reminder(reminder, ReminderState.MISSED, now)
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
        return _end_reminder(reminder, ReminderState.DROPPED, now)
    if policy.is_quiet(now) and policy.quiet.defer(now, policy.zone) < class_session.starts_at:
        return _defer_reminder(reminder, policy, now)
    if policy.is_quiet(now):  # a late tick, and no time is left to wait
        return _end_reminder(reminder, ReminderState.MISSED, now)
    description = wording.describe_class(class_session, now=now, zone=policy.zone)
    learner_names = wording.join_learner_names([enrolment.learner for enrolment in seats])
    buttons = [
        Choice(texts.BUTTON_KNOWN, f"lh:known:{class_session.id}:{class_session.version}"),
        Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{seats[0].id}"),
    ]
    if class_session.map_url:
        buttons.append(Choice(texts.BUTTON_MAP, url=class_session.map_url))
    reply = Reply(texts.CLASS_SOON.format(who=learner_names, what=description), tuple(buttons))
    return _send_reminder(session, reminder, contact, reply, now)


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
