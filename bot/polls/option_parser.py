"""Match text typed in answer to a question with its options. Pure.

The exact spelling first; without tones, as part of an option, by number or as a list only if
exactly one reading fits. None means unclear, and the question is asked again.
"""

import re
from collections.abc import Callable, Sequence

from bot import texts
from bot.vietnamese.letters import name_key, normalize_for_match

_SEPARATOR = re.compile(rf"\s*(?:[,;+/&\n]|\b(?:{'|'.join(texts.SAID_AND)})\b)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?:so|y|cau|nut|chon) )*(\d)")
_OPENINGS = re.compile(rf"^(?:(?:{'|'.join(texts.SAID_CHOOSING)})\s+)+", re.IGNORECASE)
_ENDINGS = re.compile(rf"(?:[\s,.]+(?:{'|'.join(texts.SAID_POLITELY)}))+$", re.IGNORECASE)
_AROUND = " .!?\"'«»✓"
_WEEKDAYS = {"hai": "2", "ba": "3", "tu": "4", "nam": "5", "sau": "6", "bay": "7"}
_DAY = re.compile(r"\b(?:thu |t)(hai|ba|tu|nam|sau|bay|[2-7])\b")
ALL_PHRASES = {normalize_for_match(phrase): 0 for phrase in texts.SAID_ALL_OPTIONS} | {
    "ca hai": 2,
    "ca 2": 2,
    "ca ba": 3,
    "ca 3": 3,
}
NONE_PHRASES = frozenset(map(normalize_for_match, texts.SAID_NO_OPTION))
YES_PHRASES = frozenset(map(normalize_for_match, texts.SAID_OPTION_YES))
NO_PHRASES = frozenset(map(normalize_for_match, texts.SAID_OPTION_NO))


def match_options(
    text: str, options: Sequence[str], *, several: bool, yes_no: bool
) -> list[int] | None:
    """Return the indexes of the options that are meant, or None if unclear."""
    said = _ENDINGS.sub("", _OPENINGS.sub("", text.strip(_AROUND))).strip(_AROUND)
    if (single := _match_single(said, options)) is not None:
        return [single]
    if yes_no:
        return _parse_yes_no(normalize_for_match(said))
    if normalize_for_match(said) in NONE_PHRASES:
        none = [
            place
            for place, option in enumerate(options)
            if normalize_for_match(option) in NONE_PHRASES
        ]
        return none if len(none) == 1 else None
    if not several:
        return None
    if (count := ALL_PHRASES.get(normalize_for_match(said))) is not None and count in (
        0,
        len(options),
    ):
        return [
            place
            for place, option in enumerate(options)
            if normalize_for_match(option) not in NONE_PHRASES
        ]
    return _match_list(said, options)


def _parse_yes_no(said: str) -> list[int] | None:
    if said in YES_PHRASES:
        return [0]
    return [1] if said in NO_PHRASES else None


def _match_list(said: str, options: Sequence[str]) -> list[int] | None:
    """Match a list such as "1 và 3" or "thứ bảy, chủ nhật"; every part must be clear."""
    digits = normalize_for_match(said).split()
    if len(digits) > 1 and all(part.isdecimal() for part in digits):
        parts = digits
    else:
        parts = [part for part in _SEPARATOR.split(said) if part]
    places = [_match_single(part, options) for part in parts]
    if len(parts) < 2 or None in places:
        return None
    return sorted({place for place in places if place is not None})


def _match_single(said: str, options: Sequence[str]) -> int | None:
    """Return the index of the one option meant, by spelling, number, folded text or part of it."""
    exact = [place for place, option in enumerate(options) if name_key(option) == name_key(said)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    if (number := _NUMBER.fullmatch(normalize_for_match(said))) is not None:
        place = int(number[1]) - 1
        return place if 0 <= place < len(options) else None
    comparisons: tuple[Callable[[str, str], bool], ...] = (
        lambda typed, option: _normalize_weekdays(typed) == _normalize_weekdays(option),
        lambda typed, option: f" {name_key(typed)} " in f" {name_key(option)} ",
        lambda typed, option: (
            f" {_normalize_weekdays(typed)} " in f" {_normalize_weekdays(option)} "
        ),
    )
    for fits in comparisons if normalize_for_match(said) else ():
        matches = [place for place, option in enumerate(options) if fits(said, option)]
        if matches:
            return matches[0] if len(matches) == 1 else None
    return None


def _normalize_weekdays(text: str) -> str:
    """Fold the text and write weekdays in one form.

    "Thứ bảy", "thứ 7" and "t7" become equal, and so do "CN" and "chủ nhật".
    """
    folded = f" {normalize_for_match(text)} ".replace(" cn ", " chu nhat ")
    return _DAY.sub(lambda day: f"thu {_WEEKDAYS.get(day[1], day[1])}", folded).strip()
