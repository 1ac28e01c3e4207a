"""Words that begin with the ticket they are for: "phiếu 12: …", "12: …", "p12 …", "#12 …"."""

import re
from dataclasses import dataclass

from bot.vietnamese.letters import nfc
from bot.vietnamese.word_patterns import plain

_STOP = r"\s*(?:[:;,.\-]+(?=\s|\D)|\n)\s*"  # what parts the number from the words
_COLON = r"\s*:(?!\d)\s*"  # "8:30" is an hour
_WAYS = (
    (True, re.compile(rf"\s*(?:phieu|yeu cau)(?: so)? ?#?(?P<number>\d{{1,7}})(?:{_STOP}|\s*$)")),
    (True, re.compile(r"\s*# ?(?P<number>\d{1,7})(?!\d)[\s:;,.\-]*")),
    (False, re.compile(rf"\s*p\.?(?P<number>\d{{1,7}})(?:{_STOP}|\s+|$)")),
    (False, re.compile(rf"\s*(?:so )?(?P<number>\d{{1,7}}){_COLON}")),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A ticket's number and the words after it, with their tones. `sure`: it is surely a ticket's
    number; else only if the member has such a ticket: "1: mang căn cước" is said to residents."""

    number: int
    words: str
    sure: bool


def read_address(text: str) -> Address | None:
    """The ticket a text names first; None when it begins with none.

    >>> read_address("Phiếu 12: bác chờ cháu"), read_address("#12")
    (Address(number=12, words='bác chờ cháu', sure=True), Address(number=12, words='', sure=True))
    >>> read_address("p12 chào bác"), read_address("8:30 nhé bác"), read_address("phiếu 12 của bác")
    (Address(number=12, words='chào bác', sure=False), None, None)
    """
    text = nfc(text)
    folded = plain(text).lower()
    for sure, way in _WAYS:
        if match := way.match(folded):
            return Address(int(match["number"]), text[match.end() :].strip(), sure)
    return None
