"""Links in a Telegram message that are not visible: in text links, forwarded buttons, previews.

Pure, and it never raises.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.hidden_links import append_links
from bot.vietnamese.letters import nfc


def append_hidden_links(text: str, message: Mapping[str, Any]) -> str:
    """Return the text with its hidden links in brackets, each once; visible ones are left out.

    >>> append_hidden_links("xem", {"entities": [{"type": "text_link", "url": "https://a.top/x"}]})
    'xem (https://a.top/x)'
    """
    return append_links(text, _list_links(text, message))


def _list_links(text: str, message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the words under which a link stands, or "", and the link."""
    for field in ("entities", "caption_entities"):
        for entity in _as_list(message.get(field)):
            if isinstance(entity, dict) and entity.get("type") == "text_link":
                yield from ((_cut(text, entity), url) for url in _read_url(entity))
    if isinstance(card := message.get("link_preview_options"), dict):
        yield from (("", url) for url in _read_url(card))
    if isinstance(buttons := message.get("reply_markup"), dict):
        for row in _as_list(buttons.get("inline_keyboard")):
            for button in _as_list(row):
                if isinstance(button, dict):
                    label = button.get("text")
                    words = nfc(label) if isinstance(label, str) else ""
                    yield from ((words, url) for url in _read_url(button))


def _cut(text: str, entity: Mapping[str, Any]) -> str:
    """Return the words of an entity; Telegram counts them in UTF-16 units of the text it sent."""
    offset, length = entity.get("offset"), entity.get("length")
    if not (isinstance(offset, int) and isinstance(length, int)) or min(offset, length) < 0:
        return ""
    units = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)]
    return units.decode("utf-16-le", "ignore").strip()


def _read_url(holder: Mapping[str, Any]) -> Iterator[str]:
    url = holder.get("url")
    if isinstance(url, str) and (shown := nfc(url).strip()):
        yield shown


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
