"""Parse a reminder request in one line of chat: the matter and its time. Pure.

"nhac toi nop thue ngay 20/10 luc 8h", "mai 8 giờ nhắc tôi đi họp", "ngày nào cũng 8h nhắc mẹ tôi
uống thuốc": the request phrase and the time expressions are removed, the rest is the matter. If
several instants fit, all are returned and the person is asked.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.reminders.courses import read_rule_line, reads_rule
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.doses import PER_DAY, TooOften, count_times, cut_times
from bot.vietnamese.dates.ends import UnclearEnd, bound, take_bounds
from bot.vietnamese.dates.moments import LONGEST, Fault, read_plain, take_said
from bot.vietnamese.dates.numerals import cut, plain
from bot.vietnamese.dates.recurring import Every, Repeat
from bot.vietnamese.dates.repeats import CannotRepeat, take_repeat
from bot.vietnamese.dates.weekdays import Misfit
from bot.vietnamese.letters import fold, nfc

__all__ = ["LONGEST", "Fault", "Wish", "is_wish", "parse_answer", "parse_wish"]

MATTER, REST = 200, 300  # characters kept
ENDS = (Fault.ENDED, Fault.WHICH_END)


@dataclass(frozen=True, slots=True)
class Wish:
    """A parsed request: one moment or a recurrence, several moments to choose from, or a fault.

    `rest` is the text without its invalid part, to be completed by the next line. A past day has a
    fault and a moment: the same day next year, in case that was meant.
    """

    matter: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None
    misfit: Misfit | None = None  # the weekday and the date do not agree
    rule: Repeat | None = None
    rest: str = ""

    @property
    def sure(self) -> bool:
        """Whether it can be stored without a question."""
        return self.fault is None and len(self.moments) == 1 and self.misfit is None


_ME = r"(?:toi|tui|em|anh|chi|bac|co|chu|ong|ba|chau|con|minh|to|me|bo|tao|tau)"
# Somebody else's matter stays in it: "nhắc mẹ tôi uống thuốc" is of "mẹ tôi uống thuốc".
_OF_MINE = r"(?:toi|tui|em|minh|chau|con|tao|nha)"
_KIN = (
    rf"(?:me|bo|ba|ma|ong|vo|chong|con|chau|anh|chi|em|co|chu|bac|di|cau|u|thay|cu)"
    rf"(?: (?:trai|gai|noi|ngoai|ca|ut|lon|nho|dau|re))? {_OF_MINE}"
    r"|(?:me|bo|ma|u|thay)|(?:ong|ba|chau) (?:noi|ngoai)|con (?:trai|gai|dau|re)|vo|chong|ca nha"
)
_CALL = (
    r"nhac(?: nho)?(?: lich)?(?: (?:giup|gium|ho|lai|cho))*"
    rf"(?:\s+(?:(?P<kin>(?=(?:{_KIN})(?!\w)))|(?P<me>{_ME})(?!\w)))?"
    r"(?: (?:la|rang|viec|ve|phai)(?!\w))*"
)
_OPENING = re.compile(
    rf"^\s*(?:(?:nho|hay|lam on|xin|ban|bot|em|chau|a|hen|dat)\s+)*{_CALL}(?:(?<=\s)|(?!\w))"
)
_WITHIN = re.compile(
    r"(?<!\w)(?:(?:dat|hen|tao|them|len)(?: lich| loi)?\s+)?"
    rf"(?:(?:nho|hay|thi|la|xin|nho|lam on)\s+)*{_CALL}(?:(?<=\s)|(?!\w))"
)
# "Đặt nhắc", "tạo lời nhắc mới": nothing else is said yet.
_ALONE = re.compile(
    rf"\s*(?:(?:{_ME}|muon|can|xin|nho|hay|cho|giup)\s+)*(?:dat|tao|them|hen|len|ghi)(?: gio)?"
    rf"(?: (?:mot|1|cai|cho {_ME}))?(?: (?:loi|lich|viec|hen))? nhac(?: (?:nho|viec|hen|moi))*"
    rf"(?: (?:voi|giup|cho|gium|ho|a|nhe|nha|di|{_ME}))*[\s.!?]*"
)
# Before it, these make it something else: "ai nhắc", "đừng nhắc", "sao không nhắc", "bỏ nhắc".
_OTHERWISE = re.compile(
    r"\b(?:khong|ko|k|chua|chang|sao|ai|quen|dung|thoi|bo|xoa|huy|ngung|tat|da|vua|duoc|thay|khoi"
    r"|doi|sua|tam|bat|can|muon xem|xem|loi|lich|viec)\s*$"
)
_NO_CALL = re.compile(r"\bnhac(?: viec)? (?:lai|lich|han|lop|hoc|nho nhau)\b")
# "Đến 20/12 thì nộp thuế" without its day.
_WHEN_LEFT = re.compile(texts.REMINDER_WHEN_LEFT, re.IGNORECASE)
# Said to the bot at the end.
_ADDRESS = re.compile(texts.REMINDER_ADDRESS, re.IGNORECASE)
# Small words left at the ends when the time was taken out; with other tones they are others.
_EDGES = frozenset(texts.REMINDER_EDGES)
_LEADING = _EDGES | frozenset(texts.REMINDER_LEADING)


def _find_call(words: str) -> re.Match[str] | None:
    """Return the match of the request phrase, or None if the line only mentions reminders."""
    if alone := _ALONE.fullmatch(words):
        return alone
    opening = _OPENING.match(words)
    if opening and (opening["me"] or opening["kin"] is not None):
        return opening
    for found in _WITHIN.finditer(words):
        before, after = words[: found.start()], words[found.end() :]
        named = found["me"] is not None or found["kin"] is not None
        if _OTHERWISE.search(before) or not _says_time(f"{before}  {after}"):
            continue
        if not named and _NO_CALL.search(f"{found[0]}{after[:8]}"):
            continue
        if named or not _trimmed(take_said(before).words, _LEADING):
            return found
    return None


def _says_time(words: str) -> bool:
    return take_said(words).anything or count_times(words) > 1


def is_wish(text: str) -> bool:
    """Return whether the text asks for a reminder, rather than mentions one."""
    return _find_call(plain(text)) is not None


def parse_wish(text: str, *, now: datetime, zone: ZoneInfo) -> Wish:
    """Parse the text as written at `now` in `zone`; moments are aware UTC and after `now`."""
    text = nfc(text)
    whole = plain(text)
    call = _find_call(whole)
    start, end = call.span() if call else (0, 0)
    words = whole[:start] + " " * (end - start) + whole[end:]
    read = _read(words, now, zone)
    doubtful = read.rule is not None and bool(read.rule.doubt)
    wrong_hour = read.fault is Fault.NO_SUCH_HOUR or doubtful
    wrong_day = read.fault is Fault.NO_SUCH_DAY
    bare = take_said(words, hour=wrong_hour, day=wrong_day, again=False).words
    left = read.rest if read.fault not in _WRONG else take_said(words).words
    left = take_said(left).words if read.fault in _AFRESH else left
    matter = _matter(text, left, start, end)
    fault = read.fault
    if not matter and fault in (None, Fault.NO_TIME):
        fault = Fault.NO_MATTER
    rest = cut(text, read.rest if fault in _CUT else bare)
    if fault is Fault.TOO_OFTEN and _OFTEN.search(read.rest):
        rest = texts.WISH_DAILY.format(matter=matter)
    if fault in (Fault.PAST, Fault.TOO_FAR) and not read.moments:
        rest = matter
    return replace(read, matter=matter, fault=fault, rest=rest[:REST])


_WRONG = frozenset((Fault.NO_SUCH_DAY, Fault.NO_SUCH_HOUR, Fault.NO_DAY, Fault.REPEATS))
_AFRESH = frozenset((Fault.TOO_OFTEN, *ENDS))
_OFTEN = re.compile(PER_DAY)
_CUT = frozenset((Fault.REPEATS, Fault.TOO_OFTEN, *ENDS))  # what was wrong is not in the rest


def _read(words: str, now: datetime, zone: ZoneInfo) -> Wish:
    """Parse the time of a line whose request phrase is blanked; `rest` is what remains of it."""
    try:
        left, rule = read_rule_line(words, now=now, zone=zone)
    except UnclearEnd as error:
        return Wish("", fault=Fault.ENDED if error.past else Fault.WHICH_END, rest=error.rest)
    except TooOften:
        return Wish("", fault=Fault.TOO_OFTEN, rest=cut_times(words))
    except CannotRepeat as error:
        fault = Fault.NO_DAY if error.day_missing else Fault.REPEATS
        return Wish("", fault=fault, rest=error.rest)
    except NoSuchDay:
        return Wish("", fault=Fault.NO_SUCH_DAY, rest=words)
    except ValueError:
        return Wish("", fault=Fault.NO_SUCH_HOUR, rest=words)
    if rule is None:
        reading = read_plain(words, now=now, zone=zone)
        return Wish("", reading.moments, reading.fault, reading.misfit, rest=reading.words)
    if not rule.times:
        return Wish("", fault=Fault.NO_TIME, rule=rule, rest=left)
    return Wish("", (rule.next_after(now, zone),), rule=rule, rest=left)


def parse_answer(rest: str, line: str, *, now: datetime, zone: ZoneInfo) -> Wish:
    """Complete or correct an earlier request by the next line.

    If both name a time, the later one counts. A line without a time is Fault.NO_TIME.
    """
    said = take_said(plain(line))
    matter = _matter(rest, take_said(plain(rest)).words)
    bounded = reads_rule(plain(line), now=now, zone=zone)
    if not (said.anything or bounded):
        if matter:
            return Wish(matter, fault=Fault.NO_TIME, rest=rest)
        return parse_wish(texts.WISH_LINE.format(rest=f"{rest} {line}"), now=now, zone=zone)
    kept = take_said(plain(rest), hour=said.hour, day=said.day, again=said.again)
    before = cut(rest, kept.words)
    if not matter:
        return parse_wish(texts.WISH_LINE.format(rest=f"{line} {before}"), now=now, zone=zone)
    if bounded:
        return parse_wish(texts.WISH_LINE.format(rest=f"{before} {line}"), now=now, zone=zone)
    when = _taken(line, said.words)
    hour = take_said(plain(rest), day=False, again=False)
    if said.hour and hour.hour and not any(map(str.isdigit, line)):
        when = f"{_taken(rest, hour.words)} {when}"  # "3h", and then "chiều"
    return parse_wish(texts.WISH_LINE.format(rest=f"{when} {before}"), now=now, zone=zone)


def _taken(text: str, words: str) -> str:
    """Return the part of the text that is blank in `blanked`."""
    return cut(text, "".join("X" if mark == " " else " " for mark in words))


def parse_end(rest: str, line: str, *, now: datetime, zone: ZoneInfo) -> Wish:
    """Complete an earlier request by an end: "20/12", "đến hết tháng", "10 ngày"."""
    words = plain(line)
    if not reads_rule(words, now=now, zone=zone):
        line = texts.WISH_UNTIL.format(day=line) if take_said(words).day else line
    return parse_wish(texts.WISH_LINE.format(rest=f"{rest} {line}"), now=now, zone=zone)


def change_rule(rule: Repeat, line: str, *, now: datetime, zone: ZoneInfo) -> Repeat | None:
    """Apply a change such as "9h", "thứ Ba" or "đến 20/12" to a recurrence.

    Returns None if the line changes nothing. What it does not name stays, also the end. Raises
    ValueError for an hour or a day that does not exist, or a recurrence that is not supported.
    """
    words, bounds = take_bounds(plain(line), now.astimezone(zone).date())
    changed = _change_times(rule, words)
    if not bounds:
        return changed and replace(changed, since=rule.since, until=rule.until)
    return bound(changed or rule, bounds, now=now, zone=zone)


def _change_times(rule: Repeat, words: str) -> Repeat | None:
    said = take_said(words)
    if not said.again:
        words = f"{_BY_DAY.get(rule.every, _DAILY) if said.day else _DAILY}  {words}"
    _, other = take_repeat(words)
    if other is None or not said.anything:
        return None
    if not (said.again or said.day):
        other = replace(other, every=rule.every, days=rule.days)
    if other.doubt:  # the half of the day it was in
        morning = bool(rule.times) and rule.times[0].hour < NOON
        other = replace(other, times=(other.doubt[morning],), doubt=())
    return other if said.hour and other.times else replace(other, times=rule.times)


NOON = 12
_DAILY = "hang ngay"
_BY_DAY = {Every.WEEK: "hang tuan", Every.MONTH: "hang thang", Every.LUNAR: "hang thang"}


def _matter(text: str, words: str, start: int = 0, end: int = 0) -> str:
    """Return the remaining text as written; the request phrase stood from `start` to `end`."""
    kept = "".join(
        letter if mark != " " else " " for letter, mark in zip(nfc(text), words, strict=True)
    )
    before, after = _trimmed(kept[:start], _LEADING), _trimmed(kept[end:], _EDGES)
    whole = _WHEN_LEFT.sub("", _ADDRESS.sub("", _trimmed(f"{before} {after}", _EDGES)))
    return _without_subject(whole)[:MATTER]


def _without_subject(matter: str) -> str:
    subject, _, rest = matter.partition(" ")
    return rest if rest and subject.casefold() in texts.REMINDER_SUBJECTS else matter


def _trimmed(left: str, edges: frozenset[str]) -> str:
    words = left.split()
    while words and _is_edge(words[0], edges):
        del words[0]
    while words and _is_edge(words[-1], edges) and not _stays(words):
        del words[-1]
    return " ".join(words).strip(" ,.;:-")


def _stays(words: list[str]) -> bool:
    """Return whether the last small word has a meaning: "chợ" (market), "ngày" in "3 ngày"."""
    counted = len(words) > 1 and words[-2].isdecimal()
    return fold(words[-1]) == "cho" or (counted and fold(words[-1]) == "ngay")


def _is_edge(word: str, edges: frozenset[str]) -> bool:
    return word.strip(",.;:!?-").casefold() in edges | {""}
