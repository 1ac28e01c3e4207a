"""Parse dates, times and numbers of a sheet's cell or a command's argument. Pure.

Excel stores dates and times as numbers, people type text: both are accepted, also in one column.
Ambiguous values ("19.3", "3h", "5-7") are rejected: nobody is there to be asked.
"""

import re
from datetime import date, time, timedelta

from bot import texts
from bot.core.errors import UserError
from bot.documents.sheet_cells import NumericCell
from bot.vietnamese.dates.calendar import NoSuchDay, resolve_date
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.formatting import format_clock
from bot.vietnamese.dates.hour_parsing import TimeOfDay, extract_hour
from bot.vietnamese.dates.normalization import keep_unblanked, normalize_line
from bot.vietnamese.dates.weekdays import WEEKDAY, expand_year, find_weekday_mismatch, parse_weekday

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(36_526, 73_051)  # the years 2000 to 2099
DAYTIME = range(5, 23)  # a class or a meeting outside of it is a slip
MAX_ROUNDING_SECONDS = 1.5  # seconds a fraction of a day may be off its minute
MIN_CLASS_MINUTES, MAX_CLASS_MINUTES = 15, 600  # minutes of a class

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+)?")
_DAY = re.compile(
    rf"(?:(?P<before>{WEEKDAY})[\s,.(–-]*)?(?:ngay )?(?P<day>\d{{1,2}})"
    r"(?:\s?(?P<sign>[/.-])\s?|\s?thang )(?P<month>\d{1,2})"
    r"(?:(?:\s?(?P=sign)\s?|,? nam |(?<=thang \d)/|(?<=thang \d\d)/)(?P<year>\d{4}|\d\d))?"
    rf"(?:[\s,(–-]*(?P<after>{WEEKDAY})\)?)?[\s.]*"
)
_FRACTION = re.compile(r"(?:\d{5}|0)?\.\d+")
_DECIMAL = re.compile(r"\d{1,2}[.,]\d(?:\d{2,})?|[1-9]\d?,\d\d")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ](?=\d)|(?<=:\d\d)\.\d+$")
_DOTTED = re.compile(r"^(\D*\d{1,2})\.(\d\d)(?!\d)")
_STAMPED = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?")
_TIME_SPAN = re.compile(
    rf"(?:(?:{texts.SPAN_FROM}) )?(?P<start>.*?\d.*?)\s*(?:->|[-–—~→]|\b(?:{texts.SPAN_TO})\b)\s*"
    r"(?P<end>[^-–—~→]*?\d.*)",
    re.IGNORECASE,
)
_PART_OF_DAY = re.compile(rf"\b(?:{texts.SPAN_PARTS})\b", re.IGNORECASE)
_DAY_WORDS = re.compile(rf"\b(?:{texts.SPAN_DAY})\b", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:(?P<hours>\d{1,2})\s?(?:h|g|:|gio|tieng)(?P<half> ?ruoi)?\s?)?"
    r"(?:(?P<minutes>\d{1,3})\s?(?:phut|p|')?)?"
)


def parse_day_cell(cell: str, today: date) -> date:
    """Parse a date; without a year, the next one. Raises UserError for 31/2, "5-7", "mai"."""
    try:
        if re.fullmatch(r"\d{5}(?:\.\d+)?", cell) and int(float(cell)) in EXCEL_SERIALS:
            return EXCEL_EPOCH + timedelta(days=int(float(cell)))
        if isinstance(cell, NumericCell):
            raise UserError(texts.IMPORT_NUMBER_AS_DAY.format(day=cell))
        if match := _ISO.fullmatch(cell):
            return date(*map(int, match.groups()))
        if match := _DAY.fullmatch(normalize_line(cell)):
            return _resolve_written_day(match, cell, today)
    except ValueError:  # also NoSuchDay
        pass
    raise UserError(texts.IMPORT_BAD_DAY.format(day=cell))


def _resolve_written_day(match: re.Match[str], cell: str, today: date) -> date:
    day, month = int(match["day"]), int(match["month"])
    if not match["year"] and match["sign"] in (".", "-") and len(match["month"]) == 1:
        raise UserError(texts.IMPORT_DOUBTFUL_DAY.format(day=cell))
    year = expand_year(int(match["year"])) if match["year"] else None
    named = resolve_date(day, month, year, today)
    if named.past and year is None:
        raise UserError(texts.IMPORT_DAY_WAS.format(day=cell))
    for written in filter(None, (match["before"], match["after"])):
        if mismatch := find_weekday_mismatch(named.days[0], parse_weekday(written)):
            raise UserError(str(mismatch))
    return named.days[0]


def parse_date_argument(written: str, today: date) -> date:
    """Parse a date argument: as a cell, or relative to today as in "mai", "thứ 5 tuần sau"."""
    try:
        rest, days = extract_day(normalize_line(written), today)
    except NoSuchDay:
        rest, days = "", None
    if (
        days
        and len(days.days) == 1
        and not days.past
        and not rest.strip(" ,.")
        and not days.mismatch
    ):
        return days.days[0]
    return parse_day_cell(written.strip(), today)


def parse_time_cell(cell: str) -> time:
    """Parse a daytime time: 0.8125, "19:30:00", "19h30", "19.30", "7 gio toi", "7:30 CH".

    Raises UserError if it is ambiguous or no time.
    """
    if (at := _parse_day_fraction(cell)) is None:
        if isinstance(cell, NumericCell) or _DECIMAL.fullmatch(cell):
            raise UserError(texts.IMPORT_NUMBER_AS_TIME.format(time=cell))
        at = require_single_time(_parse_hour(cell), cell)
    if at.hour not in DAYTIME:
        raise UserError(texts.IMPORT_NIGHT.format(time=cell, read=format_clock(at)))
    return at


def parse_time_span(cell: str) -> tuple[time, int | None]:
    """Parse a start with or without an end: "08:00 - 10:00", "từ 8h đến 10h30", "2h-4h chiều".

    Returns the start and the minutes to the end, None without one. Raises UserError if either is
    ambiguous, or if the end is not within ten hours after the start.
    """
    if isinstance(cell, NumericCell) or not (match := _TIME_SPAN.fullmatch(cell.strip())):
        return parse_time_cell(cell), None
    start_text, end_text = match["start"].strip(), match["end"].strip()
    if (part := _PART_OF_DAY.search(end_text)) and not _PART_OF_DAY.search(start_text):
        start_text = f"{_add_hour_sign(start_text)} {part[0]}"
    start = parse_time_cell(_add_hour_sign(start_text))
    end = _parse_hour(_add_hour_sign(end_text))
    begins = start.hour * 60 + start.minute
    ends = [at.hour * 60 + at.minute + shift for at in end.list_candidates() for shift in (0, 720)]
    minutes = sorted(at - begins for at in ends if at - begins >= MIN_CLASS_MINUTES)
    if not minutes or minutes[0] > MAX_CLASS_MINUTES:
        raise UserError(texts.IMPORT_BAD_SPAN.format(time=cell))
    return start, minutes[0]


def _add_hour_sign(written: str) -> str:
    """Return a lone number as an hour: the 8 of "8 - 10h"."""
    return f"{written}h" if written.isdigit() else written


def parse_moment_cell(cell: str, today: date) -> tuple[date, time, int | None]:
    """Parse a day with its hours in one cell: "19h30-21h00, thứ 5 ngày 03/12/2026".

    Returns the day, the start and the minutes to the end, None without one. Raises UserError for a
    cell without either, such as "Tối 05/12".
    """
    if match := _STAMPED.fullmatch(cell):
        return date.fromisoformat(match[1]), parse_time_cell(match[2]), None
    try:
        rest, days = extract_day(normalize_line(cell), today)
    except NoSuchDay:
        rest, days = "", None
    if days is not None and days.mismatch:
        raise UserError(str(days.mismatch))
    if days is None or len(days.days) != 1:
        raise UserError(texts.IMPORT_BAD_DAY.format(day=cell))
    if days.past:
        raise UserError(texts.IMPORT_DAY_WAS.format(day=cell))
    hours = keep_unblanked(cell, rest).strip(" ,.;:()-–")
    hours = _DAY_WORDS.sub("", hours).strip(" ,.;:()-–")
    if not any(map(str.isdigit, hours)):
        raise UserError(texts.IMPORT_NO_HOUR.format(time=cell))
    start, minutes = parse_time_span(hours)
    return days.days[0], start, minutes


def _parse_day_fraction(cell: str) -> time | None:
    """Parse Excel's fraction of a day, with or without the date; None if it is something else.

    Raises UserError for a fraction that is not a whole minute, such as a typed "0.81".
    """
    if not _FRACTION.fullmatch(cell) or int(float(cell)) not in (0, *EXCEL_SERIALS):
        return None
    part = float(cell) % 1
    minutes = round(part * 24 * 60)
    if abs(part * 24 * 60 - minutes) * 60 > MAX_ROUNDING_SECONDS or minutes == 24 * 60:
        raise UserError(texts.IMPORT_NUMBER_AS_TIME.format(time=cell))
    return time(minutes // 60, minutes % 60)


def _parse_hour(cell: str) -> TimeOfDay:
    line = _DOTTED.sub(r"\1:\2", _STAMP.sub("", normalize_line(cell)))
    line = re.sub(r"(?<=\d)\s?sa$", " am", re.sub(r"(?<=\d)\s?ch$", " pm", line))
    try:
        rest, hour = extract_hour(line)
    except ValueError:
        rest, hour = "", None
    if hour is None or hour.hour is None or rest.strip(" ,.;-()"):
        raise UserError(texts.IMPORT_BAD_TIME.format(time=cell))
    return hour


def require_single_time(hour: TimeOfDay, cell: str) -> time:
    """Return the only reading of a time: 7h is the morning, an evening is 19h or says so.

    Raises UserError for "3h", which may be either.
    """
    times = hour.list_candidates()
    if len(times) > 1:
        later, earlier = times
        raise UserError(
            texts.IMPORT_DOUBTFUL_TIME.format(
                time=cell,
                first=format_clock(earlier),
                second=format_clock(later),
                sure=f"{later:%H:%M}",
            )
        )
    return times[0]


def parse_count(cell: str, *, default: int, most: int) -> int:
    """Parse a whole number from 1 to `most`; `default` if empty. Raises UserError."""
    if not cell:
        return default
    if not (cell.isascii() and cell.isdigit() and len(cell) < 7 and 1 <= int(cell) <= most):
        raise UserError(texts.IMPORT_BAD_NUMBER.format(number=cell, most=most))
    return int(cell)


def parse_minutes(cell: str, *, default: int) -> int:
    """Parse a duration: "90", "90 phút", "2 tiếng", "1h30"; `default` if empty.

    Raises UserError for a lone 2, which may mean hours.
    """
    if not cell:
        return default
    match = _SPAN.fullmatch(re.sub(r"^(\d\d:\d\d):00$", r"\1", normalize_line(cell)))
    minutes = 0
    if match:
        minutes = int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)
        minutes += 30 if match["half"] else 0
    if not MIN_CLASS_MINUTES <= minutes <= MAX_CLASS_MINUTES:
        raise UserError(texts.IMPORT_BAD_MINUTES.format(minutes=cell))
    return minutes
