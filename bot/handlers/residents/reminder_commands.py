"""Typed commands that stop and resume reminders.

Examples: "bỏ nhắc đi họp", "xóa hết nhắc việc", "tạm dừng nhắc uống thuốc", "dừng nhắc",
"giữ nhắc".
"""

import re

from bot import texts
from bot.core.policy import Policy
from bot.handlers.recognition import Intents, is_carried, means
from bot.handlers.residents import reminders
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.reminder_list import (
    list_coming_lines,
    list_entries,
    match_entries,
    show_page,
)
from bot.handlers.residents.words import reminder_list as list_words
from bot.handlers.residents.words import reminders as words
from bot.handlers.residents.words.reminder_list import PAGE_SIZE, Entry
from bot.inbox.routing import Condition, Handler, Turn, any_of, exact_phrase
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.reminders import personal, recurring_rules
from bot.reminders.models import RuleState
from bot.reminders.recurring_rules import ReminderRule
from bot.reminders.reminder_parsing import is_reminder_request
from bot.vietnamese.letters import normalize_for_match

MAX_WORDS = 14  # words
STOP_VERBS = ("dung", "ngung", "tat")  # alone they stop all reminders
FILLERS = r"(?:toi|tui|bac|minh|em|chau|cho|giup|lam on|xin|hay|oi|muon|nho|a|thoi|ban|bot)"
_ALL = r"(?:het|tat ca|toan bo|cac|may|nhung|moi|ca|cai|loi|lich|viec|cho|giup|toi|tui|di|lai)"
_END = rf"(?: (?:nua|nhe|nha|di|a|voi|het|viec|cho toi|giup toi|{FILLERS}))*"
_NOT = r"(?:(?:khong|ko|k|khoi|chang)(?: can| muon| phai)?)"
_VERB = rf"(?:bo|xoa|huy|dung|ngung|tat|thoi|{_NOT})"
_STOPS = re.compile(
    rf"(?:{FILLERS} )*(?P<pause>tam )?(?P<verb>{_VERB})(?: (?:di|{_ALL}))*"
    rf" nhac(?: (?:nho|{_ALL}))*(?: (?P<matter>.+?))?{_END}"
)
_ANY_VERB = re.compile(rf"\b{_VERB}\b")
_RESUMES = re.compile(
    rf"(?:{FILLERS} )*(?:(?:bat|mo|tiep tuc|cho)(?: lai)? nhac|nhac tiep|(?P<again>nhac lai))"
    r"(?: viec)?(?: lai)?"
    rf"(?: (?P<matter>.+?))?{_END}"
)
_NOT_OURS = re.compile(r"(?:lop|lich hoc|hoc|han)\b")


def _match_text(turn: Turn, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Match the pattern against the whole text; None if it is long or not meant for the bot."""
    if turn.choice or turn.attachments or len(turn.normalized_text.split()) > MAX_WORDS:
        return None
    match = pattern.fullmatch(turn.normalized_text)
    if match is None or _NOT_OURS.match(match["matter"] or "") or is_carried(turn):
        return None
    return match


def asks_to_stop(intents: Intents) -> Condition:
    """Return a predicate: "bỏ nhắc đi họp", "xóa hết nhắc việc", "dừng nhắc"."""
    clears = means(intents, "clear-reminders")

    def asks(turn: Turn) -> bool:
        if _match_text(turn, _STOPS) is not None:
            return True
        # What asks for a reminder sounds alike to the model.
        return (
            bool(_ANY_VERB.search(turn.normalized_text))
            and not is_reminder_request(turn.text)
            and clears(turn)
        )

    return asks


def stop_reminder(policy: Policy) -> Handler:
    """Return a handler that stops the named reminder; *dừng nhắc* stops all and can be undone.

    Deleting all asks for confirmation.
    """

    def stopping(turn: Turn) -> Reply:
        entries, match = list_entries(turn, policy), _match_text(turn, _STOPS)
        matter = (match["matter"] or "") if match else ""
        is_pause = bool(match and match["pause"])
        if match and not matter and match["verb"] in STOP_VERBS and not is_pause:
            return stop_all_reminders(turn)
        if not entries:
            return list_words.render_none(show_menu(turn).choices)
        named = match_entries(turn, matter, entries)
        if len(named) == 1:
            return _stop_entry(turn, named[0], pause=is_pause, policy=policy)
        if matter or is_pause:
            matching = named or entries
            if len(matching) > PAGE_SIZE:
                return show_page(turn, 0, policy)
            return list_words.render_stop_choice(matching)
        return list_words.render_clear_question(entries)

    return stopping


def _stop_entry(turn: Turn, entry: Entry, *, pause: bool, policy: Policy) -> Reply:
    if isinstance(entry.record, ReminderRule):
        verb = "pause" if pause else "end"
        return reminders.press_rule_button(turn, verb, entry.record.id, policy)
    personal.complete_reminder(turn.session, turn.contact, entry.record.id, now=turn.now)
    return words.render_stopped(entry.record)


def stop_all_reminders(turn: Turn) -> Reply:
    """Stop all reminders and class reminders until *giữ nhắc*."""
    personal.stop_personal_reminders(turn.session, turn.contact, now=turn.now)
    personal.stop_class_reminders(turn.session, turn.contact, now=turn.now)
    return list_words.render_all_stopped()


def asks_to_keep(intents: Intents) -> Condition:
    """Return a predicate: "giữ nhắc", "vẫn nhắc uống thuốc cho tôi"."""
    return any_of(exact_phrase(*texts.SAID_KEEP_REMINDERS), means(intents, "keep-reminders"))


def keep_reminders(policy: Policy) -> Handler:
    """Return a handler that resumes all stopped reminders and lists what will come."""

    def keeping(turn: Turn) -> Reply:
        personal.stop_personal_reminders(turn.session, turn.contact, now=None)
        personal.stop_class_reminders(turn.session, turn.contact, now=None)
        return list_words.render_kept(list_coming_lines(turn, policy))

    return keeping


def asks_to_resume(turn: Turn) -> bool:
    """Return whether the text resumes a paused reminder: "bật lại nhắc uống thuốc"."""
    match = _match_text(turn, _RESUMES)
    if match is None or (match["again"] and not match["matter"]):
        return False  # "nhắc lại giúp tôi" is to say it once more
    return bool(_list_paused_rules(turn, match["matter"] or ""))


def _list_paused_rules(turn: Turn, matter: str) -> list[ReminderRule]:
    rules = recurring_rules.list_rules(turn.session, turn.contact)
    return [
        rule
        for rule in rules
        if (rule.state == RuleState.PAUSED or recurring_rules.is_suspended(rule, turn.now))
        and (matter in normalize_for_match(rule.text) or normalize_for_match(rule.text) in matter)
    ]


def resume_reminders(policy: Policy) -> Handler:
    """Return a handler that resumes every paused rule that is meant."""

    def resuming(turn: Turn) -> tuple[Reply, ...]:
        match = _match_text(turn, _RESUMES)
        paused = _list_paused_rules(turn, (match["matter"] or "") if match else "")
        for rule in paused:
            recurring_rules.resume_rule(turn.session, rule, turn.now, policy)
        return tuple(words.render_rule(rule, now=turn.now, policy=policy) for rule in paused)

    return resuming


def answers_clear_question(intents: Intents, *names: str) -> Condition:
    """Return a predicate: a yes or no, by intent, to the question whether to delete all."""
    says = means(intents, *names)

    def answered(turn: Turn) -> bool:
        return any(
            button["value"] == Action.REMINDER.pack("clear", "1") for button in turn.contact.offered
        ) and says(turn)

    return answered
