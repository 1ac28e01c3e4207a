"""Parse the day in a normalized line: dates, weekdays, ends of months, lunar days. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.vietnamese.dates.calendar import (
    FULL_MOON,
    Days,
    coming_date,
    day_in_year,
    end_of_month,
    month_after,
    next_lunar,
    next_lunar_days,
    next_weekday,
    of_month,
    same_day_later,
)
from bot.vietnamese.dates.hours import NUMBER, NUMBERS, number
from bot.vietnamese.dates.numerals import blank
from bot.vietnamese.dates.weekdays import (
    WEEKDAY,
    check_weekday,
    find_pairs,
    full_year,
    read_weekday,
)

WEEK = timedelta(days=7)

Found = re.Match[str]
_NAMED = {
    "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "six": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "chap": 12,
}  # fmt: skip
_MONTH = rf"(?:\d{{1,2}}|{'|'.join(_NAMED)})"
NO_SUM = r" ?(?:trieu|nghin|%|kg|CAN|lit|m2)(?!\w)"
_LUNAR = r"(?: ?\(?am(?: lich)?\)?)"
_FIRST_TEN = rf"(?:{'|'.join(NUMBERS)})(?= (?:am|tet|thang)\b)"
_LEAP = r" nhuan(?!\w)"
_NAMES = "".join(
    rf"(?<!\b{one} )" for one in ("chi", "co", "em", "chau", "bac", "ba", "anh", "hoa", "ban")
)
_WEEKDAY_AHEAD = re.compile(rf"(?P<day>{WEEKDAY})[ ,]+(?=(?:ngay )?\d)")


def take_day(words: str, today: date) -> tuple[str, Days | None]:
    """Return the line with its day blanked, and the day or None. Raises NoSuchDay for 31/2.

    A date and a weekday that do not match are two days to choose from.
    """
    for pattern, read in _READERS:
        if found := pattern.search(words):
            days = read(found, today)
            rest = blank(words, found)
            return _with_weekday(words, rest, found, days, today) if read is _date else (rest, days)
    return words, None


def match_day(words: str, at: int, today: date) -> tuple[int, Days] | None:
    """Return where the day at `position` ends, and the day; None if there is none.

    A date and a weekday that do not match are two days to choose from.
    """
    named = _WEEKDAY_AHEAD.match(words, at)
    for pattern, read in _READERS:
        if named and read is _date and (found := pattern.match(words, named.end())):
            days = read(found, today)
            misfit = check_weekday(days.days[0], read_weekday(named["day"]))
            return found.end(), Days((misfit.day, misfit.near)) if misfit else days
    matches = ((pattern.match(words, at), read) for pattern, read in _READERS)
    return next(((found.end(), read(found, today)) for found, read in matches if found), None)


def cut_day(words: str) -> str:
    """Return the line with its day blanked, whether the day exists or not."""
    for pattern, _read in _READERS:
        if found := pattern.search(words):
            return blank(words, found)
    return words


def _with_weekday(
    words: str, rest: str, found: re.Match[str], days: Days, today: date
) -> tuple[str, Days]:
    """Blank the weekday beside a date as well; if it does not match, return both days."""
    for pair in find_pairs(words, today):
        if pair.date[0] >= found.end() or pair.date[1] <= found.start():
            continue
        start, end = pair.weekday
        rest = rest[:start] + " " * (end - start) + rest[end:]
        if pair.misfit:
            both = (pair.misfit.day, pair.misfit.near)
            days = Days(tuple(day for day in both if day >= today), days.past, pair.misfit)
    return rest, days


def _ram(found: Found, today: date) -> Days:
    return _lunar_day(FULL_MOON, found, today)


def _lunar(found: Found, today: date) -> Days:
    return _lunar_day(int(found["day"]), found, today)


def _lunar_day(day: int, found: Found, today: date) -> Days:
    month = _month(found["month"])
    if found["leap"]:
        return Days((next_lunar(day, month, today, leap=True),))
    return Days(next_lunar_days(day, month, today))


def _new_years_eve(_found: Found, today: date) -> Days:
    return Days((next_lunar(30, 12, today),))


def _mung(found: Found, today: date) -> Days:
    """Parse "mùng 5": a lunar day, or one of the first ten of any month."""
    day, month, calendar = number(found["day"]), _month(found["month"]), found["calendar"] or ""
    if "tet" in calendar:
        return Days((next_lunar(day, 1, today),))
    if "duong" in calendar:
        return coming_date(day, month, None, today) if month else Days((of_month(day, today),))
    lunar = _lunar_day(day, found, today)
    if calendar or found["leap"] or found["month"] in ("gieng", "chap"):
        return lunar
    solar = coming_date(day, month, None, today).days[0] if month else of_month(day, today)
    return Days(tuple(dict.fromkeys((*lunar.days, solar))))


def _month(written: str | None) -> int | None:
    return _NAMED.get(written) or int(written) if written else None


def _date(found: Found, today: date) -> Days:
    year = full_year(int(found["year"])) if found["year"] else None
    return coming_date(int(found["day"]), int(found["month"]), year, today)


def _range(found: Found, today: date) -> Days:
    """Return first and last day of "5-7/12": it is not one day, so the person is asked."""
    ends = (
        coming_date(int(found[name]), int(found["month"]), None, today) for name in ("day", "last")
    )
    return Days(tuple(day for days in ends for day in days.days))


def _day(found: Found, today: date) -> Days:
    day = int(found["day"])
    match found["of"]:
        case "nay":
            named = day_in_year(today.year, today.month, day)
            return Days((named,), past=named < today)
        case "sau":
            first = month_after(today)
            return Days((day_in_year(first.year, first.month, day),))
    return Days((of_month(day, today),))


def _part_of_month(found: Found, today: date) -> Days:
    of = found["of"] or "nay"
    first = month_after(today, {"nay": 0, "sau": 1}.get(of, 0))
    if of.isdecimal():
        first = day_in_year(today.year, int(of), 1)
        if end_of_month(first.year, first.month) < today:
            first = first.replace(year=first.year + 1)
    at = {"dau": 1, "giua": 15, "cuoi": end_of_month(first.year, first.month).day}
    named = first.replace(day=at[found["part"]])
    if named < today and of == "nay":
        named = same_day_later(named, 1)
    return Days((named,))


def _end_of_year(found: Found, today: date) -> Days:
    return Days((date(today.year + (found["of"] == "sau"), 12, 31),))


def _ahead(found: Found, today: date) -> Days:
    count, unit = number(found["count"] or found["after"]), found["unit"] or found["unit_after"]
    if unit in ("thang", "nam"):
        return Days((same_day_later(today, count * (12 if unit == "nam" else 1)),))
    return Days((today + timedelta(days=count * (7 if unit == "tuan" else 1)),))


def _weekday(found: Found, today: date) -> Days:
    at = read_weekday(found["day"])
    monday = today - timedelta(days=today.weekday())
    of = (found["before"] or found["of"] or "").strip().removeprefix("tuan ")
    if of == "sau":
        return Days((monday + WEEK + timedelta(days=at),))
    if of == "gan":
        return Days((next_weekday(today + timedelta(days=1), at),))
    if of == "nay":
        named = monday + timedelta(days=at)
        return Days((named,)) if named >= today else Days((named + WEEK,), past=True)
    named = next_weekday(today, at)
    return Days((named, named + WEEK) if named == today else (named,))


def _part_of_week(found: Found, today: date) -> Days:
    monday = today - timedelta(days=today.weekday())
    begins = monday + (WEEK if found["of"] == "sau" else timedelta())
    if found["part"] == "dau":
        return Days((begins if begins >= today else begins + WEEK,))
    days = (begins + timedelta(days=5), begins + timedelta(days=6))
    return Days(tuple(one for one in days if one >= today))


def _next_week(_found: Found, today: date) -> Days:
    monday = today - timedelta(days=today.weekday()) + WEEK
    return Days(tuple(dict.fromkeys((monday, today + WEEK))))


def _next_month(_found: Found, today: date) -> Days:
    return Days(tuple(dict.fromkeys((month_after(today), same_day_later(today, 1)))))


def _yesterday(_found: Found, today: date) -> Days:
    return Days((today - timedelta(days=1),), past=True)


def _soon(found: Found, today: date) -> Days:
    last = found[0].split()[-1]
    return Days((today + timedelta(days={"nay": 0, "ni": 0, "mai": 1}.get(last, 2)),))


_READERS: tuple[tuple[re.Pattern[str], Callable[[Found, date], Days]], ...] = (
    (
        re.compile(
            rf"\b(?:ngay )?ram(?: thang (?P<month>{_MONTH})(?P<leap>{_LEAP})?)?{_LUNAR}?(?!\w)"
        ),
        _ram,
    ),
    (re.compile(r"\bgiao thua\b|\b(?:29|30) tet\b"), _new_years_eve),
    (
        re.compile(
            rf"\b(?:ngay )?m[uo]ng (?P<day>\d{{1,2}}|{_FIRST_TEN})"
            rf"(?:(?:/| thang )(?P<month>{_MONTH})(?P<leap>{_LEAP})?)?"
            r"(?P<calendar> am lich| am| tet| duong lich| duong)?(?![\w/])"
        ),
        _mung,
    ),
    (
        re.compile(
            rf"\b(?:ngay )?(?P<day>\d{{1,2}})(?:/| thang )(?P<month>{_MONTH})"
            rf"(?:(?P<leap>{_LEAP}){_LUNAR}?|{_LUNAR})(?!\w)"
        ),
        _lunar,
    ),
    (
        re.compile(r"\b(?:ngay )?(?P<day>\d{1,2})(?: thang)? (?P<month>gieng|chap)(?P<leap>)\b"),
        _lunar,
    ),
    (re.compile(r"\b(?:ngay )?(?P<day>\d{1,2})(?P<month>)(?P<leap>) (?:am lich|am)(?!\w)"), _lunar),
    (re.compile(r"\b(?:hom|bua) (?:qua|truoc)\b|\bhom kia\b"), _yesterday),
    (
        re.compile(
            r"(?<![\d/.-])\b(?:ngay )?(?P<year>\d{4})[/.-](?P<month>\d{1,2})"
            r"[/.-](?P<day>\d{1,2})(?![\d/])"
        ),
        _date,
    ),
    (
        re.compile(
            r"(?<![\d/:.-])\b(?:ngay )?(?P<day>\d{1,2})\s?-\s?(?P<last>\d{1,2})"
            r"(?:\s?/\s?| thang )(?P<month>\d{1,2})(?![\d/])"
        ),
        _range,
    ),
    (
        re.compile(
            r"(?<![\d/:])\b(?:ngay )?(?P<day>\d{1,2})(?:\s?(?P<sign>[/.-])\s?| ?thang )"
            r"(?P<month>\d{1,2})"
            r"(?:(?:\s?(?P=sign)\s?|,? nam )(?P<year>\d{4}|\d\d(?![\d:hg])))?"
            rf"(?![\d/]| ?(?:h|gio|:\d)\b|{NO_SUM})(?: duong(?: lich)?)?"
        ),
        _date,
    ),
    (
        re.compile(
            rf"\b(?P<count>{NUMBER}) (?P<unit>ngay|hom|tuan|thang|nam) nua\b"
            rf"|\bsau (?P<after>{NUMBER}) (?P<unit_after>ngay|hom|tuan|thang|nam)\b"
        ),
        _ahead,
    ),
    (re.compile(r"\bngay (?P<day>\d{1,2})(?: thang (?P<of>nay|sau))?(?![\d/:h])"), _day),
    (
        re.compile(r"\b(?P<part>dau|giua|cuoi) thang(?: (?P<of>nay|sau|\d{1,2}))?\b"),
        _part_of_month,
    ),
    (re.compile(r"\bcuoi nam(?: (?P<of>nay|sau))?\b"), _end_of_year),
    (
        re.compile(
            rf"\b(?P<before>tuan (?:nay|sau) )?(?P<day>{WEEKDAY})"
            r"(?: (?P<of>tuan nay|tuan sau|nay|sau|gan))?\b"
        ),
        _weekday,
    ),
    (re.compile(r"\b(?P<part>dau|cuoi) tuan(?: (?P<of>nay|sau))?\b"), _part_of_week),
    (re.compile(r"\btuan sau\b"), _next_week),
    (re.compile(r"\bthang sau\b"), _next_month),
    (
        re.compile(
            r"\b(?:hom|ngay|bua) n(?:ay|i)\b|(?<=  )n(?:ay|i)\b"
            rf"|\b(?:ngay|bua|hom) (?:mai|kia|mot)\b|{_NAMES}\b(?:mai|kia)\b"
            r"|(?<=  )mot\b"
        ),
        _soon,
    ),
)
