"""Parse the day in a normalized line: dates, weekdays, ends of months, lunar days. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.vietnamese.dates.calendar import (
    FULL_MOON,
    DayCandidates,
    add_months,
    end_of_month,
    list_next_lunar_days,
    make_date,
    next_day_of_month,
    next_lunar_day,
    resolve_date,
    start_of_later_month,
    weekday_on_or_after,
)
from bot.vietnamese.dates.hour_parsing import NUMBER, NUMBERS, parse_number
from bot.vietnamese.dates.normalization import blank_match
from bot.vietnamese.dates.weekdays import (
    WEEKDAY,
    expand_year,
    find_weekday_mismatch,
    list_weekday_pairs,
    parse_weekday,
)

WEEK = timedelta(days=7)

DayMatch = re.Match[str]
_MONTH_NAMES = {
    "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "six": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "chap": 12,
}  # fmt: skip
_MONTH = rf"(?:\d{{1,2}}|{'|'.join(_MONTH_NAMES)})"
NO_SUM = r" ?(?:trieu|nghin|%|kg|CAN|lit|m2)(?!\w)"
_LUNAR = r"(?: ?\(?am(?: lich)?\)?)"
_FIRST_TEN = rf"(?:{'|'.join(NUMBERS)})(?= (?:am|tet|thang)\b)"
_LEAP = r" nhuan(?!\w)"
_NOT_AFTER_TITLE = "".join(
    rf"(?<!\b{title} )" for title in ("chi", "co", "em", "chau", "bac", "ba", "anh", "hoa", "ban")
)
_WEEKDAY_AHEAD = re.compile(rf"(?P<day>{WEEKDAY})[ ,]+(?=(?:ngay )?\d)")


def extract_day(line: str, today: date) -> tuple[str, DayCandidates | None]:
    """Return the line with its day blanked, and the day or None. Raises NoSuchDay for 31/2.

    A date and a weekday that do not match are two days to choose from.
    """
    for pattern, parse in _PARSERS:
        if match := pattern.search(line):
            days = parse(match, today)
            rest = blank_match(line, match)
            return (
                _take_weekday_along(line, rest, match, days, today)
                if parse is _parse_date
                else (rest, days)
            )
    return line, None


def match_day(line: str, position: int, today: date) -> tuple[int, DayCandidates] | None:
    """Return where the day at `position` ends, and the day; None if there is none.

    A date and a weekday that do not match are two days to choose from.
    """
    named = _WEEKDAY_AHEAD.match(line, position)
    for pattern, parse in _PARSERS:
        if named and parse is _parse_date and (match := pattern.match(line, named.end())):
            days = parse(match, today)
            mismatch = find_weekday_mismatch(days.days[0], parse_weekday(named["day"]))
            return match.end(), DayCandidates(
                (mismatch.day, mismatch.nearest)
            ) if mismatch else days
    matches = ((pattern.match(line, position), parse) for pattern, parse in _PARSERS)
    return next(((match.end(), parse(match, today)) for match, parse in matches if match), None)


def blank_day(line: str) -> str:
    """Return the line with its day blanked, whether the day exists or not."""
    for pattern, _read in _PARSERS:
        if match := pattern.search(line):
            return blank_match(line, match)
    return line


def _take_weekday_along(
    line: str, rest: str, match: re.Match[str], days: DayCandidates, today: date
) -> tuple[str, DayCandidates]:
    """Blank the weekday beside a date as well; if it does not match, return both days."""
    for pair in list_weekday_pairs(line, today):
        if pair.date[0] >= match.end() or pair.date[1] <= match.start():
            continue
        start, end = pair.weekday
        rest = rest[:start] + " " * (end - start) + rest[end:]
        if pair.mismatch:
            both = (pair.mismatch.day, pair.mismatch.nearest)
            days = DayCandidates(
                tuple(day for day in both if day >= today), days.past, pair.mismatch
            )
    return rest, days


def _parse_full_moon(match: DayMatch, today: date) -> DayCandidates:
    return _resolve_lunar_day(FULL_MOON, match, today)


def _parse_lunar_date(match: DayMatch, today: date) -> DayCandidates:
    return _resolve_lunar_day(int(match["day"]), match, today)


def _resolve_lunar_day(day: int, match: DayMatch, today: date) -> DayCandidates:
    month = _parse_month(match["month"])
    if match["leap"]:
        return DayCandidates((next_lunar_day(day, month, today, leap=True),))
    return DayCandidates(list_next_lunar_days(day, month, today))


def _parse_new_years_eve(_found: DayMatch, today: date) -> DayCandidates:
    return DayCandidates((next_lunar_day(30, 12, today),))


def _parse_mung(match: DayMatch, today: date) -> DayCandidates:
    """Parse "mùng 5": a lunar day, or one of the first ten of any month."""
    day, month, calendar = (
        parse_number(match["day"]),
        _parse_month(match["month"]),
        match["calendar"] or "",
    )
    if "tet" in calendar:
        return DayCandidates((next_lunar_day(day, 1, today),))
    if "duong" in calendar:
        return (
            resolve_date(day, month, None, today)
            if month
            else DayCandidates((next_day_of_month(day, today),))
        )
    lunar = _resolve_lunar_day(day, match, today)
    if calendar or match["leap"] or match["month"] in ("gieng", "chap"):
        return lunar
    solar = (
        resolve_date(day, month, None, today).days[0] if month else next_day_of_month(day, today)
    )
    return DayCandidates(tuple(dict.fromkeys((*lunar.days, solar))))


def _parse_month(written: str | None) -> int | None:
    return _MONTH_NAMES.get(written) or int(written) if written else None


def _parse_date(match: DayMatch, today: date) -> DayCandidates:
    year = expand_year(int(match["year"])) if match["year"] else None
    return resolve_date(int(match["day"]), int(match["month"]), year, today)


def _parse_range(match: DayMatch, today: date) -> DayCandidates:
    """Return first and last day of "5-7/12": it is not one day, so the person is asked."""
    ends = (
        resolve_date(int(match[name]), int(match["month"]), None, today) for name in ("day", "last")
    )
    return DayCandidates(tuple(day for days in ends for day in days.days))


def _parse_day_of_month(day_match: DayMatch, today: date) -> DayCandidates:
    day = int(day_match["day"])
    match day_match["of"]:
        case "nay":
            named = make_date(today.year, today.month, day)
            return DayCandidates((named,), past=named < today)
        case "sau":
            first = start_of_later_month(today)
            return DayCandidates((make_date(first.year, first.month, day),))
    return DayCandidates((next_day_of_month(day, today),))


def _parse_part_of_month(match: DayMatch, today: date) -> DayCandidates:
    of = match["of"] or "nay"
    first = start_of_later_month(today, {"nay": 0, "sau": 1}.get(of, 0))
    if of.isdecimal():
        first = make_date(today.year, int(of), 1)
        if end_of_month(first.year, first.month) < today:
            first = first.replace(year=first.year + 1)
    at = {"dau": 1, "giua": 15, "cuoi": end_of_month(first.year, first.month).day}
    named = first.replace(day=at[match["part"]])
    if named < today and of == "nay":
        named = add_months(named, 1)
    return DayCandidates((named,))


def _parse_end_of_year(match: DayMatch, today: date) -> DayCandidates:
    return DayCandidates((date(today.year + (match["of"] == "sau"), 12, 31),))


def _parse_days_ahead(match: DayMatch, today: date) -> DayCandidates:
    count, unit = (
        parse_number(match["count"] or match["after"]),
        match["unit"] or match["unit_after"],
    )
    if unit in ("thang", "nam"):
        return DayCandidates((add_months(today, count * (12 if unit == "nam" else 1)),))
    return DayCandidates((today + timedelta(days=count * (7 if unit == "tuan" else 1)),))


def _parse_weekday_name(match: DayMatch, today: date) -> DayCandidates:
    at = parse_weekday(match["day"])
    monday = today - timedelta(days=today.weekday())
    of = (match["before"] or match["of"] or "").strip().removeprefix("tuan ")
    if of == "sau":
        return DayCandidates((monday + WEEK + timedelta(days=at),))
    if of == "gan":
        return DayCandidates((weekday_on_or_after(today + timedelta(days=1), at),))
    if of == "nay":
        named = monday + timedelta(days=at)
        return (
            DayCandidates((named,)) if named >= today else DayCandidates((named + WEEK,), past=True)
        )
    named = weekday_on_or_after(today, at)
    return DayCandidates((named, named + WEEK) if named == today else (named,))


def _parse_part_of_week(match: DayMatch, today: date) -> DayCandidates:
    monday = today - timedelta(days=today.weekday())
    begins = monday + (WEEK if match["of"] == "sau" else timedelta())
    if match["part"] == "dau":
        return DayCandidates((begins if begins >= today else begins + WEEK,))
    days = (begins + timedelta(days=5), begins + timedelta(days=6))
    return DayCandidates(tuple(day for day in days if day >= today))


def _parse_next_week(_found: DayMatch, today: date) -> DayCandidates:
    monday = today - timedelta(days=today.weekday()) + WEEK
    return DayCandidates(tuple(dict.fromkeys((monday, today + WEEK))))


def _parse_next_month(_found: DayMatch, today: date) -> DayCandidates:
    return DayCandidates(tuple(dict.fromkeys((start_of_later_month(today), add_months(today, 1)))))


def _parse_yesterday(_found: DayMatch, today: date) -> DayCandidates:
    return DayCandidates((today - timedelta(days=1),), past=True)


def _parse_relative_day(match: DayMatch, today: date) -> DayCandidates:
    last = match[0].split()[-1]
    return DayCandidates((today + timedelta(days={"nay": 0, "ni": 0, "mai": 1}.get(last, 2)),))


_PARSERS: tuple[tuple[re.Pattern[str], Callable[[DayMatch, date], DayCandidates]], ...] = (
    (
        re.compile(
            rf"\b(?:ngay )?ram(?: thang (?P<month>{_MONTH})(?P<leap>{_LEAP})?)?{_LUNAR}?(?!\w)"
        ),
        _parse_full_moon,
    ),
    (re.compile(r"\bgiao thua\b|\b(?:29|30) tet\b"), _parse_new_years_eve),
    (
        re.compile(
            rf"\b(?:ngay )?m[uo]ng (?P<day>\d{{1,2}}|{_FIRST_TEN})"
            rf"(?:(?:/| thang )(?P<month>{_MONTH})(?P<leap>{_LEAP})?)?"
            r"(?P<calendar> am lich| am| tet| duong lich| duong)?(?![\w/])"
        ),
        _parse_mung,
    ),
    (
        re.compile(
            rf"\b(?:ngay )?(?P<day>\d{{1,2}})(?:/| thang )(?P<month>{_MONTH})"
            rf"(?:(?P<leap>{_LEAP}){_LUNAR}?|{_LUNAR})(?!\w)"
        ),
        _parse_lunar_date,
    ),
    (
        re.compile(r"\b(?:ngay )?(?P<day>\d{1,2})(?: thang)? (?P<month>gieng|chap)(?P<leap>)\b"),
        _parse_lunar_date,
    ),
    (
        re.compile(r"\b(?:ngay )?(?P<day>\d{1,2})(?P<month>)(?P<leap>) (?:am lich|am)(?!\w)"),
        _parse_lunar_date,
    ),
    (re.compile(r"\b(?:hom|bua) (?:qua|truoc)\b|\bhom kia\b"), _parse_yesterday),
    (
        re.compile(
            r"(?<![\d/.-])\b(?:ngay )?(?P<year>\d{4})[/.-](?P<month>\d{1,2})"
            r"[/.-](?P<day>\d{1,2})(?![\d/])"
        ),
        _parse_date,
    ),
    (
        re.compile(
            r"(?<![\d/:.-])\b(?:ngay )?(?P<day>\d{1,2})\s?-\s?(?P<last>\d{1,2})"
            r"(?:\s?/\s?| thang )(?P<month>\d{1,2})(?![\d/])"
        ),
        _parse_range,
    ),
    (
        re.compile(
            r"(?<![\d/:])\b(?:ngay )?(?P<day>\d{1,2})(?:\s?(?P<sign>[/.-])\s?| ?thang )"
            r"(?P<month>\d{1,2})"
            r"(?:(?:\s?(?P=sign)\s?|,? nam )(?P<year>\d{4}|\d\d(?![\d:hg])))?"
            rf"(?![\d/]| ?(?:h|gio|:\d)\b|{NO_SUM})(?: duong(?: lich)?)?"
        ),
        _parse_date,
    ),
    (
        re.compile(
            rf"\b(?P<count>{NUMBER}) (?P<unit>ngay|hom|tuan|thang|nam) nua\b"
            rf"|\bsau (?P<after>{NUMBER}) (?P<unit_after>ngay|hom|tuan|thang|nam)\b"
        ),
        _parse_days_ahead,
    ),
    (
        re.compile(r"\bngay (?P<day>\d{1,2})(?: thang (?P<of>nay|sau))?(?![\d/:h])"),
        _parse_day_of_month,
    ),
    (
        re.compile(r"\b(?P<part>dau|giua|cuoi) thang(?: (?P<of>nay|sau|\d{1,2}))?\b"),
        _parse_part_of_month,
    ),
    (re.compile(r"\bcuoi nam(?: (?P<of>nay|sau))?\b"), _parse_end_of_year),
    (
        re.compile(
            rf"\b(?P<before>tuan (?:nay|sau) )?(?P<day>{WEEKDAY})"
            r"(?: (?P<of>tuan nay|tuan sau|nay|sau|gan))?\b"
        ),
        _parse_weekday_name,
    ),
    (re.compile(r"\b(?P<part>dau|cuoi) tuan(?: (?P<of>nay|sau))?\b"), _parse_part_of_week),
    (re.compile(r"\btuan sau\b"), _parse_next_week),
    (re.compile(r"\bthang sau\b"), _parse_next_month),
    (
        re.compile(
            r"\b(?:hom|ngay|bua) n(?:ay|i)\b|(?<=  )n(?:ay|i)\b"
            rf"|\b(?:ngay|bua|hom) (?:mai|kia|mot)\b|{_NOT_AFTER_TITLE}\b(?:mai|kia)\b"
            r"|(?<=  )mot\b"
        ),
        _parse_relative_day,
    ),
)
