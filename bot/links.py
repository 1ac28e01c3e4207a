"""Which links may be trusted: https to a host that belongs to the State. Pure."""

import re
from urllib.parse import urlsplit

# Hosts a resident may be sent to; a name stands for itself and everything under it.
OFFICIAL = (
    "gov.vn",
    "dcs.vn",
    "chongthurac.vn",
    "apps.apple.com",
    "play.google.com",
)
_HOST = re.compile(r"[a-z0-9.\-]+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>«»\"]+", re.IGNORECASE)


def official(link: str) -> bool:
    """Whether a link is https to an official host.

    >>> official("https://dichvucong.gov.vn/tra-cuu"), official("https://gov.vn.example.com")
    (True, False)
    """
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    # Browsers take "https://evil.com\.gov.vn" to evil.com: only what is a plain name is believed.
    known = any(host == name or host.endswith(f".{name}") for name in OFFICIAL)
    return parts.scheme == "https" and known and bool(_HOST.fullmatch(host))


def find(text: str) -> list[str]:
    """The links in a text, without the punctuation behind them."""
    return [found.rstrip(".,;:!?)]}") for found in _LINK.findall(text)]
