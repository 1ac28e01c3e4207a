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
from bot.vietnamese.dates.calendar import Days, NoSuchDay
from bot.vietnamese.dates.days import cut_day, take_day
from bot.vietnamese.dates.hours import Hour, cut_hour, take_hour, take_span
from bot.vietnamese.dates.numerals import plain
from bot.vietnamese.dates.repeats import CannotRepeat, take_repeat
from bot.vietnamese.dates.weekdays import Misfit
from bot.vietnamese.dates.words import moment_words

LONGEST = timedelta(days=2 * 366)
DAWN = 5  # nobody means 3 o'clock at night without saying so
WHOLE_DAY = time(8)  # when only a day was said
MOST_OTHER_WORDS = 4  # beside a moment; more of them are a message, not a time
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
class Reading:
    """The time in a normalized line: the rest, the moments that fit, and the fault if any.

    A past day has a fault and a moment: the same day next year, in case that was meant.
    """

    words: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None
    misfit: Misfit | None = None
    timed: bool = False  # an hour or a part of the day was said


def read_plain(words: str, *, now: datetime, zone: ZoneInfo) -> Reading:
    """Parse a line of `normalize_line` as written at `now`; moments are aware UTC after `now`."""
    local = now.astimezone(zone)
    try:
        words, ahead = take_span(words, local)
        if ahead is not None:
            return _kept(Reading(words, (ahead.astimezone(UTC),), timed=True), now)
        words, hour = take_hour(words)
        words, days = take_day(words, local.date())
    except NoSuchDay:
        return Reading(words, fault=Fault.NO_SUCH_DAY)
    except ValueError:
        return Reading(words, fault=Fault.NO_SUCH_HOUR)
    timed = hour is not None
    if days is None and hour is None:
        return Reading(words, fault=Fault.NO_TIME)
    if days is None:
        return _kept(Reading(words, _coming(hour or Hour(), local), timed=timed), now)
    moments = tuple(one for one in _moments(days, hour, zone) if one > now)
    if days.past and not days.misfit:
        return Reading(words, moments[:1], Fault.PAST, timed=timed)
    if not moments:
        # "Today", said after eight, is no moment yet.
        unsaid = days.days == (local.date(),) and hour is None
        return Reading(words, fault=Fault.NO_TIME if unsaid else Fault.PAST, timed=timed)
    return _kept(Reading(words, moments, misfit=days.misfit, timed=timed), now)


def _moments(days: Days, hour: Hour | None, zone: ZoneInfo) -> list[datetime]:
    return [
        datetime.combine(day, at, zone).astimezone(UTC)
        for day in days.days
        for at in (hour.times() if hour else (WHOLE_DAY,))
    ]


def _coming(hour: Hour, local: datetime) -> tuple[datetime, ...]:
    """Return the moments without a day: today's still to come, tomorrow's if none or in doubt."""
    zone = local.tzinfo
    today = local.date()
    times = hour.clock_times()
    found = [datetime.combine(today, at, zone) for at in times]
    left = [one for one in found if one > local]
    if len(left) == len(found):
        left = left[:1]  # said in the morning, of this morning
    elif not left or times[0].hour >= DAWN:
        left += [datetime.combine(today + timedelta(days=1), at, zone) for at in times[:1]]
    return tuple(one.astimezone(UTC) for one in left)


def _kept(reading: Reading, now: datetime) -> Reading:
    if any(one > now + LONGEST for one in reading.moments):
        return Reading(reading.words, fault=Fault.TOO_FAR)
    moments = tuple(dict.fromkeys(reading.moments))
    return Reading(reading.words, moments, None, reading.misfit, reading.timed)


@dataclass(frozen=True, slots=True)
class Said:
    """Which kinds of time a normalized line mentions, valid or not, and the rest of the line."""

    hour: bool
    day: bool
    again: bool
    words: str

    @property
    def anything(self) -> bool:
        """Whether it mentions any time."""
        return self.hour or self.day or self.again


def take_said(words: str, *, hour: bool = True, day: bool = True, again: bool = True) -> Said:
    """Blank hours, days and recurrences, as far as selected, valid or not.

    25h and 31/2 are blanked too: a person who is asked for another time keeps the rest of the line.
    """
    said = dict.fromkeys(("hour", "day", "again"), False)
    if again:
        words, said["again"] = _cut_again(words)
    if hour:
        begun = words
        words = cut_hour(take_span(words, _ANY_DAY)[0])
        said["hour"] = words != begun
    if day:
        begun, words = words, cut_day(words)
        said["day"] = words != begun
    return Said(words=words, **said)


_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def _cut_again(words: str) -> tuple[str, bool]:
    try:
        rest, rule = take_repeat(words, timed=False)
    except CannotRepeat as error:
        return error.rest, True
    except NoSuchDay:
        return words, True
    return rest, rule is not None


class WhichMoment(UserError):
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


def read_moment(said: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the one moment meant, aware UTC. Raises UserError naming what is missing.

    Raises AmbiguousMoment if several fit.
    """
    said = said.strip()
    if _ISO.fullmatch(said):
        return _iso(said, zone)
    reading = read_plain(plain(said), now=now, zone=zone)
    if reading.fault in _REFUSALS:
        raise UserError(_REFUSALS[reading.fault].format(said=said))
    left = re.findall(r"[^\W_]+", reading.words)
    if not reading.moments or len(left) > MOST_OTHER_WORDS or any(map(_is_number, left)):
        raise UserError(texts.BAD_MOMENT)
    if reading.misfit:
        raise UserError(reading.misfit.sentence)
    if not reading.timed:
        raise UserError(texts.MOMENT_NO_HOUR.format(said=said))
    if len(reading.moments) > 1:
        first, second = (moment_words(at, now=now, zone=zone) for at in reading.moments[:2])
        sentence = texts.MOMENT_WHICH.format(said=said, first=first, second=second)
        raise WhichMoment(sentence, reading.moments)
    return reading.moments[0]


def _iso(said: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise UserError(texts.MOMENT_NO_DAY.format(said=said)) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))
