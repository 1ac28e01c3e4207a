"""Parse several times of one day: "sáng 7h tối 8h", "8h và 20h", "ngày 2 lần". Pure."""

import re
from dataclasses import replace
from datetime import time

from bot.vietnamese.dates.hours import NUMBER, PART, Hour, cut_hour, number, take_clock, take_hour
from bot.vietnamese.dates.numerals import blank

MOST_TIMES = 4  # a day: who is reminded more often stops reading
USUAL = {
    1: (time(8),),
    2: (time(8), time(19)),
    3: (time(8), time(11, 30), time(19)),
    4: (time(8), time(11, 30), time(14), time(19)),
}  # of so many times a day, when no hour was said
PER_DAY = (
    rf"(?:(?:(?:moi|hang|tung|mot|1) )?(?:ngay|hom)(?: uong)? (?P<often>{NUMBER}) (?:lan|cu|bua)"
    rf"|(?P<often_first>{NUMBER}) (?:lan|cu) ?"
    r"(?:(?:mot|moi|1|hang|tren|trong|tung) (?:mot )?|/ ?)(?:ngay|hom))(?! nua)"
)
_CLOCK = r"\d{1,2}(?:\s?(?:h|g|gio|:)(?!\w*[a-z])(?:\s?\d{2}(?!\d)|\s?ruoi)?)?"
_PAIR = (
    rf"(?P<part>{PART}|toi)(?: (?:luc|la|vao))? (?P<clock>{_CLOCK})(?![\d/]| ?(?:vien|ngay|lan))"
)
_PAIRS = re.compile(
    rf"\b{re.sub('[?]P<[a-z]+>', '?:', _PAIR)}(?:(?:\s*[,;+&]\s*|\s+)(?:va |voi )?"
    rf"{re.sub('[?]P<[a-z]+>', '?:', _PAIR)})+"
)
_ONE_PAIR = re.compile(_PAIR)
_WRITTEN = r"\d{1,2} ?(?:h|g|gio|:)(?!\w*[a-z])(?: ?\d{2}(?!\d)| ruoi)?"
_JOINED = re.compile(
    rf"\b{_WRITTEN}(?: {PART})?(?:\s*[,;&+]\s*(?:va )?|\s+(?:va|voi)\s+){_WRITTEN}(?: {PART})?"
)
_PARTS = re.compile(rf"\b{PART}(?:(?:\s*[,+&]\s*|\s+)(?:va |voi )?{PART})+\b")
# A part of the day beside what was read already: "tối … hằng tuần", "ngày 2 lần sáng tối".
_BESIDE = re.compile(
    rf"(?:(?<=\s\s)|^)(?P<first>{PART}(?:(?: va|,)? {PART})*)\b|\b(?P<last>{PART})(?=\s\s)"
)
_JOINT = re.compile(r"(?<=\s\s)(?:va|,|;|voi)(?=\s\s)")


class TooOften(ValueError):
    """More times a day than MAX_TIMES_PER_DAY."""


def take_times(words: str, part: str = "") -> tuple[str, list[tuple[time, ...]]]:
    """Return the line with its times blanked, and the candidates of each time.

    Without a clock time, those of each part of the day. `part` is one given with the rule ("tối nào
    cũng 8h"). Raises TooManyTimes, or ValueError for 25h.
    """
    words, hours = _take_pairs(words)
    while len(hours) <= MOST_TIMES:
        words, hour = take_clock(words)
        if hour is None:
            break
        hours.append(hour)
    if len(hours) > MOST_TIMES:
        raise TooOften(words)
    parts = [part] if part else []
    for pattern in (_PARTS, _BESIDE):
        if beside := pattern.search(words):
            words = blank(words, beside)
            parts += re.findall(PART, beside[0])
    if not parts and not any(hour.part for hour in hours):
        words, alone = take_hour(words)
        parts = [alone.part] if alone else []
    if len(parts) == 1:
        plain_hours = [hour for hour in hours if not hour.part and (hour.hour or 24) <= 12]
        hours = [replace(hour, part=parts[0]) if hour in plain_hours else hour for hour in hours]
    if any(hour.hour is not None for hour in hours):
        hours = [hour for hour in hours if hour.hour is not None]
    else:
        hours += [Hour(part=named) for named in parts]
    words = _JOINT.sub(lambda found: " " * len(found[0]), words)
    return words, [hour.times() for hour in hours]


def _take_pairs(words: str) -> tuple[str, list[Hour]]:
    """Extract two or more pairs of a part of the day followed by its hour."""
    pairs = _PAIRS.search(words)
    if pairs is None:
        return words, []
    hours = []
    for pair in _ONE_PAIR.finditer(pairs[0]):
        clock = pair["clock"] if re.search(r"\D", pair["clock"]) else f"{pair['clock']}h"
        _, hour = take_hour(clock)
        named = "EVE" if pair["part"] == "toi" else pair["part"]
        hour = replace(hour or Hour(), part=named)
        hour.times()  # ValueError for "sáng 15h"
        hours.append(hour)
    return blank(words, pairs), hours


def names_times(words: str) -> bool:
    """Return whether several times stand side by side, so that all of them are meant."""
    return (_PAIRS.search(words) or _JOINED.search(words)) is not None


def cut_times(words: str) -> str:
    """Return the line with all times and parts of the day blanked, valid or not."""
    words = _PAIRS.sub(lambda found: " " * len(found[0]), words)
    while (rest := cut_hour(words)) != words:
        words = rest
    return _JOINT.sub(lambda found: " " * len(found[0]), words)


def count_times(words: str) -> int:
    """Count the times of day in a line; 0 if one of them is invalid."""
    try:
        return len({times[0] for times in take_times(words)[1]})
    except TooOften:
        return MOST_TIMES + 1
    except ValueError:
        return 0


def read_often(found: re.Match[str]) -> int:
    """Return how many times a day a match of PER_DAY says, or 0."""
    groups = found.groupdict()
    written = groups.get("often") or groups.get("often_first")
    return number(written) if written else 0
