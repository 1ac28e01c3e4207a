"""Detect a weekday that does not match its date: "thứ 6 ngày 03/12", a Thursday. Pure.

One of the two is a mistake and nobody can know which: the writer is told before others read it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import texts
from bot.vietnamese.dates.numerals import plain

WEEKDAY = r"(?:thu (?:hai|ba|tu|nam|sau|six|bay|[2-7])|t[2-7]|chu nhat|cn)"
_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "six": 4, "bay": 5}
_MONTHS_APART = timedelta(days=183)
# What may stand between the two without making them two things.
_BETWEEN = (
    r"(?:[\s,(\-–—]|\d{1,2}(?:h|g|:|\.|\s?gio )\d{2}\b(?: phut\b)?|\d{1,2}(?:h|g|\s?gio)\b"
    r"|(?:ngay|luc|vao|hoi|buoi|sang|trua|chieu|EVE|dem|nay|gan|sau|toi|TOI|tuc|la|nham"
    r"|tuan (?:nay|sau|truoc))\b)*"
)
_YEAR = r"\d{4}|\d\d"
_DATE = (
    r"(?<![\d:./])(?:"
    rf"(?P<day>\d{{1,2}})\s?/\s?(?P<month>\d{{1,2}})(?:\s?/\s?(?P<year>{_YEAR}))?"
    rf"|(?P<day2>\d{{1,2}})[.-](?P<month2>\d{{1,2}})[.-](?P<year2>{_YEAR})"
    r"|(?P<day3>\d{1,2}) ?thang (?P<month3>\d{1,2})(?:,? (?:nam )?(?P<year3>\d{4}))?"
    r"|(?<=ngay )(?P<day4>\d{1,2})[.-](?P<month4>\d{1,2}))"
    r"(?![\d/]|[.:-]\d| ?(?:h|gio)\b| (?:nhuan|am)\b)"
)
_WEEKDAY_FIRST = re.compile(rf"(?<![\w-])(?P<weekday>{WEEKDAY})\b(?={_BETWEEN}{_DATE})")
_DATE_FIRST = re.compile(
    rf"{_DATE}(?=[\s,(\-–—]{{1,4}}(?:(?:tuc|nham|roi)(?: la| vao)? |la |vao )?"
    rf"(?P<weekday>{WEEKDAY})\b)"
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A date, the weekday written beside it, and the nearest date with that weekday."""

    day: date
    weekday: int
    near: date

    @property
    def sentence(self) -> str:
        """The message with a capital first letter."""
        words = str(self)
        return words[:1].upper() + words[1:]

    def __str__(self) -> str:
        return texts.WEEKDAY_MISFIT.format(
            said=texts.WEEKDAYS[self.weekday],
            day=_short(self.day),
            year=self.day.year,
            weekday=texts.WEEKDAYS[self.day.weekday()],
            near=_short(self.near),
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A weekday beside a date in a normalized line: their positions, and the mismatch if any."""

    weekday: tuple[int, int]
    date: tuple[int, int]
    misfit: Misfit | None


def read_weekday(plain_words: str) -> int:
    """Return the weekday's number, Monday is 0: "t2", "thu hai", "cn"."""
    if plain_words[0] == "c":
        return 6
    last = plain_words.split()[-1]
    return _NAMES[last] if last in _NAMES else int(last[-1]) - 2


def find_misfits(text: str, today: date) -> list[Misfit]:
    """Return the weekdays of a text that match no date beside them.

    A date without a year is the next or the nearest one.
    """
    return [pair.misfit for pair in find_pairs(plain(text), today) if pair.misfit]


def find_pairs(words: str, today: date) -> list[Pair]:
    """Return each weekday with a date beside it, one that matches if there is any."""
    beside: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in _pairs(words, today):
        beside[pair.weekday].append(pair)
    return [min(pairs, key=lambda pair: pair.misfit is not None) for pairs in beside.values()]


def _pairs(words: str, today: date) -> Iterator[Pair]:
    for pattern in (_WEEKDAY_FIRST, _DATE_FIRST):
        for found in pattern.finditer(words):
            days = _days(found, today)
            if not days:
                continue
            weekday = read_weekday(found["weekday"])
            fits = any(day.weekday() == weekday for day in days)
            misfit = None if fits else check_weekday(days[0], weekday)
            yield Pair(found.span("weekday"), _date_span(found), misfit)


def check_weekday(day: date, weekday: int) -> Misfit | None:
    """Return the mismatch, or None if the day has that weekday."""
    if day.weekday() == weekday:
        return None
    ahead = (weekday - day.weekday()) % 7
    return Misfit(day, weekday, day + timedelta(days=ahead if ahead <= 3 else ahead - 7))


def _date_span(found: re.Match[str]) -> tuple[int, int]:
    parts = [found.span(name) for name in found.re.groupindex if name != "weekday" and found[name]]
    return min(start for start, _ in parts), max(end for _, end in parts)


def _days(found: re.Match[str], today: date) -> Sequence[date]:
    """Return the dates that may be meant: without a year, the next and the nearest one."""
    day, month, year = (
        next(
            (int(found[name + more]) for more in ("", "2", "3", "4") if _has(found, name + more)), 0
        )
        for name in ("day", "month", "year")
    )
    years = [full_year(year)] if year else [today.year, today.year + 1, today.year - 1]
    days = [made for one in years if (made := _made(one, month, day)) is not None]
    if year or not days:
        return days
    coming = min((one for one in days if one >= today), default=days[0])
    nearest = min(days, key=lambda one: abs(one - today))
    return (coming, nearest) if abs(nearest - today) < _MONTHS_APART else (coming,)


def _has(found: re.Match[str], name: str) -> bool:
    return name in found.re.groupindex and found[name] is not None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(year: int) -> int:
    """Complete a year of two digits: "26" is 2026.

    >>> expand_year(26), expand_year(2026)
    (2026, 2026)
    """
    return 2000 + year if year < 100 else year


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"
