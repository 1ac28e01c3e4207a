"""Vietnamese letters: one normal form, and the folding of tones.

Text is NFC from the door on. Folding (tones off, đ to d) is for comparing, never for showing.
"""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# What no person types: C0/C1 but tab and newline, and what has no width (emoji need U+200D).
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_WORDS = re.compile(r"[^\W_]+")


def nfc(text: str) -> str:
    """The text as it is kept: NFC, no control characters, no lone surrogates, trimmed.

    >>> nfc("Thu\u031b\u0301  ba\\x00")
    'Thứ ba'
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Controls go first: one between a letter and its mark would keep them apart.
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _CONTROLS.sub("", text))).strip()


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """One lower-case letter without its marks; a mark alone is nothing."""
    plain = unicodedata.normalize("NFD", letter)
    bare_letter = "".join(part for part in plain if not unicodedata.combining(part))
    # ð is what some keyboards give for đ.
    return bare_letter.replace("đ", "d").replace("ð", "d")


def fold(text: str) -> str:
    """Lower case, tones and vowel marks off, đ to d. Idempotent.

    >>> fold("Đường Số 3")
    'duong so 3'
    """
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    composed = unicodedata.normalize("NFC", lowered)
    return unicodedata.normalize("NFC", "".join(map(fold_letter, composed)))


def bare(text: str) -> str:
    """Folded words with single spaces and no punctuation: for comparing with a list of phrases.

    >>> bare("  Gặp người!! ")
    'gap nguoi'
    """
    return " ".join(_WORDS.findall(fold(text)))
