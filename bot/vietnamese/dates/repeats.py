"""Parse recurrences: "ngày nào cũng 8h", "thứ Hai hằng tuần", "rằm và mùng một". Pure."""

import re
from dataclasses import replace
from datetime import time

from bot.vietnamese.dates.calendar import NoSuchDay, day_in_year
from bot.vietnamese.dates.doses import MOST_TIMES, PER_DAY, USUAL, TooOften, read_often, take_times
from bot.vietnamese.dates.hours import PART
from bot.vietnamese.dates.numerals import blank
from bot.vietnamese.dates.recurring import Every, Repeat
from bot.vietnamese.dates.weekdays import WEEKDAY, read_weekday

WHOLE_DAY = time(8)  # when no hour was said of a day that is not every day


class CannotRepeat(ValueError):
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
_VAO = r"(?:[ ,]+(?:vao|cu|la|den|luc))*[ ,]+"

_ODD = re.compile(
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
    rf"\b(?:{_EVERY} )?(?:{_MONTHLY}{_VAO})?(?:{_FULL}{_JOIN}{_FIRST}|{_FIRST}{_JOIN}{_FULL})"
    rf"(?: am(?: lich)?)?(?: {_MONTHLY})?\b"
)
_LUNAR_DAY = re.compile(
    rf"\b(?:(?:{_EVERY} |{_MONTHLY}{_VAO})(?P<a>{_FULL}|{_FIRST})(?: {_MONTHLY})?"
    rf"|(?P<b>{_FULL}|{_FIRST})(?: am(?: lich)?)? (?:{_MONTHLY}|{_ALWAYS}))\b"
)
_YEAR_DAY = re.compile(
    rf"\b(?:{_YEARLY}{_VAO}{_DATE}|{_DATE.replace('?P<', '?P<b_')}[ ,]+{_YEARLY})\b"
)
_YEAR_FULL = re.compile(
    rf"\b(?:{_YEARLY}{_VAO}{_FULL} thang (?P<month>\d{{1,2}})(?: am(?: lich)?)?"
    rf"|{_FULL} thang (?P<b_month>\d{{1,2}})(?: am(?: lich)?)?[ ,]+{_YEARLY})\b"
)
# A day of remembrance is by the moon and each year, whether this is said or not.
_REMEMBRANCE = re.compile(
    r"(?<!\bdi )(?<!\ban )(?<!\bdu )(?:\bGIO\b|(?<!\d)(?<!\d )\bgio(?= (?:bo|ba|me|ma|ong|cu|cha"
    r"|thay|noi|ngoai|chong|vo|to|bac|chu|co|di|cau|mo|anh|chi|em|dau|het)\b))"
)
_REMEMBERED = re.compile(
    r"\b(?:vao |la )?(?:ngay |m[uo]ng )?(?P<day>\d{1,2})(?:\s?[/-]\s?| ?thang )(?P<month>\d{1,2})"
    r"(?:(?: nhuan)? ?\(?am(?: lich)?\)?(?!\w)| nhuan\b|(?![\d/]| ?duong))"
    rf"(?:[ ,]+{_YEARLY})?"
)
_SEVERAL = re.compile(
    rf"\b(?:vao )?(?:ngay )?(?P<a>{WEEKDAY}(?:{_JOIN}{WEEKDAY})+)(?P<b>)(?P<c>)"
    r"(?! (?:tuan|nay|sau|gan|ngay)\b)\b"
)
_WEEK = re.compile(
    rf"\b(?:{_WEEKLY}{_VAO}(?P<a>{_LIST})|{_EVERY} (?:(?:ngay|(?P<part>{_PARTS})) )?(?P<b>{_LIST})"
    rf"(?: {_WEEKLY})?"
    rf"|(?P<c>{_LIST})[ ,]*(?:{_WEEKLY}|{_ALWAYS}))(?!\w)"
)
_MONTH = re.compile(
    rf"\b(?:{_MONTHLY}{_VAO}(?P<a>{_DAYS}){_LUNAR}|{_EVERY} (?P<b>{_DAYS}) {_MONTHLY}"
    rf"|(?P<c>{_DAYS}){_LUNAR.replace('am>', 'c_am>')}[ ,]+{_MONTHLY})(?!\w)"
)
_END = re.compile(
    rf"\b(?:(?:ngay )?(?P<a>dau|giua|cuoi)(?: cung)?(?: cua)? {_MONTHLY}"
    rf"|{_MONTHLY}{_VAO}(?:vao )?(?:ngay )?(?P<b>dau|giua|cuoi)(?: cung)?(?: cua)? thang)\b"
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
    rf"\b(?:(?:vao )?{_EVERY} )?(?:{_MONTHLY}{_VAO})?(?P<of>ngay|thu|hom) (?P<which>chan|le)\b"
    rf"(?: (?P<week>trong tuan|{_WEEKLY}))?(?: (?:trong thang|{_MONTHLY}|{_ALWAYS}))?"
)
_OPEN = re.compile(rf"\b(?:{_WEEKLY}|{_MONTHLY}|{_YEARLY})\b")
_FROM = re.compile(r"\b(?:bat dau )?(?:ke )?tu (?:mai|ngay mai|hom nay|nay|gio|bay gio)\b")
_ENDS = {"dau": 1, "giua": 15, "cuoi": 31}


def take_repeat(words: str, *, timed: bool = True) -> tuple[str, Repeat | None]:
    """Return the line with its recurrence blanked, and the rule; None if it does not recur.

    Raises UnsupportedRecurrence for every other day, NoSuchDay for the 32nd of each month,
    TooManyTimes for five hours a day, ValueError for 25h. A daily rule without a given hour has no
    times, others default to eight o'clock. One ambiguous hour ("5h") is returned as `doubt`.
    """
    if odd := _ODD.search(words):
        raise CannotRepeat(blank(words, odd))
    if _REMEMBRANCE.search(words) and (day := _REMEMBERED.search(words)):
        return _finish(blank(words, day), _remember(day), "", timed=timed)
    for pattern, read in _READERS:
        if found := pattern.search(words):
            return _finish(blank(words, found), read(found), _part(found), timed=timed)
    if came := _OPEN.search(words):
        rest = blank(words, came)
        for unit, pattern, read in _APART:
            if unit in came[0] and (day := pattern.search(rest)):
                return _finish(blank(rest, day), read(day), "", timed=timed)
        raise CannotRepeat(rest, day_missing=True)
    return words, None


def _finish(rest: str, rule: Repeat, part: str, *, timed: bool) -> tuple[str, Repeat]:
    """Add the times of day of the rest to the rule, if `timed`."""
    if not timed:
        return rest, rule
    rest, times = take_times(rest, part)
    if came := _FROM.search(rest):
        rest = blank(rest, came)
    if len(times) == 1 and len(times[0]) > 1:
        return rest, replace(rule, doubt=times[0])
    if not times and rule.every is not Every.DAY:
        times = [(WHOLE_DAY,)]
    hours = tuple(sorted({at[0] for at in times}))
    if rule.per_day > MOST_TIMES:
        raise TooOften(rest)
    if rule.per_day and not hours:
        hours = USUAL[rule.per_day]
    if rule.per_day and len(hours) != rule.per_day:
        hours = ()  # "ngày 3 lần, 8h": which other two is asked
    return rest, replace(rule, times=hours)


def _part(found: re.Match[str]) -> str:
    """Return the part of the day of the match, as in "sáng nào cũng", or ""."""
    groups = found.groupdict()
    part = groups.get("part") or ""
    if found.re is _DAILY:
        part = found["a"] or found["b"] or found["c"] or ""
    return "EVE" if part == "toi" else part


def _week(found: re.Match[str]) -> Repeat:
    listed = found["a"] or found["b"] or found["c"]
    named = [read_weekday(day) for day in re.findall(rf"{WEEKDAY}\b", listed)]
    rest = re.sub(rf"{WEEKDAY}\b", " ", listed)
    named += [int(digit) - 2 for digit in re.findall(r"\b[2-7]\b", rest)]
    return Repeat(Every.WEEK, tuple((day,) for day in sorted(set(named))))


def _span(found: re.Match[str]) -> Repeat:
    first, last = read_weekday(found["first"]), read_weekday(found["last"])
    days = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
    return Repeat(Every.WEEK, tuple((day,) for day in sorted(days)))


def _month(found: re.Match[str]) -> Repeat:
    listed = found["a"] or found["b"] or found["c"]
    days = sorted({int(day) for day in re.findall(r"\d+", listed)})
    lunar = bool(found["am"] or found["c_am"])
    if any(not 1 <= day <= (30 if lunar else 31) for day in days):
        raise NoSuchDay(listed)
    return Repeat(Every.LUNAR if lunar else Every.MONTH, tuple((day,) for day in days))


def _parity(found: re.Match[str]) -> Repeat:
    """Parse "các ngày chẵn", of the month or of the week.

    Days of the week are numbered in Vietnamese: Monday is the second, hence even.
    """
    odd = found["which"] == "le"
    if found["week"] or found["of"] == "thu":
        return Repeat(Every.WEEK, ((1,), (3,), (5,)) if odd else ((0,), (2,), (4,)))
    return Repeat(Every.PARITY, ((int(odd),),))


def _end(found: re.Match[str]) -> Repeat:
    return Repeat(Every.MONTH, ((_ENDS[found["a"] or found["b"]],),))


def _both(_found: re.Match[str]) -> Repeat:
    return Repeat(Every.LUNAR, ((1,), (15,)))


def _lunar(found: re.Match[str]) -> Repeat:
    return Repeat(Every.LUNAR, ((15 if "ram" in (found["a"] or found["b"]) else 1,),))


def _year(found: re.Match[str]) -> Repeat:
    day, month = int(found["day"] or found["b_day"]), int(found["month"] or found["b_month"])
    lunar = bool(found["am"] or found["b_am"])
    if lunar and not (1 <= day <= 30 and 1 <= month <= 12):
        raise NoSuchDay(f"{day}/{month}")
    if not lunar:
        day_in_year(2028, month, day)  # a leap year: 29/2 is the last of February in others
    return Repeat(Every.LUNAR_YEAR if lunar else Every.YEAR, ((day, month),))


def _remember(found: re.Match[str]) -> Repeat:
    day, month = int(found["day"]), int(found["month"])
    if not (1 <= day <= 30 and 1 <= month <= 12):
        raise NoSuchDay(f"{day}/{month}")
    return Repeat(Every.LUNAR_YEAR, ((day, month),))


def _year_full(found: re.Match[str]) -> Repeat:
    month = int(found["month"] or found["b_month"])
    if not 1 <= month <= 12:
        raise NoSuchDay(f"15/{month}")
    return Repeat(Every.LUNAR_YEAR, ((15, month),))


# The day stands elsewhere in the line: "hằng tuần nhắc tôi đi chợ vào thứ Bảy".
_APART = (
    ("tuan", re.compile(rf"\b(?P<a>{_LIST})(?P<b>)(?P<c>)(?!\w)"), _week),
    ("thang", re.compile(rf"\b(?P<a>{_DAYS})(?P<b>)(?P<c>){_LUNAR}(?P<c_am>)(?!\w)"), _month),
)
_READERS = (
    (_LUNAR_DAYS, _both),
    (_YEAR_FULL, _year_full),
    (_YEAR_DAY, _year),
    (_LUNAR_DAY, _lunar),
    (_RANGE, _span),
    (_WEEK, _week),
    (_SEVERAL, _week),
    (_MONTH, _month),
    (_END, _end),
    (_PARITY, _parity),
    (_DAILY, lambda found: Repeat(Every.DAY, per_day=read_often(found))),
)
