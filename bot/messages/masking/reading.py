"""Text normalised for masking: lower case without diacritics, ASCII digits.

Keycap, fullwidth and mathematical digits become digits, invisible characters are dropped, and a
letter O or l between digits becomes a digit. Spans found in `plain` are masked in the original
text.
"""

import re
import unicodedata
from typing import NamedTuple

from bot.vietnamese.letters import fold

Span = tuple[int, int]

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
# "O0108501234S" is no number; "oo1o85o12345" is. One letter is enough: the next group may have it.
_LOOKALIKE = re.compile(r"(?<![a-z0-9])(?=[oil]*\d)[0-9oil]{2,}(?![a-z0-9])")
_NEAR_DIGIT = re.compile(r"\d[ .\-]?[oil]|[oil]\d")
_LONE_O = re.compile(r"(?<=(?<!\d)\d[ .\-])o(?=[ .\-]\d(?!\d))")
_DIGITS = str.maketrans("oil", "011")
SURE = 6  # characters from which l and i are digits too: "10l" is ten litres


class Reading(NamedTuple):
    """`plain`, and the offset of each of its characters in the original; None if the same."""

    plain: str
    places: list[int] | None
    length: int

    def span(self, start: int, end: int) -> Span:
        """Return the span in the original text, including invisible characters that follow it."""
        if self.places is None:
            return start, end
        last = self.places[end] if end < len(self.places) else self.length
        return self.places[start], last


class _Letters(dict[int, str]):
    """Cache of normalised characters: each becomes one character or none. Filled lazily."""

    def __missing__(self, code: int) -> str:
        read = _read_letter(chr(code))
        if len(self) < 8192:
            self[code] = read
        return read


def _read_letter(letter: str) -> str:
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    plain = fold(unicodedata.normalize("NFKC", letter))
    return plain if len(plain) == 1 else letter


_LETTERS = _Letters()


def read(text: str) -> Reading:
    """Return the normalised text.

    >>> normalize_text("Mã OTP 4️⃣8️⃣").plain
    'ma otp 48'
    """
    if text.isascii():
        plain, places = text.lower(), None
    else:
        plain = text.translate(_LETTERS)
        # Each character became one or none: as many as before means that none is missing.
        same = len(plain) == len(text)
        places = None if same else [at for at, letter in enumerate(text) if _LETTERS[ord(letter)]]
    if _NEAR_DIGIT.search(plain):
        plain = _LONE_O.sub("0", _LOOKALIKE.sub(_as_digits, plain))
    return Reading(plain, places, len(text))


def _as_digits(token: re.Match[str]) -> str:
    written = token[0]
    letters = sum(map(written.count, "oil"))
    only_o = letters == written.count("o")
    if letters and (only_o or (len(written) >= SURE and 2 * letters <= len(written))):
        return written.translate(_DIGITS)
    return written
