"""Reminders in a chat: create one in a sentence, and subscribe to recurring deadlines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import format_date
from bot.handlers.residents import reminder_list, reminder_pauses
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import personal, recurring_rules, service, wording
from bot.reminders.deadlines import Deadline
from bot.reminders.recurring_rules import ReminderRule
from bot.reminders.reminder_parsing import (
    END_FAULTS,
    Fault,
    ParsedReminder,
    is_reminder_request,
    parse_answer,
    parse_end,
    parse_reminder,
)
from bot.vietnamese.dates.daily_times import DEFAULT_TIMES, MAX_TIMES_PER_DAY
from bot.vietnamese.dates.formatting import (
    describe_short_months,
    format_clock,
    format_recurrence,
    format_times,
)
from bot.vietnamese.dates.recurrence import Recurrence

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
NOT_NOW_VALUE = "nh:no"
NOT_NOW_BUTTON = Choice(texts.BUTTON_NOT_NOW, NOT_NOW_VALUE)
QUESTION_KINDS = ("when", "which", "matter", "both", "end")  # what an answer in words can complete
SHORT_ANSWER_WORDS = 4  # words: hardly a question, rather a time that could not be read


def asks_for_reminder(turn: Turn) -> bool:
    """Return whether the text asks for a reminder: "nhắc tôi…", "mai 8 giờ nhắc tôi…"."""
    return not turn.choice and not turn.attachments and is_reminder_request(turn.text)


def create_reminder(policy: Policy) -> Handler:
    """Return a handler that creates the reminder and confirms it, or asks for what is unclear."""
    return lambda turn: _create_or_ask(
        turn, parse_reminder(turn.text, now=turn.now, zone=policy.zone), policy
    )


def _create_or_ask(turn: Turn, wish: ParsedReminder, policy: Policy) -> Reply:
    if wish.is_unambiguous and wish.rule is not None:
        return create_rule(turn, wish.matter, wish.rule, policy)
    if wish.is_unambiguous:
        return _create_once(turn, wish.matter, wish.moments[0], policy)
    if wish.fault is Fault.NO_MATTER:
        return _ask_matter(turn, wish, policy)
    if wish.rule is not None:
        return _ask_hour(turn, wish)
    if wish.matter and wish.moments and wish.fault in (None, Fault.PAST):
        return _ask_which_moment(turn, wish, policy)
    kind = "end" if wish.fault in END_FAULTS else "when"
    personal.set_pending_question(turn.session, turn.contact, kind, text=wish.rest, now=turn.now)
    return Reply(
        FAULT_TEXTS.get(wish.fault or Fault.NO_TIME, texts.REMINDER_WHEN), (NOT_NOW_BUTTON,)
    )


def _ask_matter(turn: Turn, wish: ParsedReminder, policy: Policy) -> Reply:
    """Ask what to remind of, when only the time, or nothing, is known."""
    if wish.rule is None and len(wish.moments) == 1:
        timestamp = str(int(wish.moments[0].timestamp()))
        personal.set_pending_question(
            turn.session, turn.contact, "matter", text=timestamp, now=turn.now
        )
        when = wording.describe_moment(wish.moments[0], now=turn.now, zone=policy.zone)
        return Reply(texts.REMINDER_MATTER.format(time=when), (NOT_NOW_BUTTON,))
    timed = wish.rule is not None or bool(wish.moments)
    kind, text = ("matter", wish.rest) if timed else ("both", "")
    personal.set_pending_question(turn.session, turn.contact, kind, text=text, now=turn.now)
    return Reply(texts.REMINDER_MATTER_AGAIN if timed else texts.REMINDER_HOW, (NOT_NOW_BUTTON,))


def _ask_hour(turn: Turn, wish: ParsedReminder) -> Reply:
    """Ask for the hour of a recurring reminder: not given, or ambiguous such as "5h"."""
    personal.set_pending_question(turn.session, turn.contact, "when", text=wish.rest, now=turn.now)
    doubt = wish.rule.doubt if wish.rule else ()
    buttons = [Choice(format_clock(at), f"nh:hour:{at.hour * 60 + at.minute}") for at in doubt]
    matter = wording.echo_matter(wish.matter)
    text = texts.REMINDER_HOUR_WHICH.format(matter=matter) if doubt else texts.REMINDER_HOUR
    if wish.rule and wish.rule.per_day > 1:
        hours = format_times(DEFAULT_TIMES[wish.rule.per_day])
        text = texts.REMINDER_HOURS.format(count=wish.rule.per_day, hours=hours)
    return Reply(text, (*buttons, NOT_NOW_BUTTON))


def _ask_which_moment(turn: Turn, wish: ParsedReminder, policy: Policy) -> Reply:
    personal.set_pending_question(turn.session, turn.contact, "which", text=wish.rest, now=turn.now)
    moment_labels = [
        wording.describe_moment(moment, now=turn.now, zone=policy.zone) for moment in wish.moments
    ]
    buttons = [
        Choice(label, f"nh:at:{int(moment.timestamp())}")
        for label, moment in zip(moment_labels, wish.moments, strict=True)
    ]
    matter = wording.echo_matter(wish.matter)
    text = texts.REMINDER_WHICH.format(matter=matter)
    if wish.mismatch is not None:
        text = texts.REMINDER_MISFIT.format(misfit=wish.mismatch.sentence, matter=matter)
    if wish.fault is Fault.PAST:
        text = texts.REMINDER_PAST_ASK.format(time=moment_labels[0])
    return Reply(text, (*buttons, NOT_NOW_BUTTON))


def _create_once(turn: Turn, matter: str, at: datetime, policy: Policy) -> Reply:
    reminder = personal.create_reminder(turn.session, turn.contact, matter, at, now=turn.now)
    personal.clear_pending_question(turn.session, turn.contact)
    when = wording.describe_moment(reminder.due_at, now=turn.now, zone=policy.zone)
    matter_text = wording.echo_matter(reminder.text)
    stop = Choice(
        shorten_label(texts.BUTTON_STOP_ONE.format(matter=matter_text)), f"nh:stop:{reminder.id}"
    )
    return Reply(texts.REMINDER_KEPT.format(time=when, matter=matter_text), (stop,))


def create_rule(turn: Turn, matter: str, repeat: Recurrence, policy: Policy) -> Reply:
    """Create a recurring reminder and confirm it with its next time."""
    rule = recurring_rules.create_rule(
        turn.session, turn.contact, matter, repeat, now=turn.now, policy=policy
    )
    personal.clear_pending_question(turn.session, turn.contact)
    return render_rule(turn, rule, policy)


def render_rule(turn: Turn, rule: ReminderRule, policy: Policy) -> Reply:
    """Return the confirmation of a running rule, with its next and its last time."""
    repeat = rule.recurrence
    at = recurring_rules.find_next_due(rule, turn.now, policy) or turn.now
    matter = wording.echo_matter(rule.text)
    sentences = [
        texts.REMINDER_KEPT_AGAIN.format(
            rule=format_recurrence(repeat),
            matter=matter,
            time=wording.describe_moment(at, now=turn.now, zone=policy.zone),
        ),
        describe_short_months(repeat),
        wording.describe_leap_month(repeat, turn.now, policy.zone),
    ]
    stop = Choice(shorten_label(texts.BUTTON_STOP_ONE.format(matter=matter)), f"nh:end:{rule.id}")
    return Reply(" ".join(filter(None, sentences)), (stop,))


def completes_reminder(turn: Turn) -> bool:
    """Return whether the turn is text while a missing part of a reminder is asked for."""
    is_asked = any(button["value"] == NOT_NOW_VALUE for button in turn.contact.offered)
    return is_asked and not turn.choice and bool(turn.normalized_text)


def complete_reminder_or(answer: Handler, policy: Policy) -> Handler:
    """Return a handler for the missing part; a text that is none of it goes to `answer`.

    A short text that cannot be read is asked for again. An invalid time keeps what was said
    before, so
    that the next message can correct it.
    """

    def complete(turn: Turn) -> Answer:
        pending = personal.find_pending_question(turn.session, turn.contact, now=turn.now)
        if pending is None or pending.kind not in QUESTION_KINDS:
            return answer(turn)
        if pending.kind == "matter" and pending.text.isdecimal():
            at = datetime.fromtimestamp(int(pending.text), UTC)
            return _create_once(turn, turn.text[:200], at, policy)
        parse = parse_end if pending.kind == "end" else parse_answer
        wish = parse(pending.text, turn.text, now=turn.now, zone=policy.zone)
        has_no_time = pending.kind in ("when", "which") and wish.fault is Fault.NO_TIME
        if has_no_time and len(turn.normalized_text.split()) > SHORT_ANSWER_WORDS:
            return answer(turn)
        return _create_or_ask(turn, wish, policy)

    return complete


def press_reminder_button(policy: Policy) -> Handler:
    """Return a handler for a button: "nh:<verb>:<number>[:<minutes>]"."""

    def pressed(turn: Turn) -> Answer:
        verb, number, minutes = (*turn.argument.split(SEPARATOR), "", "")[:3]
        if verb == "no":
            personal.clear_pending_question(turn.session, turn.contact)
            return show_menu(turn)
        if not number.isdecimal() or len(number) > 10:
            return reject_old_button(turn)
        if verb in ("clear", "held"):
            return clear_reminders(turn) if verb == "clear" else keep_all_reminders(turn)
        if verb == "page":
            return reminder_list.show_page(turn, int(number), policy)
        if verb == "rest":
            return reminder_pauses.press_timed_pause(turn, int(number), minutes, policy)
        if verb in ("end", "pause", "resume"):
            return press_rule_button(turn, verb, int(number), policy)
        return _act_on_reminder(turn, verb, int(number), minutes, policy)

    return pressed


def clear_reminders(turn: Turn) -> Reply:
    """Delete all reminders, after the confirmation."""
    count = personal.cancel_all_reminders(turn.session, turn.contact)
    return Reply(texts.REMINDERS_CLEARED.format(count=count), show_menu(turn).choices)


def keep_all_reminders(turn: Turn) -> Reply:
    """Keep all reminders: the confirmation was declined."""
    return Reply(texts.REMINDERS_HELD, show_menu(turn).choices)


def press_rule_button(turn: Turn, verb: str, rule_id: int, policy: Policy) -> Reply:
    """End, pause or resume a recurring reminder."""
    rule = recurring_rules.get_rule(turn.session, turn.contact, rule_id)
    if verb == "resume":
        return render_rule(
            turn, recurring_rules.resume_rule(turn.session, rule, turn.now, policy), policy
        )
    if verb == "end":
        recurring_rules.end_rule(turn.session, rule)
        return Reply(texts.REMINDER_STOPPED.format(matter=wording.echo_matter(rule.text)))
    recurring_rules.pause_rule(turn.session, rule)
    matter = wording.echo_matter(rule.text)
    return Reply(texts.REMINDER_PAUSED.format(matter=matter), (reminder_list.resume_button(rule),))


def _act_on_reminder(turn: Turn, verb: str, number: int, minutes: str, policy: Policy) -> Answer:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "at" | "hour" if pending := personal.find_pending_question(session, contact, now=now):
            return _choose_moment(turn, verb, number, pending.text, policy)
        case "done" | "stop":
            reminder = personal.complete_reminder(session, contact, number, now=now)
            template = texts.REMINDER_DONE if verb == "done" else texts.REMINDER_STOPPED
            return Reply(template.format(matter=wording.echo_matter(reminder.text)))
        case "later" if minutes in ("60", "1440"):
            span = timedelta(minutes=int(minutes))
            reminder = personal.snooze_reminder(session, contact, number, span, now=now)
            when = wording.describe_moment(reminder.due_at, now=now, zone=policy.zone)
            matter = wording.echo_matter(reminder.text)
            return Reply(texts.REMINDER_KEPT.format(time=when, matter=matter))
    return reject_old_button(turn)


def _choose_moment(turn: Turn, verb: str, number: int, rest: str, policy: Policy) -> Reply:
    """Complete the reminder with the chosen one of several times."""
    if verb == "at":
        wish = parse_reminder(texts.WISH_LINE.format(rest=rest), now=turn.now, zone=policy.zone)
        return _create_once(turn, wish.matter or rest, datetime.fromtimestamp(number, UTC), policy)
    hour = f"{number // 60 % 24:02}:{number % 60:02}"
    return _create_or_ask(turn, parse_answer(rest, hour, now=turn.now, zone=policy.zone), policy)


def show_deadlines(deadlines: Sequence[Deadline], policy: Policy) -> Handler:
    """Return a handler that lists deadlines with next day, basis and a button to switch each."""

    def show(turn: Turn) -> Reply:
        wanted = service.list_deadlines(turn.session, turn.contact)
        lines, buttons = [texts.DEADLINES], []
        for deadline in deadlines:
            day = format_date(deadline.next_day(policy.today(turn.now)))
            checked = format_date(deadline.checked)
            line = texts.DEADLINE_LINE
            lines.append(
                line.format(title=deadline.title, day=day, basis=deadline.basis, checked=checked)
            )
            label = texts.BUTTON_DEADLINE_OFF if deadline.id in wanted else texts.BUTTON_DEADLINE_ON
            verb = "off" if deadline.id in wanted else "on"
            buttons.append(
                Choice(
                    shorten_label(label.format(title=deadline.title)), f"hn:{verb}:{deadline.id}"
                )
            )
        return Reply("\n".join(lines) if buttons else texts.DEADLINES_NONE, tuple(buttons))

    return show


def switch_deadline(deadlines: Sequence[Deadline], policy: Policy) -> Handler:
    """Return a handler for "hn:on:<id>" and "hn:off:<id>"."""

    def choose(turn: Turn) -> Reply:
        verb, _, name = turn.argument.partition(SEPARATOR)
        deadline = next(
            (known_deadline for known_deadline in deadlines if known_deadline.id == name), None
        )
        if deadline is None or verb not in ("on", "off"):
            return reject_old_button(turn)
        if verb == "off":
            service.unsubscribe_from_deadline(turn.session, turn.contact, deadline.id)
            return Reply(texts.DEADLINE_OFF.format(title=deadline.title))
        service.subscribe_to_deadline(turn.session, turn.contact, deadline.id, now=turn.now)
        day = format_date(deadline.next_day(policy.today(turn.now)))
        return Reply(texts.DEADLINE_ON.format(title=deadline.title, day=day))

    return choose
