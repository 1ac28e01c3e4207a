"""Parse recurrences: "ngày nào cũng 8h", "thứ Hai hằng tuần", "rằm và mùng một". Pure."""

import re
from dataclasses import replace
from datetime import time

from bot.vietnamese.dates.calendar import NoSuchDay, make_date
from bot.vietnamese.dates.daily_times import (
    DEFAULT_TIMES,
    MAX_TIMES_PER_DAY,
    PER_DAY,
    TooManyTimes,
    extract_times,
    parse_times_per_day,
)
from bot.vietnamese.dates.hour_parsing import PART
from bot.vietnamese.dates.normalization import blank_match
from bot.vietnamese.dates.recurrence import Frequency, Recurrence
from bot.vietnamese.dates.weekdays import WEEKDAY, parse_weekday

DEFAULT_TIME = time(8)  # when no hour was said of a day that is not every day


class UnsupportedRecurrence(ValueError):
    """A recurrence that is not supported, such as every other day or every two hours.

    `day_missing`: the day of the week, the month or the year was not given. `rest` is the line
    without the recurrence.
    """

    def __init__(self, rest: str, *, day_missing: bool = False) -> None:
        super().__init__(rest)
        self.rest = rest
        self.day_missing = day_missing


_PARTS = rf"(?:{PART}|toi)"
_ALWAYS = r"nao(?: cung| la)?"
_EVERY = r"(?:moi|hang|tung|cac|(?:he cu|he|cu)(?: den| toi| TOI| vao| moi)?|nhung)"
_MONTHLY = rf"(?:(?:moi|hang|tung) thang(?: mot lan)?|thang {_ALWAYS})"
_WEEKLY = rf"(?:(?:moi|hang|tung) tuan(?: mot lan)?|tuan {_ALWAYS})"
_YEARLY = rf"(?:(?:moi|hang|tung) nam(?: mot lan)?|nam {_ALWAYS})"
_AND = r"(?:\s*,\s*(?:va )?|\s*\+\s*|\s*&\s*|\s+(?:va|voi)(?: (?:ngay|ca))?\s+|\s*-\s*)"
_JOIN = rf"(?:{_AND}|\s+)"
_HOUR_AHEAD = r"(?![\d:/.]| ?(?:h|g|gio|ruoi|thang|/)(?![a-z]))"
_LIST = rf"(?:{WEEKDAY})(?:(?:{_AND}|\s+)(?:{WEEKDAY}|[2-7]\b{_HOUR_AHEAD}))*"
_FIRST = r"(?:ngay )?(?:m[uo]ng (?:mot|1)|mot am)(?! ?/)"
_FULL = r"(?:ngay )?ram"
_DAY = rf"(?:ngay|m[uo]ng) \d{{1,2}}{_HOUR_AHEAD}"
_DAYS = rf"{_DAY}(?:{_AND}(?:(?:ngay|m[uo]ng) )?\d{{1,2}}\b{_HOUR_AHEAD})*"
# The leap month of a yearly day is there only some years: the plain one of its number is kept.
_LUNAR = r"(?P<am>(?: nhuan)? ?\(?am(?: lich)?\)?(?!\w)| nhuan)?"
_DATE = rf"(?:ngay |m[uo]ng )?(?P<day>\d{{1,2}})(?:\s?[/-]\s?| ?thang )(?P<month>\d{{1,2}}){_LUNAR}"
_BEFORE_DAY = r"(?:[ ,]+(?:vao|cu|la|den|luc))*[ ,]+"

_UNSUPPORTED = re.compile(
    r"\bcach (?:mot |hai |\d )?(?:ngay|nhat|tuan|hom|bua)\b"
    r"|\b(?:\d+|hai|ba|bon|nam|six|bay|muoi) (?:ngay|tuan|thang|gio|tieng|phut|hom) (?:mot|1) lan\b"
    r"|\b(?:moi|hang|cu)(?: moi)? (?:\d+|hai|ba|bon|vai|nua|may)?\s?(?:gio|tieng|phut|h|p)\b"
    r"(?! sang| trua| chieu| EVE| dem)"
    r"|\b(?:moi|cu) (?:\d+|hai|ba|bon|vai|may) (?:ngay|tuan|thang|hom)\b"
)
_RANGE = re.compile(
    rf"\b(?:(?:{_EVERY}|{_WEEKLY}) )?(?:tu )?(?P<first>{WEEKDAY})\s*(?:den|gan|toi|TOI|-)\s*"
    rf"(?P<last>{WEEKDAY})(?: {_WEEKLY})?\b"
)
_LUNAR_DAYS = re.compile(
    rf"\b(?:{_EVERY} )?(?:{_MONTHLY}{_BEFORE_DAY})?"
    rf"(?:{_FULL}{_JOIN}{_FIRST}|{_FIRST}{_JOIN}{_FULL})"
    rf"(?: am(?: lich)?)?(?: {_MONTHLY})?\b"
)
_LUNAR_DAY = re.compile(
    rf"\b(?:(?:{_EVERY} |{_MONTHLY}{_BEFORE_DAY})(?P<a>{_FULL}|{_FIRST})(?: {_MONTHLY})?"
    rf"|(?P<b>{_FULL}|{_FIRST})(?: am(?: lich)?)? (?:{_MONTHLY}|{_ALWAYS}))\b"
)
_YEAR_DAY = re.compile(
    rf"\b(?:{_YEARLY}{_BEFORE_DAY}{_DATE}|{_DATE.replace('?P<', '?P<b_')}[ ,]+{_YEARLY})\b"
)
_YEAR_FULL = re.compile(
    rf"\b(?:{_YEARLY}{_BEFORE_DAY}{_FULL} thang (?P<month>\d{{1,2}})(?: am(?: lich)?)?"
    rf"|{_FULL} thang (?P<b_month>\d{{1,2}})(?: am(?: lich)?)?[ ,]+{_YEARLY})\b"
)
# A day of remembrance is by the moon and each year, whether this is said or not.
_REMEMBRANCE = re.compile(
    r"(?<!\bdi )(?<!\ban )(?<!\bdu )(?:\bGIO\b|(?<!\d)(?<!\d )\bgio(?= (?:bo|ba|me|ma|ong|cu|cha"
    r"|thay|noi|ngoai|chong|vo|to|bac|chu|co|di|cau|mo|anh|chi|em|dau|het)\b))"
)
_REMEMBRANCE_DAY = re.compile(
    r"\b(?:vao |la )?(?:ngay |m[uo]ng )?(?P<day>\d{1,2})(?:\s?[/-]\s?| ?thang )(?P<month>\d{1,2})"
    r"(?:(?: nhuan)? ?\(?am(?: lich)?\)?(?!\w)| nhuan\b|(?![\d/]| ?duong))"
    rf"(?:[ ,]+{_YEARLY})?"
)
_SEVERAL = re.compile(
    rf"\b(?:vao )?(?:ngay )?(?P<a>{WEEKDAY}(?:{_JOIN}{WEEKDAY})+)(?P<b>)(?P<c>)"
    r"(?! (?:tuan|nay|sau|gan|ngay)\b)\b"
)
_WEEK = re.compile(
    rf"\b(?:{_WEEKLY}{_BEFORE_DAY}(?P<a>{_LIST})|"
    rf"{_EVERY} (?:(?:ngay|(?P<part>{_PARTS})) )?(?P<b>{_LIST})"
    rf"(?: {_WEEKLY})?"
    rf"|(?P<c>{_LIST})[ ,]*(?:{_WEEKLY}|{_ALWAYS}))(?!\w)"
)
_MONTH = re.compile(
    rf"\b(?:{_MONTHLY}{_BEFORE_DAY}(?P<a>{_DAYS}){_LUNAR}|{_EVERY} (?P<b>{_DAYS}) {_MONTHLY}"
    rf"|(?P<c>{_DAYS}){_LUNAR.replace('am>', 'c_am>')}[ ,]+{_MONTHLY})(?!\w)"
)
_END = re.compile(
    rf"\b(?:(?:ngay )?(?P<a>dau|giua|cuoi)(?: cung)?(?: cua)? {_MONTHLY}"
    rf"|{_MONTHLY}{_BEFORE_DAY}(?:vao )?(?:ngay )?(?P<b>dau|giua|cuoi)(?: cung)?(?: cua)? thang)\b"
)
_DAILY = re.compile(
    rf"\b(?:{PER_DAY}|(?:moi|hang|tung) (?:ngay|hom|bua)"
    rf"|(?:ngay|hom|bua) (?:nao|mo) cung|ngay ngay"
    r"|(?:he|cu)(?: cu)?(?: (?:den|toi|TOI|dung|luc))+(?= \d{1,2} ?(?:h|g|gio|:))"
    rf"|he(?: cu)?(?= \d{{1,2}} ?(?:h|g|gio|:))"
    rf"|(?:cu|moi)(?= \d{{1,2}} ?(?:h|g|gio|:)(?:\d\d)? {PART})"
    rf"|(?:moi|hang|cac)(?: buoi)? (?P<a>{_PARTS})(?! (?:thu|t[2-7]|chu nhat|cn)\b)"
    rf"|(?:buoi )?(?P<b>{_PARTS}) (?:nao(?: cung)|nao la)|cu(?: den)? (?P<c>{_PARTS}))\b(?: la\b)?"
)
_PARITY = re.compile(
    rf"\b(?:(?:vao )?{_EVERY} )?(?:{_MONTHLY}{_BEFORE_DAY})?"
    rf"(?P<of>ngay|thu|hom) (?P<which>chan|le)\b"
    rf"(?: (?P<week>trong tuan|{_WEEKLY}))?(?: (?:trong thang|{_MONTHLY}|{_ALWAYS}))?"
)
_PERIOD_ONLY = re.compile(rf"\b(?:{_WEEKLY}|{_MONTHLY}|{_YEARLY})\b")
_FROM = re.compile(r"\b(?:bat dau )?(?:ke )?tu (?:mai|ngay mai|hom nay|nay|gio|bay gio)\b")
_ENDS = {"dau": 1, "giua": 15, "cuoi": 31}


def extract_recurrence(line: str, *, timed: bool = True) -> tuple[str, Recurrence | None]:
    """Return the line with its recurrence blanked, and the rule; None if it does not recur.

    Raises UnsupportedRecurrence for every other day, NoSuchDay for the 32nd of each month,
    TooManyTimes for five hours a day, ValueError for 25h. A daily rule without a given hour has no
    times, others default to eight o'clock. One ambiguous hour ("5h") is returned as `doubt`.
    """
    if unsupported := _UNSUPPORTED.search(line):
        raise UnsupportedRecurrence(blank_match(line, unsupported))
    if _REMEMBRANCE.search(line) and (day := _REMEMBRANCE_DAY.search(line)):
        return _add_times(blank_match(line, day), _parse_anniversary(day), "", timed=timed)
    for pattern, parse in _PARSERS:
        if match := pattern.search(line):
            return _add_times(
                blank_match(line, match), parse(match), _find_part_of_day(match), timed=timed
            )
    if period := _PERIOD_ONLY.search(line):
        rest = blank_match(line, period)
        for unit, pattern, parse in _SEPARATE_DAY_PARSERS:
            if unit in period[0] and (day := pattern.search(rest)):
                return _add_times(blank_match(rest, day), parse(day), "", timed=timed)
        raise UnsupportedRecurrence(rest, day_missing=True)
    return line, None


def _add_times(rest: str, rule: Recurrence, part: str, *, timed: bool) -> tuple[str, Recurrence]:
    """Add the times of day of the rest to the rule, if `timed`."""
    if not timed:
        return rest, rule
    rest, times = extract_times(rest, part)
    if start := _FROM.search(rest):
        rest = blank_match(rest, start)
    if len(times) == 1 and len(times[0]) > 1:
        return rest, replace(rule, doubt=times[0])
    if not times and rule.every is not Frequency.DAY:
        times = [(DEFAULT_TIME,)]
    hours = tuple(sorted({at[0] for at in times}))
    if rule.per_day > MAX_TIMES_PER_DAY:
        raise TooManyTimes(rest)
    if rule.per_day and not hours:
        hours = DEFAULT_TIMES[rule.per_day]
    if rule.per_day and len(hours) != rule.per_day:
        hours = ()  # "ngày 3 lần, 8h": which other two is asked
    return rest, replace(rule, times=hours)


def _find_part_of_day(match: re.Match[str]) -> str:
    """Return the part of the day of the match, as in "sáng nào cũng", or ""."""
    groups = match.groupdict()
    part = groups.get("part") or ""
    if match.re is _DAILY:
        part = match["a"] or match["b"] or match["c"] or ""
    return "EVE" if part == "toi" else part


def _parse_weekly(match: re.Match[str]) -> Recurrence:
    listed = match["a"] or match["b"] or match["c"]
    named = [parse_weekday(day) for day in re.findall(rf"{WEEKDAY}\b", listed)]
    rest = re.sub(rf"{WEEKDAY}\b", " ", listed)
    named += [int(digit) - 2 for digit in re.findall(r"\b[2-7]\b", rest)]
    return Recurrence(Frequency.WEEK, tuple((day,) for day in sorted(set(named))))


def _parse_weekday_range(match: re.Match[str]) -> Recurrence:
    first, last = parse_weekday(match["first"]), parse_weekday(match["last"])
    days = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
    return Recurrence(Frequency.WEEK, tuple((day,) for day in sorted(days)))


def _parse_monthly(match: re.Match[str]) -> Recurrence:
    listed = match["a"] or match["b"] or match["c"]
    days = sorted({int(day) for day in re.findall(r"\d+", listed)})
    lunar = bool(match["am"] or match["c_am"])
    if any(not 1 <= day <= (30 if lunar else 31) for day in days):
        raise NoSuchDay(listed)
    return Recurrence(Frequency.LUNAR if lunar else Frequency.MONTH, tuple((day,) for day in days))


def _parse_parity(match: re.Match[str]) -> Recurrence:
    """Parse "các ngày chẵn", of the month or of the week.

    Days of the week are numbered in Vietnamese: Monday is the second, hence even.
    """
    odd = match["which"] == "le"
    if match["week"] or match["of"] == "thu":
        return Recurrence(Frequency.WEEK, ((1,), (3,), (5,)) if odd else ((0,), (2,), (4,)))
    return Recurrence(Frequency.PARITY, ((int(odd),),))


def _parse_part_of_month(match: re.Match[str]) -> Recurrence:
    return Recurrence(Frequency.MONTH, ((_ENDS[match["a"] or match["b"]],),))


def _parse_both_moons(_found: re.Match[str]) -> Recurrence:
    return Recurrence(Frequency.LUNAR, ((1,), (15,)))


def _parse_lunar_monthly(match: re.Match[str]) -> Recurrence:
    return Recurrence(Frequency.LUNAR, ((15 if "ram" in (match["a"] or match["b"]) else 1,),))


def _parse_yearly(match: re.Match[str]) -> Recurrence:
    day, month = int(match["day"] or match["b_day"]), int(match["month"] or match["b_month"])
    lunar = bool(match["am"] or match["b_am"])
    if lunar and not (1 <= day <= 30 and 1 <= month <= 12):
        raise NoSuchDay(f"{day}/{month}")
    if not lunar:
        make_date(2028, month, day)  # a leap year: 29/2 is the last of February in others
    return Recurrence(Frequency.LUNAR_YEAR if lunar else Frequency.YEAR, ((day, month),))


def _parse_anniversary(match: re.Match[str]) -> Recurrence:
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 30 and 1 <= month <= 12):
        raise NoSuchDay(f"{day}/{month}")
    return Recurrence(Frequency.LUNAR_YEAR, ((day, month),))


def _parse_yearly_full_moon(match: re.Match[str]) -> Recurrence:
    month = int(match["month"] or match["b_month"])
    if not 1 <= month <= 12:
        raise NoSuchDay(f"15/{month}")
    return Recurrence(Frequency.LUNAR_YEAR, ((15, month),))


# The day stands elsewhere in the line: "hằng tuần nhắc tôi đi chợ vào thứ Bảy".
_SEPARATE_DAY_PARSERS = (
    ("tuan", re.compile(rf"\b(?P<a>{_LIST})(?P<b>)(?P<c>)(?!\w)"), _parse_weekly),
    (
        "thang",
        re.compile(rf"\b(?P<a>{_DAYS})(?P<b>)(?P<c>){_LUNAR}(?P<c_am>)(?!\w)"),
        _parse_monthly,
    ),
)
_PARSERS = (
    (_LUNAR_DAYS, _parse_both_moons),
    (_YEAR_FULL, _parse_yearly_full_moon),
    (_YEAR_DAY, _parse_yearly),
    (_LUNAR_DAY, _parse_lunar_monthly),
    (_RANGE, _parse_weekday_range),
    (_WEEK, _parse_weekly),
    (_SEVERAL, _parse_weekly),
    (_MONTH, _parse_monthly),
    (_END, _parse_part_of_month),
    (_PARITY, _parse_parity),
    (_DAILY, lambda match: Recurrence(Frequency.DAY, per_day=parse_times_per_day(match))),
)
