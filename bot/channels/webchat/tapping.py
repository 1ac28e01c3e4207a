"""Finds tappable links in the bot's texts: phone numbers and government pages. Pure.

The page links nothing but what stands in this list. So an address that somebody quotes, a
fraudster's most of all, stays text: only government hosts and our own are opened. A short number
(113, 1022) is a phone number only where the text says so: "Thông tư 113", "115 nghìn" are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import links
from bot.core.links import Site
from bot.vietnamese.letters import fold_letter

# Whole numbers: a handset's, a landline's of 11 digits, a switchboard's.
_GAP = r"[ .\u00a0-]?"
_LONG = re.compile(
    rf"""(?<![\w+(./,-])(?:
        (?:\+84|\(\+84\)|0){_GAP}[35789](?:{_GAP}\d){{8}}
      | \(?(?:\+84{_GAP}2|02)(?:[ .)\u00a0-]{{0,2}}\d){{9}}
      | 1[89]00(?:{_GAP}\d){{6}}
      | 1[89]00(?:{_GAP}\d){{4}}
    )(?![\d/%]|[.,-]\d)""",
    re.VERBOSE,
)
_SHORT = re.compile(
    r"(?:(?<![\w+.,/-])|(?<=\b11[1-5]/))(?:11[1-6]|1022)(?![\w%]|[.,-]\d|/(?!11[1-5]\b))"
)
# Right before a short number, without tones: "gọi ngay tổng đài", "bấm số", "Khẩn cấp:".
_CALLED = re.compile(
    r"\b(?:goi|bam|alo|quay so|tong dai|duong day nong|hotline|call|so cuu|khan cap|emergency)\b"
    r"[^.!?;\d\n]{0,24}$"
)
_NOT_CALLED = re.compile(
    r"\b(?:phieu|thong tu|nghi dinh|quyet dinh|luat|dieu|khoan|muc|trang|thua|to|nha|ngo|so nha"
    r"|cau|tin|lop|phong|thang|goi (?:cuoc|mang))\s*(?:so\s*)?$"
)
# Right behind it: whose number it is, or what it counts ("ngay" and "can" are too much else).
_WHOSE = re.compile(
    r"\s*[(:]?\s*(?:cong an|canh sat|cuu hoa|chua chay|cap cuu|cuu nan|bao ve tre em|tre em|police"
    r"|fire|ambulance)\b"
)
_COUNTED = re.compile(
    r"\s*(?:nghin|ngan|trieu|ty|dong|d|vnd|phieu|thang|phut|gio|tuoi|buoi|km|kg|m2|trang|diem)\b"
)
# Between two numbers of one list: "113, 114 hoặc 115", "113 (công an), 115".
_LISTED = re.compile(r"\s*(?:\([^)\d\n]{0,40}\)|[a-z ]{0,24})\s*(?:[,/;]|\b(?:hoac|hay|va)\b)\s*")
_END = ".,;:!?…)]}'’”»"
_PLAIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Tap:
    """A link: start and end in the text, and the address it opens."""

    start: int
    end: int
    href: str


def taps_in(text: str, own_host: str = "") -> list[Tap]:
    """Return all links of a text, in order, not overlapping.

    >>> [link.href for link in find_links("Gọi 115, hoặc vào vneid.gov.vn.")]
    ['tel:115', 'https://vneid.gov.vn']
    """
    addresses = list(links.locate(text))
    pages = [tap for start, end in addresses if (tap := _page(text, start, end, own_host))]
    calls = (*_long(text), *_short(text))
    free = [call for call in calls if not any(_meet(call, *span) for span in addresses)]
    return sorted((*pages, *free), key=lambda tap: tap.start)


def as_json(text: str, own_host: str = "") -> list[list[int | str]]:
    """Return the links as the page counts: in UTF-16 units, where most emoji are two."""
    return [
        [_units(text[: tap.start]), _units(text[: tap.end]), tap.href]
        for tap in taps_in(text, own_host)
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _meet(tap: Tap, start: int, end: int) -> bool:
    return tap.start < end and start < tap.end


def _page(text: str, start: int, end: int, own_host: str) -> Tap | None:
    """Return a link to an https page on a known host, or None."""
    written = text[start:end].rstrip(_END)
    address = written if "://" in written else f"https://{written}"
    scheme, _, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() != "https" or not _PLAIN.fullmatch(address) or re.search(r"[@\\%]", host):
        return None
    ours = bool(own_host) and host.lower() == own_host.lower()
    judged = links.judge(address)
    if not ours and (judged.site is not Site.STATE or judged.host == "gov.vn"):
        return None
    return Tap(start, start + len(written), f"https://{rest}")


def _long(text: str) -> Iterator[Tap]:
    for match in _LONG.finditer(text):
        number = re.sub(r"[^\d+]", "", match[0])
        start = match.start() + match[0].startswith("(") * (")" not in match[0])
        yield Tap(start, match.end(), f"tel:{number}")


def _short(text: str) -> Iterator[Tap]:
    flat, last = _flat(text), -1
    for match in _SHORT.finditer(flat):
        before, behind = flat[: match.start()], flat[match.end() :]
        listed = last >= 0 and _LISTED.fullmatch(flat[last : match.start()])
        called = _CALLED.search(before) or _WHOSE.match(behind) or listed
        if called and not _NOT_CALLED.search(before) and not _COUNTED.match(behind):
            last = match.end()
            yield Tap(match.start(), last, f"tel:{match[0]}")


def _flat(text: str) -> str:
    """Strip tones letter by letter, so that offsets stay the same."""
    return "".join(
        plain if len(plain := fold_letter(letter.lower())) == 1 else letter for letter in text
    )
