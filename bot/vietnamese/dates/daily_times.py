"""Parse several times of one day: "sáng 7h tối 8h", "8h và 20h", "ngày 2 lần". Pure."""

import re
from dataclasses import replace
from datetime import time

from bot.vietnamese.dates.hour_parsing import (
    NUMBER,
    PART,
    TimeOfDay,
    blank_hour,
    extract_clock_hour,
    extract_hour,
    parse_number,
)
from bot.vietnamese.dates.normalization import blank_match

MAX_TIMES_PER_DAY = 4  # a day: who is reminded more often stops reading
DEFAULT_TIMES = {
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


class TooManyTimes(ValueError):
    """More times a day than MAX_TIMES_PER_DAY."""


def extract_times(line: str, part: str = "") -> tuple[str, list[tuple[time, ...]]]:
    """Return the line with its times blanked, and the candidates of each time.

    Without a clock time, those of each part of the day. `part` is one given with the rule ("tối nào
    cũng 8h"). Raises TooManyTimes, or ValueError for 25h.
    """
    line, hours = _extract_pairs(line)
    while len(hours) <= MAX_TIMES_PER_DAY:
        line, hour = extract_clock_hour(line)
        if hour is None:
            break
        hours.append(hour)
    if len(hours) > MAX_TIMES_PER_DAY:
        raise TooManyTimes(line)
    parts = [part] if part else []
    for pattern in (_PARTS, _BESIDE):
        if beside := pattern.search(line):
            line = blank_match(line, beside)
            parts += re.findall(PART, beside[0])
    if not parts and not any(hour.part for hour in hours):
        line, alone = extract_hour(line)
        parts = [alone.part] if alone else []
    if len(parts) == 1:
        plain_hours = [hour for hour in hours if not hour.part and (hour.hour or 24) <= 12]
        hours = [replace(hour, part=parts[0]) if hour in plain_hours else hour for hour in hours]
    if any(hour.hour is not None for hour in hours):
        hours = [hour for hour in hours if hour.hour is not None]
    else:
        hours += [TimeOfDay(part=named) for named in parts]
    line = _JOINT.sub(lambda match: " " * len(match[0]), line)
    return line, [hour.list_candidates() for hour in hours]


def _extract_pairs(line: str) -> tuple[str, list[TimeOfDay]]:
    """Extract two or more pairs of a part of the day followed by its hour."""
    pairs = _PAIRS.search(line)
    if pairs is None:
        return line, []
    hours = []
    for pair in _ONE_PAIR.finditer(pairs[0]):
        clock = pair["clock"] if re.search(r"\D", pair["clock"]) else f"{pair['clock']}h"
        _, hour = extract_hour(clock)
        named = "EVE" if pair["part"] == "toi" else pair["part"]
        hour = replace(hour or TimeOfDay(), part=named)
        hour.list_candidates()  # ValueError for "sáng 15h"
        hours.append(hour)
    return blank_match(line, pairs), hours


def lists_several_times(line: str) -> bool:
    """Return whether several times stand side by side, so that all of them are meant."""
    return (_PAIRS.search(line) or _JOINED.search(line)) is not None


def blank_times(line: str) -> str:
    """Return the line with all times and parts of the day blanked, valid or not."""
    line = _PAIRS.sub(lambda match: " " * len(match[0]), line)
    while (rest := blank_hour(line)) != line:
        line = rest
    return _JOINT.sub(lambda match: " " * len(match[0]), line)


def count_times(line: str) -> int:
    """Count the times of day in a line; 0 if one of them is invalid."""
    try:
        return len({times[0] for times in extract_times(line)[1]})
    except TooManyTimes:
        return MAX_TIMES_PER_DAY + 1
    except ValueError:
        return 0


def parse_times_per_day(match: re.Match[str]) -> int:
    """Return how many times a day a match of PER_DAY says, or 0."""
    groups = match.groupdict()
    written = groups.get("often") or groups.get("often_first")
    return parse_number(written) if written else 0
