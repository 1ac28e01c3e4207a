"""What residents are told of their reminders and of recurring deadlines."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import format_date
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import recurring_rules, wording
from bot.reminders.deadlines import Deadline
from bot.reminders.models import Reminder
from bot.reminders.recurring_rules import ReminderRule
from bot.reminders.reminder_parsing import Fault, ParsedReminder
from bot.vietnamese.dates.daily_times import DEFAULT_TIMES, MAX_TIMES_PER_DAY
from bot.vietnamese.dates.formatting import (
    describe_short_months,
    format_clock,
    format_day,
    format_recurrence,
    format_resume_day,
    format_times,
)

# What is asked when a wish cannot be kept as it was said; what could be read of it stays.
FAULT_TEXTS = {
    Fault.NO_TIME: texts.REMINDER_WHEN,
    Fault.NO_SUCH_DAY: texts.REMINDER_NO_DAY,
    Fault.NO_SUCH_HOUR: texts.REMINDER_NO_HOUR,
    Fault.PAST: texts.REMINDER_PAST,
    Fault.TOO_FAR: texts.REMINDER_TOO_FAR,
    Fault.REPEATS: texts.REMINDER_REPEATS,
    Fault.NO_DAY: texts.REMINDER_NO_WHICH_DAY,
    Fault.TOO_OFTEN: texts.REMINDER_TOO_OFTEN.format(count=MAX_TIMES_PER_DAY),
    Fault.ENDED: texts.REMINDER_ENDED,
    Fault.WHICH_END: texts.REMINDER_WHICH_END,
}
NOT_NOW_VALUE = Action.REMINDER.pack("no")
NOT_NOW_BUTTON = Choice(texts.BUTTON_NOT_NOW, NOT_NOW_VALUE)


def render_fault(fault: Fault | None) -> Reply:
    """Ask again, saying what could not be read."""
    return Reply(FAULT_TEXTS.get(fault or Fault.NO_TIME, texts.REMINDER_WHEN), (NOT_NOW_BUTTON,))


def render_matter_question(at: datetime, *, now: datetime, policy: Policy) -> Reply:
    """Ask what to remind of at the moment that was named."""
    when = wording.describe_moment(at, now=now, zone=policy.zone)
    return Reply(texts.REMINDER_MATTER.format(time=when), (NOT_NOW_BUTTON,))


def render_open_question(*, is_timed: bool) -> Reply:
    """Ask what to remind of, and when unless that is known."""
    text = texts.REMINDER_MATTER_AGAIN if is_timed else texts.REMINDER_HOW
    return Reply(text, (NOT_NOW_BUTTON,))


def render_hour_question(wish: ParsedReminder) -> Reply:
    """Ask for the hour of a recurring reminder: not given, or ambiguous such as "5h"."""
    doubt = wish.rule.doubt if wish.rule else ()
    buttons = [
        Choice(format_clock(at), Action.REMINDER.pack("hour", at.hour * 60 + at.minute))
        for at in doubt
    ]
    matter = wording.echo_matter(wish.matter)
    text = texts.REMINDER_HOUR_WHICH.format(matter=matter) if doubt else texts.REMINDER_HOUR
    if wish.rule and wish.rule.per_day > 1:
        hours = format_times(DEFAULT_TIMES[wish.rule.per_day])
        text = texts.REMINDER_HOURS.format(count=wish.rule.per_day, hours=hours)
    return Reply(text, (*buttons, NOT_NOW_BUTTON))


def render_moment_question(wish: ParsedReminder, *, now: datetime, policy: Policy) -> Reply:
    """Ask which of several moments is meant."""
    moment_labels = [
        wording.describe_moment(moment, now=now, zone=policy.zone) for moment in wish.moments
    ]
    buttons = [
        Choice(label, Action.REMINDER.pack("at", int(moment.timestamp())))
        for label, moment in zip(moment_labels, wish.moments, strict=True)
    ]
    matter = wording.echo_matter(wish.matter)
    text = texts.REMINDER_WHICH.format(matter=matter)
    if wish.mismatch is not None:
        text = texts.REMINDER_MISFIT.format(misfit=wish.mismatch.sentence, matter=matter)
    if wish.fault is Fault.PAST:
        text = texts.REMINDER_PAST_ASK.format(time=moment_labels[0])
    return Reply(text, (*buttons, NOT_NOW_BUTTON))


def render_reminder(reminder: Reminder, *, now: datetime, policy: Policy) -> Reply:
    """Confirm a reminder, with a button to stop it."""
    return _render_once(reminder, texts.REMINDER_KEPT, now, policy)


def render_moved(reminder: Reminder, *, now: datetime, policy: Policy) -> Reply:
    """Confirm the new time, with a button to stop the reminder."""
    return _render_once(reminder, texts.REMINDER_MOVED, now, policy)


def _render_once(reminder: Reminder, template: str, now: datetime, policy: Policy) -> Reply:
    when = wording.describe_moment(reminder.due_at, now=now, zone=policy.zone)
    matter = wording.echo_matter(reminder.text)
    stop = _stop_button(matter, Action.REMINDER.pack("stop", reminder.id))
    return Reply(template.format(time=when, matter=matter), (stop,))


def _stop_button(matter: str, value: str) -> Choice:
    return Choice(shorten_label(texts.BUTTON_STOP_ONE.format(matter=matter)), value)


def render_snoozed(reminder: Reminder, *, now: datetime, policy: Policy) -> Reply:
    """Confirm when the reminder comes again."""
    when = wording.describe_moment(reminder.due_at, now=now, zone=policy.zone)
    matter = wording.echo_matter(reminder.text)
    return Reply(texts.REMINDER_KEPT.format(time=when, matter=matter))


def render_done(reminder: Reminder) -> Reply:
    """Confirm that the matter is done."""
    return Reply(texts.REMINDER_DONE.format(matter=wording.echo_matter(reminder.text)))


def render_stopped(record: Reminder | ReminderRule) -> Reply:
    """Confirm that the reminder is stopped."""
    return Reply(texts.REMINDER_STOPPED.format(matter=wording.echo_matter(record.text)))


def render_rule(rule: ReminderRule, *, now: datetime, policy: Policy) -> Reply:
    """Confirm a running rule, with its next and its last time."""
    repeat = rule.recurrence
    at = recurring_rules.find_next_due(rule, now, policy) or now
    matter = wording.echo_matter(rule.text)
    sentences = [
        texts.REMINDER_KEPT_AGAIN.format(
            rule=format_recurrence(repeat),
            matter=matter,
            time=wording.describe_moment(at, now=now, zone=policy.zone),
        ),
        describe_short_months(repeat),
        wording.describe_leap_month(repeat, now, policy.zone),
    ]
    stop = _stop_button(matter, Action.REMINDER.pack("end", rule.id))
    return Reply(" ".join(filter(None, sentences)), (stop,))


def resume_button(rule: ReminderRule) -> Choice:
    """Return the button that resumes a paused rule."""
    label = shorten_label(texts.BUTTON_RESUME_ONE.format(matter=wording.echo_matter(rule.text)))
    return Choice(label, Action.REMINDER.pack("resume", rule.id))


def render_paused(rule: ReminderRule) -> Reply:
    """Confirm that the rule is paused until it is resumed."""
    matter = wording.echo_matter(rule.text)
    return Reply(texts.REMINDER_PAUSED.format(matter=matter), (resume_button(rule),))


def render_suspended(
    rule: ReminderRule, begins: datetime, ends: datetime, *, now: datetime, policy: Policy
) -> Reply:
    """Confirm that the rule is suspended, and say when it is back."""
    last = (ends - timedelta(minutes=1)).astimezone(policy.zone)
    first = begins.astimezone(policy.zone)
    template = texts.REMINDER_RESTS
    if first.date() > policy.today(now):
        template = texts.REMINDER_RESTS_LATER
    if first.date() == last.date():
        template = texts.REMINDER_RESTS_DAY
    coming = recurring_rules.find_next_due(rule, ends - recurring_rules.INSTANT, policy) or ends
    text = template.format(
        matter=wording.echo_matter(rule.text),
        first=format_resume_day(first, zone=policy.zone),
        last=format_resume_day(last, zone=policy.zone),
        back=wording.describe_moment(coming, now=now, zone=policy.zone),
    )
    return Reply(text, (resume_button(rule),))


def render_suspended_for_good(rule: ReminderRule) -> Reply:
    """Say that nothing would come after the suspension, and offer to stop the rule."""
    matter = wording.echo_matter(rule.text)
    until = format_day(rule.recurrence.until) if rule.recurrence.until else ""
    stop = _stop_button(matter, Action.REMINDER.pack("end", rule.id))
    return Reply(texts.REMINDER_RESTS_OVER.format(day=until, matter=matter), (stop,))


def render_all_cleared(count: int, menu: tuple[Choice, ...]) -> Reply:
    """Confirm that all reminders are deleted."""
    return Reply(texts.REMINDERS_CLEARED.format(count=count), menu)


def render_all_held(menu: tuple[Choice, ...]) -> Reply:
    """Confirm that all reminders stay."""
    return Reply(texts.REMINDERS_HELD, menu)


def render_deadlines(
    deadlines: Sequence[Deadline], subscribed: AbstractSet[str], today: date
) -> Reply:
    """List deadlines with next day, basis and a button to switch each."""
    lines, buttons = [texts.DEADLINES], []
    for deadline in deadlines:
        if (day := deadline.find_next_day(today)) is None:
            continue
        lines.append(
            texts.DEADLINE_LINE.format(
                title=deadline.title,
                day=format_date(day),
                basis=deadline.basis,
                checked=format_date(deadline.checked),
            )
        )
        is_on = deadline.id in subscribed
        label = texts.BUTTON_DEADLINE_OFF if is_on else texts.BUTTON_DEADLINE_ON
        value = Action.DEADLINE.pack("off" if is_on else "on", deadline.id)
        buttons.append(Choice(shorten_label(label.format(title=deadline.title)), value))
    return Reply("\n".join(lines) if buttons else texts.DEADLINES_NONE, tuple(buttons))


def render_deadline_on(deadline: Deadline, today: date) -> Reply:
    """Confirm the subscription with the next day."""
    day = format_date(deadline.find_next_day(today) or today)
    return Reply(texts.DEADLINE_ON.format(title=deadline.title, day=day))


def render_deadline_off(deadline: Deadline) -> Reply:
    """Confirm that the subscription ended."""
    return Reply(texts.DEADLINE_OFF.format(title=deadline.title))
