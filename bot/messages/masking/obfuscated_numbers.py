"""Obfuscated numbers: split as in "001/085/012345", one group a line, or spelled out as words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot import texts
from bot.messages.masking import labels
from bot.messages.masking.normalization import NormalizedText, Span
from bot.messages.masking.numbers import CONTEXT_BEFORE, is_code, is_harmless, is_secret

_GROUP = re.compile(r"\d+")
_PIECES = re.compile(
    r"(?<![\d])(?<![a-z]{2})\d{1,11}(?:(?: ?[.,;/\\|_*~·\-–—\n+#]{1,2}\s?| {1,3})\d{1,11})+(?!\d)"
)
# Province, century and sex, year of birth, six more: what the twelve digits of a card look like.
_CARD = re.compile(r"0(?:0[1-8]|[1-8]\d|9[0-6])[0-3]\d{8}")
_BANK_CARD = re.compile(r"(?:9704|3[45]\d\d|[45]\d{3}) \d{4} \d{4} \d{4}")
_LIST_SEPARATORS = frozenset({"", ",", ";", "."})  # joints of what may be several numbers
_DAY_IN = re.compile(r"(?<!\d)\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d\d(?!\d)")
_IDENTITY_BEFORE = re.compile(rf"{labels.IDENTITY}[^\d•]{{0,30}}$")

_PLAIN = {
    "khong": "0", "ko": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "lam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_WORDS = "|".join(_PLAIN)
_SPELLED = re.compile(
    rf"(?<![a-z0-9])(?:{_WORDS}|\d)(?:[ ,.\-–/\n]{{1,2}}(?:{_WORDS}|\d{{1,3}})(?![a-z0-9])){{3,}}"
)
_SAID = re.compile(r"[^\W_]+")
_TELLS_BEFORE = re.compile(r"(?:\bla|\bso|:|=)\s*$")
MIN_TONELESS_DIGITS = 6  # words without tones from which "sau ba nam khong" can only be digits


def find_split_numbers(plain: str) -> Iterator[Span]:
    """Yield the spans of identity, card, account numbers and codes that are split into groups."""
    for run in _PIECES.finditer(plain):
        if _DAY_IN.fullmatch(run[0]) or is_harmless(run[0]):
            continue
        before = plain[max(0, run.start() - CONTEXT_BEFORE) : run.start()]
        groups = list(_GROUP.finditer(plain, *run.span()))
        if _IDENTITY_BEFORE.search(before):
            yield from _find_identity_number(groups)
        elif _is_account(plain, groups, before) or _is_code(plain, groups, before):
            yield run.span()
        else:
            yield from _find_codes_beside(plain, groups)
            yield from _find_cards(plain, groups)


def _find_codes_beside(plain: str, groups: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield codes and accounts next to other numbers.

    For example "otp 4/8/2/9/1/3" with a card number on the next line. One number has one kind of
    separator.
    """
    for part in _split_by_separator(plain, groups):
        start, end = part[0].start(), part[-1].end()
        before = plain[max(0, start - CONTEXT_BEFORE) : start]
        if _is_account(plain, part, before) or _is_code(plain, part, before):
            yield start, end


def _split_by_separator(
    plain: str, groups: Sequence[re.Match[str]]
) -> Iterator[Sequence[re.Match[str]]]:
    """Yield runs of groups with the same separator; nothing if there is only one kind."""
    if _common_separator(plain, groups):
        return
    part = [groups[0]]
    for group in groups[1:]:
        extended = [*part, group]
        if not _common_separator(plain, extended):
            if len(part) > 1:
                yield part
            extended = [group]
        part = extended
    if len(part) > 1:
        yield part


def _is_account(plain: str, groups: Sequence[re.Match[str]], before: str) -> bool:
    digits = sum(len(group[0]) for group in groups)
    if not 8 <= digits <= 19 or _common_separator(plain, groups) in _LIST_SEPARATORS:
        return False
    return labels.find_nearest_label(before) in ("account", "bank")


def _is_code(plain: str, groups: Sequence[re.Match[str]], before: str) -> bool:
    """Return whether small groups with one separator are a code: "otp 4/8/2/9/1/3"."""
    digits = sum(len(group[0]) for group in groups)
    if not 4 <= digits <= 8 or any(len(group[0]) > 3 for group in groups):
        return False
    after = plain[groups[-1].end() : groups[-1].end() + 40]
    return bool(_common_separator(plain, groups)) and is_code(digits, before, after)


def _common_separator(plain: str, groups: Sequence[re.Match[str]]) -> str:
    """Return the separator between the groups if it is always the same, else ""."""
    pairs = pairwise(groups)
    joints = {plain[left.end() : right.start()].strip(" ") or " " for left, right in pairs}
    return joints.pop() if len(joints) == 1 else ""


def _find_identity_number(groups: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield the span from the first group to the twelfth digit, or else to the ninth."""
    total, nine, start = 0, 0, groups[0].start()
    for group in groups:
        total += len(group[0])
        if total == 12:
            yield start, group.end()
            return
        nine = group.end() if total == 9 else nine
        if total > 12:
            break
    if nine:
        yield start, nine


def _find_cards(plain: str, groups: Sequence[re.Match[str]]) -> Iterator[Span]:
    """Yield spans of groups that look like a card number and have one kind of separator."""
    at = 0
    while at < len(groups):
        card_groups = _match_card(plain, groups, at)
        if card_groups:
            yield card_groups[0].start(), card_groups[-1].end()
        at += len(card_groups) or 1


def _match_card(plain: str, groups: Sequence[re.Match[str]], first: int) -> Sequence[re.Match[str]]:
    first_four = groups[first : first + 4]
    if _BANK_CARD.fullmatch(" ".join(group[0] for group in first_four)) and _common_separator(
        plain, first_four
    ):
        return first_four
    total = 0
    for place in range(first, min(first + 12, len(groups))):
        total += len(groups[place][0])
        if total >= 12:
            card_groups = groups[first : place + 1]
            return card_groups if total == 12 and _is_identity_card(plain, card_groups) else ()
    return ()


def _is_identity_card(plain: str, groups: Sequence[re.Match[str]]) -> bool:
    if not _common_separator(plain, groups) or any(
        len(group[0]) > 4 and is_harmless(group[0]) for group in groups
    ):
        return False
    written = plain[groups[0].start() : groups[-1].end()]
    looks = _CARD.fullmatch("".join(group[0] for group in groups))
    return bool(looks) and not _DAY_IN.search(written)


def find_spelled_numbers(reading: NormalizedText, text: str) -> Iterator[Span]:
    """Yield the spans of digits spelled as words: «bốn tám hai chín một ba» after «mã otp là»."""
    plain = reading.plain
    for run in _SPELLED.finditer(plain):
        words = list(_SAID.finditer(plain, *run.span()))
        digits = "".join(_PLAIN.get(word[0], word[0]) for word in words)
        before = plain[max(0, run.start() - CONTEXT_BEFORE) : run.start()]
        sure = _are_toned_digits(reading, text, words) or _TELLS_BEFORE.search(before)
        if not sure and len(digits) < MIN_TONELESS_DIGITS:
            continue
        if sum(not word[0].isdecimal() for word in words) < 3:
            continue
        if is_secret(digits, before, plain[run.end() : run.end() + 40]):
            yield run.span()


def _are_toned_digits(reading: NormalizedText, text: str, words: list[re.Match[str]]) -> bool:
    """Return whether every word is written with the tone of a digit word."""
    for word in words:
        start, end = reading.original_span(*word.span())
        said = text[start:end].casefold().strip()
        if not said.isdecimal() and said not in texts.SAID_DIGITS:
            return False
    return True
