"""Parse a visit told in one line: "bà Tư cài xong vneid dvc", "nhà 5 ngõ 2 hẹn chiều mai". Pure.

Words typed without tones match generously; typed with tones they must agree. What stands before the
first word that is understood names the household, what is left over at the end is a note.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot import texts
from bot.outreach.models import HomeVisitOutcome
from bot.outreach.setups import SetUps
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.letters import is_typed_form_of, nfc, strip_tones

LONGEST_LINE = 300  # characters
_WORD = re.compile(r"[^\W_]+")
_HOUR = re.compile(r"\b(\d{1,2}) ?(?:h|g|gio)\b")
_ABBREVIATIONS = {
    short: meant for meant, shorts in texts.SAID_SHORT_FOR.items() for short in shorts
}
_EDGES = " ,.;:-–()"

Span = tuple[int, int]  # of words


@dataclass(frozen=True, slots=True)
class VisitLine:
    """What a line tells of a visit; None and "" where it tells nothing."""

    household: str = ""
    outcome: HomeVisitOutcome | None = None
    setups: tuple[str, ...] = ()
    due_on: date | None = None
    due_hint: str = ""
    visited_on: date | None = None
    note: str = ""
    names_outcome: bool = False  # in words; otherwise it follows from what was set up

    @property
    def is_empty(self) -> bool:
        """Return whether nothing but perhaps a household was understood."""
        return self.outcome is None and not self.setups and self.visited_on is None


@dataclass(slots=True)
class _Reading:
    """The words of a line, and which of them are understood."""

    text: str
    words: list[str] = field(default_factory=list)  # abbreviations written out
    places: list[Span] = field(default_factory=list)  # of each word in the text
    taken: list[Span] = field(default_factory=list)  # of words

    @classmethod
    def of(cls, text: str) -> "_Reading":
        reading = cls(nfc(text)[:LONGEST_LINE])
        for match in _WORD.finditer(reading.text):
            meant = _ABBREVIATIONS.get(strip_tones(match[0]), match[0])
            for word in meant.split():
                reading.words.append(word)
                reading.places.append(match.span())
        return reading

    def find(self, phrases: Iterable[str], *, start: int = 0) -> list[Span]:
        """Return where the phrases stand, the longest one at each place, none within another."""
        longest_first = sorted((phrase.split() for phrase in phrases), key=len, reverse=True)
        spans_found, at = [], start
        while at < len(self.words):
            size = next((len(words) for words in longest_first if self._is_at(at, words)), 0)
            if size and not self._is_taken(at, at + size):
                spans_found.append((at, at + size))
            at += size or 1
        return spans_found

    def _is_at(self, at: int, words: Sequence[str]) -> bool:
        said = self.words[at : at + len(words)]
        return len(said) == len(words) and all(map(is_typed_form_of, said, words))

    def _is_taken(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self.taken)

    def cut(self, start: int, end: int) -> str:
        """Return the text of some words, as it was typed."""
        if start >= end:
            return ""
        return self.text[self.places[start][0] : self.places[end - 1][1]].strip(_EDGES)


def parse_visit_line(text: str, setups: SetUps, today: date) -> VisitLine:
    """Return what a line tells of a visit.

    >>> line = parse_visit_line("bà Tư hẹn lại chiều mai", (), date(2026, 11, 23))
    >>> line.household, str(line.outcome), str(line.due_on), line.due_hint
    ('bà Tư', 'later', '2026-11-24', 'chiều')
    """
    reading = _Reading.of(text)
    visited_on = _take_visited_day(reading, today)
    outcome = _take_outcome(reading)
    names_outcome, set_up = outcome is not None, _take_setups(reading, setups)
    if set_up:
        outcome = outcome or HomeVisitOutcome.DONE
        reading.taken += reading.find(texts.SAID_SET_UP)
    due_on, hint = None, ""
    if outcome in (HomeVisitOutcome.LATER, HomeVisitOutcome.AWAY):
        due_on, hint = _take_due_day(reading, today)
    begin = min((start for start, _ in reading.taken), default=len(reading.words))
    household = _strip_fillers(reading, 0, begin)
    left = _find_rest(reading, begin)
    if not household and outcome is not None:
        household, left = left, ""  # "cài xong vneid cho bà Tư"
    return VisitLine(household, outcome, set_up, due_on, hint, visited_on, left, names_outcome)


def parse_note(text: str) -> str:
    """Return what follows "ghi chú:"; "" for a text that does not begin so.

    >>> parse_note("ghi chú: nhà có chó dữ"), parse_note("ghi đi")
    ('nhà có chó dữ', '')
    """
    reading = _Reading.of(text)
    begins = reading.find([texts.SAID_VISIT_NOTE])[:1] == [(0, 2)]
    return reading.cut(2, len(reading.words)) if begins else ""


def _take_visited_day(reading: _Reading, today: date) -> date | None:
    """Take "hôm qua": the day somebody was there; without it there is none."""
    for days, phrases in texts.SAID_DAYS_AGO.items():
        if spans := reading.find(phrases):
            reading.taken += spans
            return today - timedelta(days=days)
    return None


def _take_outcome(reading: _Reading) -> HomeVisitOutcome | None:
    """Take the outcome; an appointment beside another outcome is the appointment."""
    spans_found: list[tuple[int, HomeVisitOutcome]] = []
    for outcome in HomeVisitOutcome:
        spans = reading.find(texts.SAID_VISIT_OUTCOMES[outcome])
        reading.taken += spans
        spans_found += [(start, outcome) for start, _ in spans]
    outcomes = [outcome for _, outcome in sorted(spans_found)]
    if HomeVisitOutcome.LATER in outcomes:
        return HomeVisitOutcome.LATER
    return outcomes[0] if outcomes else None


def _take_setups(reading: _Reading, setups: SetUps) -> tuple[str, ...]:
    """Take everything that was set up, in the order of the list."""
    by_phrase = {phrase: setup.id for setup in setups for phrase in setup.said}
    folded = _Reading(reading.text, list(map(strip_tones, reading.words)), reading.places)
    folded.taken = reading.taken
    spans = folded.find(by_phrase)
    reading.taken += spans
    ids = {by_phrase[" ".join(folded.words[start:end])] for start, end in spans}
    return tuple(setup.id for setup in setups if setup.id in ids)


def _take_due_day(reading: _Reading, today: date) -> tuple[date | None, str]:
    """Take the day of an appointment and its part of the day, behind the first outcome."""
    begin = min((end for _, end in reading.taken), default=0)
    if begin >= len(reading.words):
        return None, ""
    offset = reading.places[begin][0]
    said = reading.text[offset:]
    due_on, hint = parse_due_day(said, today)
    if due_on is None:
        return None, ""
    used = {offset + at for at in _list_day_letters(said, today)}
    parts = reading.find(texts.PARTS_OF_VISIT_DAY, start=begin)
    reading.taken += parts
    for at in range(begin, len(reading.words)):
        first, last = reading.places[at]
        if not used.isdisjoint(range(first, last)):
            reading.taken.append((at, at + 1))
    return due_on, hint


def _list_day_letters(said: str, today: date) -> set[int]:
    """Return the places of the letters that name the day and the hour."""
    line = normalize_line(said)
    rest, _ = extract_day(line, today)
    letters = {at for at, (old, new) in enumerate(zip(line, rest, strict=False)) if old != new}
    if hour := _HOUR.search(strip_tones(said)):
        letters.update(range(*hour.span()))
    return letters


def parse_due_day(text: str, today: date) -> tuple[date | None, str]:
    """Return the one day a text names, and "15 giờ", "chiều" or ""; (None, "") for no or two days.

    >>> parse_due_day("thứ 7 này lúc 8h sáng", date(2026, 11, 23))
    (datetime.date(2026, 11, 28), '8 giờ sáng')
    """
    line = normalize_line(text)
    try:
        _, days = extract_day(line, today)
    except NoSuchDay:
        return None, ""
    if days is None or days.past or len(days.days) != 1 or days.days[0] < today:
        return None, ""
    return days.days[0], _describe_part(text)


def _describe_part(text: str) -> str:
    hour = _HOUR.search(strip_tones(text))
    parts = _Reading.of(text)
    part = next((name for name in texts.PARTS_OF_VISIT_DAY if parts.find([name])), "")
    clock = texts.VISIT_HOUR.format(hour=int(hour[1])) if hour else ""
    return f"{clock} {part}".strip()


def _strip_fillers(reading: _Reading, start: int, end: int) -> str:
    """Return some words without those that only join ("đã", "rồi", "cho")."""
    fillers = {at for at, _ in reading.find(texts.SAID_VISIT_FILLERS)}
    while start < end and start in fillers:
        start += 1
    while start < end and end - 1 in fillers:
        end -= 1
    return reading.cut(start, end)


def _find_rest(reading: _Reading, begin: int) -> str:
    """Return the longest run of words behind `begin` that was not understood."""
    taken = {at for start, end in reading.taken for at in range(start, end)}
    runs, start = [], begin
    for at in range(begin, len(reading.words) + 1):
        if at == len(reading.words) or at in taken:
            runs.append(_strip_fillers(reading, start, at))
            start = at + 1
    return max(runs, key=len, default="")


def parse_setup_numbers(text: str, setups: SetUps) -> tuple[str, ...] | None:
    """Return the set-ups that numbers of the list choose ("1 3 4", "134"); None for other words.

    >>> parse_setup_numbers("x", ())
    """
    words = _WORD.findall(nfc(text))
    digits = [word for word in words if word.isdecimal()]
    joined = [strip_tones(word) for word in words if not word.isdecimal()]
    if not digits or any(word not in texts.SAID_BETWEEN_NUMBERS for word in joined):
        return None
    numbers = [int(word) for word in digits]
    if len(numbers) == 1 and numbers[0] > len(setups):
        numbers = [int(digit) for digit in digits[0]]
    if not all(1 <= number <= len(setups) for number in numbers):
        return None
    return tuple(setup.id for place, setup in enumerate(setups, 1) if place in numbers)
