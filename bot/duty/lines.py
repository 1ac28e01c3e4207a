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
from bot.duty.hours import WAKING, WEEKDAY, Absence, Hours, Shift, Span, read_span, read_weekday
from bot.vietnamese.dates.spans import DAY, TIME, read_minute
from bot.vietnamese.letters import fold, nfc
from bot.vietnamese.word_patterns import one_of, plain

LONGEST = timedelta(days=366)
HINDSIGHT = timedelta(days=60)  # a range that goes on may have begun so long ago
FORESIGHT = timedelta(days=270)  # without a year


@dataclass(frozen=True, slots=True)
class TakeOver:
    """One member stands in for another on a day.

    The speaker for `name`, or `name` for the speaker.
    """

    day: date
    span: Span | None
    name: str
    by_speaker: bool = True


@dataclass(frozen=True, slots=True)
class Weekly:
    """The speaker's weekly pattern from now on."""

    hours: Hours


@dataclass(frozen=True, slots=True)
class WhoIsOn:
    """The question who is on duty."""

    first: date
    last: date
    span: Span | None = None


DutyLine = Shift | Absence | TakeOver | Weekly | WhoIsOn
_Days = tuple[date, date]


def parse_duty(text: str, *, today: date) -> tuple[DutyLine, ...]:
    """Parse a line into duty items in local dates; empty when not wholly understood, or past.

    Several days or parts of a day give several items.
    """
    folded = evening(re.sub(r"^/(truc|nghi|ban)\b", r"\1", plain(text)))
    try:
        weekly = _weekly(folded)
        return (weekly,) if weekly else _dated(text, folded, today)
    except (UserError, ValueError, OverflowError):  # an hour, a day that does not exist
        return ()


# ── Parts of the line ────────────────────────────────────────────────────────────────────────────

# When a part of the day is on duty, and what of the day an absence takes.
_PARTS = {
    "sang": (Span(7 * 60, 11 * 60 + 30), Span(0, 12 * 60)),
    "trua": (Span(11 * 60, 13 * 60 + 30), Span(11 * 60, 14 * 60)),
    "chieu": (Span(13 * 60 + 30, 17 * 60 + 30), Span(12 * 60, 18 * 60)),
    "dem": (Span(18 * 60, 21 * 60), Span(18 * 60, DAY)),
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
_LASTS = re.compile(r"\b(?P<count>\d{1,2}) (?P<what>ngay|hom|tuan)\b(?! \d)")
HOUR_WORDS = re.compile(
    rf"\b(?:(?P<start>{TIME})\s*(?:-|den)\s*(?P<end>{TIME})"
    rf"|tu (?P<only_start>{TIME})|den (?P<only_end>{TIME}))(?![\w:])"
)


def evening(folded: str) -> str:
    """Replace "toi" by "dem" in a folded text wherever it must mean the evening."""
    day = rf"(?:nay|mai|kia|mot|hom nay|ngay|{WEEKDAY}|\d{{1,2}}/)"
    folded = re.sub(rf"(?<!thay )(?<!ho )(?<!giup )(?<!cho )\btoi (?={day})", "dem ", folded)
    return re.sub(r"\b(truc|nghi|ban|buoi|ca|moi|cac) toi\b", r"\1 dem", folded)


def _take_days(folded: str, today: date) -> tuple[str, list[_Days]]:
    """Cut the days out of the line; return the rest and the days as date ranges.

    Raises ValueError for a past or impossible day.
    """
    days: list[_Days] = []

    def take(found: re.Match[str]) -> str:
        first, last = _range(found["first"], found["last"], today)
        days.append((today, last) if found["until"] and not found["last"] else (first, last))
        return " "

    folded = _DAYS.sub(take, _SHORT_RANGE.sub(r"\1/\3 - \2", folded))
    if lasts := _LASTS.search(folded):
        begins = days[0][0] if days else today
        count = int(lasts["count"]) * (7 if lasts["what"] == "tuan" else 1)
        days = [(begins, begins + timedelta(days=count - 1))]
        folded = folded.replace(lasts[0], " ")
    begun, ends = today - HINDSIGHT, today + LONGEST
    if any(not (begun <= first <= last and today <= last <= ends) for first, last in days):
        raise ValueError("a day that is past, or a range that is none")
    return folded, _joined(days)


def _joined(days: list[_Days]) -> list[_Days]:
    """Join neighbouring days into one range."""
    joined: list[_Days] = []
    for first, last in sorted(days):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _range(first_words: str, last_words: str | None, today: date) -> _Days:
    """Return the coming days from the first to the last.

    A range that has begun is still the coming one: on 4/12, from 3/12 to 5/12 is this year's.
    """
    if last_words is None:
        return _days(first_words, today, today)
    written = _ONE_DAY.fullmatch(first_words)
    if written is None or not written["day"]:
        first, _ = _days(first_words, today, today)
        return first, _days(last_words, today, first)[1]
    _, last = _days(last_words, today, today)
    year = int(written["year"] or last.year)
    first = date(year, int(written["month"]), int(written["day"]))
    return (first.replace(year=year - 1) if first > last and not written["year"] else first), last


def _days(words: str, today: date, after: date) -> _Days:
    """Return the day or days the text names.

    Not before `after`, unless the text says which week or year.
    """
    found = _ONE_DAY.fullmatch(words)
    if found is None:
        raise ValueError(words)
    monday = today - timedelta(days=today.weekday())
    if found["day"]:
        day = _dated_day(found, after)
        return day, day
    if found["soon"]:
        ahead = {"nay": 0, "mai": 1}.get(found["soon"].split()[-1], 2)
        return (today + timedelta(days=ahead),) * 2
    if found["weekday"]:
        weekday = timedelta(days=read_weekday(found["weekday"]))
        if found["of"] and not found["of"].endswith("nay"):
            return (monday + timedelta(days=7) + weekday,) * 2
        return (after + timedelta(days=(weekday.days - after.weekday()) % 7),) * 2
    of = found["week"] or found["end_of"] or "nay"
    begins = monday if of == "nay" else monday + timedelta(days=7)
    first = begins if found["week"] else begins + timedelta(days=5)
    return max(first, today), begins + timedelta(days=6)


def _dated_day(found: re.Match[str], after: date) -> date:
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    day = date(after.year, int(found["month"]), int(found["day"]))
    if day < after:
        day = day.replace(year=after.year + 1)
    if day - after > FORESIGHT:
        raise ValueError("a day that was, rather than next year's")
    return day


def _take_spans(folded: str) -> tuple[str, list[Span], list[Span]]:
    """Cut the hours out of the line; return the rest, the spans on duty, and the spans off duty.

    Raises UserError for an impossible hour.
    """
    parts = [found["part"] for found in PART_WORDS.finditer(folded)]
    left = PART_WORDS.sub(" ", _WHOLE_DAY.sub(" ", folded))
    written = [_span(found, parts) for found in HOUR_WORDS.finditer(left)]
    if written:
        return HOUR_WORDS.sub(" ", left), written, written
    if _WHOLE_DAY.search(folded):
        return left, [WAKING], []
    return left, [_PARTS[part][0] for part in parts], [_PARTS[part][1] for part in parts]


def _span(found: re.Match[str], parts: Sequence[str]) -> Span:
    """Parse written hours; in the afternoon and the evening, "7h-9h" is 19:00 to 21:00."""
    if found["only_start"] or found["only_end"]:
        start = _late(read_minute(found["only_start"]), parts) if found["only_start"] else None
        end = _late(read_minute(found["only_end"]), parts) if found["only_end"] else WAKING.end
        return Span(WAKING.start if start is None else start, end)
    span = read_span(found["start"], found["end"])
    start = _late(span.start, parts)
    if start == span.start:
        return span
    end = _late(span.end, parts) if span.end <= DAY else span.end
    return Span(start, end if end > start else end + DAY // 2)


def _late(minute: int, parts: Sequence[str]) -> int:
    noon = DAY // 2
    late = "chieu" in parts or ("dem" in parts and minute >= 5 * 60)
    return minute + noon if late and minute < noon else minute


# ── Whole lines ──────────────────────────────────────────────────────────────────────────────────


def _words(*written: str) -> frozenset[str]:
    return frozenset(" ".join(written).split())


_FILL = _words(
    "toi tui em anh chi chau con minh to bac co chu xin dang ky nhan se duoc dc ca lich buoi vao"
    " ngay luc tu den a nhe nha ok vang da di va cho thi la o nay roi bao lai"
)
_OFF = _words(
    "nghi ban phep gat lua mua viec nha om vang mat ve que cong tac hop vien kham benh dam cuoi"
    " gio khong ko k truc phai do vi het dot"
)
_OFF_KEYS = _words("nghi ban vang om gat")
_NOT = _words("khong ko k")
_WHO = re.compile(
    r"(?:hoi )?ai (?:dang |se |la nguoi )?truc(?: (?:a|vay|the|do|day|nhi|nhe|roi))*"
    r"|(?:cho |xem |cho xem )?(?:lich truc|danh sach truc)"
)
_SELF = one_of("toi, tui, em, minh, to, chau, con, anh, chi, bac, chu, co")
_INSTEAD = r"truc (?:ca )?(?:thay|ho|giup|dum|gium)(?: ca)?(?: cho)?"
_NAME = r"(?P<name>[^\W\d_]+(?: [^\W\d_]+){0,3}?)"
_END = r"(?: (?:a|nhe|nha|nghe|roi))*"
_FOR_NAME = re.compile(rf"(?:{_SELF} |(?:xin|nhan|se|di) )*{_INSTEAD} {_NAME}{_END}")
_BY_NAME = re.compile(rf"(?:nho |da nho )?{_NAME} (?:se |nhan )*{_INSTEAD} {_SELF}{_END}")
_WEEKLY = re.compile(r"\b(?:hang tuan|moi tuan|hang ngay|moi ngay|moi|cac ngay|cac|deu dan)\b")
_WEEK_RANGE = re.compile(rf"\b(?:{WEEKDAY})\s*-\s*(?:{WEEKDAY}|[2-7]\b)")


def _dated(text: str, folded: str, today: date) -> tuple[DutyLine, ...]:
    folded, days = _take_days(folded, today)
    folded, on, off = _take_spans(folded)
    words = re.findall(r"[^\W_]+", folded)
    line = " ".join(words)
    known = days or [(today, today)]
    if _WHO.fullmatch(line):
        return tuple(WhoIsOn(*d, span) for d in known for span in _or_all(off or on))
    if "?" in folded:
        return ()
    if over := _take_over(text, line, known, on):
        return over
    said = set(words)
    negated = bool(said & _NOT)
    if (said & _OFF_KEYS and not negated) or ("truc" in said and negated):
        understood = bool(days) and said <= _FILL | _OFF
        return tuple(Absence(*d, span) for d in known for span in _or_all(off) if understood)
    understood = "truc" in said and said <= _FILL | {"truc"} and bool(days or on)
    return tuple(Shift(*d, span) for d in known for span in _or_all(on) if understood)


def _or_all(spans: Sequence[Span]) -> Sequence[Span | None]:
    return spans or (None,)


def _take_over(
    text: str, line: str, days: Sequence[_Days], spans: Sequence[Span]
) -> tuple[DutyLine, ...]:
    theirs = _BY_NAME.fullmatch(line)
    mine = None if theirs else _FOR_NAME.fullmatch(line)
    found = theirs or mine
    if found is None:
        return ()
    name = _as_written(text, found["name"])
    each = [first + timedelta(n) for first, last in days for n in range((last - first).days + 1)]
    return tuple(
        TakeOver(day, span, name, found is mine) for day in each for span in _or_all(spans)
    )


def _as_written(text: str, name: str) -> str:
    """Find the folded name in the text and return it with its tones."""
    words = re.findall(r"[^\W_]+", nfc(text))
    wanted = name.lower().split()
    for at in range(len(words)):
        if [fold(word) for word in words[at : at + len(wanted)]] == wanted:
            return " ".join(words[at : at + len(wanted)])
    return name


def _weekly(folded: str) -> Weekly | None:
    """Parse a weekly pattern as opposed to coming days, or return None.

    For example "truc T2-T6 18h-21h", "truc cac toi thu 3, thu 5".
    """
    said = set(re.findall(r"[^\W_]+", folded))
    marked = bool(_WEEKLY.search(folded))
    if "truc" not in said or "?" in folded or not (marked or _WEEK_RANGE.search(folded)):
        return None
    if said & (_NOT | _OFF_KEYS) or re.search(r"\btuan (?:nay|sau|den|toi)\b", folded):
        return None
    parts = [found["part"] for found in PART_WORDS.finditer(folded)]
    rest = PART_WORDS.sub(" ", _WEEKLY.sub(" ", folded.replace("chu nhat", "cn")))
    kept = [w for w in re.split(r"([\s,;:]+)", rest) if w not in (_FILL | {"truc"}) - {"den", "va"}]
    rest = HOUR_WORDS.sub(lambda found: str(_span(found, parts)), "".join(kept)).strip(" ,:.!")
    if not re.search(rf"\b(?:{WEEKDAY}|cuoi tuan|ngay thuong)\b", rest):
        rest = f"hang ngay {rest}"
    if not re.search(r"\d:\d", rest):
        rest += " " + " ".join(str(_PARTS[part][0]) for part in parts)
    return Weekly(Hours.parse(rest))
