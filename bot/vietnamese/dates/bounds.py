"""Parse bounds of a recurrence: "trong 10 ngày", "đến hết tháng 12", "3 lần", "từ mai". Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.vietnamese.dates.calendar import (
    DayCandidates,
    add_months,
    end_of_month,
    next_lunar_day,
    resolve_date,
)
from bot.vietnamese.dates.day_parsing import blank_day, match_day
from bot.vietnamese.dates.hour_parsing import NUMBER, extract_hour, parse_number
from bot.vietnamese.dates.normalization import blank_match
from bot.vietnamese.dates.recurrence import Frequency, Recurrence
from bot.vietnamese.dates.weekdays import WEEKDAY

MAX_DAYS = 2 * 366
MAX_OCCURRENCES = 400  # occurrences


class UnclearEnd(ValueError):
    """An end that is past, does not exist, or is ambiguous. `rest` is the line without it."""

    def __init__(self, rest: str, *, past: bool = False) -> None:
        super().__init__(rest)
        self.rest = rest
        self.past = past


@dataclass(frozen=True, slots=True)
class Bounds:
    """Start and end of a recurrence; `days`, `months` and `times` count from the first occurrence.

    `sure`: these bounds imply that it recurs. "Đến thứ Sáu" alone may be a due date.
    """

    since: date | None = None
    until: date | None = None
    until_at: time | None = None
    days: int = 0
    months: int = 0
    times: int = 0
    sure: bool = False
    loose: bool = False  # the number may as well be how often a day

    def __bool__(self) -> bool:
        return self != Bounds()


_LENGTH = re.compile(
    r"(?P<lead>\b(?:trong|suot|keo dai|lien tuc|lien tiep|lien|cho|het|du)"
    r"(?: (?:vong|khoang|suot|lien tuc|lien tiep))? )?"
    r"(?<!\bngay )(?<!\bmung )(?<!\bthu )(?<!\bsau )(?<!\bcach )(?<!\bmoi )(?<!\bcu )"
    r"(?<!\bhang )(?!(?<=\blan )(?:mot|1) )"
    rf"(?<![\d/.:,-])\b(?P<count>{NUMBER}|nu[az]) ?(?P<unit>ngay|hom|bua|tuan|thang)\b"
    r"(?P<tail> (?:lien tuc|lien tiep|lien|thoi|nhu the|nay))?"
    r"(?! ?(?:\d{1,2}(?: ?[/-]| thang)|(?<=thang )\d{1,2}(?![\d:]| ?(?:h|g|gio)\b)|nu[az]\b"
    r"|truoc\b|sau\b|mot lan|gieng\b|chap\b|nao\b|mot\b|am\b|[a-z]+ lan\b))"
)
_UNTIL = re.compile(
    r"\b(?:keo dai )?(?:cho )?(?:(?P<den>den|toi|TOI)(?P<both> (?:het|khi het))?|(?P<het>het))"
    r"(?: (?:ngay|hom|vao))?\s+"
    r"(?:(?:luc )?(?P<hour>\d{1,2} ?(?:h|g|gio)(?: ?\d\d(?!\d))?(?: sang| chieu| EVE)?) )?"
)
_WHOLE_PERIOD = re.compile(
    r"(?P<what>thang|tuan|nam)(?: (?P<of>nay|sau|\d{1,2})\b(?!/))?"
    r"(?:(?:/| nam )(?P<year>\d{4}))?(?! ?/?\d)"
)
_NEW_YEAR = re.compile(r"tet\b(?: am(?: lich)?| nguyen dan| ta)?")
_SINCE = re.compile(r"(?<!\bthu )\b(?:bat dau (?:tu )?|ke tu |tinh tu |tu )(?:hom |vao )?")
_OF_EACH_WEEK = re.compile(rf"{WEEKDAY}\s*(?:den|gan|toi|TOI|-)\s*{WEEKDAY}")
_TIMES = re.compile(
    r"(?<!\bngay )(?<!\bhom )(?<!\btuan )(?<!\bthang )(?<!\bnam )"
    rf"(?P<only>\b(?:chi|du|dung|tong cong|ca thay|het|trong) )?"
    rf"(?<!\bgio )(?<!\btieng )(?<!\bphut )\b(?P<count>{NUMBER}) lan\b"
    r"(?: nhac)?(?P<tail> (?:nua )?(?:thoi|roi thoi|la thoi|la du)| nua(?: thoi)?)?"
    r"(?! ?(?:mot|moi|1|hang|tren|trong|tung|/) ?(?:ngay|tuan|thang|hom))"
    r"(?P<last>(?=\s*(?:$|[,.;]|\s\s)))?"
)
_NO_END_BEFORE = re.compile(rf"\b(?:{WEEKDAY}|cu|he|moi|khi|dung)\s*$")
_MEDICINE = re.compile(r"\b(?:thuoc|khang sinh|nho mat|insulin)\b")


def is_medicine(line: str) -> bool:
    """Return whether a line is about medicine: a course is daily without saying so."""
    return _MEDICINE.search(line) is not None


def extract_bounds(line: str, today: date) -> tuple[str, Bounds]:
    """Return the line with its bounds blanked, and the bounds. Raises UnclearEnd."""
    line, since = _extract_since(line, today)
    line, bounds = _extract_until(line, today, after=since)
    sure = bounds.sure or bool(since and bounds)
    bounds = replace(bounds, since=since, sure=sure)
    if not bounds.until and (length := _LENGTH.search(line)):
        line, bounds = blank_match(line, length), _apply_length(length, bounds)
        return line, bounds
    counted = _TIMES.search(line)
    firm = counted is not None and bool(counted["only"] or counted["tail"])
    if counted is not None and (firm or counted["last"] is not None):
        bounds = replace(bounds, times=parse_number(counted["count"]), loose=not firm)
        line = blank_match(line, counted)
    return line, bounds


def _apply_length(length: re.Match[str], bounds: Bounds) -> Bounds:
    half, unit = length["count"].startswith("nu"), length["unit"]
    sure = bounds.sure or bool(length["lead"] or length["tail"])
    if unit == "thang" and not half:
        return replace(bounds, months=parse_number(length["count"]), sure=sure)
    size = {"tuan": 7, "thang": 30}.get(unit, 1)
    days = size // 2 if half else parse_number(length["count"]) * size
    return replace(bounds, days=max(days, 1), sure=sure)


def _extract_since(line: str, today: date) -> tuple[str, date | None]:
    for start in _SINCE.finditer(line):
        parsed = match_day(line, start.end(), today)
        if parsed is None or _OF_EACH_WEEK.match(line, start.end()):
            continue
        end, days = parsed
        first = days.days[0]
        rest = line[: start.start()] + " " * (end - start.start()) + line[end:]
        if len(days.days) > 1 and first != today:
            raise UnclearEnd(rest)
        return rest, None if days.past else first
    return line, None


def _extract_until(line: str, today: date, *, after: date | None) -> tuple[str, Bounds]:
    for marker in _UNTIL.finditer(line):
        if _NO_END_BEFORE.search(line[: marker.start()]):
            continue
        if (
            marker["den"] == "toi" and not marker["both"]
        ):  # without its tone it is "tôi" or "tối" too
            continue
        try:
            parsed = _parse_end_day(line, marker, today)
        except ValueError:
            blanked = " " * (marker.end() - marker.start())
            left = line[: marker.start()] + blanked + blank_day(line[marker.end() :])
            raise UnclearEnd(left) from None
        if parsed is None:
            continue
        end, days, whole = parsed
        rest = line[: marker.start()] + " " * (end - marker.start()) + line[end:]
        if days.past or (after and days.days[-1] < after):
            raise UnclearEnd(rest, past=True)
        if len(days.days) > 1 and days.days[0] != today:
            raise UnclearEnd(rest)
        festive = _NEW_YEAR.match(line, marker.end()) is not None
        if whole and bool(marker["both"] or marker["het"]) == festive:
            raise UnclearEnd(rest)  # "đến tháng 12": its first day, or its last; "hết tết"
        _, hour = extract_hour(marker["hour"]) if marker["hour"] else ("", None)
        sure = bool(marker["both"] or marker["het"])
        return rest, Bounds(
            until=days.days[-1], until_at=hour.list_candidates()[-1] if hour else None, sure=sure
        )
    return line, Bounds()


def _parse_end_day(
    line: str, marker: re.Match[str], today: date
) -> tuple[int, DayCandidates, bool] | None:
    """Parse the end right after the marker: where it ends, the day, whether it names a period."""
    position = marker.end()
    if not marker["hour"] and (whole := _WHOLE_PERIOD.match(line, position)):
        return whole.end(), _parse_period_end(whole, today), True
    if festival := _NEW_YEAR.match(line, position):
        return (
            festival.end(),
            DayCandidates((next_lunar_day(1, 1, today),)),
            bool(marker["both"] or marker["het"]),
        )
    parsed = match_day(line, position, today)
    return (*parsed, False) if parsed else None


def _parse_period_end(whole: re.Match[str], today: date) -> DayCandidates:
    unit, of = whole["what"], whole["of"] or "nay"
    year = int(whole["year"]) if whole["year"] else None
    if unit == "tuan":
        sunday = today + timedelta(days=6 - today.weekday())
        return DayCandidates((sunday + timedelta(days=7 * (of == "sau")),))
    if unit == "nam":
        last = date(year or today.year + (of == "sau"), 12, 31)
        return DayCandidates((last,), past=last < today)
    if of.isdecimal():
        first = date(year or today.year, int(of), 1)  # ValueError: month 13
        last = end_of_month(first.year, first.month)
        return (
            resolve_date(last.day, last.month, year, today)
            if last.month != 2
            else _end_of_february(last, today)
        )
    last = end_of_month(today.year, today.month)
    if of == "sau":
        later = add_months(today.replace(day=1), 1)
        last = end_of_month(later.year, later.month)
    return DayCandidates((last,))


def _end_of_february(last: date, today: date) -> DayCandidates:
    return DayCandidates((last if last >= today else end_of_month(today.year + 1, 2),))


def apply_bounds(rule: Recurrence, bounds: Bounds, *, now: datetime, zone: ZoneInfo) -> Recurrence:
    """Return the rule with its first and last day. Raises UnclearEnd if it would never fire."""
    today = now.astimezone(zone).date()
    since = bounds.since if bounds.since and bounds.since > today else None
    rule = replace(rule, since=since)
    if not rule.times:
        return rule
    first = rule.get_next(now, zone).astimezone(zone).date()
    until, until_at = bounds.until, bounds.until_at
    if bounds.days:
        until = first + timedelta(days=bounds.days - 1)
    if bounds.months:
        until = add_months(first, bounds.months) - timedelta(days=1)
    if bounds.times:
        until, until_at = _find_last_occurrence(rule, bounds.times, now, zone)
    if until is not None and (until - today).days > MAX_DAYS:
        raise UnclearEnd("")
    if until_at is not None and until_at >= max(rule.times):
        until_at = None
    if since is not None and first > since and rule.every is Frequency.DAY:
        rule = replace(rule, since=None)
    rule = replace(rule, until=until, until_at=until_at)
    if rule.find_next(now, zone) is None:
        raise UnclearEnd("", past=True)
    return rule


def _find_last_occurrence(
    rule: Recurrence, times: int, now: datetime, zone: ZoneInfo
) -> tuple[date, time]:
    at = now
    for _ in range(min(times, MAX_OCCURRENCES)):
        at = rule.get_next(at, zone)
    last = at.astimezone(zone)
    return last.date(), last.time()
