"""What somebody wants to be reminded of and when, in one line of chat. Pure.

"nhac toi nop thue ngay 20/10 luc 8h": the words that name the time are taken out, what is left is
the matter. More than one instant fits: all are given and the person is asked.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese import fold
from bot.when.moments import LONGEST, Fault, read_plain
from bot.when.plain import cut, plain
from bot.when.weekdays import Misfit

__all__ = ["LONGEST", "Fault", "Wish", "is_wish", "parse_wish"]

MATTER = 200  # characters kept


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood: one moment is sure, several are asked back, with none see the fault.

    A past day has a fault and a moment: the same day next year, if that is what was meant.
    """

    matter: str
    moments: tuple[datetime, ...] = ()
    fault: Fault | None = None
    misfit: Misfit | None = None  # the weekday and the date do not agree

    @property
    def sure(self) -> bool:
        """Whether it can be kept as it is."""
        return self.fault is None and len(self.moments) == 1 and self.misfit is None


_ME = r"(?:toi|tui|em|anh|chi|bac|co|chu|ong|ba|chau|con|minh|to|me|bo)"
_OPENING = re.compile(
    rf"^(?:(?:nho|hay|lam on|xin|ban|bot|em|chau|a|hen|dat)\s+)*nhac(?: nho)?(?: lich)?"
    rf"(?: (?:giup|gium|ho|lai|cho))*(?:\s+(?P<me>{_ME})(?!\w))?(?: (?:la|rang|viec|ve|di|phai))*\b"
)
_REPEATS = re.compile(r"\b(?:moi|hang)\s?(?:ngay|tuan|thang|nam|sang|trua|chieu|EVE|dem)\b")
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
    reading = read_plain(words, now=now, zone=zone)
    matter = _matter(text, reading.words)
    fault = reading.fault
    if not matter and fault in (None, Fault.NO_TIME):
        fault = Fault.NO_MATTER
    return Wish(matter, reading.moments, fault, reading.misfit)


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
