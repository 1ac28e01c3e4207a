"""Reminders in a chat: create one in a sentence, and subscribe to recurring deadlines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents import reminder_list, reminder_pauses
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.words import reminders as words
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Reply
from bot.people.purposes import Purpose
from bot.privacy import purpose_choices
from bot.reminders import personal, recurring_rules, service, unit_deadlines
from bot.reminders.deadlines import Deadline
from bot.reminders.models import QuestionKind
from bot.reminders.reminder_parsing import (
    END_FAULTS,
    Fault,
    ParsedReminder,
    is_reminder_request,
    parse_answer,
    parse_end,
    parse_reminder,
)
from bot.vietnamese.dates.recurrence import Recurrence

QUESTION_KINDS = (
    QuestionKind.TIME,
    QuestionKind.WHICH_TIME,
    QuestionKind.MATTER,
    QuestionKind.MATTER_AND_TIME,
    QuestionKind.END,
)  # what an answer in words can complete
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
    kind = QuestionKind.END if wish.fault in END_FAULTS else QuestionKind.TIME
    personal.set_pending_question(turn.session, turn.contact, kind, text=wish.rest, now=turn.now)
    return words.render_fault(wish.fault)


def _keep_question(turn: Turn, kind: QuestionKind, text: str) -> None:
    personal.set_pending_question(turn.session, turn.contact, kind, text=text, now=turn.now)


def _ask_matter(turn: Turn, wish: ParsedReminder, policy: Policy) -> Reply:
    """Ask what to remind of, when only the time, or nothing, is known."""
    if wish.rule is None and len(wish.moments) == 1:
        _keep_question(turn, QuestionKind.MATTER, str(int(wish.moments[0].timestamp())))
        return words.render_matter_question(wish.moments[0], now=turn.now, policy=policy)
    is_timed = wish.rule is not None or bool(wish.moments)
    kind = QuestionKind.MATTER if is_timed else QuestionKind.MATTER_AND_TIME
    _keep_question(turn, kind, wish.rest if is_timed else "")
    return words.render_open_question(is_timed=is_timed)


def _ask_hour(turn: Turn, wish: ParsedReminder) -> Reply:
    """Ask for the hour of a recurring reminder: not given, or ambiguous such as "5h"."""
    _keep_question(turn, QuestionKind.TIME, wish.rest)
    return words.render_hour_question(wish)


def _ask_which_moment(turn: Turn, wish: ParsedReminder, policy: Policy) -> Reply:
    _keep_question(turn, QuestionKind.WHICH_TIME, wish.rest)
    return words.render_moment_question(wish, now=turn.now, policy=policy)


def _allow_reminders(turn: Turn) -> None:
    """Asking to be reminded is to agree to it again."""
    purpose_choices.allow_purpose(turn.session, turn.contact, Purpose.REMINDERS, now=turn.now)


def _create_once(turn: Turn, matter: str, at: datetime, policy: Policy) -> Reply:
    _allow_reminders(turn)
    reminder = personal.create_reminder(turn.session, turn.contact, matter, at, now=turn.now)
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_reminder(reminder, now=turn.now, policy=policy)


def create_rule(turn: Turn, matter: str, repeat: Recurrence, policy: Policy) -> Reply:
    """Create a recurring reminder and confirm it with its next time."""
    _allow_reminders(turn)
    rule = recurring_rules.create_rule(
        turn.session, turn.contact, matter, repeat, now=turn.now, policy=policy
    )
    personal.clear_pending_question(turn.session, turn.contact)
    return words.render_rule(rule, now=turn.now, policy=policy)


def completes_reminder(turn: Turn) -> bool:
    """Return whether the turn is text while a missing part of a reminder is asked for."""
    is_asked = any(button["value"] == words.NOT_NOW_VALUE for button in turn.contact.offered)
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
        if pending.kind == QuestionKind.MATTER and pending.text.isdecimal():
            at = datetime.fromtimestamp(int(pending.text), UTC)
            return _create_once(turn, turn.text[:200], at, policy)
        parse = parse_end if pending.kind == QuestionKind.END else parse_answer
        wish = parse(pending.text, turn.text, now=turn.now, zone=policy.zone)
        has_no_time = (
            pending.kind in (QuestionKind.TIME, QuestionKind.WHICH_TIME)
            and wish.fault is Fault.NO_TIME
        )
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
    return words.render_all_cleared(count, show_menu(turn).choices)


def keep_all_reminders(turn: Turn) -> Reply:
    """Keep all reminders: the confirmation was declined."""
    return words.render_all_held(show_menu(turn).choices)


def press_rule_button(turn: Turn, verb: str, rule_id: int, policy: Policy) -> Reply:
    """End, pause or resume a recurring reminder."""
    rule = recurring_rules.get_rule(turn.session, turn.contact, rule_id)
    if verb == "resume":
        recurring_rules.resume_rule(turn.session, rule, turn.now, policy)
        return words.render_rule(rule, now=turn.now, policy=policy)
    if verb == "end":
        recurring_rules.end_rule(turn.session, rule)
        return words.render_stopped(rule)
    recurring_rules.pause_rule(turn.session, rule)
    return words.render_paused(rule)


def _act_on_reminder(turn: Turn, verb: str, number: int, minutes: str, policy: Policy) -> Answer:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "at" | "hour" if pending := personal.find_pending_question(session, contact, now=now):
            return _choose_moment(turn, verb, number, pending.text, policy)
        case "done" | "stop":
            reminder = personal.complete_reminder(session, contact, number, now=now)
            return words.render_done(reminder) if verb == "done" else words.render_stopped(reminder)
        case "later" if minutes in ("60", "1440"):
            span = timedelta(minutes=int(minutes))
            reminder = personal.snooze_reminder(session, contact, number, span, now=now)
            return words.render_snoozed(reminder, now=now, policy=policy)
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
        subscribed = service.list_deadlines(turn.session, turn.contact)
        known = (*deadlines, *unit_deadlines.list_for_contact(turn.session, turn.contact))
        return words.render_deadlines(known, subscribed, policy.today(turn.now))

    return show


def switch_deadline(deadlines: Sequence[Deadline], policy: Policy) -> Handler:
    """Return a handler for "hn:on:<id>" and "hn:off:<id>"."""

    def choose(turn: Turn) -> Reply:
        verb, _, name = turn.argument.partition(SEPARATOR)
        known = (*deadlines, *unit_deadlines.list_for_contact(turn.session, turn.contact))
        deadline = next((candidate for candidate in known if candidate.id == name), None)
        if deadline is None or verb not in ("on", "off"):
            return reject_old_button(turn)
        if verb == "off":
            service.unsubscribe_from_deadline(turn.session, turn.contact, deadline.id)
            return words.render_deadline_off(deadline)
        _allow_reminders(turn)
        service.subscribe_to_deadline(turn.session, turn.contact, deadline.id, now=turn.now)
        return words.render_deadline_on(deadline, policy.today(turn.now))

    return choose
