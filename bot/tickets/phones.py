"""Parse phone numbers from the answer to a request for one, strictly and into one form. Pure."""

import re

from bot.vietnamese.letters import fold, plain

_SEPARATORS = re.compile(r"(?<=[\d+)])[ .,\-–()/]+(?=[\d(])|[()]")
_RUN = re.compile(r"\+?\d+")
# Mobile numbers of ten digits since 2018, and landlines with their province's code.
_PHONE = re.compile(r"(?:\+?84|0084|0)0?([35789]\d{8}|2\d{9})")
_NAMES = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_SPOKEN = {**{name: str(digit) for digit, name in enumerate(_NAMES)}, "tu": "4", "lam": "5"}
FEWEST_SPOKEN = 9  # words of digits in a row: fewer are words
FEWEST = 6  # digits of what was meant as a number


def find_phones(text: str) -> list[str]:
    """Return the distinct numbers of a text as "0912345678".

    They may be typed in any grouping, or spelled out in words.
    """
    written = _SEPARATORS.sub("", plain(text))
    runs = _RUN.findall(written) or _spoken(text)
    read = (_PHONE.fullmatch(run) for run in runs)
    return list(dict.fromkeys(f"0{phone[1]}" for phone in read if phone))


def _spoken(text: str) -> list[str]:
    """Return runs of digits spelled out as words: "không chín một hai…"."""
    digits = [_SPOKEN.get(word, " ") for word in re.findall(r"\w+", fold(text))]
    runs = "".join(digits).split()
    return [run for run in runs if len(run) >= FEWEST_SPOKEN]


def looks_like_number(text: str) -> bool:
    """Whether a number was meant, valid or not."""
    return sum(letter.isdigit() for letter in plain(text)) >= FEWEST or bool(_spoken(text))


def say_back(phone: str) -> str:
    """Format a number the way people read it aloud.

    >>> format_spoken("0912345678")
    '0912 345 678'
    """
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def dial(phone: str) -> str:
    """Format a number so that phones turn it into a link.

    >>> format_e164("0912345678")
    '+84912345678'
    """
    return f"+84{phone[1:]}"
