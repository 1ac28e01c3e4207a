"""Parse the ticket a message names first: "phiếu 12: …", "12: …", "p12 …", "#12 …"."""

import re
from dataclasses import dataclass

from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import resolve_tone_homographs

_SEPARATOR = r"\s*(?:[:;,.\-]+(?=\s|\D)|\n)\s*"  # what parts the number from the words
_COLON = r"\s*:(?!\d)\s*"  # "8:30" is an hour
_CODE = re.compile(r"(?i)pa[\s-]?([2-9a-hjkmnp-z]{5})")
_PATTERNS = (
    (
        True,
        re.compile(rf"\s*(?:phieu|yeu cau)(?: so)? ?#?(?P<number>\d{{1,7}})(?:{_SEPARATOR}|\s*$)"),
    ),
    (True, re.compile(r"\s*# ?(?P<number>\d{1,7})(?!\d)[\s:;,.\-]*")),
    (False, re.compile(rf"\s*p\.?(?P<number>\d{{1,7}})(?:{_SEPARATOR}|\s+|$)")),
    (False, re.compile(rf"\s*(?:so )?(?P<number>\d{{1,7}}){_COLON}")),
)


@dataclass(frozen=True, slots=True)
class TicketReference:
    """A ticket number and the text after it, with its tones.

    `is_certain` is true when the number can only be a ticket's. Otherwise it counts only if the
    member has such a ticket: "1: mang căn cước" is also said to residents.
    """

    number: int
    text: str
    is_certain: bool


def parse_ticket_reference(text: str) -> TicketReference | None:
    """Return the ticket reference a text begins with, or None.

    >>> parse_ticket_reference("Phiếu 12: bác chờ cháu")
    TicketReference(number=12, text='bác chờ cháu', is_certain=True)
    >>> parse_ticket_reference("#12")
    TicketReference(number=12, text='', is_certain=True)
    >>> parse_ticket_reference("p12 chào bác")
    TicketReference(number=12, text='chào bác', is_certain=False)
    >>> parse_ticket_reference("8:30 nhé bác"), parse_ticket_reference("phiếu 12 của bác")
    (None, None)
    """
    text = nfc(text)
    folded = resolve_tone_homographs(text).lower()
    for is_certain, pattern in _PATTERNS:
        if match := pattern.match(folded):
            return TicketReference(int(match["number"]), text[match.end() :].strip(), is_certain)
    return None


def parse_tracking_code(text: str) -> str:
    """Return the tracking code when the whole text is one; otherwise ""."""
    match = _CODE.fullmatch(text.strip(" .!?"))
    return f"PA-{match[1].upper()}" if match else ""
