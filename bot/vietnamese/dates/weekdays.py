"""Detect a weekday that does not match its date: "thứ 6 ngày 03/12", a Thursday. Pure.

One of the two is a mistake and nobody can know which: the writer is told before others read it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import texts
from bot.vietnamese.dates.normalization import normalize_line

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
class WeekdayMismatch:
    """A date, the weekday written beside it, and the nearest date with that weekday."""

    day: date
    weekday: int
    nearest: date

    @property
    def sentence(self) -> str:
        """The message with a capital first letter."""
        text = str(self)
        return text[:1].upper() + text[1:]

    def __str__(self) -> str:
        return texts.WEEKDAY_MISFIT.format(
            said=texts.WEEKDAYS[self.weekday],
            day=_format_day(self.day),
            year=self.day.year,
            weekday=texts.WEEKDAYS[self.day.weekday()],
            near=_format_day(self.nearest),
        )


@dataclass(frozen=True, slots=True)
class WeekdayDatePair:
    """A weekday beside a date in a normalized line: their positions, and the mismatch if any."""

    weekday: tuple[int, int]
    date: tuple[int, int]
    mismatch: WeekdayMismatch | None


def parse_weekday(name: str) -> int:
    """Return the weekday's number, Monday is 0: "t2", "thu hai", "cn"."""
    if name[0] == "c":
        return 6
    last = name.split()[-1]
    return _NAMES[last] if last in _NAMES else int(last[-1]) - 2


def list_weekday_mismatches(text: str, today: date) -> list[WeekdayMismatch]:
    """Return the weekdays of a text that match no date beside them.

    A date without a year is the next or the nearest one.
    """
    return [
        pair.mismatch for pair in list_weekday_pairs(normalize_line(text), today) if pair.mismatch
    ]


def list_weekday_pairs(line: str, today: date) -> list[WeekdayDatePair]:
    """Return each weekday with a date beside it, one that matches if there is any."""
    beside: dict[tuple[int, int], list[WeekdayDatePair]] = defaultdict(list)
    for pair in _iterate_pairs(line, today):
        beside[pair.weekday].append(pair)
    return [min(pairs, key=lambda pair: pair.mismatch is not None) for pairs in beside.values()]


def _iterate_pairs(line: str, today: date) -> Iterator[WeekdayDatePair]:
    for pattern in (_WEEKDAY_FIRST, _DATE_FIRST):
        for match in pattern.finditer(line):
            days = _list_candidate_days(match, today)
            if not days:
                continue
            weekday = parse_weekday(match["weekday"])
            fits = any(day.weekday() == weekday for day in days)
            mismatch = None if fits else find_weekday_mismatch(days[0], weekday)
            yield WeekdayDatePair(match.span("weekday"), _date_span(match), mismatch)


def find_weekday_mismatch(day: date, weekday: int) -> WeekdayMismatch | None:
    """Return the mismatch, or None if the day has that weekday."""
    if day.weekday() == weekday:
        return None
    ahead = (weekday - day.weekday()) % 7
    return WeekdayMismatch(day, weekday, day + timedelta(days=ahead if ahead <= 3 else ahead - 7))


def _date_span(match: re.Match[str]) -> tuple[int, int]:
    parts = [match.span(name) for name in match.re.groupindex if name != "weekday" and match[name]]
    return min(start for start, _ in parts), max(end for _, end in parts)


def _list_candidate_days(match: re.Match[str], today: date) -> Sequence[date]:
    """Return the dates that may be meant: without a year, the next and the nearest one."""
    day, month, year = (
        next(
            (
                int(match[name + suffix])
                for suffix in ("", "2", "3", "4")
                if _has_group(match, name + suffix)
            ),
            0,
        )
        for name in ("day", "month", "year")
    )
    years = [expand_year(year)] if year else [today.year, today.year + 1, today.year - 1]
    days = [
        possible_day
        for candidate in years
        if (possible_day := _find_date(candidate, month, day)) is not None
    ]
    if year or not days:
        return days
    coming = min((candidate for candidate in days if candidate >= today), default=days[0])
    nearest = min(days, key=lambda candidate: abs(candidate - today))
    return (coming, nearest) if abs(nearest - today) < _MONTHS_APART else (coming,)


def _has_group(match: re.Match[str], name: str) -> bool:
    return name in match.re.groupindex and match[name] is not None


def _find_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def expand_year(year: int) -> int:
    """Complete a year of two digits: "26" is 2026.

    >>> expand_year(26), expand_year(2026)
    (2026, 2026)
    """
    return 2000 + year if year < 100 else year


def _format_day(day: date) -> str:
    return f"{day.day}/{day.month}"
