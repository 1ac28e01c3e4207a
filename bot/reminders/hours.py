"""The time of day in a folded line, and spans such as "2 tieng nua". Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.reminders.plain import blank

NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "six": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
PART = r"(?:sang som|sang|trua|chieu|dem|khuya)"
_DEFAULTS = {
    "sang som": time(6), "sang": time(8), "trua": time(11, 30), "chieu": time(14),
    "dem": time(19), "khuya": time(22),
}  # fmt: skip
# The hours of each part as they are said, and what is added to them.
_SHIFTS = {
    "sang som": (range(1, 8), 0, ()),
    "sang": (range(12), 0, ()),
    "trua": (range(1, 4), 12, range(10, 15)),
    "chieu": (range(1, 9), 12, (12, *range(13, 21))),
    "dem": (range(5, 12), 12, (*range(5), *range(17, 24))),
    "khuya": (range(9, 12), 12, (*range(5), *range(21, 24))),
}
_AROUND = (
    r"(?= (?:nay|mai|kia|mot|hom|ngay|thu|t[2-7]|cn|chu nhat|ram|mung|cuoi|dau|luc|\d)\b"
    r"|\s*[,.!?]|\s*$)"
)
_PART = re.compile(rf"\b(?:buoi |vao )(?P<named>{PART})\b|\b(?P<part>{PART})\b{_AROUND}")
_HOUR = re.compile(
    r"(?:\b(?:luc|vao luc|khoang) )?(?<![\d/.-])\b(?P<hour>\d{1,2})"
    r"(?:\s?(?:[hg](?![a-z])|gio\b|:(?=\d))"
    r"(?:(?P<minute>\d{1,2})(?!\d)|\s(?P<spaced>\d\d)(?![\d/.-]| ?(?:thang|ngay|tuan|vien|lan)\b)"
    r"|\s?(?P<half>ruoi)\b|\s?kem (?P<short>\d{1,2}))?|\s(?P<bare_half>ruoi)\b)(?: phut\b)?"
    rf"(?: (?P<part>{PART})\b)?"
)
_SPAN = re.compile(
    rf"(?:\b(?P<after>sau|trong)(?: khoang)? )?(?:\b(?P<half>nu[az])|\b(?P<count>{NUMBER}))\s?"
    r"(?P<unit>tieng|gio|phut|h|p)\b(?: dong ho)?(?P<more> ruoi)?(?: (?P<minutes>\d{1,2}) ?phut)?"
    r"(?P<from_now> nua\b)?"
)


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day as said: an hour perhaps without a part, a part perhaps without an hour."""

    hour: int | None = None
    minute: int = 0
    part: str = ""

    def times(self) -> tuple[time, ...]:
        """What it may be on a named day: of "3h" the afternoon first, of "8h" the morning."""
        if self.hour is None:
            return (_DEFAULTS[self.part or "sang"],)
        if self.part or not 1 <= self.hour <= 6:
            return (self._fixed(),)
        return time(self.hour + 12, self.minute), time(self.hour, self.minute)

    def clock_times(self) -> tuple[time, ...]:
        """What it may be when no day was said, in the clock's order."""
        if self.hour is None or self.part or not 1 <= self.hour <= 11:
            return self.times()
        return time(self.hour, self.minute), time(self.hour + 12, self.minute)

    def _fixed(self) -> time:
        assert self.hour is not None
        if not self.part:
            return time(self.hour, self.minute)
        if self.hour == 12 and self.part in ("dem", "khuya"):
            return time(23, 59)  # midnight is the end of the day that was named
        moved, shift, kept = _SHIFTS[self.part]
        if self.hour in moved:
            return time(self.hour + shift, self.minute)
        if self.hour in kept:
            return time(self.hour, self.minute)
        raise ValueError("no such hour of that part of the day")


def take_hour(words: str) -> tuple[str, Hour | None]:
    """The words without the time of day, and this; ValueError for 25h or "15h sang"."""
    hour: Hour | None = None
    if found := _HOUR.search(words):
        words = blank(words, found)
        half = found["half"] or found["bare_half"]
        minute = 30 if half else int(found["minute"] or found["spaced"] or 0)
        at = int(found["hour"]) * 60 + minute - int(found["short"] or 0)
        if minute > 59 or not 0 <= at < 24 * 60:
            raise ValueError("no such time")
        hour = Hour(at // 60, at % 60, found["part"] or "")
    if (hour is None or not hour.part) and (found := _PART.search(words)):
        words = blank(words, found)
        part = found["named"] or found["part"] or ""
        hour = Hour(hour.hour, hour.minute, part) if hour else Hour(part=part)
    if hour is not None:
        hour.times()  # ValueError now rather than later
    return words, hour


def number(written: str) -> int:
    """A number in digits or in a word."""
    return NUMBERS.get(written) or int(written)


def take_span(words: str, local: datetime) -> tuple[str, datetime | None]:
    """The words without "2 tieng nua", and the instant it means from `local`."""
    for found in _SPAN.finditer(words):
        relative = found["from_now"] or (found["after"] and found["unit"] in ("tieng", "phut"))
        if not relative:
            continue
        size = 1 if found["unit"] in ("phut", "p") else 60
        minutes = size // 2 if found["half"] else number(found["count"]) * size
        minutes += size // 2 if found["more"] else 0
        minutes += int(found["minutes"] or 0)
        # In instants, not on the clock's face: an hour is an hour when the clock changes.
        return blank(words, found), _later(local, timedelta(minutes=max(minutes, 1)))
    return words, None


def _later(local: datetime, span: timedelta) -> datetime:
    zone = local.tzinfo
    utc = local.utcoffset() or timedelta()
    instant = (local.replace(tzinfo=None) - utc + span).replace(tzinfo=UTC)
    return instant.astimezone(zone)
