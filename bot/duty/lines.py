"""Parse a member's chat line about duty: shift, absence, substitution, weekly pattern, or query.

A line is understood whole or not at all; dates are the coming ones. "Evening" and "I" are the
same word without tones: "toi" is the evening before a day ("toi nay") and after "truc", else it
is "I".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.errors import UserError
from bot.duty.hours import Absence, Shift
from bot.duty.weekly_hours import DAYTIME, WEEKDAY, Span, WeeklyHours, parse_span, parse_weekday
from bot.vietnamese.dates.hour_spans import MINUTES_PER_DAY, TIME_PATTERN, parse_minute
from bot.vietnamese.letters import nfc, strip_tones
from bot.vietnamese.tone_matching import build_alternatives, resolve_tone_homographs

MAX_RANGE = timedelta(days=366)
MAX_PAST = timedelta(days=60)  # a range that goes on may have begun so long ago
MAX_AHEAD = timedelta(days=270)  # without a year


@dataclass(frozen=True, slots=True)
class Substitution:
    """One member stands in for another on a day.

    The speaker for `name`, or `name` for the speaker.
    """

    day: date
    span: Span | None
    name: str
    is_by_speaker: bool = True


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """The speaker's weekly pattern from now on."""

    hours: WeeklyHours


@dataclass(frozen=True, slots=True)
class DutyQuery:
    """The question who is on duty."""

    first: date
    last: date
    span: Span | None = None


DutyLine = Shift | Absence | Substitution | WeeklyPattern | DutyQuery
_DateRange = tuple[date, date]


def parse_duty(text: str, *, today: date) -> tuple[DutyLine, ...]:
    """Parse a line into duty items in local dates; empty when not wholly understood, or past.

    Several days or parts of a day give several items.
    """
    folded = mark_evenings(re.sub(r"^/(truc|nghi|ban)\b", r"\1", resolve_tone_homographs(text)))
    try:
        weekly = _parse_weekly(folded)
        return (weekly,) if weekly else _parse_dated_line(text, folded, today)
    except (UserError, ValueError, OverflowError):  # an hour, a day that does not exist
        return ()


# ── Parts of the line ────────────────────────────────────────────────────────────────────────────

# When a part of the day is on duty, and what of the day an absence takes.
_PARTS = {
    "sang": (Span(7 * 60, 11 * 60 + 30), Span(0, 12 * 60)),
    "trua": (Span(11 * 60, 13 * 60 + 30), Span(11 * 60, 14 * 60)),
    "chieu": (Span(13 * 60 + 30, 17 * 60 + 30), Span(12 * 60, 18 * 60)),
    "dem": (Span(18 * 60, 21 * 60), Span(18 * 60, MINUTES_PER_DAY)),
}
PART_WORDS = re.compile(rf"\b(?:buoi |ca )?(?P<part>{'|'.join(_PARTS)})\b")
_WHOLE_DAY = re.compile(r"\bca ngay\b")

_ONE_DAY = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2})\s?(?:/\s?|thang )(?P<month>\d{1,2})(?:(?:/| nam )(?P<year>\d{4}))?"
    r"|(?P<soon>(?:(?:hom|ngay) )?nay|(?:ngay )?mai|(?:ngay )?(?:kia|mot))"
    rf"|(?P<weekday>{WEEKDAY})(?: (?P<of>tuan (?:nay|sau|den|toi)|nay|sau))?"
    r"|cuoi tuan(?: (?P<end_of>nay|sau|den|toi))?"
    r"|(?:ca |trong )?tuan (?P<week>nay|sau|den|toi)"
)
_DAY_PATTERN = re.sub(r"\?P<\w+>", "?:", _ONE_DAY.pattern)
DAY_WORDS = re.compile(rf"\b(?:{_DAY_PATTERN})(?![\w/])")
_DAYS = re.compile(
    rf"(?P<until>\b(?:den|het|den het) )?\b(?P<first>{_DAY_PATTERN})(?![\w/])"
    rf"(?:\s*(?:-|(?:cho )?den(?: het)?)\s*(?P<last>{_DAY_PATTERN})(?![\w/]))?"
)
_SHORT_RANGE = re.compile(
    r"(?<![\d/])(\d{1,2})\s?(?:-|den)\s?(\d{1,2}\s?(?:/|thang )\s?(\d{1,2}))\b"
)
_DURATION = re.compile(r"\b(?P<count>\d{1,2}) (?P<what>ngay|hom|tuan)\b(?! \d)")
HOUR_WORDS = re.compile(
    rf"\b(?:(?P<start>{TIME_PATTERN})\s*(?:-|den)\s*(?P<end>{TIME_PATTERN})"
    rf"|tu (?P<only_start>{TIME_PATTERN})|den (?P<only_end>{TIME_PATTERN}))(?![\w:])"
)


def mark_evenings(folded: str) -> str:
    """Replace "toi" by "dem" in a folded text wherever it must mean the evening."""
    day = rf"(?:nay|mai|kia|mot|hom nay|ngay|{WEEKDAY}|\d{{1,2}}/)"
    folded = re.sub(rf"(?<!thay )(?<!ho )(?<!giup )(?<!cho )\btoi (?={day})", "dem ", folded)
    return re.sub(r"\b(truc|nghi|ban|buoi|ca|moi|cac) toi\b", r"\1 dem", folded)


def _extract_days(folded: str, today: date) -> tuple[str, list[_DateRange]]:
    """Cut the days out of the line; return the rest and the days as date ranges.

    Raises ValueError for a past or impossible day.
    """
    days: list[_DateRange] = []

    def replace_days(match: re.Match[str]) -> str:
        first, last = _parse_range(match["first"], match["last"], today)
        days.append((today, last) if match["until"] and not match["last"] else (first, last))
        return " "

    folded = _DAYS.sub(replace_days, _SHORT_RANGE.sub(r"\1/\3 - \2", folded))
    if duration := _DURATION.search(folded):
        begins = days[0][0] if days else today
        count = int(duration["count"]) * (7 if duration["what"] == "tuan" else 1)
        days = [(begins, begins + timedelta(days=count - 1))]
        folded = folded.replace(duration[0], " ")
    earliest, latest = today - MAX_PAST, today + MAX_RANGE
    if any(not (earliest <= first <= last and today <= last <= latest) for first, last in days):
        raise ValueError("a day that is past, or a range that is none")
    return folded, _merge_ranges(days)


def _merge_ranges(ranges: list[_DateRange]) -> list[_DateRange]:
    """Join neighbouring days into one range."""
    merged: list[_DateRange] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _parse_range(first_words: str, last_words: str | None, today: date) -> _DateRange:
    """Return the coming days from the first to the last.

    A range that has begun is still the coming one: on 4/12, from 3/12 to 5/12 is this year's.
    """
    if last_words is None:
        return _parse_days(first_words, today, today)
    written = _ONE_DAY.fullmatch(first_words)
    if written is None or not written["day"]:
        first, _ = _parse_days(first_words, today, today)
        return first, _parse_days(last_words, today, first)[1]
    _, last = _parse_days(last_words, today, today)
    year = int(written["year"] or last.year)
    first = date(year, int(written["month"]), int(written["day"]))
    return (first.replace(year=year - 1) if first > last and not written["year"] else first), last


def _parse_days(text: str, today: date, after: date) -> _DateRange:
    """Return the day or days the text names.

    Not before `after`, unless the text says which week or year.
    """
    match = _ONE_DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    monday = today - timedelta(days=today.weekday())
    if match["day"]:
        day = _resolve_date(match, after)
        return day, day
    if match["soon"]:
        ahead = {"nay": 0, "mai": 1}.get(match["soon"].split()[-1], 2)
        return (today + timedelta(days=ahead),) * 2
    if match["weekday"]:
        weekday = timedelta(days=parse_weekday(match["weekday"]))
        if match["of"] and not match["of"].endswith("nay"):
            return (monday + timedelta(days=7) + weekday,) * 2
        return (after + timedelta(days=(weekday.days - after.weekday()) % 7),) * 2
    week = match["week"] or match["end_of"] or "nay"
    begins = monday if week == "nay" else monday + timedelta(days=7)
    first = begins if match["week"] else begins + timedelta(days=5)
    return max(first, today), begins + timedelta(days=6)


def _resolve_date(match: re.Match[str], after: date) -> date:
    if match["year"]:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    day = date(after.year, int(match["month"]), int(match["day"]))
    if day < after:
        day = day.replace(year=after.year + 1)
    if day - after > MAX_AHEAD:
        raise ValueError("a day that was, rather than next year's")
    return day


def _extract_spans(folded: str) -> tuple[str, list[Span], list[Span]]:
    """Cut the hours out of the line; return the rest, the spans on duty, and the spans off duty.

    Raises UserError for an impossible hour.
    """
    parts = [match["part"] for match in PART_WORDS.finditer(folded)]
    left = PART_WORDS.sub(" ", _WHOLE_DAY.sub(" ", folded))
    written = [_parse_hours(match, parts) for match in HOUR_WORDS.finditer(left)]
    if written:
        return HOUR_WORDS.sub(" ", left), written, written
    if _WHOLE_DAY.search(folded):
        return left, [DAYTIME], []
    return left, [_PARTS[part][0] for part in parts], [_PARTS[part][1] for part in parts]


def _parse_hours(match: re.Match[str], parts: Sequence[str]) -> Span:
    """Parse written hours; in the afternoon and the evening, "7h-9h" is 19:00 to 21:00."""
    if match["only_start"] or match["only_end"]:
        start = (
            _to_afternoon(parse_minute(match["only_start"]), parts) if match["only_start"] else None
        )
        end = (
            _to_afternoon(parse_minute(match["only_end"]), parts)
            if match["only_end"]
            else DAYTIME.end
        )
        return Span(DAYTIME.start if start is None else start, end)
    span = parse_span(match["start"], match["end"])
    start = _to_afternoon(span.start, parts)
    if start == span.start:
        return span
    end = _to_afternoon(span.end, parts) if span.end <= MINUTES_PER_DAY else span.end
    return Span(start, end if end > start else end + MINUTES_PER_DAY // 2)


def _to_afternoon(minute: int, parts: Sequence[str]) -> int:
    noon = MINUTES_PER_DAY // 2
    is_late = "chieu" in parts or ("dem" in parts and minute >= 5 * 60)
    return minute + noon if is_late and minute < noon else minute


# ── Whole lines ──────────────────────────────────────────────────────────────────────────────────


def _word_set(*written: str) -> frozenset[str]:
    return frozenset(" ".join(written).split())


_FILLER_WORDS = _word_set(
    "toi tui em anh chi chau con minh to bac co chu xin dang ky nhan se duoc dc ca lich buoi vao"
    " ngay luc tu den a nhe nha ok vang da di va cho thi la o nay roi bao lai"
)
_ABSENCE_WORDS = _word_set(
    "nghi ban phep gat lua mua viec nha om vang mat ve que cong tac hop vien kham benh dam cuoi"
    " gio khong ko k truc phai do vi het dot"
)
_ABSENCE_KEYWORDS = _word_set("nghi ban vang om gat")
_NEGATIONS = _word_set("khong ko k")
_DUTY_QUERY = re.compile(
    r"(?:hoi )?ai (?:dang |se |la nguoi )?truc(?: (?:a|vay|the|do|day|nhi|nhe|roi))*"
    r"|(?:cho |xem |cho xem )?(?:lich truc|danh sach truc)"
)
_SELF = build_alternatives("toi, tui, em, minh, to, chau, con, anh, chi, bac, chu, co")
_INSTEAD = r"truc (?:ca )?(?:thay|ho|giup|dum|gium)(?: ca)?(?: cho)?"
_NAME = r"(?P<name>[^\W\d_]+(?: [^\W\d_]+){0,3}?)"
_END = r"(?: (?:a|nhe|nha|nghe|roi))*"
_FOR_NAME = re.compile(rf"(?:{_SELF} |(?:xin|nhan|se|di) )*{_INSTEAD} {_NAME}{_END}")
_BY_NAME = re.compile(rf"(?:nho |da nho )?{_NAME} (?:se |nhan )*{_INSTEAD} {_SELF}{_END}")
_WEEKLY = re.compile(r"\b(?:hang tuan|moi tuan|hang ngay|moi ngay|moi|cac ngay|cac|deu dan)\b")
_WEEK_RANGE = re.compile(rf"\b(?:{WEEKDAY})\s*-\s*(?:{WEEKDAY}|[2-7]\b)")


def _parse_dated_line(text: str, folded: str, today: date) -> tuple[DutyLine, ...]:
    folded, days = _extract_days(folded, today)
    folded, on, off = _extract_spans(folded)
    words = re.findall(r"[^\W_]+", folded)
    line = " ".join(words)
    date_ranges = days or [(today, today)]
    if _DUTY_QUERY.fullmatch(line):
        return tuple(
            DutyQuery(*date_range, span)
            for date_range in date_ranges
            for span in _or_whole_day(off or on)
        )
    if "?" in folded:
        return ()
    if substitutions := _parse_substitution(text, line, date_ranges, on):
        return substitutions
    word_set = set(words)
    negated = bool(word_set & _NEGATIONS)
    if (word_set & _ABSENCE_KEYWORDS and not negated) or ("truc" in word_set and negated):
        understood = bool(days) and word_set <= _FILLER_WORDS | _ABSENCE_WORDS
        return tuple(
            Absence(*date_range, span)
            for date_range in date_ranges
            for span in _or_whole_day(off)
            if understood
        )
    understood = "truc" in word_set and word_set <= _FILLER_WORDS | {"truc"} and bool(days or on)
    return tuple(
        Shift(*date_range, span)
        for date_range in date_ranges
        for span in _or_whole_day(on)
        if understood
    )


def _or_whole_day(spans: Sequence[Span]) -> Sequence[Span | None]:
    return spans or (None,)


def _parse_substitution(
    text: str, line: str, days: Sequence[_DateRange], spans: Sequence[Span]
) -> tuple[DutyLine, ...]:
    by_other = _BY_NAME.fullmatch(line)
    by_speaker = None if by_other else _FOR_NAME.fullmatch(line)
    match = by_other or by_speaker
    if match is None:
        return ()
    name = _restore_tones(text, match["name"])
    dates = [
        first + timedelta(offset)
        for first, last in days
        for offset in range((last - first).days + 1)
    ]
    return tuple(
        Substitution(day, span, name, match is by_speaker)
        for day in dates
        for span in _or_whole_day(spans)
    )


def _restore_tones(text: str, name: str) -> str:
    """Find the folded name in the text and return it with its tones."""
    words = re.findall(r"[^\W_]+", nfc(text))
    name_words = name.lower().split()
    for index in range(len(words)):
        if [strip_tones(word) for word in words[index : index + len(name_words)]] == name_words:
            return " ".join(words[index : index + len(name_words)])
    return name


def _parse_weekly(folded: str) -> WeeklyPattern | None:
    """Parse a weekly pattern as opposed to coming days, or return None.

    For example "truc T2-T6 18h-21h", "truc cac toi thu 3, thu 5".
    """
    word_set = set(re.findall(r"[^\W_]+", folded))
    marked = bool(_WEEKLY.search(folded))
    if "truc" not in word_set or "?" in folded or not (marked or _WEEK_RANGE.search(folded)):
        return None
    if word_set & (_NEGATIONS | _ABSENCE_KEYWORDS) or re.search(
        r"\btuan (?:nay|sau|den|toi)\b", folded
    ):
        return None
    parts = [match["part"] for match in PART_WORDS.finditer(folded)]
    rest = PART_WORDS.sub(" ", _WEEKLY.sub(" ", folded.replace("chu nhat", "cn")))
    kept = [
        word
        for word in re.split(r"([\s,;:]+)", rest)
        if word not in (_FILLER_WORDS | {"truc"}) - {"den", "va"}
    ]
    rest = HOUR_WORDS.sub(lambda match: str(_parse_hours(match, parts)), "".join(kept)).strip(
        " ,:.!"
    )
    if not re.search(rf"\b(?:{WEEKDAY}|cuoi tuan|ngay thuong)\b", rest):
        rest = f"hang ngay {rest}"
    if not re.search(r"\d:\d", rest):
        rest += " " + " ".join(str(_PARTS[part][0]) for part in parts)
    return WeeklyPattern(WeeklyHours.parse(rest))
