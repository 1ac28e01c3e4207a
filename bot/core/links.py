"""Links in what people write, and what kind of site they lead to. Pure.

A link is also what a phone makes clickable: a bare name with a known ending ("vneid.top"). Endings
that are Vietnamese syllables ("xong.me", "roi.la") count only when the rest looks like an address.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import unquote, urlsplit

from rapidfuzz.distance import Levenshtein

# Names of the State and of the Party; each stands for itself and everything under it.
STATE = (
    "gov.vn",
    "chinhphu.vn",
    "baochinhphu.vn",
    "quochoi.vn",
    "dcs.vn",
    "dangcongsan.vn",
    "csgt.vn",
    "chongthurac.vn",
)
STORES = ("apps.apple.com", "play.google.com")
# Hosts a resident may be sent to.
OFFICIAL = (*STATE, *STORES)
# Services that hide where a link goes; general knowledge, extend in one place.
_SHORTENERS = (
    "bit.ly bitly.com tinyurl.com t.ly cutt.ly is.gd v.gd shorturl.at s.id rb.gy rebrand.ly ow.ly"
    " goo.gl t.co by.com.vn byvn.net link24h.net shorten.asia short.gy tiny.cc l.ead.me bom.so"
    " lnkd.in buff.ly shope.ee s.shopee.vn qrco.de me-qr.com urlvn.net gg.gg adf.ly soo.gd clck.ru"
)
# Where anybody may write, sell or collect answers.
_COMMON = (
    "facebook.com fb.com fb.me m.me messenger.com zalo.me zaloapp.com youtube.com youtu.be"
    " tiktok.com google.com gmail.com forms.gle telegram.org t.me instagram.com shopee.vn lazada.vn"
    " tiki.vn sendo.vn chotot.com wikipedia.org"
)
# Names that forgers imitate.
_IMITATED = "dichvucong vneid vssid baohiemxahoi etax thuedientu tongcucthue chinhphu bocongan"
# Other countries' governments have "gov" in their names by right.
_ABROAD = ("gov", "gov.uk", "gov.au", "gov.sg", "gov.cn", "gov.tw", "gov.kh", "gov.la", "gov.in")
_ENDINGS = (
    "vn com net org edu gov info biz mobi top xyz icu shop site online club vip app dev click live"
    " life store tech work pro asia page website space fun buzz cyou cfd sbs bond rest quest"
    " support services center agency finance money loan cash bank gift ink lol win bid date party"
    " review stream download racing trade webcam science faith cricket accountant zone world today"
    " email network systems company digital cloud host press news blog link uno monster skin hair"
    " beauty autos boats homes yachts makeup cc tk ml cf gq pw ws us uk eu ru cn"
    " jp kr hk tw sg gl gd ly"
)
# These are Vietnamese syllables without their tones, or short forms people write.
_DOUBTFUL = (
    "me to ai la in so co my it cam is id do ga io am be ca hu ma mo ne ni no men gg de fr at th ph"
    " tv fm im re sh st vc vg br kh"
)
SHORTENERS, COMMON, IMITATED = (tuple(names.split()) for names in (_SHORTENERS, _COMMON, _IMITATED))
_AMBIGUOUS_ENDINGS = frozenset(_DOUBTFUL.split())
_ANY_ENDING = "|".join((*_ENDINGS.split(), *_DOUBTFUL.split()))
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_LINK_CHARACTER = r"[^\s<>«»\"“”]"
_SCHEME = re.compile(rf"(?:https?:/{{1,2}}|www\.){_LINK_CHARACTER}+", re.IGNORECASE)
_BARE_HOST = re.compile(
    rf"(?<![\w@./-])(?P<host>(?:{_LABEL}\.)+(?P<ending>{_ANY_ENDING}))\.?"
    rf"(?P<rest>(?::\d{{1,5}})?(?:[/?#]{_LINK_CHARACTER}*)?)(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?<![\w@./-])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?:(?::\d{{1,5}})?/{_LINK_CHARACTER}*|:\d{{2,5}}\b)"
)
_ANY_LINK = re.compile(f"{_SCHEME.pattern}|{_BARE_HOST.pattern}|{_NUMBERED.pattern}", re.IGNORECASE)
# How a link is written so that it is not clicked: "vneid[.]top", "gov dot vn", "hxxps://".
_OBFUSCATED = (
    (re.compile(r"\s?[\[({]\s?(?:\.|dot|ch[a\u1ea5]m)\s?[\])}]\s?", re.IGNORECASE), "."),
    (
        re.compile(
            r"(?<=\w)\s+ch[a\u1ea5]m\s+(?=(?:gov|com|net|vn|org|top|xyz|cc|info)\b)", re.IGNORECASE
        ),
        ".",
    ),
    # "dichvucong . gov . vn", as it is dictated or typed so as not to be clicked
    (re.compile(r"(?<=\w) \. ?(?=(?:gov|com|net|vn|org|top|xyz|cc|info)\b)", re.IGNORECASE), "."),
    (re.compile(r"(?<=\w)\. (?=gov ?\. ?vn\b)|(?<=\bgov)\. (?=vn\b)", re.IGNORECASE), "."),
    (re.compile(r"\bhxxp(?=s?://)", re.IGNORECASE), "http"),
)
_INVISIBLE = re.compile(r"[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PLAIN_HOST = re.compile(r"[a-z0-9.\-]+")
_VIETNAMESE = re.compile(r"[\u0000-\u024f\u0300-\u036f\u1e00-\u1eff]*")
_LOOKALIKE_DIGITS = str.maketrans("013", "oie")
_NEARLY_GOV = frozenset(("gov", "qov", "goy", "gow", "gcv", "goov", "govv"))


class Site(StrEnum):
    """What kind of site a link leads to."""

    STATE = "state"
    STORE = "store"  # of applications; not the State's
    COMMON = "common"  # everybody writes there
    SHORTENER = "short"  # hides where it goes
    LOOKALIKE = "lookalike"
    IP_ADDRESS = "numbered"  # an address of digits, without a name
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written, the host a browser would open, and its classification."""

    written: str
    host: str
    site: Site
    secure: bool = True  # https, or no scheme written
    imitated_name: str = ""  # of a look-alike: the name it would like to be taken for


def is_official(link: str) -> bool:
    """Return whether a link is https to an official host.

    >>> is_official("https://dichvucong.gov.vn/tra-cuu"), is_official("https://gov.vn.example.com")
    (True, False)
    """
    judged = classify_link(link)
    return link.lower().startswith("https:") and judged.site in (Site.STATE, Site.STORE)


def extract_links(text: str) -> list[str]:
    """Return the links in a text, with or without a scheme, without trailing punctuation.

    >>> extract_links("Vào vneid.gov.vn.capnhat.top, xong.cảm ơn bác; 3.000đ, 20.11")
    ['vneid.gov.vn.capnhat.top']
    """
    plain = strip_invisible(unicodedata.normalize("NFKC", text)).replace("。", ".")
    for pattern, meant in _OBFUSCATED:
        plain = pattern.sub(meant, plain)
    return [
        match[0].rstrip(".,;:!?)]}'’…")
        for match in _ANY_LINK.finditer(plain)
        if not match["host"] or _is_address(match)
    ]


def strip_invisible(text: str) -> str:
    """Return the text without characters that have no width or turn the direction of writing."""
    return _INVISIBLE.sub("", text)


def hides_characters(text: str) -> bool:
    """Return whether a word with a link in it holds characters that nobody sees.

    >>> hides_characters("vào vneid\u200b.gov.vn"), hides_characters("vào vneid.gov.vn")
    (True, False)
    """
    return any(_INVISIBLE.search(word) and extract_links(word) for word in text.split())


def locate_links(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end position of each link in a text."""
    for match in _ANY_LINK.finditer(text):
        if not match["host"] or _is_address(match):
            yield match.span()


def _is_address(match: re.Match[str]) -> bool:
    """Return whether a bare name is an address rather than two sentences without a space."""
    if match["ending"].lower() not in _AMBIGUOUS_ENDINGS:
        return True
    host = match["host"].lower()
    return bool(
        match["rest"]
        or host in SHORTENERS
        or host in COMMON
        or host.count(".") > 1
        or re.match(r"(?=.*[a-z])(?:.*[\d-]|[a-z]{8})", host.partition(".")[0])
        or find_imitated_name(host)
    )


def classify_link(link: str) -> Link:
    """Classify one link. Never raises; anything unclear is UNKNOWN."""
    scheme, host, tricked = _split_link(link)
    secure = scheme != "http"
    if not host:
        return Link(link, link[:60], Site.UNKNOWN, secure)
    if tricked:
        # Browsers take "https://evil.com\.gov.vn" and "https://gov.vn@evil.com" to evil.com.
        like = find_imitated_name(link) or "gov.vn"
        return Link(link, host, Site.LOOKALIKE, secure, like)
    for site, names in (
        (Site.STATE, STATE),
        (Site.STORE, STORES),
        (Site.SHORTENER, SHORTENERS),
        (Site.COMMON, COMMON),
    ):
        if _is_under(host, names):
            return Link(link, host, site, secure)
    if _is_ip_address(host):
        return Link(link, host, Site.IP_ADDRESS, secure)
    if like := find_imitated_name(host):
        return Link(link, host, Site.LOOKALIKE, secure, like)
    return Link(link, host, Site.UNKNOWN, secure)


def _split_link(link: str) -> tuple[str, str, bool]:
    """Return scheme, lower-case host, and whether the link is written to be misread."""
    whole = unicodedata.normalize("NFKC", link).strip()
    whole = re.sub(r"^(https?):/+", r"\1://", whole, flags=re.IGNORECASE)
    if "://" not in whole:
        if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", whole, re.IGNORECASE):
            return "", "", False
        whole = f"https://{whole}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", "", False
    before, misread = parts.netloc.rpartition("@")[0], "\\" in parts.netloc or "%" in host
    if parts.scheme not in ("http", "https"):
        return "", "", False
    return parts.scheme, unquote(host), misread or "." in before


def _is_under(host: str, names: Sequence[str]) -> bool:
    plain = host.removeprefix("www.")
    return bool(_PLAIN_HOST.fullmatch(host)) and any(
        plain == name or host.endswith(f".{name}") for name in names
    )


def _is_ip_address(host: str) -> bool:
    """Return whether the host is an IP address, in any notation that browsers accept."""
    if ":" in host or re.fullmatch(r"0x[0-9a-f]+|\d+", host):
        return True
    try:
        return bool(IPv4Address(host))
    except AddressValueError:
        return all(re.fullmatch(r"0x[0-9a-f]+|\d+", part) for part in host.split("."))


def find_imitated_name(host: str) -> str:
    """Return the official name a host imitates, or ""."""
    read = read_visible_host(host)
    if read is None:
        return "gov.vn"
    if _is_under(read, _ABROAD):
        return next((name for name in IMITATED[:6] if name in read), "")
    words = re.split(r"[.\-_@/\\]", read)
    if not _NEARLY_GOV.isdisjoint(words) or "govvn" in re.sub(r"[^a-z]", "", read):
        return "gov.vn"
    for word in words:
        for name in IMITATED:
            near = len(word) > 4 and Levenshtein.distance(word, name, score_cutoff=1) <= 1
            if name in word or near:
                return name
    return ""


def read_visible_host(host: str) -> str | None:
    """Return the host as the eye reads it, without punycode, marks or digits like 0.

    None when it is in another script.
    """
    try:
        shown = ".".join(
            label.encode("ascii").decode("idna") if label.startswith("xn--") else label
            for label in host.lower().split(".")
        )
    except UnicodeError:
        return None
    if not _VIETNAMESE.fullmatch(shown):
        return None
    letters = unicodedata.normalize("NFD", shown.replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(_LOOKALIKE_DIGITS)
