"""Reminders of class sessions, as they fall due."""

from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.classes import enrolments, wording
from bot.classes.models import ClassSession, Seat
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.models import Contact
from bot.reminders.models import Reminder, ReminderWish, State
from bot.reminders.service import end_reminder, postpone_reminder, send_reminder


def fire_class_reminder(
    session: Session, one: Reminder, contact: Contact, policy: Policy, now: datetime
) -> str:
    """Send a due reminder of a class session, or drop, put off or miss it; returns its state."""
    lesson = session.get_one(ClassSession, one.session_id)
    if now >= (one.send_before or lesson.starts_at):
        return end_reminder(one, State.MISSED, now)
    wish = session.get(ReminderWish, contact.id)
    stopped = wish.classes_stopped_at if wish else None
    seats = [
        each
        for each in enrolments.of_contact(session, contact.id, lesson.id)
        if each.seat == Seat.JOINED and not (stopped is not None and stopped >= each.joined_at)
    ]
    silent = lesson.cancelled_at is not None or contact.unreachable_since is not None
    if not seats or silent or _overtaken(session, one, now):
        return end_reminder(one, State.DROPPED, now)
    if policy.is_quiet(now) and policy.quiet.defer(now, policy.zone) < lesson.starts_at:
        return postpone_reminder(one, policy, now)
    if policy.is_quiet(now):  # a late tick, and no time is left to wait
        return end_reminder(one, State.MISSED, now)
    what = wording.full(lesson, now=now, zone=policy.zone)
    who = wording.names([each.learner for each in seats])
    buttons = [
        Choice(texts.BUTTON_KNOWN, f"lh:known:{lesson.id}:{lesson.version}"),
        Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{seats[0].id}"),
    ]
    if lesson.map_url:
        buttons.append(Choice(texts.BUTTON_MAP, url=lesson.map_url))
    reply = Reply(texts.CLASS_SOON.format(who=who, what=what), tuple(buttons))
    return send_reminder(session, one, contact, reply, now)


def _overtaken(session: Session, one: Reminder, now: datetime) -> bool:
    """Return whether a later reminder of the same class is due too, as after an outage."""
    query = select(Reminder.id).where(
        Reminder.contact_id == one.contact_id,
        Reminder.state == State.WAITING,
        Reminder.session_id == one.session_id,
        Reminder.due_at > one.due_at,
        Reminder.due_at <= now,
    )
    return session.exec(query).first() is not None
