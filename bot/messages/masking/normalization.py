"""Text normalised for masking: lower case without diacritics, ASCII digits.

Keycap, fullwidth and mathematical digits become digits, invisible characters are dropped, and a
letter O or l between digits becomes a digit. Spans found in `plain` are masked in the original
text.
"""

import re
import unicodedata
from typing import NamedTuple

from bot.vietnamese.letters import strip_tones

Span = tuple[int, int]

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
# "O0108501234S" is no number; "oo1o85o12345" is. One letter is enough: the next group may have it.
_LOOKALIKE = re.compile(r"(?<![a-z0-9])(?=[oil]*\d)[0-9oil]{2,}(?![a-z0-9])")
_NEAR_DIGIT = re.compile(r"\d[ .\-]?[oil]|[oil]\d")
_LONE_O = re.compile(r"(?<=(?<!\d)\d[ .\-])o(?=[ .\-]\d(?!\d))")
_DIGITS = str.maketrans("oil", "011")
MIN_LOOKALIKE_LENGTH = 6  # characters from which l and i are digits too: "10l" is ten litres


class NormalizedText(NamedTuple):
    """`plain`, and the offset of each of its characters in the original; None if the same."""

    plain: str
    offsets: list[int] | None
    length: int

    def original_span(self, start: int, end: int) -> Span:
        """Return the span in the original text, including invisible characters that follow it."""
        if self.offsets is None:
            return start, end
        last = self.offsets[end] if end < len(self.offsets) else self.length
        return self.offsets[start], last


class _LetterCache(dict[int, str]):
    """Cache of normalised characters: each becomes one character or none. Filled lazily."""

    def __missing__(self, code: int) -> str:
        normalized = _normalize_letter(chr(code))
        if len(self) < 8192:
            self[code] = normalized
        return normalized


def _normalize_letter(letter: str) -> str:
    if unicodedata.category(letter) in _INVISIBLE:
        return ""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    plain = strip_tones(unicodedata.normalize("NFKC", letter))
    return plain if len(plain) == 1 else letter


_LETTERS = _LetterCache()


def normalize_text(text: str) -> NormalizedText:
    """Return the normalised text.

    >>> normalize_text("Mã OTP 4️⃣8️⃣").plain
    'ma otp 48'
    """
    if text.isascii():
        plain, offsets = text.lower(), None
    else:
        plain = text.translate(_LETTERS)
        # Each character became one or none: as many as before means that none is missing.
        same = len(plain) == len(text)
        offsets = None if same else [at for at, letter in enumerate(text) if _LETTERS[ord(letter)]]
    if _NEAR_DIGIT.search(plain):
        plain = _LONE_O.sub("0", _LOOKALIKE.sub(_replace_lookalikes, plain))
    return NormalizedText(plain, offsets, len(text))


def _replace_lookalikes(token: re.Match[str]) -> str:
    written = token[0]
    letters = sum(map(written.count, "oil"))
    only_o = letters == written.count("o")
    if letters and (
        only_o or (len(written) >= MIN_LOOKALIKE_LENGTH and 2 * letters <= len(written))
    ):
        return written.translate(_DIGITS)
    return written
