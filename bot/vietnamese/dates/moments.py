"""Parse a moment of a chat line, or of an officer's form or the command line. Pure.

In chat ambiguous readings are all returned, in forms and commands they are rejected.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot import texts
from bot.core.errors import UserError
from bot.vietnamese.dates.calendar import DayCandidates, NoSuchDay
from bot.vietnamese.dates.day_parsing import blank_day, extract_day
from bot.vietnamese.dates.formatting import format_moment
from bot.vietnamese.dates.hour_parsing import TimeOfDay, blank_hour, extract_hour, extract_span
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.dates.recurrence_parsing import UnsupportedRecurrence, extract_recurrence
from bot.vietnamese.dates.weekdays import WeekdayMismatch

MAX_AHEAD = timedelta(days=2 * 366)
DAWN = 5  # nobody means 3 o'clock at night without saying so
DEFAULT_TIME = time(8)  # when only a day was said
MAX_OTHER_WORDS = 4  # beside a moment; more of them are a message, not a time
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*")


class Fault(StrEnum):
    """Why a moment, or a reminder of one, cannot be accepted as written."""

    NO_MATTER = "no_matter"
    NO_TIME = "no_time"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_HOUR = "no_such_hour"
    PAST = "past"
    TOO_FAR = "too_far"
    REPEATS = "repeats"  # every other day, every two hours
    NO_DAY = "no_day"  # every week, but on which day
    TOO_OFTEN = "too_often"  # five hours a day
    ENDED = "ended"  # it was to come again until a day that is over
    WHICH_END = "which_end"  # until a day that may be either of two


@dataclass(frozen=True, slots=True)
class TimeReading:
    """The time in a normalized line: the rest, the moments that fit, and the fault if any.

    A past day has a fault and a moment: the same day next year, in case that was meant.
    """

    rest: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None
    mismatch: WeekdayMismatch | None = None
    timed: bool = False  # an hour or a part of the day was said


def parse_moments(line: str, *, now: datetime, zone: ZoneInfo) -> TimeReading:
    """Parse a line of `normalize_line` as written at `now`; moments are aware UTC after `now`."""
    local = now.astimezone(zone)
    try:
        line, ahead = extract_span(line, local)
        if ahead is not None:
            return _check_range(TimeReading(line, (ahead.astimezone(UTC),), timed=True), now)
        line, hour = extract_hour(line)
        line, days = extract_day(line, local.date())
    except NoSuchDay:
        return TimeReading(line, fault=Fault.NO_SUCH_DAY)
    except ValueError:
        return TimeReading(line, fault=Fault.NO_SUCH_HOUR)
    timed = hour is not None
    if days is None and hour is None:
        return TimeReading(line, fault=Fault.NO_TIME)
    if days is None:
        return _check_range(
            TimeReading(line, _list_next_moments(hour or TimeOfDay(), local), timed=timed), now
        )
    moments = tuple(moment for moment in _combine(days, hour, zone) if moment > now)
    if days.past and not days.mismatch:
        return TimeReading(line, moments[:1], Fault.PAST, timed=timed)
    if not moments:
        # "Today", said after eight, is no moment yet.
        unsaid = days.days == (local.date(),) and hour is None
        return TimeReading(line, fault=Fault.NO_TIME if unsaid else Fault.PAST, timed=timed)
    return _check_range(TimeReading(line, moments, mismatch=days.mismatch, timed=timed), now)


def _combine(days: DayCandidates, hour: TimeOfDay | None, zone: ZoneInfo) -> list[datetime]:
    return [
        datetime.combine(day, at, zone).astimezone(UTC)
        for day in days.days
        for at in (hour.list_candidates() if hour else (DEFAULT_TIME,))
    ]


def _list_next_moments(hour: TimeOfDay, local: datetime) -> tuple[datetime, ...]:
    """Return the moments without a day: today's still to come, tomorrow's if none or in doubt."""
    zone = local.tzinfo
    today = local.date()
    times = hour.list_undated_candidates()
    today_moments = [datetime.combine(today, at, zone) for at in times]
    remaining = [moment for moment in today_moments if moment > local]
    if len(remaining) == len(today_moments):
        remaining = remaining[:1]  # said in the morning, of this morning
    elif not remaining or times[0].hour >= DAWN:
        remaining += [datetime.combine(today + timedelta(days=1), at, zone) for at in times[:1]]
    return tuple(moment.astimezone(UTC) for moment in remaining)


def _check_range(reading: TimeReading, now: datetime) -> TimeReading:
    if any(moment > now + MAX_AHEAD for moment in reading.moments):
        return TimeReading(reading.rest, fault=Fault.TOO_FAR)
    moments = tuple(dict.fromkeys(reading.moments))
    return TimeReading(reading.rest, moments, None, reading.mismatch, reading.timed)


@dataclass(frozen=True, slots=True)
class TimeMentions:
    """Which kinds of time a normalized line mentions, valid or not, and the rest of the line."""

    hour: bool
    day: bool
    again: bool
    rest: str

    @property
    def is_any(self) -> bool:
        """Whether it mentions any time."""
        return self.hour or self.day or self.again


def extract_mentions(
    line: str, *, hour: bool = True, day: bool = True, again: bool = True
) -> TimeMentions:
    """Blank hours, days and recurrences, as far as selected, valid or not.

    25h and 31/2 are blanked too: a person who is asked for another time keeps the rest of the line.
    """
    mentioned = dict.fromkeys(("hour", "day", "again"), False)
    if again:
        line, mentioned["again"] = _blank_recurrence(line)
    if hour:
        before = line
        line = blank_hour(extract_span(line, _ANY_DAY)[0])
        mentioned["hour"] = line != before
    if day:
        before, line = line, blank_day(line)
        mentioned["day"] = line != before
    return TimeMentions(rest=line, **mentioned)


_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def _blank_recurrence(line: str) -> tuple[str, bool]:
    try:
        rest, rule = extract_recurrence(line, timed=False)
    except UnsupportedRecurrence as error:
        return error.rest, True
    except NoSuchDay:
        return line, True
    return rest, rule is not None


class AmbiguousMoment(UserError):
    """The text fits more than one instant; `moments` are the choices to offer."""

    def __init__(self, sentence: str, moments: Sequence[datetime]) -> None:
        super().__init__(sentence)
        self.moments = moments


_REFUSALS = {
    Fault.NO_SUCH_DAY: texts.MOMENT_NO_DAY,
    Fault.NO_SUCH_HOUR: texts.MOMENT_BAD_HOUR,
    Fault.PAST: texts.MOMENT_PAST,
    Fault.TOO_FAR: texts.MOMENT_FAR,
}


def parse_single_moment(said: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the one moment meant, aware UTC. Raises UserError naming what is missing.

    Raises AmbiguousMoment if several fit.
    """
    said = said.strip()
    if _ISO.fullmatch(said):
        return _parse_iso(said, zone)
    reading = parse_moments(normalize_line(said), now=now, zone=zone)
    if reading.fault in _REFUSALS:
        raise UserError(_REFUSALS[reading.fault].format(said=said))
    left = re.findall(r"[^\W_]+", reading.rest)
    if not reading.moments or len(left) > MAX_OTHER_WORDS or any(map(_has_digit, left)):
        raise UserError(texts.BAD_MOMENT)
    if reading.mismatch:
        raise UserError(reading.mismatch.sentence)
    if not reading.timed:
        raise UserError(texts.MOMENT_NO_HOUR.format(said=said))
    if len(reading.moments) > 1:
        first, second = (format_moment(at, now=now, zone=zone) for at in reading.moments[:2])
        sentence = texts.MOMENT_WHICH.format(said=said, first=first, second=second)
        raise AmbiguousMoment(sentence, reading.moments)
    return reading.moments[0]


def _parse_iso(said: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise UserError(texts.MOMENT_NO_DAY.format(said=said)) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
