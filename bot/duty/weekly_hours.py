"""Weekly working hours: spans of a day, and the pattern that is typed for a week. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot import texts
from bot.core.errors import UserError
from bot.vietnamese.dates.hour_spans import (
    MINUTES_PER_DAY,
    TIME_PATTERN,
    is_ambiguous,
    parse_minute,
)
from bot.vietnamese.letters import nfc, strip_tones

LONGEST_NIGHT = 16 * 60  # "11:30-7:30" is a slip of the finger, not a night of twenty hours


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An interval within one day, in minutes since midnight; `end` exceeds 24:00 over midnight."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (
            0 <= self.start < MINUTES_PER_DAY
            and self.start < self.end <= self.start + MINUTES_PER_DAY
        ):
            raise ValueError(f"{self.start}-{self.end} is no span of a day")

    def __str__(self) -> str:
        # 24:00 is written so, and 2:00 of the next morning as 2:00.
        end = self.end if self.end <= MINUTES_PER_DAY else self.end - MINUTES_PER_DAY
        return f"{_format_minute(self.start)}-{_format_minute(end)}"


def _format_minute(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


DAYTIME = Span(7 * 60, 21 * 60)
"""A day given without hours, when the weekly pattern has none for it."""


_WEEKDAY_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_WEEKDAY_GROUPS = {
    "hang ngay": range(7),
    "moi ngay": range(7),
    "ca tuan": range(7),
    "ngay thuong": range(5),
    "cuoi tuan": range(5, 7),
}
WEEKDAY = rf"(?:t|thu )[2-7]|thu (?:{'|'.join(_WEEKDAY_NAMES)})|cn|chu nhat"
_GROUP = re.compile(rf"(?:{'|'.join(_WEEKDAY_GROUPS)})\b")
_DAYS = re.compile(
    rf"(?P<first>{WEEKDAY})\b(?:\s*(?:-|den)\s*(?P<last>{WEEKDAY}|[2-7](?![\d:hg])))?"
)
_SPAN = re.compile(rf"(?P<start>{TIME_PATTERN})\s*(?:-|den)\s*(?P<end>{TIME_PATTERN})(?![\d:])")
_ALL_DAY = re.compile(r"ca ngay\b")
_CLOSED = re.compile(r"nghi\b")
_FILLER = re.compile(r"(?:[\s,:&.]|va\b|tu\b)*")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~", "-"))


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A weekly pattern: for each day from Monday its spans, sorted and disjoint."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse "T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30". Raises UserError if it is wrong."""
        days: list[list[Span]] = [[] for _ in range(7)]
        sections = [piece for piece in re.split(r"[;\n]", _normalize(text)) if piece.strip()]
        if not sections:
            raise UserError(texts.HOURS_EMPTY)
        for section in sections:
            weekdays, spans = _parse_section(section.strip())
            for weekday in weekdays:
                days[weekday].extend(spans)
        return cls(tuple(_merge_spans(weekday, spans) for weekday, spans in enumerate(days)))

    def render(self) -> str:
        """Render the pattern in the form `parse` reads; equal neighbouring days are joined."""
        parts: list[str] = []
        day = 0
        while day < 7:
            last = day
            while last < 6 and self.days[last + 1] == self.days[day]:
                last += 1
            if self.days[day]:
                spans = " ".join(str(span) for span in self.days[day])
                name = weekday_name(day) + (f"-{weekday_name(last)}" if last > day else "")
                parts.append(f"{name} {spans}")
            day = last + 1
        return "; ".join(parts) or texts.HOURS_NONE


def weekday_name(weekday: int) -> str:
    """Return the short name of a weekday: 0 is "T2" (Monday), 6 is "CN".

    >>> weekday_name(5)
    'T7'
    """
    return "CN" if weekday == 6 else f"T{weekday + 2}"


def _normalize(text: str) -> str:
    return strip_tones(nfc(text)).translate(_DASHES)


def _parse_section(section: str) -> tuple[set[int], list[Span]]:
    """Parse the days and spans of one section. Raises UserError when any part is not understood."""
    weekdays: set[int] = set()
    index = 0
    while days := _GROUP.match(section, index) or _DAYS.match(section, index):
        weekdays.update(_expand_weekdays(days))
        index = _skip_filler(section, days.end())
    if not weekdays:
        raise UserError(texts.HOURS_NO_DAY.format(piece=section))
    spans: list[Span] = []
    if whole_day := _CLOSED.match(section, index) or _ALL_DAY.match(section, index):
        spans = [Span(0, MINUTES_PER_DAY)] if whole_day.re is _ALL_DAY else []
        index = _skip_filler(section, whole_day.end())
    else:
        while times := _SPAN.match(section, index):
            if is_ambiguous(times["start"]):
                raise UserError(texts.HOURS_DOUBTFUL.format(piece=times[0]))
            spans.append(parse_span(times["start"], times["end"]))
            index = _skip_filler(section, times.end())
        if not spans:
            raise UserError(texts.HOURS_NO_TIME.format(piece=section))
    if index < len(section):
        raise UserError(texts.HOURS_UNREADABLE.format(piece=section[index:]))
    return weekdays, spans


def _skip_filler(section: str, index: int) -> int:
    filler = _FILLER.match(section, index)
    return filler.end() if filler else index


def _expand_weekdays(match: re.Match[str]) -> Iterable[int]:
    """Return the weekdays of a group, of one day, or of a range, which may pass Sunday: T7-T2."""
    if match.re is _GROUP:
        return _WEEKDAY_GROUPS[match[0]]
    first = parse_weekday(match["first"])
    last = parse_weekday(match["last"]) if match["last"] else first
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def parse_weekday(folded: str) -> int:
    """Return the weekday, Monday being 0, of "t2", "thu 2", "thu hai" or "2"; "cn" is 6."""
    if folded in ("cn", "chu nhat"):
        return 6
    name = folded.removeprefix("thu ")
    return _WEEKDAY_NAMES[name] if name in _WEEKDAY_NAMES else int(name.removeprefix("t")) - 2


def parse_span(start: str, end: str) -> Span:
    """Parse two times such as "7h30" and "11:30"; an earlier end is the next morning's.

    Raises UserError for an empty span or a night longer than `LONGEST_NIGHT`.
    """
    begins, ends = parse_minute(start), parse_minute(end)
    if begins in (MINUTES_PER_DAY, ends):
        raise UserError(texts.HOURS_BAD_SPAN.format(piece=f"{start}-{end}"))
    if ends < begins:
        ends += MINUTES_PER_DAY
        if ends - begins > LONGEST_NIGHT:
            raise UserError(texts.HOURS_BAD_SPAN.format(piece=f"{start}-{end}"))
    return Span(begins, ends)


def _merge_spans(weekday: int, spans: list[Span]) -> tuple[Span, ...]:
    """Sort spans and join touching ones. Raises UserError on overlap, which must be a mistake."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            raise UserError(
                texts.HOURS_OVERLAP.format(day=weekday_name(weekday), one=merged[-1], other=span)
            )
        if merged and span.start == merged[-1].end and span.end <= MINUTES_PER_DAY:
            span = Span(merged.pop().start, span.end)
        merged.append(span)
    return tuple(merged)
