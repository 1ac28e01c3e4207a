"""Links in a message that are not visible: in text links, forwarded buttons, previews, link cards.

What a person forwards for checking is often nothing but such a link under the words "bấm vào đây".
Words that themselves show another site are kept beside it: "words → link". Pure, never raises.
"""

from collections.abc import Iterable

from bot.core import links
from bot.vietnamese.letters import nfc

MAX_LINKS = 5  # addresses of one message that are worth reading
MAX_LINK_LENGTH = 300  # letters of one


def append_links(text: str, labelled: Iterable[tuple[str, str]]) -> str:
    """Return the text with its hidden links in brackets, each once; visible ones are left out.

    `labelled` are the words that show a link, or "", and the link.

    >>> append_links("xem", [("vneid.gov.vn", "https://a.top/x")])
    'xem (vneid.gov.vn → https://a.top/x)'
    """
    hidden: dict[str, str] = {}
    for label, url in labelled:
        address = nfc(url).strip()[:MAX_LINK_LENGTH]
        if address and (address not in text or _shows_other_site(label, address)):
            hidden.setdefault(address, label if _shows_other_site(label, address) else "")
    added = [
        f"({label} → {address})" if label else f"({address})" for address, label in hidden.items()
    ]
    return " ".join((text, *added[:MAX_LINKS])).strip()


def _shows_other_site(label: str, address: str) -> bool:
    shown, target = links.extract_links(label), links.extract_links(address)
    if len(shown) != 1 or not target or " " in label.strip():
        return False
    hosts = [links.classify_link(found[0]).host.removeprefix("www.") for found in (shown, target)]
    return hosts[0] != hosts[1]
