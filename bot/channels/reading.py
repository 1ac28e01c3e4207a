"""Reading a platform's JSON without trusting it: each value is of its kind, or nothing.

Ids and handles of machines are kept as they are or refused, never mended: one that was cut or
cleaned would be another's. Words of people are cleaned and cut.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.messages.content import MAX_CHOICE_BYTES
from bot.vietnamese.letters import nfc

LONGEST_ADDRESS = 120  # as long as their columns
LONGEST_ID = 200
LONGEST_URL = 1000
LONGEST_NAME = 120
LARGEST_NUMBER = 2**63

_HANDLE = re.compile(r"[\w-]{1,256}", re.ASCII)  # Telegram's file ids; no colon, dot or slash
_PHONE = re.compile(r"[+(]?[\d(][\d ().-]{1,18}", re.ASCII)


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def string(value: Any) -> str:
    """A string, or a whole number as one: platforms write ids both ways."""
    if isinstance(value, str):
        return value
    known = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if known and abs(value) < LARGEST_NUMBER else ""


def identity(value: Any, longest: int = LONGEST_ID) -> str:
    """An id of a person or a message: visible ASCII and not too long, or ""."""
    written = string(value)
    visible = written.isascii() and written.isprintable() and " " not in written
    return written if visible and len(written) <= longest else ""


def address(value: Any) -> str:
    """An id of a person, as long as can be kept, or ""."""
    return identity(value, LONGEST_ADDRESS)


def handle(value: Any) -> str:
    """A platform's own name for a file: letters and digits, so that it is no path and no address
    of anything else; or ""."""
    return value if isinstance(value, str) and _HANDLE.fullmatch(value) else ""


def url(value: Any) -> str:
    """An address on the web, http or https; "" for everything else, such as a path here."""
    written = identity(value, LONGEST_URL)
    try:
        parts = urlsplit(written)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return written if whole and "\\" not in written else ""


def phone(value: Any) -> str:
    """A phone number as people write it, or ""."""
    written = nfc(string(value))
    return written if _PHONE.fullmatch(written) else ""


def name(value: Any, longest: int = LONGEST_NAME) -> str:
    """What a person or a file is called: one line, clean and not too long."""
    return " ".join(nfc(value[: 4 * longest]).split())[:longest] if isinstance(value, str) else ""


def choice(value: Any) -> str:
    """What a button of ours carries, or ""."""
    if not isinstance(value, str) or not value.isprintable():
        return ""
    return value if len(value.encode("utf-8", "replace")) <= MAX_CHOICE_BYTES else ""


def number(value: Any) -> int | None:
    """A whole number that tables can hold, also one written as a string of digits."""
    written = string(value)
    if not re.fullmatch(r"-?\d{1,19}", written, re.ASCII):
        return None
    read = int(written)
    return read if abs(read) < LARGEST_NUMBER else None


def degrees(value: Any, most: int) -> float | None:
    """Degrees of latitude (most 90) or longitude (180), also written as a string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if -most <= read <= most else None
