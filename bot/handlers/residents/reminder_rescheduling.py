"""Move a reminder to another time or day: "đổi thành 9h", "không phải 8h, 9h cơ"."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.recognition import is_carried
from bot.handlers.residents import reminders
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.reminder_commands import FILLERS
from bot.handlers.residents.reminder_list import (
    list_entries,
    list_offered_entries,
    match_entries,
)
from bot.handlers.residents.words import reminder_list as list_words
from bot.handlers.residents.words import reminders as words
from bot.handlers.residents.words.reminder_list import Entry
from bot.inbox.routing import Condition, Handler, Turn
from bot.messages.content import Reply
from bot.reminders import personal, recurring_rules
from bot.reminders.recurring_rules import ReminderRule
from bot.reminders.reminder_parsing import Fault, parse_answer, parse_rule_change
from bot.vietnamese.dates.bounds import UnclearEnd
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.daily_times import TooManyTimes
from bot.vietnamese.dates.moments import extract_mentions
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.letters import normalize_for_match, strip_tones

MAX_WORDS = 14  # words
NOON = 12
_MOVES = re.compile(rf"(?:(?:{FILLERS}|nham|roi|y) )*(?:doi|sua|chuyen|dich|lui)\b")
_CORRECTS = re.compile(r"\b(?:nham|khong phai|y (?:toi|bac) la|phai la|moi dung|co$|chu$)")
_MOVE_WORDS = re.compile(
    r"\b(?:doi|sua|chuyen|dich|lui|nhac|viec|gio|lich|ngay|lai|thanh|sang|qua|vao|luc|nham|roi|cho"
    r"|toi|tui|bac|giup|muon|nhe|a|ve|la|di|xin|em|chau|hang|moi|khong|phai|co|y)\b"
)
# "đổi sang 3h" is no morning: the word without its tone stands before the new time.
_TO = re.compile(
    rf"\bsang\b(?=\s+(?:\d|t\d|cn\b|(?:{'|'.join(texts.SAID_DAY_STARTS)}) ))", re.IGNORECASE
)
_LATER_PART = re.compile(rf",|;|\b(?:{'|'.join(texts.SAID_MEANT_RATHER)})\b")


def asks_to_move(policy: Policy) -> Condition:
    """Return a predicate: "đổi thành 9h", "đổi nhắc uống thuốc sang 7h tối"."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.normalized_text.split()) > MAX_WORDS:
            return False
        changes, corrects = (
            _MOVES.match(turn.normalized_text),
            _CORRECTS.search(turn.normalized_text),
        )
        if not (changes or corrects) or not extract_mentions(normalize_line(turn.text)).is_any:
            return False
        entries = list_entries(turn, policy)
        spoken_of = bool(list_offered_entries(turn, entries))
        named = changes and (
            "nhac" in turn.normalized_text.split()
            or match_entries(turn, _named_matter(turn), entries)
        )
        return bool(entries) and bool(spoken_of or named) and not is_carried(turn)

    return asks


def _named_matter(turn: Turn) -> str:
    """Return the reminder's text named in a change, without the time and the verbs of changing."""
    rest = strip_tones(extract_mentions(normalize_line(turn.text)).rest).lower()
    return normalize_for_match(_MOVE_WORDS.sub(" ", rest))


def move_reminder(policy: Policy) -> Handler:
    """Return a handler that moves the reminder that is meant, or asks which one."""

    def moving(turn: Turn) -> Reply:
        entries = list_entries(turn, policy)
        matching = (
            match_entries(turn, _named_matter(turn), entries)
            or list_offered_entries(turn, entries)
            or entries
        )
        if len(matching) != 1:
            return list_words.render_move_choice(entries, show_menu(turn).choices)
        whole = _TO.sub(" ", turn.text)
        last_part = _LATER_PART.split(whole)[-1]
        line = last_part if extract_mentions(normalize_line(last_part)).is_any else whole
        return _move_or_raise(turn, matching[0], line, policy)

    return moving


def _move_or_raise(turn: Turn, entry: Entry, line: str, policy: Policy) -> Reply:
    try:
        return _move_entry(turn, entry, line, policy)
    except NoSuchDay:
        raise UserError(texts.REMINDER_NO_DAY) from None
    except TooManyTimes:
        raise UserError(words.FAULT_TEXTS[Fault.TOO_OFTEN]) from None
    except UnclearEnd as error:
        end = Fault.ENDED if error.past else Fault.WHICH_END
        raise UserError(words.FAULT_TEXTS[end]) from None
    except ValueError:
        raise UserError(texts.REMINDER_NO_HOUR) from None


def _move_entry(turn: Turn, entry: Entry, line: str, policy: Policy) -> Reply:
    record = entry.record
    if isinstance(record, ReminderRule):
        repeat = parse_rule_change(record.recurrence, line, now=turn.now, zone=policy.zone)
        if repeat is None:
            raise UserError(texts.REMINDER_NO_HOUR)
        recurring_rules.change_rule(turn.session, record, repeat, now=turn.now, policy=policy)
        return words.render_rule(record, now=turn.now, policy=policy)
    local = record.due_at.astimezone(policy.zone)
    rest = texts.WISH_AS_KEPT.format(at=local, matter=record.text)
    wish = parse_answer(rest, line, now=turn.now, zone=policy.zone)
    if wish.rule is not None and wish.rule.times:
        personal.complete_reminder(turn.session, turn.contact, record.id, now=turn.now)
        return reminders.create_rule(turn, record.text, wish.rule, policy)
    if not wish.moments or wish.fault is not None:
        raise UserError(words.FAULT_TEXTS.get(wish.fault or Fault.PAST, texts.REMINDER_NO_HOUR))
    at = _pick_same_half_day(wish.moments, local, policy)
    moved = personal.move_reminder(turn.session, turn.contact, record.id, at, now=turn.now)
    return words.render_moved(moved, now=turn.now, policy=policy)


def _pick_same_half_day(moments: Sequence[datetime], before: datetime, policy: Policy) -> datetime:
    """Return the moment in the same half of the day as before, if there is one."""
    return min(
        moments,
        key=lambda at: (at.astimezone(policy.zone).hour < NOON) != (before.hour < NOON),
    )
