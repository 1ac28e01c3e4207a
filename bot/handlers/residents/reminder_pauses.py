"""Pause a reminder for some days or until it is resumed.

Examples: "tạm nghỉ nhắc thuốc 3 ngày", "tuần này không nhắc", "tạm dừng nhắc uống thuốc".
"""

from datetime import datetime

from bot.core.policy import Policy
from bot.handlers.recognition import is_carried
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.reminder_list import list_entries, match_entries
from bot.handlers.residents.words import reminder_list as list_words
from bot.handlers.residents.words import reminders as words
from bot.handlers.residents.words.reminder_list import Entry
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.messages.content import Reply
from bot.reminders import recurring_rules
from bot.reminders.pause_parsing import PauseRequest, parse_pause
from bot.reminders.recurring_rules import ReminderRule

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
        entries = list_entries(turn, policy)
        if not entries:
            return list_words.render_none(show_menu(turn).choices)
        named = match_entries(turn, wish.matter, entries)
        again = [entry for entry in entries if isinstance(entry.record, ReminderRule)]
        matching = named or again or entries
        if len(matching) == 1 and (named or not wish.matter):
            return _pause_entry(turn, matching[0], wish, policy)
        return list_words.render_pause_choice(matching, wish)

    return resting


def _pause_entry(turn: Turn, entry: Entry, wish: PauseRequest, policy: Policy) -> Reply:
    if not isinstance(entry.record, ReminderRule):
        return list_words.render_pause_once(entry)
    if wish.begins is None or wish.ends is None:
        recurring_rules.pause_rule(turn.session, entry.record)
        return words.render_paused(entry.record)
    return _pause_rule_for_span(turn, entry.record, wish.begins, wish.ends, policy)


def _pause_rule_for_span(
    turn: Turn, rule: ReminderRule, begins: datetime, ends: datetime, policy: Policy
) -> Reply:
    if not recurring_rules.suspend_rule(
        turn.session, rule, begins=begins, ends=ends, now=turn.now, policy=policy
    ):
        return words.render_suspended_for_good(rule)
    return words.render_suspended(rule, begins, ends, now=turn.now, policy=policy)


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
