"""Parse the time of day in a normalized line, and time spans such as "2 tieng nua". Pure.

The only place that knows how times are written: 19:30, 19h30, 19g30, 19 giờ 30, 19.30, 7 rưỡi tối,
8 giờ kém 15, 7:30 pm.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bot.vietnamese.dates.normalization import blank_match

NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "six": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
PART = r"(?:sang som|rang sang|sang|trua|chieu|EVE|dem|khuya)"
_DEFAULTS = {
    "sang som": time(6), "rang sang": time(5), "sang": time(8), "trua": time(11, 30),
    "chieu": time(14), "EVE": time(19), "dem": time(19), "khuya": time(22),
}  # fmt: skip
# The hours of each part as they are said, and what is added to them.
_PART_SHIFTS = {
    "sang som": (range(1, 8), 0, ()),
    "rang sang": (range(1, 7), 0, ()),
    "sang": (range(12), 0, ()),
    "trua": (range(1, 4), 12, range(10, 15)),
    "chieu": (range(1, 9), 12, (12, *range(13, 21))),
    "EVE": (range(5, 12), 12, range(17, 24)),
    "dem": (range(5, 12), 12, (*range(5), *range(17, 24))),
    "khuya": (range(9, 12), 12, (*range(5), *range(21, 24))),
    "am": (range(1, 12), 0, ()),
    "pm": (range(1, 12), 12, range(12, 24)),
}
_MIDNIGHT = frozenset(("EVE", "dem", "khuya"))
_AROUND = (
    r"(?= (?:nay|ni|mai|kia|mot|hom|ngay|thu|t[2-7]|cn|chu nhat|ram|mung|cuoi|dau|luc|\d)\b"
    r"|\s*[,.!?]|\s*$)"
)
_PART = re.compile(rf"\b(?:buoi |vao )(?P<named>{PART})\b|\b(?P<part>{PART})\b{_AROUND}")
_MINUTES = (
    r"(?P<minute>\d\d)(?!\d)(?:(?:ph?|m)(?!\w))?(?::\d\d(?!\d))?"
    r"|\s?(?P<counted>\d{1,2}) ?(?:phut|ph|p)\b"
    r"|\s(?P<spaced>\d\d)(?![\d/.:-]| ?(?:h|g|gio|thang|ngay|tuan|vien|lan)\b)"
    r"|(?P<doubtful>\d)"
    r"|\s?(?P<half>ruoi)\b|\s?kem (?P<short>\d{1,2})"
)
# "19.30" is an hour as its minutes are no month; "8.10" only when a word says that it is one.
_NO_SUM = r"(?![\d/]|[.,]\d| ?(?:trieu|nghin|%|m2|kg)(?!\w))"
NO_MONTH = r"(?:00|1[3-9]|[2-5]\d)"
_DOTTED = (
    rf"\.(?P<dotted>{NO_MONTH}){_NO_SUM}"
    rf"|\.(?P<by_part>\d\d)(?=(?: phut)? ?(?:{PART}|[ap]m)\b)"
    rf"|(?(said)\.(?P<by_word>\d\d){_NO_SUM}|(?!))"
)
_HOUR = re.compile(
    r"(?:\b(?P<said>vao luc|luc|hoi|khoang) )?(?<![\d/.:-])(?<!\d,)\b(?P<hour>\d{1,2})"
    rf"(?:\s?(?:[hg](?![a-z])|gio\b|:(?=\d))(?:{_MINUTES})?|{_DOTTED}"
    r"|(?=[ap]m\b)|\s(?P<bare_half>ruoi)\b)(?: ?phut\b|')?"
    rf"(?: ?(?P<noon>pm|am)\b(?! lich)| (?P<part>{PART})\b)?"
)
_SPAN = re.compile(
    rf"(?:\b(?P<after>sau|trong)(?: khoang)? )?(?:\b(?P<half>nu[az])|\b(?P<count>{NUMBER}))\s?"
    r"(?P<unit>tieng|gio|phut|h|p)\b(?: dong ho)?(?P<more> ruoi)?(?: (?P<minutes>\d{1,2}) ?phut)?"
    r"(?P<from_now> nua\b)?"
)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day as written: an hour perhaps without a part of the day, or the reverse."""

    hour: int | None = None
    minute: int = 0  # below 0: so many to the hour
    part: str = ""
    exact: bool = False  # written as a clock shows it, "06:30"

    def list_candidates(self) -> tuple[time, ...]:
        """Return its readings on a given day: of "3h" afternoon first, of "8h" only the morning."""
        if self.hour is None:
            return (_DEFAULTS[self.part or "sang"],)
        if self.is_unambiguous:
            return (self._resolve(),)
        return self._make_time(self.hour + 12), self._make_time(self.hour)

    def list_undated_candidates(self) -> tuple[time, ...]:
        """Return its readings without a given day, in the order of the clock."""
        if self.hour is None or self.part or self.exact or not 1 <= self.hour <= 11:
            return self.list_candidates()
        return self._make_time(self.hour), self._make_time(self.hour + 12)

    @property
    def is_unambiguous(self) -> bool:
        """Whether it cannot be mistaken for twelve hours off: not "3h", but "03:00"."""
        if self.hour is None or self.part or self.exact:
            return True
        return not any(1 <= hour <= 6 for hour in (self.hour, self._make_time(self.hour).hour))

    def _make_time(self, hour: int) -> time:
        minutes = hour * 60 + self.minute
        if not 0 <= minutes < 24 * 60:
            raise ValueError("no such time")
        return time(minutes // 60, minutes % 60)

    def _resolve(self) -> time:
        assert self.hour is not None
        if not self.part:
            return self._make_time(self.hour)
        if self.hour == 12 and self.part in _MIDNIGHT and not self.minute:
            return time(23, 59)  # midnight is the end of the day that was named
        moved, shift, kept = _PART_SHIFTS[self.part]
        if self.hour in moved:
            return self._make_time(self.hour + shift)
        if self.hour in kept:
            return self._make_time(self.hour)
        raise ValueError("no such hour of that part of the day")


def extract_hour(line: str) -> tuple[str, TimeOfDay | None]:
    """Return the line with its time of day blanked, and the time or None.

    Raises ValueError for 25h, "15h sang" or "19h3".
    """
    hour: TimeOfDay | None = None
    if match := _HOUR.search(line):
        line, hour = blank_match(line, match), _parse_hour(match)
    if (hour is None or not hour.part) and (match := _PART.search(line)):
        line = blank_match(line, match)
        part = match["named"] or match["part"] or ""
        hour = replace(hour, part=part) if hour else TimeOfDay(part=part)
    if hour is not None:
        hour.list_candidates()  # ValueError now rather than later
    return line, hour


def extract_clock_hour(line: str) -> tuple[str, TimeOfDay | None]:
    """Like `extract_hour`, for an hour in digits; a part of the day counts only right after it."""
    match = _HOUR.search(line)
    if match is None:
        return line, None
    hour = _parse_hour(match)
    hour.list_candidates()
    return blank_match(line, match), hour


def blank_hour(line: str) -> str:
    """Return the line with its time of day blanked, valid or not."""
    if match := _HOUR.search(line):
        line = blank_match(line, match)
    if match := _PART.search(line):
        line = blank_match(line, match)
    return line


def _parse_hour(match: re.Match[str]) -> TimeOfDay:
    """Parse a match. Raises ValueError for "19h3", of which a digit may be missing."""
    names = ("minute", "counted", "spaced", "dotted", "by_part", "by_word")
    minute = next((int(match[name]) for name in names if match[name]), 0)
    if match["half"] or match["bare_half"]:
        minute = 30
    hour, short = int(match["hour"]), int(match["short"] or 0)
    if hour == 24 and not (minute or short or match["doubtful"] or match["part"]):
        return TimeOfDay(12, part="dem")
    if minute > 59 or short > 59 or hour > 23 or match["doubtful"]:
        raise ValueError("no such time")
    exact = match["hour"].startswith("0") and len(match["hour"]) == 2
    return TimeOfDay(hour, minute - short, match["part"] or match["noon"] or "", exact=exact)


def parse_number(written: str) -> int:
    """Parse a number in digits or as a word."""
    return NUMBERS.get(written) or int(written)


def extract_span(line: str, local: datetime) -> tuple[str, datetime | None]:
    """Return the line without "2 tieng nua", and the instant that long after `local`, or None."""
    for match in _SPAN.finditer(line):
        relative = match["from_now"] or (match["after"] and match["unit"] in ("tieng", "phut"))
        if not relative:
            continue
        size = 1 if match["unit"] in ("phut", "p") else 60
        minutes = size // 2 if match["half"] else parse_number(match["count"]) * size
        minutes += size // 2 if match["more"] else 0
        minutes += int(match["minutes"] or 0)
        # In instants, not on the clock's face: an hour is an hour when the clock changes.
        return blank_match(line, match), _add_span(local, timedelta(minutes=max(minutes, 1)))
    return line, None


def _add_span(local: datetime, span: timedelta) -> datetime:
    zone = local.tzinfo
    utc = local.utcoffset() or timedelta()
    instant = (local.replace(tzinfo=None) - utc + span).replace(tzinfo=UTC)
    return instant.astimezone(zone)
