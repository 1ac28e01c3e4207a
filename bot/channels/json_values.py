"""Converters for untrusted JSON values: each returns a valid value or an empty one.

Ids and handles are taken as they are or refused, never cleaned or cut: a changed id would be
another one's. Text of people is cleaned and cut.
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


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_string(value: Any) -> str:
    """Return a string, or a whole number as a string: platforms write ids both ways."""
    if isinstance(value, str):
        return value
    known = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if known and abs(value) < LARGEST_NUMBER else ""


def as_id(value: Any, longest: int = LONGEST_ID) -> str:
    """Return an id of a person or a message (printable ASCII, not too long), or ""."""
    text = as_string(value)
    visible = text.isascii() and text.isprintable() and " " not in text
    return text if visible and len(text) <= longest else ""


def as_address(value: Any) -> str:
    """Return an id of a person, at most as long as its column, or ""."""
    return as_id(value, LONGEST_ADDRESS)


def as_handle(value: Any) -> str:
    """Return a platform's handle of a file, or "".

    Letters and digits only, so that it is no path and no address of anything else.
    """
    return value if isinstance(value, str) and _HANDLE.fullmatch(value) else ""


def as_url(value: Any) -> str:
    """Return an http or https address; "" for anything else, such as a local path."""
    text = as_id(value, LONGEST_URL)
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return text if whole and "\\" not in text else ""


def as_phone(value: Any) -> str:
    """Return a phone number as people write it, or ""."""
    text = nfc(as_string(value))
    return text if _PHONE.fullmatch(text) else ""


def as_name(value: Any, longest: int = LONGEST_NAME) -> str:
    """Return the name of a person or file: one line, cleaned and cut."""
    return " ".join(nfc(value[: 4 * longest]).split())[:longest] if isinstance(value, str) else ""


def as_choice(value: Any) -> str:
    """Return the value of one of our buttons, or ""."""
    if not isinstance(value, str) or not value.isprintable():
        return ""
    return value if len(value.encode("utf-8", "replace")) <= MAX_CHOICE_BYTES else ""


def as_number(value: Any) -> int | None:
    """Return a whole number that tables can hold, also from a string of digits; else None."""
    text = as_string(value)
    if not re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
        return None
    parsed = int(text)
    return parsed if abs(parsed) < LARGEST_NUMBER else None


def as_degrees(value: Any, limit: int) -> float | None:
    """Return degrees of latitude (limit 90) or longitude (180), also from a string; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        parsed = float(value)
    except (ValueError, OverflowError):
        return None
    return parsed if -limit <= parsed <= limit else None
