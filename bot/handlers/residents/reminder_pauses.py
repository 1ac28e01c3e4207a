"""Pause a reminder for some days or until it is resumed.

Examples: "tạm nghỉ nhắc thuốc 3 ngày", "tuần này không nhắc", "tạm dừng nhắc uống thuốc".
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.handlers.button_labels import disambiguate_labels
from bot.handlers.recognition import is_carried
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.reminder_list import (
    PAGE_SIZE,
    Entry,
    list_entries,
    match_entries,
    render_entries,
    resume_button,
)
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.reminders import recurring_rules, wording
from bot.reminders.pause_parsing import PauseRequest, parse_pause
from bot.reminders.recurring_rules import ReminderRule
from bot.vietnamese.dates.formatting import format_day, format_resume_day

MAX_WORDS = 16  # words
_LESSONS = ("lop", "hoc", "han ")


def asks_to_pause(policy: Policy) -> Condition:
    """Return a predicate: "tạm nghỉ nhắc thuốc 3 ngày", "mai đừng nhắc", meant for the bot."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.normalized_text.split()) > MAX_WORDS:
            return False
        wish = parse_pause(turn.text, now=turn.now, zone=policy.zone)
        if wish is None or wish.matter.startswith(_LESSONS):
            return False
        return not is_carried(turn)

    return asks


def pause_reminder(policy: Policy) -> Handler:
    """Return a handler that pauses the reminder that is meant, or asks which one."""

    def resting(turn: Turn) -> Reply:
        wish = parse_pause(turn.text, now=turn.now, zone=policy.zone) or PauseRequest("")
        entries = list_entries(turn, policy.zone)
        if not entries:
            return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
        named = match_entries(turn, wish.matter, entries)
        again = [entry for entry in entries if isinstance(entry.record, ReminderRule)]
        matching = named or again or entries
        if len(matching) == 1 and (named or not wish.matter):
            return _pause_entry(turn, matching[0], wish, policy)
        return _ask_which_entry(matching, wish)

    return resting


def _pause_entry(turn: Turn, entry: Entry, wish: PauseRequest, policy: Policy) -> Reply:
    if not isinstance(entry.record, ReminderRule):
        stop = Choice(shorten_label(entry.label), entry.value)
        return Reply(texts.REMINDER_PAUSE_ONCE.format(matter=entry.matter_text), (stop,))
    if wish.begins is None or wish.ends is None:
        recurring_rules.pause_rule(turn.session, entry.record)
        text = texts.REMINDER_PAUSED.format(matter=entry.matter_text)
        return Reply(text, (resume_button(entry.record),))
    return _pause_rule_for_span(turn, entry.record, wish.begins, wish.ends, policy)


def _pause_rule_for_span(
    turn: Turn, rule: ReminderRule, begins: datetime, ends: datetime, policy: Policy
) -> Reply:
    matter = wording.echo_matter(rule.text)
    if not recurring_rules.suspend_rule(
        turn.session, rule, begins=begins, ends=ends, now=turn.now, policy=policy
    ):
        stop = Choice(
            shorten_label(texts.BUTTON_STOP_ONE.format(matter=matter)), f"nh:end:{rule.id}"
        )
        until = format_day(rule.recurrence.until) if rule.recurrence.until else ""
        return Reply(texts.REMINDER_RESTS_OVER.format(day=until, matter=matter), (stop,))
    return Reply(_render_pause(turn, rule, begins, ends, policy), (resume_button(rule),))


def _render_pause(
    turn: Turn, rule: ReminderRule, begins: datetime, ends: datetime, policy: Policy
) -> str:
    last = (ends - timedelta(minutes=1)).astimezone(policy.zone)
    first = begins.astimezone(policy.zone)
    text = texts.REMINDER_RESTS
    if first.date() > policy.today(turn.now):
        text = texts.REMINDER_RESTS_LATER
    if first.date() == last.date():
        text = texts.REMINDER_RESTS_DAY
    coming = recurring_rules.find_next_due(rule, ends - recurring_rules.INSTANT, policy) or ends
    return text.format(
        matter=wording.echo_matter(rule.text),
        first=format_resume_day(first, zone=policy.zone),
        last=format_resume_day(last, zone=policy.zone),
        back=wording.describe_moment(coming, now=turn.now, zone=policy.zone),
    )


def _ask_which_entry(entries: Sequence[Entry], wish: PauseRequest) -> Reply:
    """Ask which entry to pause, with a button for each rule; the first button pauses none."""
    again = [entry for entry in entries if isinstance(entry.record, ReminderRule)][:PAGE_SIZE]
    labels = disambiguate_labels(
        [texts.BUTTON_PAUSE_ONE.format(matter=entry.matter_text) for entry in again],
        [entry.when for entry in again],
    )
    buttons = [
        Choice(label, _button_value(entry, wish))
        for label, entry in zip(labels, again, strict=True)
    ]
    hold = Choice(texts.BUTTON_HOLD, "nh:held:1")
    return Reply(
        f"{texts.REMINDER_WHICH_PAUSE}\n{render_entries(again or entries[:PAGE_SIZE])}",
        (hold, *buttons),
    )


def _button_value(entry: Entry, wish: PauseRequest) -> str:
    if wish.begins is None or wish.ends is None:
        return f"nh:pause:{entry.record.id}"
    span = f"{wish.begins.timestamp():.0f}-{wish.ends.timestamp():.0f}"
    return f"nh:rest:{entry.record.id}:{span}"


def press_timed_pause(turn: Turn, rule_id: int, span: str, policy: Policy) -> Answer:
    """Handle "nh:rest:<rule>:<from>-<until>", in seconds; a span that is over is an old button."""
    begins, _, ends = span.partition("-")
    if not (begins.isdecimal() and ends.isdecimal()) or len(span) > 24:
        return reject_old_button(turn)
    try:
        moments = [datetime.fromtimestamp(int(at), policy.zone) for at in (begins, ends)]
    except (OverflowError, OSError, ValueError):
        return reject_old_button(turn)
    if moments[1] <= turn.now:
        return reject_old_button(turn)
    rule = recurring_rules.get_rule(turn.session, turn.contact, rule_id)
    return _pause_rule_for_span(turn, rule, moments[0], moments[1], policy)
