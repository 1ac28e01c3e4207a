"""What somebody wants to be reminded of and when, in one line of chat. Pure.

"nhac toi nop thue ngay 20/10 luc 8h": the words that name the time are taken out, what is left is
the matter. More than one instant fits: all are given and the person is asked.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot import texts
from bot.reminders.calendar import NoSuchDay
from bot.reminders.days import Days, take_day
from bot.reminders.hours import Hour, take_hour, take_span
from bot.reminders.plain import cut, plain
from bot.vietnamese import fold

LONGEST = timedelta(days=2 * 366)
MATTER = 200  # characters kept
DAWN = 5  # nobody means 3 o'clock at night without saying so
WHOLE_DAY = time(8)  # when only a day was said


class Fault(StrEnum):
    """Why it cannot be kept as it was said."""

    NO_MATTER = "no_matter"
    NO_TIME = "no_time"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_HOUR = "no_such_hour"
    PAST = "past"
    TOO_FAR = "too_far"
    REPEATS = "repeats"  # one reminder is one reminder


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood: one moment is sure, several are asked back, with none see the fault.

    A past day has a fault and a moment: the same day next year, if that is what was meant.
    """

    matter: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None

    @property
    def sure(self) -> bool:
        """Whether it can be kept as it is."""
        return self.fault is None and len(self.moments) == 1


_ME = r"(?:toi|tui|em|anh|chi|bac|co|chu|ong|ba|chau|con|minh|to|me|bo)"
_OPENING = re.compile(
    rf"^(?:(?:nho|hay|lam on|xin|ban|bot|em|chau|a|hen|dat)\s+)*nhac(?: nho)?(?: lich)?"
    rf"(?: (?:giup|gium|ho|lai|cho))*(?:\s+(?P<me>{_ME})(?!\w))?(?: (?:la|rang|viec|ve|di|phai))*\b"
)
_REPEATS = re.compile(r"\b(?:moi|hang)\s?(?:ngay|tuan|thang|nam|sang|chieu|dem)\b")
# Small words left at the ends when the time was taken out; with other tones they are others.
_EDGES = frozenset(texts.REMINDER_EDGES)


def is_wish(text: str) -> bool:
    """Whether somebody asks to be reminded themselves, rather than speaks of it."""
    found = _OPENING.match(plain(text))
    return found is not None and found["me"] is not None


def parse_wish(text: str, *, now: datetime, zone: ZoneInfo) -> Wish:
    """Read the line as said at `now` in `zone`; moments are aware UTC and after `now`."""
    whole = plain(text)
    words = _OPENING.sub(lambda found: " " * len(found[0]), whole, count=1)
    if _REPEATS.search(words):
        return Wish(_matter(text, words), fault=Fault.REPEATS)
    local = now.astimezone(zone)
    try:
        words, ahead = take_span(words, local)
        if ahead is not None:
            return _kept(_matter(text, words), (ahead.astimezone(UTC),), now)
        words, hour = take_hour(words)
        words, days = take_day(words, local.date())
    except NoSuchDay:
        return Wish(_matter(text, words), fault=Fault.NO_SUCH_DAY)
    except ValueError:
        return Wish(_matter(text, words), fault=Fault.NO_SUCH_HOUR)
    matter = _matter(text, words)
    if days is None and hour is None:
        return Wish(matter, fault=Fault.NO_TIME if matter else Fault.NO_MATTER)
    if days is not None and days.past:
        moments = _moments(days, hour, zone)
        return Wish(matter, tuple(one for one in moments if one > now)[:1], Fault.PAST)
    if days is None:
        return _kept(matter, _coming(hour or Hour(), local), now)
    return _on(matter, days, hour, local)


def _on(matter: str, days: Days, hour: Hour | None, local: datetime) -> Wish:
    """A named day: of the hours that fit, those still to come."""
    zone = local.tzinfo
    assert isinstance(zone, ZoneInfo)
    moments = _moments(days, hour, zone)
    coming = tuple(one for one in moments if one > local)
    if not coming and days.days == (local.date(),) and hour is None:
        return Wish(matter, fault=Fault.NO_TIME)  # "today", said after eight
    if not coming:
        return Wish(matter, fault=Fault.PAST)
    return _kept(matter, coming, local)


def _moments(days: Days, hour: Hour | None, zone: ZoneInfo) -> list[datetime]:
    return [
        datetime.combine(day, at, zone).astimezone(UTC)
        for day in days.days
        for at in (hour.times() if hour else (WHOLE_DAY,))
    ]


def _coming(hour: Hour, local: datetime) -> tuple[datetime, ...]:
    """No day was said: today's hours still to come, and tomorrow's when none or in doubt."""
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


def _kept(matter: str, moments: tuple[datetime, ...], now: datetime) -> Wish:
    if any(one > now + LONGEST for one in moments):
        return Wish(matter, fault=Fault.TOO_FAR)
    if not matter:
        return Wish("", moments, Fault.NO_MATTER)
    return Wish(matter, tuple(dict.fromkeys(moments)))


def _matter(text: str, words: str) -> str:
    """What is left of the text, as it was written."""
    left = cut(text, words).split()
    while left and _is_edge(left[0]):
        del left[0]
    while left and _is_edge(left[-1]) and fold(left[-1]) != "cho":  # the market
        del left[-1]
    return " ".join(left).strip(" ,.;:-")[:MATTER]


def _is_edge(word: str) -> bool:
    return word.strip(",.;:!?-").casefold() in _EDGES | {""}
