"""Parse phone numbers from the answer to a request for one, strictly and into one form. Pure."""

import re

from bot.vietnamese.letters import strip_tones, to_plain_letters

_SEPARATORS = re.compile(r"(?<=[\d+)])[ .,\-–()/]+(?=[\d(])|[()]")
_RUN = re.compile(r"\+?\d+")
# Mobile numbers of ten digits since 2018, and landlines with their province's code.
_PHONE = re.compile(r"(?:\+?84|0084|0)0?([35789]\d{8}|2\d{9})")
_NAMES = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_SPOKEN = {**{name: str(digit) for digit, name in enumerate(_NAMES)}, "tu": "4", "lam": "5"}
MIN_SPOKEN_DIGITS = 9  # words of digits in a row: fewer are words
MIN_DIGITS = 6  # digits of what was meant as a number


def find_phones(text: str) -> list[str]:
    """Return the distinct numbers of a text as "0912345678".

    They may be typed in any grouping, or spelled out in words.
    """
    written = _SEPARATORS.sub("", to_plain_letters(text))
    runs = _RUN.findall(written) or _find_spoken_digits(text)
    matches = (_PHONE.fullmatch(run) for run in runs)
    return list(dict.fromkeys(f"0{match[1]}" for match in matches if match))


def _find_spoken_digits(text: str) -> list[str]:
    """Return runs of digits spelled out as words: "không chín một hai…"."""
    digits = [_SPOKEN.get(word, " ") for word in re.findall(r"\w+", strip_tones(text))]
    runs = "".join(digits).split()
    return [run for run in runs if len(run) >= MIN_SPOKEN_DIGITS]


def looks_like_number(text: str) -> bool:
    """Whether a number was meant, valid or not."""
    return sum(letter.isdigit() for letter in to_plain_letters(text)) >= MIN_DIGITS or bool(
        _find_spoken_digits(text)
    )


def format_spoken(phone: str) -> str:
    """Format a number the way people read it aloud.

    >>> format_spoken("0912345678")
    '0912 345 678'
    """
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def format_e164(phone: str) -> str:
    """Format a number so that phones turn it into a link.

    >>> format_e164("0912345678")
    '+84912345678'
    """
    return f"+84{phone[1:]}"
