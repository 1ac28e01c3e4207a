"""What is wrong with the way a link is written, one rule each. Pure, and nothing is fetched.

A warning is a reason for people to read; whose the link is says `links.classify_link`.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from bot.core import links
from bot.core.executables import file_extension
from bot.core.links import Link, Site


class LinkWarning(StrEnum):
    """A rule that a link breaks; the most telling first."""

    SHOWN_OTHER = "shown"  # the words show one site, the link leads to another
    USER_BEFORE_HOST = "user"  # "https://gov.vn@evil.example"
    MISREAD = "misread"  # a backslash or an escaped character in the name
    STATE_NAME_INSIDE = "inside"  # "dichvucong.gov.vn.evil.example"
    DASH_FOR_DOT = "dash"  # "dichvucong-gov.vn"
    OTHER_SCRIPT = "script"  # Cyrillic or Greek letters among Latin ones
    PUNYCODE = "punycode"  # "xn--": letters that are not shown as they are
    MARKED_LETTERS = "marks"  # "dịchvụcông.vn"
    DIGITS_FOR_LETTERS = "digits"  # "vne1d.cc"
    INVISIBLE = "invisible"  # characters without a width
    PROGRAM = "program"  # leads to a file that is installed
    PORT = "port"  # a port that no public site uses
    INSECURE = "insecure"  # http


_PROGRAM_ENDINGS = frozenset(
    [
        "apk",
        "apks",
        "xapk",
        "aab",
        "ipa",
        "exe",
        "msi",
        "mobileconfig",
        "dmg",
        "jar",
        "bat",
        "scr",
        "zip",
    ]
)
_NAMES_OF_STATE = re.compile(r"(?:^|[./-])(?:gov\.vn|chinhphu\.vn|quochoi\.vn|dcs\.vn)\.[a-z]")
_DASHED = re.compile(r"(?:-gov\.vn|gov-vn|-gov\.|govvn)")
_ARROW = re.compile(r"(?P<shown>\S+) → (?P<target>\S+)")
STANDARD_PORTS = (None, 80, 443)


def find_warnings(link: Link) -> tuple[LinkWarning, ...]:
    """Return the rules that a link breaks, the most telling first.

    >>> link = links.classify_link("http://vneid.gov.vn.capnhat.top/VNeID.apk")
    >>> [str(warning) for warning in find_warnings(link)]
    ['inside', 'program', 'insecure']
    """
    return tuple(sorted(set(_list_warnings(link)), key=tuple(LinkWarning).index))


def _list_warnings(link: Link) -> Iterator[LinkWarning]:
    written = unicodedata.normalize("NFKC", link.written).strip()
    if links.strip_invisible(written) != written:
        yield LinkWarning.INVISIBLE
    yield from _judge_address(links.strip_invisible(written))
    if link.site is not Site.IP_ADDRESS:
        yield from _judge_name(link)
    if not link.secure:
        yield LinkWarning.INSECURE


def _judge_address(written: str) -> Iterator[LinkWarning]:
    whole = re.sub(r"^(https?):/+", r"\1://", written, flags=re.IGNORECASE)
    try:
        parts = urlsplit(whole if "://" in whole else f"https://{whole}")
        port = parts.port
    except ValueError:
        return
    if "." in parts.netloc.rpartition("@")[0]:
        yield LinkWarning.USER_BEFORE_HOST
    if "\\" in parts.netloc or "%" in (parts.hostname or ""):
        yield LinkWarning.MISREAD
    if port not in STANDARD_PORTS:
        yield LinkWarning.PORT
    if file_extension(unquote(parts.path).rpartition("/")[2]) in _PROGRAM_ENDINGS:
        yield LinkWarning.PROGRAM


def _judge_name(link: Link) -> Iterator[LinkWarning]:
    host = links.strip_invisible(link.host.lower())
    if re.search(r"(?:^|\.)xn--", host):
        yield LinkWarning.PUNYCODE
    if _has_other_script(host):
        yield LinkWarning.OTHER_SCRIPT
    if link.site is Site.STATE:
        return
    if _NAMES_OF_STATE.search(host):
        yield LinkWarning.STATE_NAME_INSIDE
    elif _DASHED.search(host):
        yield LinkWarning.DASH_FOR_DOT
    if not link.imitated_name:
        return
    plain, name = re.sub(r"[^a-z0-9]", "", host), link.imitated_name.replace(".", "")
    encoded = "xn--" in host
    if not encoded and re.search(r"[a-z][013]|[013][a-z]", host) and name not in plain:
        yield LinkWarning.DIGITS_FOR_LETTERS
    if not host.isascii() and not _has_other_script(host):
        yield LinkWarning.MARKED_LETTERS


def _has_other_script(host: str) -> bool:
    """Return whether a name has letters of another alphabet than ours."""
    try:
        shown = ".".join(
            label.encode("ascii").decode("idna") if label.startswith("xn--") else label
            for label in host.split(".")
        )
    except UnicodeError:
        return False
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN")
        for letter in shown
    )


def find_shown_hosts(text: str) -> dict[str, str]:
    """Return, by the host a link leads to, another host that its words show.

    Channels write a link that hides under words as "words → link" (`channels.hidden_links`).

    >>> find_shown_hosts("nộp tại (dichvucong.gov.vn → https://evil.example/a)")
    {'evil.example': 'dichvucong.gov.vn'}
    """
    shown = {}
    for match in _ARROW.finditer(text):
        before, after = links.extract_links(match["shown"]), links.extract_links(match["target"])
        if before and after:
            label, target = (links.classify_link(found[0]).host for found in (before, after))
            if label.removeprefix("www.") != target.removeprefix("www."):
                shown[target] = label
    return shown
