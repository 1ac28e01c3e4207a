"""Parses typed references to a button's position: "2 nhé", "cái thứ hai", "số 3 của lịch học"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.vietnamese.letters import is_typed_form_of, nfc, normalize_for_match

MAX_TEXT = 80  # characters; a longer text tells of something
LAST = -1  # "cái cuối"
EARLIER = "earlier"  # "lúc nãy": the list before the one that is shown
_NUMBER_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
           "bay": 7, "tam": 8, "chin": 9, "muoi": 10}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_END_POSITIONS = {"nhat": 1, "dau": 1, "dau tien": 1, "tren cung": 1, "cuoi": LAST,
    "cuoi cung": LAST,
         "duoi cung": LAST, "chot": LAST}  # fmt: skip
_BEFORE = (
    r"(?:(?:u|uh|vang|da|a|ok|thi|cho|toi|tui|chau|bac|em|minh|con|lay|chon|bam|nhan|an|xem|muon"
    r"|mo|vao|go|danh|doc|so) )*?"
)
# A thing that only has a place: "buổi thứ ba" may be a Tuesday, "thôn 2" is a village.
_NOUN = r"(?:nut|so|cai|muc|dong|lua chon|phuong an)(?: bam)?(?: so| thu)?"
_COUNTED = r"(?:buoi|lop|viec|chu de|muc|nut|dong|cai|so|trang)"
_SOFT = r"(?:ay|kia|nhe|nha|nhen|nghe|a|ah|di|gium|giup|dum|ha|ho|hen|do|thoi|luon|voi|duoc)"
_WHOM = r"(?:toi|tui|chau|em|co|chu|anh|chi|con|bac|minh)"
_AFTER = rf"(?: {_SOFT}(?: {_WHOM})?)*(?: {_WHOM} oi| tu tren xuong)?"
_THEN = r"(?:luc|hoi|khi|vua|ban) (?:nay|roi|truoc)"
_WRITTEN = r"(?P<digits>[0-9]{1,2})"
_SPELLED = rf"(?P<word>{'|'.join(_NUMBER_WORDS)})"
_END = rf"(?P<end>{'|'.join(sorted(_END_POSITIONS, key=len, reverse=True))})"
_NAMES = "|".join(
    sorted(
        {normalize_for_match(name) for names in texts.LISTS.values() for name in names},
        key=len,
        reverse=True,
    )
)
_OF = (
    r"(?: (?P<link>(?:(?:cua|trong|o|ben|thuoc|tu) )?(?:cai )?(?:danh sach |bang )?(?:cac )?)"
    rf"(?P<list>{_NAMES})(?: (?:{_THEN}|ay|do|kia|truoc))?)?"
)
_LATER = rf"(?P<then> (?:o )?{_THEN}| (?:(?:cua|trong|o) )?(?:cai )?danh sach (?:truoc|cu|tren))?"
_POSITION_PATTERNS = tuple(
    re.compile(rf"{_BEFORE}{core}{_OF}{_LATER}{_AFTER}")
    for core in (
        rf"(?:{_NOUN} )?{_WRITTEN}",
        rf"{_NOUN} {_SPELLED}",
        rf"(?:{_COUNTED} )?(?:thu )?{_END}",
        rf"(?:chon|bam|lay|an) {_SPELLED}",
        r"(?P<word>mot|hai|ba|bon)",
    )
)
# The list first: "lịch học số 3". A village is named so too ("thôn số 3"): not read here.
_LIST_FIRST = re.compile(
    rf"{_BEFORE}(?:trong |o )?(?:danh sach |bang )?(?P<list>{_NAMES})(?: {_THEN})? "
    rf"{_NOUN} (?:{_WRITTEN}|{_SPELLED}|{_END}){_AFTER}"
)
_VILLAGES = "places"


@dataclass(frozen=True, slots=True)
class ListPosition:
    """A position in a list: its number (LAST is the last), and which list if one was named."""

    number: int
    list_name: str = ""  # a key of texts.LISTS, EARLIER, or "" for the list that is shown

    def pick(self, buttons: Sequence[dict[str, str]]) -> dict[str, str] | None:
        """Return the button at this position, or None if the list is shorter."""
        if self.number == LAST:
            return buttons[-1] if buttons else None
        return buttons[self.number - 1] if 0 < self.number <= len(buttons) else None


def parse_list_position(text: str) -> ListPosition | None:
    """Return the list position that a text names, or None if it says anything else.

    >>> parse_list_position("số 3 của lịch học")
    ListPosition(number=3, list_name='classes')
    >>> parse_list_position("2 nhé"), parse_list_position("cái cuối")
    (ListPosition(number=2, list_name=''), ListPosition(number=-1, list_name=''))
    >>> [parse_list_position(text) for text in ("thứ hai", "8 giờ", "thôn 3", "đầu thôn")]
    [None, None, None, None]
    """
    typed = (
        normalize_for_match(text) if len(text) <= MAX_TEXT and not _has_raised_digits(text) else ""
    )
    if not typed:
        return None
    for pattern in _POSITION_PATTERNS:
        match = pattern.fullmatch(typed)
        if match and not _is_address(match) and _tones_agree(match, text):
            return ListPosition(_parse_number(match), _parse_list_name(match))
    match = _LIST_FIRST.fullmatch(typed)
    if match and _get_list_key(match["list"]) != _VILLAGES:
        return ListPosition(_parse_number(match), _get_list_key(match["list"]))
    return None


def _is_address(match: re.Match[str]) -> bool:
    """Return whether the match is a place in a village ("Đầu thôn", "số 3 xóm") and no list."""
    named = match["list"] is not None and not match["link"]
    return named and _get_list_key(match["list"]) == _VILLAGES


def _tones_agree(match: re.Match[str], text: str) -> bool:
    """Return whether the typed tones fit the number: "đông hải" is a commune, not "dòng hai"."""
    word = match.groupdict().get("word")
    if not word:
        return True
    typed = _WORD.findall(nfc(text))[match.string[: match.start("word")].count(" ")]
    return any(
        is_typed_form_of(typed, written)
        for written in texts.NUMBER_WORDS
        if normalize_for_match(written) == word
    )


def _has_raised_digits(text: str) -> bool:
    """Return whether the text has a digit that is not decimal, such as the exponent "²"."""
    return any(letter.isdigit() and not letter.isdecimal() for letter in text)


def _parse_number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if digits := groups.get("digits"):
        return int(digits)
    if word := groups.get("word"):
        return _NUMBER_WORDS[word]
    return _END_POSITIONS[groups["end"]]


def _parse_list_name(match: re.Match[str]) -> str:
    if match["list"]:
        return _get_list_key(match["list"])
    return EARLIER if match["then"] else ""


def _get_list_key(name: str) -> str:
    """Return the key of the list with this name."""
    return next(
        key for key, names in texts.LISTS.items() if name in map(normalize_for_match, names)
    )
