"""Typed commands that stop and resume reminders.

Examples: "bỏ nhắc đi họp", "xóa hết nhắc việc", "tạm dừng nhắc uống thuốc", "dừng nhắc",
"giữ nhắc".
"""

import re

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents import reminders
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.reminder_list import (
    PAGE,
    Entry,
    coming_lines,
    list_entries,
    listed,
    match_entries,
    shorten,
    show_page,
    stop_buttons,
)
from bot.handlers.understanding import Intents, is_carried, means
from bot.inbox.routing import Handler, Question, Turn, any_of, words
from bot.messages.content import Choice, Reply
from bot.reminders import personal, recurring
from bot.reminders.phrases import is_wish
from bot.reminders.recurring import PAUSED, ReminderRule
from bot.vietnamese.letters import bare

LONGEST = 14  # words
SOFT = r"(?:toi|tui|bac|minh|em|chau|cho|giup|lam on|xin|hay|oi|muon|nho|a|thoi|ban|bot)"
_ALL = r"(?:het|tat ca|toan bo|cac|may|nhung|moi|ca|cai|loi|lich|viec|cho|giup|toi|tui|di|lai)"
_END = rf"(?: (?:nua|nhe|nha|di|a|voi|het|viec|cho toi|giup toi|{SOFT}))*"
_NOT = r"(?:(?:khong|ko|k|khoi|chang)(?: can| muon| phai)?)"
_VERB = rf"(?:bo|xoa|huy|dung|ngung|tat|thoi|{_NOT})"
_STOPS = re.compile(
    rf"(?:{SOFT} )*(?P<pause>tam )?(?P<verb>{_VERB})(?: (?:di|{_ALL}))*"
    rf" nhac(?: (?:nho|{_ALL}))*(?: (?P<matter>.+?))?{_END}"
)
_ANY_VERB = re.compile(rf"\b{_VERB}\b")
_RESUMES = re.compile(
    rf"(?:{SOFT} )*(?:(?:bat|mo|tiep tuc|cho)(?: lai)? nhac|nhac tiep|(?P<again>nhac lai))"
    r"(?: viec)?(?: lai)?"
    rf"(?: (?P<matter>.+?))?{_END}"
)
_NOT_OURS = re.compile(r"(?:lop|lich hoc|hoc|han)\b")


def _said(turn: Turn, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Match the pattern against the whole text; None if it is long or not meant for the bot."""
    if turn.choice or turn.attachments or len(turn.bare.split()) > LONGEST:
        return None
    found = pattern.fullmatch(turn.bare)
    if found is None or _NOT_OURS.match(found["matter"] or "") or is_carried(turn):
        return None
    return found


def stops(intents: Intents) -> Question:
    """Return a predicate: "bỏ nhắc đi họp", "xóa hết nhắc việc", "dừng nhắc"."""
    clears = means(intents, "clear-reminders")

    def asks(turn: Turn) -> bool:
        if _said(turn, _STOPS) is not None:
            return True
        # What asks for a reminder sounds alike to the model.
        return bool(_ANY_VERB.search(turn.bare)) and not is_wish(turn.text) and clears(turn)

    return asks


def stop(policy: Policy) -> Handler:
    """Return a handler that stops the named reminder; *dừng nhắc* stops all and can be undone.

    Deleting all asks for confirmation.
    """

    def stopping(turn: Turn) -> Reply:
        entries, said = list_entries(turn, policy.zone), _said(turn, _STOPS)
        matter = (said["matter"] or "") if said else ""
        if said and not matter and said["verb"] in ("dung", "ngung", "tat") and not said["pause"]:
            return stop_all(turn)
        if not entries:
            return Reply(texts.REMINDERS_NONE, show_menu(turn).choices)
        named = match_entries(turn, matter, entries)
        if len(named) == 1:
            return _stop_one(turn, named[0], pause=bool(said and said["pause"]), policy=policy)
        if matter or (said and said["pause"]):
            fitting = named or entries
            if len(fitting) > PAGE:
                return show_page(turn, 0, policy)
            buttons = (Choice(texts.BUTTON_MENU, "menu"), *stop_buttons(fitting))
            return Reply(f"{texts.REMINDER_WHICH_STOP}\n{listed(fitting)}", buttons)
        lines = "\n".join(shorten([entry.line for entry in entries]))
        text = texts.REMINDERS_CLEAR_ASK.format(count=len(entries), listed=lines)
        hold = Choice(texts.BUTTON_HOLD, "nh:held:1")
        return Reply(text, (hold, Choice(texts.BUTTON_CLEAR, "nh:clear:1")))

    return stopping


def _stop_one(turn: Turn, entry: Entry, *, pause: bool, policy: Policy) -> Reply:
    if isinstance(entry.thing, ReminderRule):
        verb = "pause" if pause else "end"
        return reminders.press_rule(turn, verb, entry.thing.id, policy)
    personal.finish(turn.session, turn.contact, entry.thing.id, now=turn.now)
    return Reply(texts.REMINDER_STOPPED.format(matter=entry.said))


def stop_all(turn: Turn) -> Reply:
    """Stop all reminders and class reminders until *giữ nhắc*."""
    personal.stop_own(turn.session, turn.contact, now=turn.now)
    personal.stop_classes(turn.session, turn.contact, now=turn.now)
    return Reply(texts.REMINDERS_ALL_STOPPED)


def keeps(intents: Intents) -> Question:
    """Return a predicate: "giữ nhắc", "vẫn nhắc uống thuốc cho tôi"."""
    return any_of(words(*texts.SAID_KEEP_REMINDERS), means(intents, "keep-reminders"))


def keep_on(policy: Policy) -> Handler:
    """Return a handler that resumes all stopped reminders and lists what will come."""

    def keeping(turn: Turn) -> Reply:
        personal.stop_own(turn.session, turn.contact, now=None)
        personal.stop_classes(turn.session, turn.contact, now=None)
        lines = coming_lines(turn, policy.zone)
        if not lines:
            return Reply(texts.REMINDERS_KEPT_ON_NONE)
        return Reply(texts.REMINDERS_KEPT_ON.format(listed="\n".join(lines)))

    return keeping


def resumes(turn: Turn) -> bool:
    """Return whether the text resumes a paused reminder: "bật lại nhắc uống thuốc"."""
    found = _said(turn, _RESUMES)
    if found is None or (found["again"] and not found["matter"]):
        return False  # "nhắc lại giúp tôi" is to say it once more
    return bool(_paused(turn, found["matter"] or ""))


def _paused(turn: Turn, matter: str) -> list[ReminderRule]:
    rules = recurring.list_rules(turn.session, turn.contact)
    return [
        rule
        for rule in rules
        if (rule.state == PAUSED or recurring.is_resting(rule, turn.now))
        and (matter in bare(rule.text) or bare(rule.text) in matter)
    ]


def resume(policy: Policy) -> Handler:
    """Return a handler that resumes every paused rule that is meant."""

    def resuming(turn: Turn) -> tuple[Reply, ...]:
        found = _said(turn, _RESUMES)
        paused = _paused(turn, (found["matter"] or "") if found else "")
        return tuple(
            reminders.say_rule(turn, recurring.resume(turn.session, rule, turn.now, policy), policy)
            for rule in paused
        )

    return resuming


def answers_clear(intents: Intents, *names: str) -> Question:
    """Return a predicate: a yes or no, by intent, to the question whether to delete all."""
    says = means(intents, *names)

    def answered(turn: Turn) -> bool:
        return any(each["value"] == "nh:clear:1" for each in turn.contact.offered) and says(turn)

    return answered
