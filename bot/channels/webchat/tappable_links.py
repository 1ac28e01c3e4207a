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
from bot.vietnamese.letters import strip_letter_tone

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
class TappableLink:
    """A link: start and end in the text, and the address it opens."""

    start: int
    end: int
    href: str


def find_links(text: str, own_host: str = "") -> list[TappableLink]:
    """Return all links of a text, in order, not overlapping.

    >>> [link.href for link in find_links("Gọi 115, hoặc vào vneid.gov.vn.")]
    ['tel:115', 'https://vneid.gov.vn']
    """
    addresses = list(links.locate_links(text))
    pages = [
        link for start, end in addresses if (link := _make_page_link(text, start, end, own_host))
    ]
    calls = (*_find_long_numbers(text), *_find_short_numbers(text))
    free = [call for call in calls if not any(_overlaps(call, *span) for span in addresses)]
    return sorted((*pages, *free), key=lambda link: link.start)


def links_as_json(text: str, own_host: str = "") -> list[list[int | str]]:
    """Return the links as the page counts: in UTF-16 units, where most emoji are two."""
    return [
        [_count_utf16_units(text[: link.start]), _count_utf16_units(text[: link.end]), link.href]
        for link in find_links(text, own_host)
    ]


def _count_utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _overlaps(link: TappableLink, start: int, end: int) -> bool:
    return link.start < end and start < link.end


def _make_page_link(text: str, start: int, end: int, own_host: str) -> TappableLink | None:
    """Return a link to an https page on a known host, or None."""
    written = text[start:end].rstrip(_END)
    address = written if "://" in written else f"https://{written}"
    scheme, _, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() != "https" or not _PLAIN.fullmatch(address) or re.search(r"[@\\%]", host):
        return None
    ours = bool(own_host) and host.lower() == own_host.lower()
    judged = links.classify_link(address)
    if not ours and (judged.site is not Site.STATE or judged.host == "gov.vn"):
        return None
    return TappableLink(start, start + len(written), f"https://{rest}")


def _find_long_numbers(text: str) -> Iterator[TappableLink]:
    for match in _LONG.finditer(text):
        number = re.sub(r"[^\d+]", "", match[0])
        start = match.start() + match[0].startswith("(") * (")" not in match[0])
        yield TappableLink(start, match.end(), f"tel:{number}")


def _find_short_numbers(text: str) -> Iterator[TappableLink]:
    toneless, last = _strip_tones(text), -1
    for match in _SHORT.finditer(toneless):
        before, behind = toneless[: match.start()], toneless[match.end() :]
        listed = last >= 0 and _LISTED.fullmatch(toneless[last : match.start()])
        called = _CALLED.search(before) or _WHOSE.match(behind) or listed
        if called and not _NOT_CALLED.search(before) and not _COUNTED.match(behind):
            last = match.end()
            yield TappableLink(match.start(), last, f"tel:{match[0]}")


def _strip_tones(text: str) -> str:
    """Strip tones letter by letter, so that offsets stay the same."""
    return "".join(
        plain if len(plain := strip_letter_tone(letter.lower())) == 1 else letter for letter in text
    )
