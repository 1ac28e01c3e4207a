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
from bot.reminders.schedule_parsing import mentions_bounds, parse_recurrence
from bot.vietnamese.dates.bounds import UnclearEnd, apply_bounds, extract_bounds
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.daily_times import PER_DAY, TooManyTimes, blank_times, count_times
from bot.vietnamese.dates.moments import MAX_AHEAD, Fault, extract_mentions, parse_moments
from bot.vietnamese.dates.normalization import keep_unblanked, normalize_line
from bot.vietnamese.dates.recurrence import Frequency, Recurrence
from bot.vietnamese.dates.recurrence_parsing import UnsupportedRecurrence, extract_recurrence
from bot.vietnamese.dates.weekdays import WeekdayMismatch
from bot.vietnamese.letters import nfc, strip_tones

__all__ = [
    "MAX_AHEAD",
    "Fault",
    "ParsedReminder",
    "is_reminder_request",
    "parse_answer",
    "parse_reminder",
]

MAX_MATTER_LENGTH, MAX_REST_LENGTH = 200, 300  # characters kept
END_FAULTS = (Fault.ENDED, Fault.WHICH_END)


@dataclass(frozen=True, slots=True)
class ParsedReminder:
    """A parsed request: one moment or a recurrence, several moments to choose from, or a fault.

    `rest` is the text without its invalid part, to be completed by the next line. A past day has a
    fault and a moment: the same day next year, in case that was meant.
    """

    matter: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None
    mismatch: WeekdayMismatch | None = None  # the weekday and the date do not agree
    rule: Recurrence | None = None
    rest: str = ""

    @property
    def is_unambiguous(self) -> bool:
        """Whether it can be stored without a question."""
        return self.fault is None and len(self.moments) == 1 and self.mismatch is None


_ADDRESSEE = r"(?:toi|tui|em|anh|chi|bac|co|chu|ong|ba|chau|con|minh|to|me|bo|tao|tau)"
# Somebody else's matter stays in it: "nhắc mẹ tôi uống thuốc" is of "mẹ tôi uống thuốc".
_POSSESSIVE = r"(?:toi|tui|em|minh|chau|con|tao|nha)"
_KIN = (
    rf"(?:me|bo|ba|ma|ong|vo|chong|con|chau|anh|chi|em|co|chu|bac|di|cau|u|thay|cu)"
    rf"(?: (?:trai|gai|noi|ngoai|ca|ut|lon|nho|dau|re))? {_POSSESSIVE}"
    r"|(?:me|bo|ma|u|thay)|(?:ong|ba|chau) (?:noi|ngoai)|con (?:trai|gai|dau|re)|vo|chong|ca nha"
)
_CALL = (
    r"nhac(?: nho)?(?: lich)?(?: (?:giup|gium|ho|lai|cho))*"
    rf"(?:\s+(?:(?P<kin>(?=(?:{_KIN})(?!\w)))|(?P<me>{_ADDRESSEE})(?!\w)))?"
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
    rf"\s*(?:(?:{_ADDRESSEE}|muon|can|xin|nho|hay|cho|giup)\s+)*"
    rf"(?:dat|tao|them|hen|len|ghi)(?: gio)?"
    rf"(?: (?:mot|1|cai|cho {_ADDRESSEE}))?"
    rf"(?: (?:loi|lich|viec|hen))? nhac(?: (?:nho|viec|hen|moi))*"
    rf"(?: (?:voi|giup|cho|gium|ho|a|nhe|nha|di|{_ADDRESSEE}))*[\s.!?]*"
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


def _find_call(line: str) -> re.Match[str] | None:
    """Return the match of the request phrase, or None if the line only mentions reminders."""
    if alone := _ALONE.fullmatch(line):
        return alone
    opening = _OPENING.match(line)
    if opening and (opening["me"] or opening["kin"] is not None):
        return opening
    for match in _WITHIN.finditer(line):
        before, after = line[: match.start()], line[match.end() :]
        named = match["me"] is not None or match["kin"] is not None
        if _OTHERWISE.search(before) or not _mentions_time(f"{before}  {after}"):
            continue
        if not named and _NO_CALL.search(f"{match[0]}{after[:8]}"):
            continue
        if named or not _trim_edges(extract_mentions(before).rest, _LEADING):
            return match
    return None


def _mentions_time(line: str) -> bool:
    return extract_mentions(line).is_any or count_times(line) > 1


def is_reminder_request(text: str) -> bool:
    """Return whether the text asks for a reminder, rather than mentions one."""
    return _find_call(normalize_line(text)) is not None


def parse_reminder(text: str, *, now: datetime, zone: ZoneInfo) -> ParsedReminder:
    """Parse the text as written at `now` in `zone`; moments are aware UTC and after `now`."""
    text = nfc(text)
    whole = normalize_line(text)
    call = _find_call(whole)
    start, end = call.span() if call else (0, 0)
    line = whole[:start] + " " * (end - start) + whole[end:]
    parsed = _parse_time(line, now, zone)
    doubtful = parsed.rule is not None and bool(parsed.rule.doubt)
    wrong_hour = parsed.fault is Fault.NO_SUCH_HOUR or doubtful
    wrong_day = parsed.fault is Fault.NO_SUCH_DAY
    corrected = extract_mentions(line, hour=wrong_hour, day=wrong_day, again=False).rest
    untimed = parsed.rest if parsed.fault not in _INVALID_TIME else extract_mentions(line).rest
    untimed = extract_mentions(untimed).rest if parsed.fault in _ALL_TIME_REMOVED else untimed
    matter = _extract_matter(text, untimed, start, end)
    fault = parsed.fault
    if not matter and fault in (None, Fault.NO_TIME):
        fault = Fault.NO_MATTER
    rest = keep_unblanked(text, parsed.rest if fault in _FAULT_REMOVED else corrected)
    if fault is Fault.TOO_OFTEN and _OFTEN.search(parsed.rest):
        rest = texts.WISH_DAILY.format(matter=matter)
    if fault in (Fault.PAST, Fault.TOO_FAR) and not parsed.moments:
        rest = matter
    return replace(parsed, matter=matter, fault=fault, rest=rest[:MAX_REST_LENGTH])


_INVALID_TIME = frozenset((Fault.NO_SUCH_DAY, Fault.NO_SUCH_HOUR, Fault.NO_DAY, Fault.REPEATS))
_ALL_TIME_REMOVED = frozenset((Fault.TOO_OFTEN, *END_FAULTS))
_OFTEN = re.compile(PER_DAY)
_FAULT_REMOVED = frozenset(
    (Fault.REPEATS, Fault.TOO_OFTEN, *END_FAULTS)
)  # what was wrong is not in the rest


def _parse_time(line: str, now: datetime, zone: ZoneInfo) -> ParsedReminder:
    """Parse the time of a line whose request phrase is blanked; `rest` is what remains of it."""
    try:
        rest, rule = parse_recurrence(line, now=now, zone=zone)
    except UnclearEnd as error:
        return ParsedReminder(
            "", fault=Fault.ENDED if error.past else Fault.WHICH_END, rest=error.rest
        )
    except TooManyTimes:
        return ParsedReminder("", fault=Fault.TOO_OFTEN, rest=blank_times(line))
    except UnsupportedRecurrence as error:
        fault = Fault.NO_DAY if error.day_missing else Fault.REPEATS
        return ParsedReminder("", fault=fault, rest=error.rest)
    except NoSuchDay:
        return ParsedReminder("", fault=Fault.NO_SUCH_DAY, rest=line)
    except ValueError:
        return ParsedReminder("", fault=Fault.NO_SUCH_HOUR, rest=line)
    if rule is None:
        reading = parse_moments(line, now=now, zone=zone)
        return ParsedReminder(
            "", reading.moments, reading.fault, reading.mismatch, rest=reading.rest
        )
    if not rule.times:
        return ParsedReminder("", fault=Fault.NO_TIME, rule=rule, rest=rest)
    return ParsedReminder("", (rule.get_next(now, zone),), rule=rule, rest=rest)


def parse_answer(rest: str, line: str, *, now: datetime, zone: ZoneInfo) -> ParsedReminder:
    """Complete or correct an earlier request by the next line.

    If both name a time, the later one counts. A line without a time is Fault.NO_TIME.
    """
    said = extract_mentions(normalize_line(line))
    matter = _extract_matter(rest, extract_mentions(normalize_line(rest)).rest)
    bounded = mentions_bounds(normalize_line(line), now=now, zone=zone)
    if not (said.is_any or bounded):
        if matter:
            return ParsedReminder(matter, fault=Fault.NO_TIME, rest=rest)
        return parse_reminder(texts.WISH_LINE.format(rest=f"{rest} {line}"), now=now, zone=zone)
    kept = extract_mentions(normalize_line(rest), hour=said.hour, day=said.day, again=said.again)
    before = keep_unblanked(rest, kept.rest)
    if not matter:
        return parse_reminder(texts.WISH_LINE.format(rest=f"{line} {before}"), now=now, zone=zone)
    if bounded:
        return parse_reminder(texts.WISH_LINE.format(rest=f"{before} {line}"), now=now, zone=zone)
    when = _keep_blanked(line, said.rest)
    hour = extract_mentions(normalize_line(rest), day=False, again=False)
    if said.hour and hour.hour and not any(map(str.isdigit, line)):
        when = f"{_keep_blanked(rest, hour.rest)} {when}"  # "3h", and then "chiều"
    return parse_reminder(texts.WISH_LINE.format(rest=f"{when} {before}"), now=now, zone=zone)


def _keep_blanked(text: str, blanked: str) -> str:
    """Return the part of the text that is blank in `blanked`."""
    return keep_unblanked(text, "".join("X" if mark == " " else " " for mark in blanked))


def parse_end(rest: str, line: str, *, now: datetime, zone: ZoneInfo) -> ParsedReminder:
    """Complete an earlier request by an end: "20/12", "đến hết tháng", "10 ngày"."""
    normalized = normalize_line(line)
    if not mentions_bounds(normalized, now=now, zone=zone):
        line = texts.WISH_UNTIL.format(day=line) if extract_mentions(normalized).day else line
    return parse_reminder(texts.WISH_LINE.format(rest=f"{rest} {line}"), now=now, zone=zone)


def parse_rule_change(
    rule: Recurrence, line: str, *, now: datetime, zone: ZoneInfo
) -> Recurrence | None:
    """Apply a change such as "9h", "thứ Ba" or "đến 20/12" to a recurrence.

    Returns None if the line changes nothing. What it does not name stays, also the end. Raises
    ValueError for an hour or a day that does not exist, or a recurrence that is not supported.
    """
    rest, bounds = extract_bounds(normalize_line(line), now.astimezone(zone).date())
    changed = _change_schedule(rule, rest)
    if not bounds:
        return changed and replace(changed, since=rule.since, until=rule.until)
    return apply_bounds(changed or rule, bounds, now=now, zone=zone)


def _change_schedule(rule: Recurrence, line: str) -> Recurrence | None:
    said = extract_mentions(line)
    if not said.again:
        line = f"{_BY_DAY.get(rule.every, _DAILY) if said.day else _DAILY}  {line}"
    _, other = extract_recurrence(line)
    if other is None or not said.is_any:
        return None
    if not (said.again or said.day):
        other = replace(other, every=rule.every, days=rule.days)
    if other.doubt:  # the half of the day it was in
        morning = bool(rule.times) and rule.times[0].hour < NOON
        other = replace(other, times=(other.doubt[morning],), doubt=())
    return other if said.hour and other.times else replace(other, times=rule.times)


NOON = 12
_DAILY = "hang ngay"
_BY_DAY = {
    Frequency.WEEK: "hang tuan",
    Frequency.MONTH: "hang thang",
    Frequency.LUNAR: "hang thang",
}


def _extract_matter(text: str, blanked: str, start: int = 0, end: int = 0) -> str:
    """Return the remaining text as written; the request phrase stood from `start` to `end`."""
    kept = "".join(
        letter if mark != " " else " " for letter, mark in zip(nfc(text), blanked, strict=True)
    )
    before, after = _trim_edges(kept[:start], _LEADING), _trim_edges(kept[end:], _EDGES)
    whole = _WHEN_LEFT.sub("", _ADDRESS.sub("", _trim_edges(f"{before} {after}", _EDGES)))
    return _drop_subject(whole)[:MAX_MATTER_LENGTH]


def _drop_subject(matter: str) -> str:
    subject, _, rest = matter.partition(" ")
    return rest if rest and subject.casefold() in texts.REMINDER_SUBJECTS else matter


def _trim_edges(text: str, edges: frozenset[str]) -> str:
    words = text.split()
    while words and _is_edge(words[0], edges):
        del words[0]
    while words and _is_edge(words[-1], edges) and not _is_meaningful(words):
        del words[-1]
    return " ".join(words).strip(" ,.;:-")


def _is_meaningful(words: list[str]) -> bool:
    """Return whether the last small word has a meaning: "chợ" (market), "ngày" in "3 ngày"."""
    counted = len(words) > 1 and words[-2].isdecimal()
    return strip_tones(words[-1]) == "cho" or (counted and strip_tones(words[-1]) == "ngay")


def _is_edge(word: str, edges: frozenset[str]) -> bool:
    return word.strip(",.;:!?-").casefold() in edges | {""}
