"""Parse requests to pause a reminder: "tạm nghỉ nhắc thuốc 3 ngày", "tuần này không nhắc". Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.vietnamese.dates.bounds import Bounds, UnclearEnd, extract_bounds
from bot.vietnamese.dates.calendar import end_of_month
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.normalization import blank_match, normalize_line
from bot.vietnamese.letters import normalize_for_match, strip_tones


@dataclass(frozen=True, slots=True)
class PauseRequest:
    """Which matter to pause, and from when until when; without an end until it is resumed."""

    matter: str
    begins: datetime | None = None
    ends: datetime | None = None


DAY = timedelta(days=1)
_PAUSES = (
    r"(?:tam(?: thoi)?(?: cho)? )?(?:nghi|hoan|gac(?: lai)?)"
    r"|tam(?: thoi)? (?:dung|ngung|thoi|tat|bo|khong|khoi|ngat)"
)
_STOPS = r"(?:dung(?: co)?|ngung|thoi|tat|bo|khong|ko|k|khoi|chang|chua|mien)(?: can| phai| co)?"
_CALL = re.compile(
    rf"\b(?:(?P<pause>{_PAUSES})|{_STOPS})(?: (?:viec|cai|lich|loi|cho toi|giup toi))*"
    r"\s+(?:NHAC|nhac)(?: nho| viec| nua)?\b"
)
_WEEK = re.compile(r"\b(?:ca |het |trong |suot )?tuan (?P<of>nay|ni|sau)\b")
_MONTH = re.compile(r"\b(?:ca |het |trong |suot )?thang (?:nay|ni)\b")
_LENGTH = re.compile(
    r"\b(?:trong )?(?P<count>\d{1,2}|mot|hai|ba|bon|nam|sau|six|bay|muoi)"
    r" ?(?P<unit>ngay|hom|bua|tuan)(?: (?:nua|nuz|toi|TOI|sau|nay|lien))?\b"
)
_SOME_DAYS = re.compile(r"\b(?:may|vai|it) (?:ngay|hom|bua)(?: (?:nay|ni|toi|TOI|nua|nuz))?\b")
_COUNTS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "six": 6, "bay": 7, "muoi": 10,
}  # fmt: skip
_FILLERS = re.compile(
    r"\b(?:toi|tui|bac|minh|em|chau|con|cho|giup|gium|dum|ho|lam on|xin|hay|oi|muon|nho|a|ah|thoi"
    r"|ban|bot|viec|loi|lich|nhe|nha|nghe|di|voi|nua|trong|vong|khoang|den|het|tu|ngay|hom|bua|nay"
    r"|ni|vi|thi|la|cac|co|lai|tam|cai|nhac|vang|doi)\b"
)


def parse_pause(text: str, *, now: datetime, zone: ZoneInfo) -> PauseRequest | None:
    """Parse a request to pause; None for anything else, such as a request to stop for good.

    "Đến thứ Năm" runs again on Thursday, "đến hết thứ Năm" on Friday.
    """
    line = normalize_line(text)
    call = _CALL.search(line)
    if call is None:
        return None
    line = blank_match(line, call)
    today = now.astimezone(zone).date()
    some_days = _SOME_DAYS.search(line) is not None
    try:
        line, span = _extract_span(line, today)
    except ValueError:
        return None
    if span is None and not call["pause"] and not some_days:
        return None
    matter = normalize_for_match(_FILLERS.sub(" ", strip_tones(line).lower()))
    if span is None:
        return PauseRequest(matter)
    first, last = span
    ends = datetime.combine(last, time(), zone)
    return PauseRequest(
        matter, now if first <= today else datetime.combine(first, time(), zone), ends
    )


def _extract_span(line: str, today: date) -> tuple[str, tuple[date, date] | None]:
    """Return the rest of the line, the first day that is skipped and the day of resumption."""
    monday = today - timedelta(days=today.weekday())
    if week := _WEEK.search(line):
        first = monday + timedelta(days=7 * (week["of"] == "sau"))
        return blank_match(line, week), (first, first + 7 * DAY)
    if month := _MONTH.search(line):
        return blank_match(line, month), (today, end_of_month(today.year, today.month) + DAY)
    rest, bounds = _extract_bounds(line, today)
    if bounds.until is not None:
        return rest, (bounds.since or today, bounds.until + (DAY if bounds.sure else timedelta()))
    if some_days := _SOME_DAYS.search(line):
        return blank_match(line, some_days), None
    rest, since = (rest, bounds.since) if bounds.since else (line, None)
    if length := _LENGTH.search(rest):
        written = length["count"]
        days = (_COUNTS.get(written) or int(written)) * (7 if length["unit"] == "tuan" else 1)
        first = since or today
        return blank_match(rest, length), (first, first + days * DAY)
    rest, days_named = extract_day(line, today)
    if days_named is None or days_named.past:
        return line, None
    return rest, (days_named.days[0], days_named.days[0] + DAY)


def _extract_bounds(line: str, today: date) -> tuple[str, Bounds]:
    try:
        return extract_bounds(line, today)
    except UnclearEnd:
        return line, Bounds()
