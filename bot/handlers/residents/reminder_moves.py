"""Move a reminder to another time or day: "đổi thành 9h", "không phải 8h, 9h cơ"."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents import reminders
from bot.handlers.residents.answering import short
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.reminder_list import (
    Entry,
    list_entries,
    match_entries,
    offered_entries,
    shorten,
)
from bot.handlers.residents.reminder_words import SOFT
from bot.handlers.understanding import is_carried
from bot.inbox.routing import Handler, Question, Turn
from bot.messages.content import Choice, Reply
from bot.reminders import personal, recurring, wording
from bot.reminders.models import Reminder
from bot.reminders.phrases import Fault, change_rule, parse_answer
from bot.reminders.recurring import ReminderRule
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.doses import TooOften
from bot.vietnamese.dates.ends import UnclearEnd
from bot.vietnamese.dates.moments import take_said
from bot.vietnamese.dates.numerals import plain
from bot.vietnamese.letters import bare, fold

LONGEST = 14  # words
NOON = 12
_MOVES = re.compile(rf"(?:(?:{SOFT}|nham|roi|y) )*(?:doi|sua|chuyen|dich|lui)\b")
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


def moves(policy: Policy) -> Question:
    """Return a predicate: "đổi thành 9h", "đổi nhắc uống thuốc sang 7h tối"."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or len(turn.bare.split()) > LONGEST:
            return False
        changes, corrects = _MOVES.match(turn.bare), _CORRECTS.search(turn.bare)
        if not (changes or corrects) or not take_said(plain(turn.text)).anything:
            return False
        entries = list_entries(turn, policy.zone)
        spoken_of = bool(offered_entries(turn, entries))
        named = changes and (
            "nhac" in turn.bare.split() or match_entries(turn, _core(turn), entries)
        )
        return bool(entries) and bool(spoken_of or named) and not is_carried(turn)

    return asks


def _core(turn: Turn) -> str:
    """Return the reminder's text named in a change, without the time and the verbs of changing."""
    rest = fold(take_said(plain(turn.text)).words).lower()
    return bare(_MOVE_WORDS.sub(" ", rest))


def move(policy: Policy) -> Handler:
    """Return a handler that moves the reminder that is meant, or asks which one."""

    def moving(turn: Turn) -> Reply:
        entries = list_entries(turn, policy.zone)
        fitting = (
            match_entries(turn, _core(turn), entries) or offered_entries(turn, entries) or entries
        )
        if len(fitting) != 1:
            text = texts.REMINDER_WHICH_MOVE.format(
                matter=entries[0].said, listed="\n".join(shorten([entry.line for entry in entries]))
            )
            return Reply(text, show_menu(turn).choices)
        whole = _TO.sub(" ", turn.text)
        said = _LATER_PART.split(whole)[-1]
        line = said if take_said(plain(said)).anything else whole
        return _move_or_refuse(turn, fitting[0], line, policy)

    return moving


def _move_or_refuse(turn: Turn, entry: Entry, line: str, policy: Policy) -> Reply:
    try:
        return _move_one(turn, entry, line, policy)
    except NoSuchDay:
        raise UserError(texts.REMINDER_NO_DAY) from None
    except TooOften:
        raise UserError(reminders.FAULTS[Fault.TOO_OFTEN]) from None
    except UnclearEnd as error:
        end = Fault.ENDED if error.past else Fault.WHICH_END
        raise UserError(reminders.FAULTS[end]) from None
    except ValueError:
        raise UserError(texts.REMINDER_NO_HOUR) from None


def _move_one(turn: Turn, entry: Entry, line: str, policy: Policy) -> Reply:
    thing = entry.thing
    if isinstance(thing, ReminderRule):
        repeat = change_rule(thing.repeat, line, now=turn.now, zone=policy.zone)
        if repeat is None:
            raise UserError(texts.REMINDER_NO_HOUR)
        recurring.change(turn.session, thing, repeat, now=turn.now, policy=policy)
        return reminders.say_rule(turn, thing, policy)
    local = thing.due_at.astimezone(policy.zone)
    rest = texts.WISH_AS_KEPT.format(at=local, matter=thing.text)
    wish = parse_answer(rest, line, now=turn.now, zone=policy.zone)
    if wish.rule is not None and wish.rule.times:
        personal.finish(turn.session, turn.contact, thing.id, now=turn.now)
        return reminders.keep_rule(turn, thing.text, wish.rule, policy)
    if not wish.moments or wish.fault is not None:
        raise UserError(reminders.FAULTS.get(wish.fault or Fault.PAST, texts.REMINDER_NO_HOUR))
    at = _same_half(wish.moments, local, policy)
    return _moved(
        turn, personal.move(turn.session, turn.contact, thing.id, at, now=turn.now), policy
    )


def _same_half(moments: Sequence[datetime], before: datetime, policy: Policy) -> datetime:
    """Return the moment in the same half of the day as before, if there is one."""
    return min(
        moments,
        key=lambda at: (at.astimezone(policy.zone).hour < NOON) != (before.hour < NOON),
    )


def _moved(turn: Turn, kept: Reminder, policy: Policy) -> Reply:
    when = wording.moment(kept.due_at, now=turn.now, zone=policy.zone)
    matter = wording.matter_words(kept.text)
    stop_it = Choice(short(texts.BUTTON_STOP_ONE.format(matter=matter)), f"nh:stop:{kept.id}")
    return Reply(texts.REMINDER_MOVED.format(matter=matter, time=when), (stop_it,))
