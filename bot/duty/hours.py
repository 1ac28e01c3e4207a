"""Who is on duty when: working hours, shifts, absences, swaps, holidays.

Presence is this roster, never the state of an app's connection. Everything is computed in the
commune's wall time and returned as instants (aware UTC). Weekly patterns pause on holidays; an
explicit shift or absence does not, and the latest one overrides the earlier.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from bot import texts
from bot.core.errors import UserError
from bot.vietnamese.dates.spans import DAY, TIME, is_doubtful, read_minute
from bot.vietnamese.letters import fold, nfc

LONGEST_NIGHT = 16 * 60  # "11:30-7:30" is a slip of the finger, not a night of twenty hours
HORIZON = 120  # days; beyond it nobody is promised anything
LAST_DAY = date.max.toordinal() - 4
LOOKS = (3, 15, HORIZON)  # most questions end within three days, Tết within fifteen

Stretch = tuple[datetime, datetime]
"""From when (included) until when (not included), in UTC."""
_Wall = tuple[int, int]  # the same in minutes of wall time since the calendar began
Point = TypeVar("Point", int, datetime)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An interval within one day, in minutes since midnight; `end` exceeds 24:00 over midnight."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and self.start < self.end <= self.start + DAY):
            raise ValueError(f"{self.start}-{self.end} is no span of a day")

    def __str__(self) -> str:
        # 24:00 is written so, and 2:00 of the next morning as 2:00.
        return f"{_clock(self.start)}-{_clock(self.end if self.end <= DAY else self.end - DAY)}"


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


WAKING = Span(7 * 60, 21 * 60)
"""A day given without hours, when the weekly pattern has none for it."""


# ── Weekly hours ─────────────────────────────────────────────────────────────────────────────────

_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_GROUPS = {
    "hang ngay": range(7),
    "moi ngay": range(7),
    "ca tuan": range(7),
    "ngay thuong": range(5),
    "cuoi tuan": range(5, 7),
}
WEEKDAY = rf"(?:t|thu )[2-7]|thu (?:{'|'.join(_NAMES)})|cn|chu nhat"
_GROUP = re.compile(rf"(?:{'|'.join(_GROUPS)})\b")
_DAYS = re.compile(
    rf"(?P<first>{WEEKDAY})\b(?:\s*(?:-|den)\s*(?P<last>{WEEKDAY}|[2-7](?![\d:hg])))?"
)
_SPAN = re.compile(rf"(?P<start>{TIME})\s*(?:-|den)\s*(?P<end>{TIME})(?![\d:])")
_ALL_DAY = re.compile(r"ca ngay\b")
_CLOSED = re.compile(r"nghi\b")
_BETWEEN = re.compile(r"(?:[\s,:&.]|va\b|tu\b)*")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~", "-"))


@dataclass(frozen=True, slots=True)
class Hours:
    """A weekly pattern: for each day from Monday its spans, sorted and disjoint."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7

    @classmethod
    def parse(cls, written: str) -> Self:
        """Parse "T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30". Raises UserError if it is wrong."""
        days: list[list[Span]] = [[] for _ in range(7)]
        sections = [one for one in re.split(r"[;\n]", _plain(written)) if one.strip()]
        if not sections:
            raise UserError(texts.HOURS_EMPTY)
        for section in sections:
            weekdays, spans = _section(section.strip())
            for weekday in weekdays:
                days[weekday].extend(spans)
        return cls(tuple(_apart(weekday, spans) for weekday, spans in enumerate(days)))

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


def _plain(written: str) -> str:
    return fold(nfc(written)).translate(_DASHES)


def _section(section: str) -> tuple[set[int], list[Span]]:
    """Parse the days and spans of one section. Raises UserError when any part is not understood."""
    weekdays: set[int] = set()
    at = 0
    while found := _GROUP.match(section, at) or _DAYS.match(section, at):
        weekdays.update(_weekdays(found))
        at = _skip(section, found.end())
    if not weekdays:
        raise UserError(texts.HOURS_NO_DAY.format(piece=section))
    spans: list[Span] = []
    if closed := _CLOSED.match(section, at) or _ALL_DAY.match(section, at):
        spans = [Span(0, DAY)] if closed.re is _ALL_DAY else []
        at = _skip(section, closed.end())
    else:
        while times := _SPAN.match(section, at):
            if is_doubtful(times["start"]):
                raise UserError(texts.HOURS_DOUBTFUL.format(piece=times[0]))
            spans.append(read_span(times["start"], times["end"]))
            at = _skip(section, times.end())
        if not spans:
            raise UserError(texts.HOURS_NO_TIME.format(piece=section))
    if at < len(section):
        raise UserError(texts.HOURS_UNREADABLE.format(piece=section[at:]))
    return weekdays, spans


def _skip(section: str, at: int) -> int:
    found = _BETWEEN.match(section, at)
    return found.end() if found else at


def _weekdays(found: re.Match[str]) -> Iterable[int]:
    """Return the weekdays of a group, of one day, or of a range, which may pass Sunday: T7-T2."""
    if found.re is _GROUP:
        return _GROUPS[found[0]]
    first = read_weekday(found["first"])
    last = read_weekday(found["last"]) if found["last"] else first
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def read_weekday(folded: str) -> int:
    """Return the weekday, Monday being 0, of "t2", "thu 2", "thu hai" or "2"; "cn" is 6."""
    if folded in ("cn", "chu nhat"):
        return 6
    name = folded.removeprefix("thu ")
    return _NAMES[name] if name in _NAMES else int(name.removeprefix("t")) - 2


def read_span(start: str, end: str) -> Span:
    """Parse two times such as "7h30" and "11:30"; an earlier end is the next morning's.

    Raises UserError for an empty span or a night longer than `LONGEST_NIGHT`.
    """
    begins, ends = read_minute(start), read_minute(end)
    if begins in (DAY, ends):
        raise UserError(texts.HOURS_BAD_SPAN.format(piece=f"{start}-{end}"))
    if ends < begins:
        ends += DAY
        if ends - begins > LONGEST_NIGHT:
            raise UserError(texts.HOURS_BAD_SPAN.format(piece=f"{start}-{end}"))
    return Span(begins, ends)


def _apart(weekday: int, spans: list[Span]) -> tuple[Span, ...]:
    """Sort spans and join touching ones. Raises UserError on overlap, which must be a mistake."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            raise UserError(
                texts.HOURS_OVERLAP.format(day=weekday_name(weekday), one=apart[-1], other=span)
            )
        if apart and span.start == apart[-1].end and span.end <= DAY:
            span = Span(apart.pop().start, span.end)
        apart.append(span)
    return tuple(apart)


# ── The commune's calendar ───────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, str]:
    """Return Vietnam's days off in a year with their names; may be empty.

    Tết follows the lunar calendar.
    """
    from holidays import country_holidays  # it takes a second to load: only when needed

    return MappingProxyType(dict(country_holidays("VN", years=year, language="vi")))


@lru_cache(maxsize=64)
def _made_up(year: int) -> frozenset[date]:
    """Return the Saturdays worked in place of a bridged weekday.

    The government decides them every year.
    """
    from holidays import country_holidays

    vietnam = country_holidays("VN", years=year)
    return frozenset(day for day in vietnam.weekend_workdays if day.year == year)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A commune's calendar: time zone, working hours, days off and the holidays it works."""

    zone: ZoneInfo
    hours: Hours
    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()  # stronger than a holiday and than a day off

    def is_off(self, day: date) -> bool:
        """Whether weekly patterns pause on this day."""
        if day in self.worked:
            return False
        return day in self.days_off or day in public_holidays(day.year)

    def usual(self, day: date, own: Hours | None = None) -> tuple[Span, ...]:
        """Return the spans of this day by the member's weekly pattern, or else by the commune's."""
        if self.is_off(day):
            return ()
        if own is not None:
            return own.days[day.weekday()]
        # A made-up Saturday is worked like a Monday; a volunteer's own pattern knows nothing of it.
        return self.hours.days[0 if day in _made_up(day.year) else day.weekday()]


# ── What a member said ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shift:
    """On duty from the first to the last date, holidays included.

    Without a span it is in the usual hours.
    """

    first: date
    last: date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Off duty from the first to the last date: whole days, or the same part of each."""

    first: date
    last: date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A member's duty: a weekly pattern (None: the commune's hours) and overrides, the latest last.

    The commune itself is the empty roster.
    """

    own: Hours | None = None
    said: tuple[Shift | Absence, ...] = ()

    def and_said(self, *more: Shift | Absence) -> "Roster":
        """Return a copy with more overrides, which take precedence over the earlier ones."""
        return replace(self, said=(*self.said, *more))


COMMUNE = Roster()
"""The commune's own duty: its working hours."""


def swap(
    calendar: Calendar, giver: Roster, taker: Roster, day: date, span: Span | None = None
) -> tuple[Roster, Roster]:
    """Return both rosters after the giver's duty that begins on `day` has passed to the taker.

    With `span` only that part passes. When the giver has no duty then, the taker is on duty in that
    span all the same: they said they would be.
    """
    midnight = day.toordinal() * DAY
    given = [
        Span(max(start, midnight) - midnight, min(end, max(start, midnight) + DAY) - midnight)
        for start, end in _wall(calendar, giver, midnight // DAY - 1, 3)
        if midnight <= start < midnight + DAY or (start < midnight and end >= midnight + DAY)
    ]
    if span is not None:
        given = [
            Span(max(one.start, span.start), min(one.end, span.end))
            for one in given
            if max(one.start, span.start) < min(one.end, span.end)
        ]
    taken = [Shift(day, day, one) for one in given] or [Shift(day, day, span)]
    return giver.and_said(*(Absence(day, day, one) for one in given)), taker.and_said(*taken)


# ── The questions ────────────────────────────────────────────────────────────────────────────────


def on_duty(now: datetime, calendar: Calendar, roster: Roster = COMMUNE) -> bool:
    """Whether the member (or, without a roster, the commune) is on duty at this instant."""
    today = _today(now, calendar)
    return any(start <= now < end for start, end in stretches(calendar, roster, today, 1))


def next_open(now: datetime, calendar: Calendar, roster: Roster = COMMUNE) -> datetime | None:
    """Return the first instant on duty from `now` on, or None within the horizon.

    Returns `now` itself when on duty.
    """
    today = _today(now, calendar)
    for days in LOOKS:
        for start, end in stretches(calendar, roster, today, days):
            if now < end:
                return max(now, start).astimezone(UTC)
    return None


def until_when(now: datetime, calendar: Calendar, roster: Roster = COMMUNE) -> datetime | None:
    """Return when the current duty ends; None if off duty, the horizon if it never ends."""
    today = _today(now, calendar)
    ends: datetime | None = None
    for days in LOOKS:
        covering = [e for s, e in stretches(calendar, roster, today, days) if s <= now < e]
        if not covering:
            return None
        ends = covering[0]
        seen = min(today.toordinal() + days, LAST_DAY)
        if ends < _instant(seen * DAY, calendar.zone):
            break  # what follows is further off and cannot lengthen it
    return ends


def stretches(calendar: Calendar, roster: Roster, first: date, days: int) -> list[Stretch]:
    """Return the duty intervals of `days` days from `first`, sorted and disjoint.

    The night duty of the evening before is included, so the first may begin on that evening.
    """
    found: list[Stretch] = []
    for wall in _wall(calendar, roster, first.toordinal() - 1, days + 1):
        start, end = (_instant(minute, calendar.zone) for minute in wall)
        if start >= end:
            continue  # an hour the clocks skipped
        found.append((start, end))
    # A zone that skips or repeats an hour may put neighbours over each other.
    return _union(found)


def _today(now: datetime, calendar: Calendar) -> date:
    return now.astimezone(calendar.zone).date()


def _instant(minute: int, zone: ZoneInfo) -> datetime:
    day, minute = divmod(minute, DAY)
    moment = time(minute // 60, minute % 60)
    return datetime.combine(date.fromordinal(day), moment, zone).astimezone(UTC)


def _wall(calendar: Calendar, roster: Roster, first: int, days: int) -> list[_Wall]:
    """Return the duty that begins on `days` days from the ordinal `first`, in wall minutes."""
    # The day after comes too: a night reaches into it and may be lengthened or cut short there.
    # Some days of slack at both ends of the calendar: year 1 and year 9999 do not raise.
    ordinals = range(max(first, 3), min(first + days + 1, LAST_DAY))
    duty: list[_Wall] = []
    for ordinal in ordinals:
        usual = calendar.usual(date.fromordinal(ordinal), roster.own)
        duty += [(ordinal * DAY + span.start, ordinal * DAY + span.end) for span in usual]
    duty = _union(duty)
    for word in roster.said:
        begins = max(ordinals.start, word.first.toordinal())
        for ordinal in range(begins, min(ordinals.stop, word.last.toordinal() + 1)):
            duty = _heard(calendar, roster.own, duty, word, ordinal)
    beyond = (first + days) * DAY
    return [(start, min(end, beyond + DAY)) for start, end in duty if start < beyond]


def _heard(
    calendar: Calendar, own: Hours | None, duty: list[_Wall], word: Shift | Absence, ordinal: int
) -> list[_Wall]:
    """Apply one shift or absence to the duty of one day."""
    midnight = ordinal * DAY
    if isinstance(word, Absence):
        span = word.span or Span(0, DAY)
        return _without(duty, (midnight + span.start, midnight + span.end))
    usual = (own or calendar.hours).days[date.fromordinal(ordinal).weekday()]
    spans = (word.span,) if word.span else usual or (WAKING,)
    return _union(duty + [(midnight + span.start, midnight + span.end) for span in spans])


def _union(intervals: list[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """Sort intervals and join those that touch or overlap."""
    joined: list[tuple[Point, Point]] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(intervals: list[_Wall], cut: _Wall) -> list[_Wall]:
    """Return the intervals less whatever lies within `cut`."""
    left = [(start, min(end, cut[0])) for start, end in intervals]
    right = [(max(start, cut[1]), end) for start, end in intervals]
    return sorted((start, end) for start, end in left + right if start < end)


OFFICE = Hours.parse("T2-T6 7:30-11:30 13:30-17:00")
"""A commune's working hours until it says its own."""
