"""Pause a reminder for some days or until it is resumed.

Examples: "tạm nghỉ nhắc thuốc 3 ngày", "tuần này không nhắc", "tạm dừng nhắc uống thuốc".
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.handlers.labels import told_apart
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import old_button, show_menu
from bot.handlers.residents.reminder_list import (
    PAGE,
    Entry,
    list_entries,
    listed,
    match_entries,
    resume_button,
)
from bot.handlers.understanding import is_carried
from bot.inbox.routing import Answer, Handler, Question, Turn
from bot.messages.content import Choice, Reply
from bot.reminders import recurring, wording
from bot.reminders.recurring import ReminderRule
from bot.reminders.rests import Rest, read_rest
from bot.vietnamese.dates.words import back_words, day_words

LONGEST = 16  # words
_LESSONS = ("lop", "hoc", "han ")


def rests(policy: Policy) -> Question:
    """Return a predicate: "tạm nghỉ nhắc thuốc 3 ngày", "mai đừng nhắc", meant for the bot."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.bare.split()) > LONGEST:
            return False
        wish = read_rest(turn.text, now=turn.now, zone=policy.zone)
        if wish is None or wish.matter.startswith(_LESSONS):
            return False
        return not is_carried(turn)

    return asks


def rest(policy: Policy) -> Handler:
    """Return a handler that pauses the reminder that is meant, or asks which one."""

    def resting(turn: Turn) -> Reply:
        wish = read_rest(turn.text, now=turn.now, zone=policy.zone) or Rest("")
        entries = list_entries(turn, policy.zone)
        if not entries:
            return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
        named = match_entries(turn, wish.matter, entries)
        again = [entry for entry in entries if isinstance(entry.thing, ReminderRule)]
        fitting = named or again or entries
        if len(fitting) == 1 and (named or not wish.matter):
            return _rest_entry(turn, fitting[0], wish, policy)
        return _ask_which(fitting, wish)

    return resting


def _rest_entry(turn: Turn, entry: Entry, wish: Rest, policy: Policy) -> Reply:
    if not isinstance(entry.thing, ReminderRule):
        stop = Choice(short(entry.label), entry.value)
        return Reply(texts.REMINDER_PAUSE_ONCE.format(matter=entry.said), (stop,))
    if wish.begins is None or wish.ends is None:
        recurring.pause(turn.session, entry.thing)
        text = texts.REMINDER_PAUSED.format(matter=entry.said)
        return Reply(text, (resume_button(entry.thing),))
    return _rest_rule(turn, entry.thing, wish.begins, wish.ends, policy)


def _rest_rule(
    turn: Turn, rule: ReminderRule, begins: datetime, ends: datetime, policy: Policy
) -> Reply:
    matter = wording.matter_words(rule.text)
    if not recurring.rest(
        turn.session, rule, begins=begins, ends=ends, now=turn.now, policy=policy
    ):
        stop = Choice(short(texts.BUTTON_STOP_ONE.format(matter=matter)), f"nh:end:{rule.id}")
        until = day_words(rule.repeat.until) if rule.repeat.until else ""
        return Reply(texts.REMINDER_RESTS_OVER.format(day=until, matter=matter), (stop,))
    return Reply(_said_back(turn, rule, begins, ends, policy), (resume_button(rule),))


def _said_back(
    turn: Turn, rule: ReminderRule, begins: datetime, ends: datetime, policy: Policy
) -> str:
    last = (ends - timedelta(minutes=1)).astimezone(policy.zone)
    first = begins.astimezone(policy.zone)
    text = texts.REMINDER_RESTS
    if first.date() > policy.today(turn.now):
        text = texts.REMINDER_RESTS_LATER
    if first.date() == last.date():
        text = texts.REMINDER_RESTS_DAY
    coming = recurring.find_next(rule, ends - recurring.INSTANT, policy) or ends
    return text.format(
        matter=wording.matter_words(rule.text),
        first=back_words(first, zone=policy.zone),
        last=back_words(last, zone=policy.zone),
        back=wording.moment(coming, now=turn.now, zone=policy.zone),
    )


def _ask_which(entries: Sequence[Entry], wish: Rest) -> Reply:
    """Ask which entry to pause, with a button for each rule; the first button pauses none."""
    again = [entry for entry in entries if isinstance(entry.thing, ReminderRule)][:PAGE]
    labels = told_apart(
        [texts.BUTTON_PAUSE_ONE.format(matter=entry.said) for entry in again],
        [entry.when for entry in again],
    )
    buttons = [
        Choice(label, _value(entry, wish)) for label, entry in zip(labels, again, strict=True)
    ]
    hold = Choice(texts.BUTTON_HOLD, "nh:held:1")
    return Reply(
        f"{texts.REMINDER_WHICH_PAUSE}\n{listed(again or entries[:PAGE])}", (hold, *buttons)
    )


def _value(entry: Entry, wish: Rest) -> str:
    if wish.begins is None or wish.ends is None:
        return f"nh:pause:{entry.thing.id}"
    span = f"{wish.begins.timestamp():.0f}-{wish.ends.timestamp():.0f}"
    return f"nh:rest:{entry.thing.id}:{span}"


def press_rest(turn: Turn, number: int, span: str, policy: Policy) -> Answer:
    """Handle "nh:rest:<rule>:<from>-<until>", in seconds; a span that is over is an old button."""
    begins, _, ends = span.partition("-")
    if not (begins.isdecimal() and ends.isdecimal()) or len(span) > 24:
        return old_button(turn)
    try:
        moments = [datetime.fromtimestamp(int(at), policy.zone) for at in (begins, ends)]
    except (OverflowError, OSError, ValueError):
        return old_button(turn)
    if moments[1] <= turn.now:
        return old_button(turn)
    rule = recurring.get_rule(turn.session, turn.contact, number)
    return _rest_rule(turn, rule, moments[0], moments[1], policy)
